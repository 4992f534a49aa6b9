//! Care at home.

#[cfg(feature = "staff")]
pub(crate) mod assign;
#[cfg(feature = "staff")]
mod at_desk;
pub mod book;
#[cfg(feature = "staff")]
mod cards;
#[cfg(feature = "staff")]
pub(crate) mod desk;
#[cfg(feature = "staff")]
pub mod parts;
mod refused;
#[cfg(feature = "staff")]
mod rounds;
pub mod words;

use leptos::prelude::*;
use leptos_router::path;
use linli_domain::care::Service;
use linli_domain::json::Code;
use linli_domain::member::Role;
use linli_domain::mutation::{CareBook, CareMutation, Mutation};
use linli_domain::policy::Actor;
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;
use linli_domain::search::Query;
use linli_domain::story::{StoryEvent, What};
use linli_domain::systems::bookings::BookingDeed;

use super::{DeskPage, Finds, Hit, Link, Says, System, Work, fit};
use crate::components::{Door, Picture, Tint};
use crate::fields;
use crate::pages::common::brief;
use crate::pages::finding::topic::{Here, Topic};
use crate::pages::later::{Later, later};
#[cfg(feature = "staff")]
use crate::pages::routes::page;
use crate::store::Store;
use crate::strings::{Lang, both};
use book::{care_for, picture_of};

/// What care adds to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: Some(|| vec![later(path!("/care/book"), Later::CareBook)]),
    #[cfg(feature = "staff")]
    staff_routes: Some(|| {
        vec![
            page(path!("/work"), rounds::today::Today),
            page(path!("/work/week"), rounds::week::Week),
            page(path!("/work/:id"), rounds::visit::Visit),
            later(path!("/desk/care"), Later::DeskCare),
            later(path!("/desk/care/:id"), Later::Assign),
        ]
    }),
    door: Some(door),
    work: Some(Work {
        place: 10,
        roles: &[Role::Caregiver],
        href: "/work",
        picture: Picture::Walk,
        title: both!(care.door_work),
        about: both!(care.door_work_about),
        nav: &[
            Link { href: "/work", picture: Picture::Home, words: both!(care.nav_today) },
            Link { href: "/work/week", picture: Picture::Calendar, words: both!(care.nav_week) },
        ],
    }),
    call: None,
    first: None,
    next: None,
    mine: None,
    finds: Some(Finds { title: both!(care.found), all: found, entry }),
    topics: &[Topic {
        place: 10,
        code: "care",
        picture: Picture::Heart,
        here: Here::At("/care/book"),
        title: both!(care.topic),
        text: both!(care.topic_text),
        keywords: both!(care.topic_keywords),
    }],
    about: None,
    retold: Some(retold),
    desk: Some(DeskPage {
        place: 20,
        link: Link { href: "/desk/care", picture: Picture::Heart, words: both!(care.nav_care) },
        nav: true,
        clerks: true,
    }),
    #[cfg(feature = "staff")]
    at_desk: at_desk::AT_DESK,
    #[cfg(feature = "ssr")]
    chips: None,
};

impl Says for CareMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Book(_) => lang.care().did_book(),
            Self::Accept(_) => lang.care().did_accept(),
            Self::Decline(_) => lang.care().did_decline(),
            Self::Assign(_) => lang.care().did_assign(),
            Self::SetOut(_) => lang.care().did_set_out(),
            Self::CheckIn(_) => lang.care().did_check_in(),
            Self::CheckOut(_) => lang.care().did_check_out(),
            Self::NobodyHome(_) => lang.care().did_nobody_home(),
            Self::Settle(_) => lang.care().did_settle(),
            Self::Confirm(_) => lang.care().did_confirm(),
        }
    }

    fn made(&self, store: Store, _: &Rows) -> Option<Vec<String>> {
        let Self::Book(it) = self else { return None };
        let lang = store.lang();
        let when = lang.when(it.starts, store.present(), &store.zone());
        Some(vec![lang.service(it.service).to_owned(), when])
    }

    fn again(&self, offer: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        let Self::Book(it) = self else { return None };
        let starts = offer.map_or(it.starts, |offer| offer.starts);
        let book = CareBook { starts, also: offer.is_none(), ..it.clone() };
        Some((Self::Book(book).into(), fields!(CareBook { booking_id })))
    }
}

fn door(store: Store, _: bool) -> AnyView {
    let lang = store.lang();
    view! {
        <Door
            href="/care/book"
            picture=Picture::Heart
            tint=Tint::Green
            title=lang.care().door()
            about=brief(store, lang.care().door_about())
        />
    }
    .into_any()
}

/// Services, for who can book them.
fn found(_: &Rows, actor: Option<&Actor>, query: &Query) -> Vec<Hit> {
    let keywords = both!(care.door).joined();
    let fitting = actor.iter().flat_map(|_| Service::ALL).filter_map(|it| {
        let names = [Lang::Zh.service(it), Lang::En.service(it)];
        let text = [Lang::Zh.care().service_about(it), Lang::En.care().service_about(it)].join(" ");
        Some(Hit { fit: fit(query, &names, &keywords, &text)?, latest: 0, key: it.code().to_owned() })
    });
    fitting.collect()
}

fn entry(store: Store, _: &Rows, key: &str) -> Option<AnyView> {
    let (lang, service) = (store.lang(), Service::from_code(key)?);
    let href = store.my_id().map_or_else(|| "/care/book".to_owned(), |me| care_for(service, me));
    let door = view! {
        <li>
            <Door
                href
                picture=picture_of(service)
                tint=Tint::Green
                title=lang.service(service)
                about=lang.care().service_about(service)
            />
        </li>
    };
    Some(door.into_any())
}

/// Nobody agrees that a missed visit was done: staff has seen to it.
fn retold(lang: Lang, before: &[StoryEvent], event: &StoryEvent) -> Option<&'static str> {
    let turns =
        [BookingDeed::NoShow, BookingDeed::NobodyHome, BookingDeed::CheckedIn, BookingDeed::CheckedOut];
    let last = before
        .iter()
        .rev()
        .filter_map(|it| match it.what {
            What::Booking { deed, .. } => Some(deed),
            What::Help { .. } => None,
        })
        .find(|it| turns.contains(it));
    let missed = matches!(last, Some(BookingDeed::NoShow | BookingDeed::NobodyHome));
    (event.what == BookingDeed::Confirmed && missed).then(|| lang.care().deed_settled())
}
