//! One's bookings and requests.

use leptos::prelude::*;
use linli_domain::booking::Booking;
use linli_domain::help::{Help, Stage};

use super::entry::{booking_entry, help_entry};
use crate::components::{ButtonLink, EmptyState, Items, Page, Picture};
use crate::pages::common::{SignInFirst, coming, in_question, is_own, is_own_help, wants_word};
use crate::store::{Store, use_store};

/// How many past things the list shows.
const PAST: usize = 20;

/// One's bookings and requests.
#[component]
pub fn Mine() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if store.me_once().is_none() {
        return view! { <SignInFirst title=lang.mine_title()/> }.into_any();
    }
    view! { <Page title=lang.mine_title()>{move || lists(store)}</Page> }.into_any()
}

/// Something of the list, in the order of time.
enum Thing<'a> {
    Booking(&'a Booking),
    Help(&'a Help),
}

fn lists(store: Store) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor() else { return ().into_any() };
    let (rows, now) = (store.rows(), store.now());
    let coming = coming(&rows, &actor, now);
    let bookings: Vec<_> = rows.bookings.values().filter(|it| is_own(&actor, it)).collect();
    let mut helps: Vec<_> = rows.helps.values().filter(|it| is_own_help(&actor, it)).collect();
    helps.sort_by_key(|it| core::cmp::Reverse(it.opened));
    if bookings.is_empty() && helps.is_empty() {
        return view! {
            <EmptyState icon=Picture::Calendar title=lang.mine_empty() about=lang.mine_empty_about()>
                <ButtonLink href="/">{lang.to_home()}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let booking = |it: &Booking| (it.id.0, booking_entry(store, &rows, it));
    let help = |it: &Help| (it.id.0, help_entry(store, it));
    let asks = |it: &&&Help| it.stage == Stage::Resolved;
    let word: Items = bookings
        .iter()
        .filter(|it| wants_word(it))
        .map(|it| booking(it))
        .chain(helps.iter().filter(asks).map(|it| help(it)))
        .collect();
    let questions: Items = bookings.iter().filter(|it| in_question(it)).map(|it| booking(it)).collect();
    let next: Items = coming.iter().map(booking).collect();
    let open: Items = helps.iter().filter(|it| it.stage.is_open() && !asks(it)).map(|it| help(it)).collect();
    let is_coming = |it: &Booking| coming.iter().any(|other| other.id == it.id);
    let mut past: Vec<_> = bookings
        .iter()
        .filter(|it| !is_coming(it) && !wants_word(it) && !in_question(it))
        .map(|it| (it.starts, Thing::Booking(it)))
        .chain(helps.iter().filter(|it| !it.stage.is_open()).map(|it| (it.opened, Thing::Help(it))))
        .collect();
    past.sort_by_key(|(at, _)| core::cmp::Reverse(*at));
    let past: Items = past
        .into_iter()
        .take(PAST)
        .map(|(_, thing)| match thing {
            Thing::Booking(it) => booking(it),
            Thing::Help(it) => help(it),
        })
        .collect();
    view! {
        {part(lang.mine_word(), word)}
        {part(lang.mine_coming(), next)}
        {part(lang.mine_question(), questions)}
        {part(lang.mine_helps(), open)}
        {(!past.is_empty())
            .then(|| {
                view! {
                    <details class="fold">
                        <summary>{lang.mine_past()}</summary>
                        <ul class="list">{past}</ul>
                    </details>
                }
            })}
    }
    .into_any()
}

fn part(title: &'static str, entries: Items) -> Option<AnyView> {
    (!entries.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{title}</h2>
                <ul class="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}
