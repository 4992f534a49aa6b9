//! The first screen: what is next, and three doors.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use linli_domain::booking::Booking;
use linli_domain::care::Reason;
use linli_domain::help;
use linli_domain::holiday::day_off;
use linli_domain::member::Role;
use linli_domain::policy::Standing;
use linli_domain::rows::Rows;

use crate::components::{
    ButtonLink, Card, Door, Icon, Items, Kind, NextCard, Page, Picture, Pill, PrefButton, StateChip, Tint,
};
use crate::pages::account::start::Start;
use crate::pages::common::{
    calendar, chosen_for_rooms, coming, name_of, phone_of, place_of, what_of, words_wanted,
};
use crate::pages::landing::landing;
use crate::store::{Store, use_store};

/// What is next, and three doors.
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
    let mut doors = Vec::new();
    if actor.has(Role::Caregiver) {
        doors.push(("/work", Picture::Walk, lang.door_work(), lang.door_work_about()));
    }
    if actor.works_at_desk() {
        doors.push(("/desk", Picture::Desk, lang.door_desk(), lang.door_desk_about()));
    }
    if actor.has(Role::Supervisor) || actor.has(Role::Officer) {
        doors.push(("/street", Picture::Street, lang.door_street(), lang.door_street_about()));
    }
    let doors: Vec<_> = doors
        .into_iter()
        .map(|(href, picture, title, about)| view! { <Door href picture tint=Tint::Green title about=brief(store, about)/> })
        .collect();
    (!doors.is_empty()).then(|| doors.into_any())
}

/// Fewer words in elder mode.
fn brief(store: Store, words: impl Into<String>) -> String {
    if store.prefs().elder { String::new() } else { words.into() }
}

/// What waits to be read or answered, in a line of links.
fn news(store: Store) -> Option<AnyView> {
    let lang = store.lang();
    let (rows, actor) = (store.rows(), store.actor()?);
    let unread = rows.messages.values().filter(|it| it.to == actor.id && !it.read).count();
    let words = words_wanted(&rows, &actor);
    let asking = rows
        .helps
        .values()
        .filter(|it| {
            rows.communities.get(&it.community_id).is_some_and(|place| {
                let who = Standing::new(&actor, place, it.subject);
                help::may(&who, help::Action::AnswerAsNeighbour, &help::Target::new(place, it))
            })
        })
        .count();
    let mut links = Vec::new();
    if words > 0 {
        links.push(("/mine", Picture::Pen, lang.word_wanted(words)));
    }
    // In elder mode the bar below has messages, and the screen is full.
    let elder = store.prefs().elder;
    if unread > 0 && !elder {
        links.push(("/messages", Picture::Bell, lang.unread(unread)));
    }
    if asking > 0 && !elder {
        links.push(("/help/neighbours", Picture::People, lang.neighbours_ask(asking)));
    }
    // One line only: what needs an answer first; all of it stands under “Mine” and “Messages”.
    links.truncate(2);
    let pill = |href, icon, words| view! { <Pill href icon>{words}</Pill> }.into_any();
    let links: Items = links.into_iter().map(|(href, icon, words)| (href, pill(href, icon, words))).collect();
    (!links.is_empty()).then(|| view! { <div class="pills home-news">{links}</div> }.into_any())
}

/// The next booking, its time large.
fn next(store: Store) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor() else { return ().into_any() };
    let rows = store.rows();
    match coming(&rows, &actor, store.now()).into_iter().next() {
        // In elements of its own, so that nobody who is at its button finds themselves at another's.
        Some(booking) => {
            let card = next_card(store, &rows, &booking, booking.subject != actor.id);
            Items::from_iter([(booking.id, card)]).into_any()
        }
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

fn next_card(store: Store, rows: &Rows, booking: &Booking, others: bool) -> AnyView {
    let (lang, now) = (store.lang(), store.present());
    let zone = rows.communities.get(&booking.community_id).map_or_else(|| store.zone(), |it| it.zone());
    let starts = zone.civil(booking.starts);
    let (part, clock) = lang.clock_parts(starts.time());
    let part = lang.day_part(&lang.near_day(starts.date(), zone.date(now)), part);
    let what = what_of(lang, rows, booking);
    let first = booking.visit().and_then(|it| it.carers.first()).map(|id| name_of(lang, rows, *id));
    let title = match first.filter(|it| !it.is_empty()) {
        Some(name) => lang.one_caregiver(&what, &name),
        None => what,
    };
    let mut about = Vec::new();
    if others {
        about.push(lang.for_whom(&booking.called));
    }
    if booking.visit().is_some_and(|it| it.why.iter().any(|why| matches!(why, Reason::KnowsYou { .. }))) {
        about.push(lang.also_last_time().to_owned());
    }
    about.push(lang.about_so_long(&lang.length(booking.interval().minutes())));
    let about = brief(store, about.join(" · "));
    let href = format!("/mine/{}", booking.id);
    let phone = phone_of(rows, booking);
    let (elder, state, id) = (store.prefs().elder, booking.state, booking.id);
    let second = if booking.visit().is_some() { lang.call_caregiver() } else { lang.call_desk_short() };
    view! {
        <NextCard
            part
            clock
            title
            about
            actions=move || {
                // One button in elder mode: the page of the booking has the others.
                let phone = phone.filter(|_| !elder);
                view! {
                    {phone
                        .map(|phone| {
                            view! {
                                <ButtonLink href=format!("tel:{phone}") kind=Kind::Quiet icon=Picture::Phone>
                                    {second}
                                </ButtonLink>
                            }
                        })}
                    <ButtonLink href>{lang.details()}</ButtonLink>
                }
            }
        >
            <StateChip state about=id/>
        </NextCard>
    }
    .into_any()
}

fn doors(store: Store, outside: bool) -> AnyView {
    let lang = store.lang();
    // Counted again when rows change and time passes, and written again only when the number does.
    let free = Memo::new(move |_| {
        if outside {
            return None;
        }
        let (rows, now) = (store.rows(), store.present());
        let whom = chosen_for_rooms(&rows, &store.actor_once()?, "")?;
        let place = place_of(&rows, &whom)?;
        let calendar = calendar(&rows, &place, now);
        let today = place.1.date(now);
        let shortest = place.0.settings.rooms.room_min_minutes;
        (calendar.rooms().next().is_some())
            .then(|| calendar.rooms().filter(|room| calendar.room_has_start(room, today, shortest)).count())
    });
    view! {
        <Door
            href="/care/book"
            picture=Picture::Heart
            tint=Tint::Green
            title=lang.door_care()
            about=brief(store, lang.door_care_about())
        />
        {move || {
            let about = free.get().map_or_else(|| lang.door_rooms_about().to_owned(), |free| lang.rooms_free(free));
            view! {
                <Door
                    href="/rooms"
                    picture=Picture::Door
                    tint=Tint::Blue
                    title=lang.door_rooms()
                    about=brief(store, about)
                />
            }
        }}
        <Door
            href="/help/ask"
            picture=Picture::Hands
            tint=Tint::Plum
            title=lang.door_help()
            about=brief(store, lang.door_help_about())
        />
    }
    .into_any()
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
