//! What is one's own, of every system.

use core::cmp::Reverse;

use leptos::prelude::*;

use super::common::SignInFirst;
use crate::components::{ButtonLink, EmptyState, Items, Page, Picture};
use crate::store::{Store, use_store};
use crate::systems::{Mine as Of, Own, Part, SYSTEMS};

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

fn lists(store: Store) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor() else { return ().into_any() };
    let (rows, now) = (store.rows(), store.now());
    let all = |of: &'static Of| (of.all)(&rows, &actor, now).into_iter().map(move |it| (of, it));
    let own: Vec<_> = SYSTEMS.iter().filter_map(|it| it.mine.as_ref()).flat_map(all).collect();
    if own.is_empty() {
        return view! {
            <EmptyState icon=Picture::Calendar title=lang.mine_empty() about=lang.mine_empty_about()>
                <ButtonLink href="/">{lang.to_home()}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let entry = |(of, it): (&'static Of, Own)| (it.id, (of.entry)(store, &rows, it.id));
    let of = |part: Part| own.iter().copied().filter(move |(_, it)| it.part == part);
    let entries = |part| -> Items { of(part).map(entry).collect() };
    let mut headings: Vec<_> = own
        .iter()
        .filter_map(|(_, it)| match it.part {
            Part::Under(title) => Some(title),
            Part::Word | Part::Coming | Part::Past => None,
        })
        .collect();
    headings.dedup();
    let under: Vec<_> =
        headings.into_iter().map(|title| part(lang.one(title), entries(Part::Under(title)))).collect();
    let mut past: Vec<_> = of(Part::Past).collect();
    past.sort_by_key(|(_, it)| Reverse(it.at));
    let past: Items = past.into_iter().take(PAST).map(entry).collect();
    view! {
        {part(lang.mine_word(), entries(Part::Word))}
        {part(lang.mine_coming(), entries(Part::Coming))}
        {under}
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
