//! The rooms of a day.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::resource::Resource;
use linli_domain::time::{Instant, Minutes};

use super::{chosen_for_rooms, room_of};
use crate::components::{Card, Chip, DayPicker, EmptyState, Items, NotFound, Page, Picture, Tone};
use crate::pages::common::{
    SignInFirst, address, calendar, people, place_of, still_to_come, today_in, whom_links,
};
use crate::store::{Store, use_store};
use crate::strings::Lang;

/// How long a use is while nobody has said otherwise.
pub const USUAL: Minutes = 60;

/// How many times a room of the list shows.
const SHOWN: usize = 3;

/// The rooms of a day.
#[component]
pub fn Rooms() -> impl IntoView {
    let store = use_store();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.get();
        (query.get("for").unwrap_or_default(), query.get("day").unwrap_or_default().parse::<Date>().ok())
    });
    move || {
        let (whom, day) = asked.get();
        untrack(|| page(store, whom, day))
    }
}

fn page(store: Store, wanted: String, day: Option<Date>) -> AnyView {
    let lang = store.lang();
    let rows = store.rows_once();
    let Some(actor) = store.actor_once() else {
        return view! { <SignInFirst title=lang.rooms().title()/> }.into_any();
    };
    let Some(whom) = chosen_for_rooms(&rows, &actor, &wanted) else {
        return view! { <NotFound/> }.into_any();
    };
    let Some(place) = place_of(&rows, &whom) else { return view! { <NotFound/> }.into_any() };
    let today = today_in(store, &place.1);
    let day = Memo::new(move |_| still_to_come(day, today.get()));
    let count = place.0.settings.bookings.horizon_days + 1;
    let path = address("/rooms", &[("for", wanted.clone())]);
    let people = people(&rows, &actor);
    let whom_id = whom.id;
    let whom_links = move || {
        whom_links(store, lang.rooms().whom(), &people, whom_id, |id| {
            address("/rooms", &[("for", id), ("day", day.get().to_string())])
        })
    };
    let list = move || {
        let (day, now) = (day.get(), store.present());
        let rows = store.rows();
        let Some(place) = place_of(&rows, &whom) else { return ().into_any() };
        let calendar = calendar(&rows, &place, now);
        let mut rooms: Vec<_> =
            calendar.rooms().map(|room| (calendar.room_starts(room, day, USUAL), room)).collect();
        // Those that are free first; each of the two halves by name.
        rooms.sort_by_key(|(starts, _)| starts.is_empty());
        if rooms.is_empty() {
            return view! { <EmptyState icon=Picture::Door title=lang.rooms().no_rooms()/> }.into_any();
        }
        let rooms: Items = rooms
            .into_iter()
            .map(|(starts, room)| {
                let href = |at: Option<Instant>| {
                    address(
                        &format!("/rooms/{}", room.id),
                        &[
                            ("for", wanted.clone()),
                            ("day", day.to_string()),
                            ("starts", at.map(|it| it.to_string()).unwrap_or_default()),
                        ],
                    )
                };
                let link = |at| {
                    view! { <li><a class="time-link" href=href(Some(at))>{lang.clock(at, &place.1)}</a></li> }
                        .into_any()
                };
                let links: Items = starts.iter().take(SHOWN).map(|at| (*at, link(*at))).collect();
                let all = href(None);
                let free = !starts.is_empty();
                let (name, about) = (lang.pick(&room.name).to_owned(), about(lang, room));
                let state = state(lang, room, &starts, day, &place.1);
                let card = view! {
                    <li>
                        <Card>
                            <div class="row">
                                <div class="grow">
                                    <h2>{name}</h2>
                                    <p class="small">{about}</p>
                                </div>
                                {state}
                            </div>
                            {free
                                .then(|| {
                                    view! {
                                        <ul class="time-list">
                                            {links}
                                            <li><a class="time-link is-more" href=all>{lang.rooms().all_times()}</a></li>
                                        </ul>
                                    }
                                })}
                        </Card>
                    </li>
                };
                (room.id, card.into_any())
            })
            .collect();
        view! { <ul class="list">{rooms}</ul> }.into_any()
    };
    view! {
        <Page title=lang.rooms().which_day() lead=lang.rooms().title() back="/">
            {whom_links}
            {move || view! { <DayPicker path=path.clone() first=today.get() chosen=day.get() count/> }}
            <section class="stack" aria-live="polite">
                <h2 class="hidden-text">{lang.rooms().the_rooms()}</h2>
                {list}
            </section>
        </Page>
    }
    .into_any()
}

/// Where a room is and what it is like, in a line.
pub fn about(lang: Lang, room: &Resource) -> String {
    let Some(room) = room_of(room) else { return String::new() };
    let mut words = vec![lang.pick(&room.place).to_owned(), lang.rooms().seats(room.seats)];
    if room.outdoor {
        words.push(lang.rooms().outdoor().to_owned());
    }
    if room.step_free {
        words.push(lang.rooms().step_free().to_owned());
    }
    if room.approval {
        words.push(lang.rooms().needs_approval().to_owned());
    }
    words.retain(|it| !it.is_empty());
    words.dedup();
    words.join(" · ")
}

/// Whether a room is free on a day, and from when.
fn state(
    lang: Lang,
    room: &Resource,
    starts: &[Instant],
    day: Date,
    zone: &linli_domain::time::Zone,
) -> AnyView {
    let opens = room.hours.open(day, zone).map(|it| it.starts).min();
    match (starts.first(), opens) {
        (None, None) => {
            let note = room.hours.exception(day).map_or("", |it| &it.note);
            let words = if note.is_empty() {
                lang.rooms().shut().to_owned()
            } else {
                lang.rooms().shut_because(note)
            };
            view! { <Chip tone=Tone::Still icon=Picture::Cross>{words}</Chip> }.into_any()
        }
        (None, Some(_)) => view! { <Chip tone=Tone::Wait>{lang.rooms().full()}</Chip> }.into_any(),
        (Some(first), Some(opens)) if *first <= opens || starts.len() > 12 => {
            view! { <Chip tone=Tone::Good>{lang.rooms().free()}</Chip> }.into_any()
        }
        (Some(first), _) => {
            let words = lang.rooms().free_from(&lang.clock(*first, zone));
            view! { <Chip tone=Tone::Info icon=Picture::Clock>{words}</Chip> }.into_any()
        }
    }
}
