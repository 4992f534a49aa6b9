//! Borrowing rooms.

#[cfg(feature = "staff")]
pub(crate) mod approvals;
#[cfg(feature = "staff")]
mod at_desk;
#[cfg(feature = "staff")]
mod card;
#[cfg(feature = "staff")]
pub(crate) mod desk;
pub mod list;
mod refused;
pub(crate) mod room;
pub mod words;

use leptos::prelude::*;
use leptos_router::path;
use linli_domain::ids::{MemberId, ResourceId};
use linli_domain::member::Member;
use linli_domain::mutation::{Mutation, RoomBook, RoomMutation};
use linli_domain::policy::Actor;
use linli_domain::refusal::Offer;
use linli_domain::resource::{Nature, Resource, Room};
use linli_domain::rows::Rows;
use linli_domain::search::Query;

use super::{DeskPage, Finds, Hit, Link, Says, System, fit};
use crate::components::{Door, Picture, Tint};
use crate::fields;
use crate::pages::common::{address, brief, calendar, chosen, people, place_of};
use crate::pages::finding::topic::{Here, Topic};
use crate::pages::later::{Later, later};
use crate::pages::routes::page;
use crate::store::Store;
use crate::strings::{Lang, both};
use crate::systems::bookings::own::name_of;
use list::about;

/// What rooms add to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: Some(|| vec![page(path!("/rooms"), list::Rooms), later(path!("/rooms/:id"), Later::Room)]),
    #[cfg(feature = "staff")]
    staff_routes: Some(|| {
        vec![later(path!("/desk/rooms"), Later::DeskRooms), later(path!("/desk/approvals"), Later::Approvals)]
    }),
    door: Some(door),
    work: None,
    call: None,
    first: None,
    next: None,
    mine: None,
    finds: Some(Finds { title: both!(rooms.found), all: found, entry }),
    topics: &[Topic {
        place: 20,
        code: "rooms",
        picture: Picture::Door,
        here: Here::At("/rooms"),
        title: both!(rooms.topic),
        text: both!(rooms.topic_text),
        keywords: both!(rooms.topic_keywords),
    }],
    about: None,
    retold: None,
    desk: Some(DeskPage {
        place: 10,
        link: Link { href: "/desk/rooms", picture: Picture::Door, words: both!(rooms.nav_rooms) },
        nav: true,
        clerks: false,
    }),
    #[cfg(feature = "staff")]
    at_desk: at_desk::AT_DESK,
    #[cfg(feature = "ssr")]
    chips: None,
};

impl Says for RoomMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Book(_) => lang.rooms().did_book(),
            Self::Decide(_) => lang.rooms().did_decide(),
            Self::CheckIn(_) => lang.rooms().did_check_in(),
        }
    }

    fn made(&self, store: Store, rows: &Rows) -> Option<Vec<String>> {
        let Self::Book(it) = self else { return None };
        let lang = store.lang();
        let when = lang.when(it.starts, store.present(), &store.zone());
        Some(vec![name_of(lang, rows, it.resource_id), when])
    }

    fn again(&self, offer: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        let Self::Book(it) = self else { return None };
        let (starts, ends) = offer.map_or((it.starts, it.ends), |offer| (offer.starts, offer.ends));
        let resource_id = offer.and_then(|offer| offer.resource_id).unwrap_or(it.resource_id);
        let book = RoomBook { resource_id, starts, ends, also: offer.is_none(), ..it.clone() };
        Some((Self::Book(book).into(), fields!(RoomBook { booking_id })))
    }
}

/// The door, with how many rooms are free today.
fn door(store: Store, outside: bool) -> AnyView {
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
    let door = move || {
        let about = free
            .get()
            .map_or_else(|| lang.rooms().door_about().to_owned(), |free| lang.rooms().rooms_free(free));
        view! {
            <Door
                href="/rooms"
                picture=Picture::Door
                tint=Tint::Blue
                title=lang.rooms().door()
                about=brief(store, about)
            />
        }
    };
    door.into_any()
}

/// Whom the reader may borrow this room for: whoever acts for somebody of another community may borrow there,
/// for them.
fn borrower(rows: &Rows, actor: &Actor, room: &Resource) -> Option<MemberId> {
    let people = people(rows, actor);
    people.iter().rfind(|person| person.community_id == room.community_id).map(|it| it.id)
}

fn found(rows: &Rows, actor: Option<&Actor>, query: &Query) -> Vec<Hit> {
    let keywords = both!(rooms.nav_rooms).joined();
    let rooms = rows.resources.values().filter(|it| !it.retired && room_of(it).is_some());
    let fitting = rooms.filter_map(|it| {
        borrower(rows, actor?, it)?;
        let text = [about(Lang::Zh, it), about(Lang::En, it)].join(" ");
        let fit = fit(query, &[&it.name.zh, &it.name.en], &keywords, &text)?;
        Some(Hit { fit, latest: 0, key: it.id.to_string() })
    });
    fitting.collect()
}

fn entry(store: Store, rows: &Rows, key: &str) -> Option<AnyView> {
    let (lang, actor) = (store.lang(), store.actor()?);
    let room = key.parse().ok().and_then(|id: ResourceId| rows.resources.get(&id))?;
    let borrower = borrower(rows, &actor, room)?;
    let whom = if actor.id == borrower { String::new() } else { borrower.to_string() };
    let door = view! {
        <li>
            <Door
                href=address(&format!("/rooms/{}", room.id), &[("for", whom)])
                picture=Picture::Door
                tint=Tint::Blue
                title=lang.pick(&room.name)
                about=about(lang, room)
            />
        </li>
    };
    Some(door.into_any())
}

/// The room that a resource is.
pub const fn room_of(resource: &Resource) -> Option<&Room> {
    match &resource.nature {
        Nature::Room(room) => Some(room),
        Nature::Caregiver(_) => None,
    }
}

/// As [`chosen`]; without a word of the address the reader, or whom they act for where the reader's
/// own community lends nothing.
pub fn chosen_for_rooms(rows: &Rows, actor: &Actor, wanted: &str) -> Option<Member> {
    let lends = |member: &Member| {
        rows.resources
            .values()
            .any(|it| it.community_id == member.community_id && matches!(it.nature, Nature::Room(_)))
    };
    if !wanted.is_empty() {
        return chosen(rows, actor, wanted);
    }
    chosen(rows, actor, wanted).or_else(|| {
        let mut people = people(rows, actor);
        people.reverse();
        let place = people.iter().position(lends).unwrap_or(0);
        (place < people.len()).then(|| people.swap_remove(place))
    })
}
