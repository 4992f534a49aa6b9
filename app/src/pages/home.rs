//! The first screen: what is next, and a door for each thing that people do here.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use linli_domain::holiday::day_off;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;

use super::account::start::Start;
use super::common::brief;
use super::landing::landing;
use crate::components::{ButtonLink, Card, Door, Icon, Items, Kind, Page, Picture, Pill, PrefButton, Tint};
use crate::store::{Store, use_store};
use crate::systems::{Call, DESK_DOOR, Part, SYSTEMS};

/// What is next, and the doors.
#[component]
pub fn Home() -> impl IntoView {
    let store = use_store();
    if store.me_once().is_some() {
        at_home(store)
    } else if store.prefs().begun {
        at_the_door(store)
    } else {
        view! { <Start/> }.into_any()
    }
}

/// For who is not signed in: what linli is, and the way in.
fn at_the_door(store: Store) -> AnyView {
    let lang = store.lang();
    let (elder, words) =
        if store.prefs().elder { ("0", lang.usual_door()) } else { ("1", lang.elder_door()) };
    view! {
        <Page title=lang.welcome() lead=lang.welcome_about()>
            <a class="button" href="/sign-in" rel="external">
                <Icon picture=Picture::Phone/>
                <span>{lang.sign_in_by_phone()}</span>
            </a>
            <div class="wide-prefs">
                <PrefButton field="elder" value=elder icon=Picture::Size>{words}</PrefButton>
            </div>
            <div class="home">{doors(store, true)} {emergency(store)} {finding(store)}</div>
        </Page>
    }
    .into_any()
}

fn at_home(store: Store) -> AnyView {
    let lang = store.lang();
    let title = Signal::derive(move || {
        let hour = store.zone().civil(store.present()).hour();
        store.me().map_or_else(String::new, |me| lang.greeting(me.greeted(), hour))
    });
    let lead = Signal::derive(move || {
        let today = store.today();
        let holidays = store.community().map_or_else(Vec::new, |it| it.holidays);
        let off = day_off(&holidays, today).map_or_else(String::new, |it| lang.day_off(it));
        let lead = [lang.long_date(today), lang.lunar(today), off];
        lead.iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
    });
    let lives_here = store.actor_once().is_some_and(|it| landing(&it).is_none());
    if !lives_here {
        to_work(store);
    }
    view! {
        <Page title lead>
            <div class="home">
            {work(store)}
            {lives_here
                .then(|| {
                    view! {
                        {move || first(store)}
                        {move || news(store)}
                        {move || next(store)}
                        {doors(store, false)}
                    }
                    .into_any()
                })}
            {emergency(store)}
            // In elder mode the screen is full, and “Me” below has both.
            {(!store.prefs().elder).then(|| finding(store))}
            </div>
        </Page>
    }
    .into_any()
}

/// Who works here and does not live here sees their day or their queue instead. The server sends them
/// there; a page that was opened without one goes as soon as this phone has what stands there.
fn to_work(store: Store) {
    let Some(first) = store.actor_once().and_then(|it| landing(&it)) else { return };
    let navigate = use_navigate();
    let fetched = Memo::new(move |_| store.phone().pulled.is_some());
    Effect::new(move || {
        if fetched.get() {
            navigate(first, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
}

/// Doors to what somebody works at.
fn work(store: Store) -> Option<AnyView> {
    let lang = store.lang();
    let actor = store.actor_once()?;
    let away = SYSTEMS.iter().filter_map(|it| it.work.as_ref()).filter(|it| it.is_of(&actor));
    let mut doors: Vec<_> =
        away.map(|it| (it.place, it.href, it.picture, lang.one(it.title), lang.one(it.about))).collect();
    if actor.works_at_desk() {
        doors.push((DESK_DOOR, "/desk", Picture::Desk, lang.door_desk(), lang.door_desk_about()));
    }
    doors.sort_by_key(|(place, ..)| *place);
    let doors: Vec<_> = doors
        .into_iter()
        .map(|(_, href, picture, title, about)| {
            view! { <Door href picture tint=Tint::Green title about=brief(store, about)/> }
        })
        .collect();
    (!doors.is_empty()).then(|| doors.into_any())
}

/// What is to be seen before all else.
fn first(store: Store) -> Option<AnyView> {
    let (rows, actor) = (store.rows(), store.actor()?);
    let first = SYSTEMS.iter().filter_map(|it| (it.first?)(store, &rows, &actor));
    let cards: Items = first.map(|it| (it.id, it.card)).collect();
    (!cards.is_empty()).then(|| cards.into_any())
}

/// What waits to be read or answered, in a line of links.
fn news(store: Store) -> Option<AnyView> {
    let lang = store.lang();
    let (rows, actor) = (store.rows(), store.actor()?);
    let words = words_wanted(&rows, &actor, store.now_once());
    let mut links = Vec::new();
    if words > 0 {
        links.push(Call { href: "/mine", picture: Picture::Pen, words: lang.word_wanted(words) });
    }
    // In elder mode the bar below has messages, and the screen is full.
    if !store.prefs().elder {
        links.extend(SYSTEMS.iter().filter_map(|it| (it.call?)(store, &rows, &actor)));
    }
    // One line only: what needs an answer first; all of it stands under “Mine” and “Messages”.
    links.truncate(2);
    let pill = |href, icon, words| view! { <Pill href icon>{words}</Pill> }.into_any();
    let links: Items = links.into_iter().map(|it| (it.href, pill(it.href, it.picture, it.words))).collect();
    (!links.is_empty()).then(|| view! { <div class="pills home-news">{links}</div> }.into_any())
}

/// How many things wait for this reader's word.
fn words_wanted(rows: &Rows, actor: &Actor, now: Instant) -> usize {
    let mine = SYSTEMS.iter().filter_map(|it| it.mine.as_ref());
    mine.flat_map(|it| (it.all)(rows, actor, now)).filter(|it| it.part == Part::Word).count()
}

/// What comes next.
fn next(store: Store) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor() else { return ().into_any() };
    let rows = store.rows();
    let next = SYSTEMS.iter().filter_map(|it| (it.next?)(store, &rows, &actor));
    match next.min_by_key(|it| it.at) {
        // In elements of its own, so that nobody who is at its button finds themselves at another's.
        Some(next) => Items::from_iter([(next.id, next.card)]).into_any(),
        None if store.prefs().elder => ().into_any(),
        None => view! {
            <Card>
                <div>
                    <h2>{lang.nothing_next()}</h2>
                    <p class="small">{lang.nothing_next_about()}</p>
                </div>
            </Card>
        }
        .into_any(),
    }
}

fn doors(store: Store, outside: bool) -> AnyView {
    let doors: Vec<_> = SYSTEMS.iter().filter_map(|it| Some((it.door?)(store, outside))).collect();
    doors.into_any()
}

fn emergency(store: Store) -> AnyView {
    let lang = store.lang();
    view! { <ButtonLink href="tel:120" kind=Kind::Alarm icon=Picture::Alarm>{lang.emergency()}</ButtonLink> }
        .into_any()
}

/// The ways to whatever is not on this page.
fn finding(store: Store) -> AnyView {
    let lang = store.lang();
    view! {
        <div class="finding">
            <Pill href="/search" icon=Picture::Search>{lang.search()}</Pill>
            <Pill href="/guide" icon=Picture::Info>{lang.guide_title()}</Pill>
        </div>
    }
    .into_any()
}
