//! Bookings of any kind: what is one's own of them, and how they stand.

mod booking;
#[cfg(feature = "staff")]
pub mod card;
mod chip;
pub mod entry;
#[cfg(feature = "staff")]
pub mod hanging;
mod news;
mod next;
pub mod own;
mod refused;
pub(crate) mod slip;
#[cfg(feature = "staff")]
pub mod table;
pub mod words;

use leptos::prelude::*;
use leptos_router::path;
use linli_domain::booking::Booking;
#[cfg(feature = "ssr")]
use linli_domain::booking::State;
use linli_domain::ids::BookingId;
#[cfg(feature = "ssr")]
use linli_domain::json::Code;
use linli_domain::mutation::{BookingMutation, Mutation};
use linli_domain::policy::Actor;
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;
use linli_domain::search::Query;
use linli_domain::time::Instant;

use super::{About, Finds, Hit, Mine, Own, Part, Says, System, field_of, fit};
use crate::components::Picture;
use crate::pages::finding::topic::{Here, Topic};
use crate::pages::later::{Later, later};
use crate::pages::routes::page;
use crate::store::Store;
use crate::strings::{Lang, Side, both};
pub use chip::StateChip;
use entry::booking_entry;
#[cfg(feature = "staff")]
pub use hanging::hangs;
pub use news::{Reader, booking_reader, told, where_to};
use own::{coming, in_question, is_own, name_of, wants_word, what_of};

/// What bookings add to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: Some(|| {
        vec![page(path!("/mine/:id"), booking::Booking), later(path!("/mine/:id/slip"), Later::Slip)]
    }),
    #[cfg(feature = "staff")]
    staff_routes: None,
    door: None,
    work: None,
    call: None,
    first: None,
    next: Some(next::next),
    mine: Some(Mine { all: mine, entry: |store, rows, id| entry(store, rows, BookingId(id)) }),
    finds: Some(Finds {
        title: both!(bookings.found),
        all: found,
        entry: |store, rows, key| Some(entry(store, rows, key.parse().ok()?)),
    }),
    topics: &[
        Topic {
            place: 40,
            code: "cancel",
            picture: Picture::Cross,
            here: Here::At("/mine"),
            title: both!(bookings.topic_cancel),
            text: both!(bookings.topic_cancel_text),
            keywords: both!(bookings.topic_cancel_keywords),
        },
        Topic {
            place: 110,
            code: "print",
            picture: Picture::Paper,
            here: Here::At("/mine"),
            title: both!(bookings.topic_print),
            text: both!(bookings.topic_print_text),
            keywords: both!(bookings.topic_print_keywords),
        },
    ],
    about: Some(about),
    retold: None,
    desk: None,
    #[cfg(feature = "staff")]
    at_desk: super::AtDesk { waiting: Some(hanging::waiting), board: None, offers: None },
    #[cfg(feature = "ssr")]
    chips: Some(|| State::all().map(|state| view! { <StateChip state/> }.into_any()).collect()),
};

impl Says for BookingMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Cancel(_) => lang.bookings().did_cancel(),
        }
    }

    fn made(&self, _: Store, _: &Rows) -> Option<Vec<String>> {
        None
    }

    fn again(&self, _: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        None
    }
}

fn mine(rows: &Rows, actor: &Actor, now: Instant) -> Vec<Own> {
    let own = |part, it: &Booking| Own { part, at: it.starts, id: it.id.0 };
    let coming = coming(rows, actor, now);
    let mut all: Vec<_> = coming.iter().map(|it| own(Part::Coming, it)).collect();
    for it in rows.bookings.values().filter(|it| is_own(actor, it)) {
        if wants_word(it) {
            all.push(own(Part::Word, it));
        } else if in_question(it) {
            all.push(own(Part::Under(both!(bookings.mine_question)), it));
        } else if !coming.iter().any(|other| other.id == it.id) {
            all.push(own(Part::Past, it));
        }
    }
    all
}

fn entry(store: Store, rows: &Rows, id: BookingId) -> AnyView {
    rows.bookings.get(&id).map(|it| booking_entry(store, rows, it)).into_any()
}

fn found(rows: &Rows, actor: Option<&Actor>, query: &Query) -> Vec<Hit> {
    let keywords = both!(bookings.found).joined();
    let own = rows.bookings.values().filter(|it| actor.is_some_and(|actor| is_own(actor, it)));
    let fitting = own.filter_map(|it| {
        let names = [what_of(Lang::Zh, rows, it), what_of(Lang::En, rows, it)];
        let fit = fit(query, &[&names[0], &names[1]], &keywords, &it.called)?;
        Some(Hit { fit, latest: it.starts.millis(), key: it.id.to_string() })
    });
    fitting.collect()
}

fn about(store: Store, rows: &Rows, fields: &[(String, String)]) -> Option<About> {
    let it = field_of(fields, "booking_id").parse().ok().and_then(|id: BookingId| rows.bookings.get(&id))?;
    let (lang, actor) = (store.lang(), store.actor_once());
    let mut words = Vec::new();
    if actor.as_ref().is_none_or(|actor| actor.id != it.subject) {
        words.push(it.called.clone());
    }
    let room = || it.resources().iter().map(|id| name_of(lang, rows, *id)).collect();
    words.push(it.visit().map_or_else(room, |visit| lang.service(visit.service).to_owned()));
    words.push(lang.when(it.starts, store.present(), &store.zone()));
    let side = match &actor {
        Some(actor) if !is_own(actor, it) => {
            let sent = actor.carer.is_some_and(|id| it.resources().contains(&id));
            if sent { Side::Carer } else { Side::Staff }
        }
        Some(_) | None => Side::Resident,
    };
    let page = if side == Side::Carer { "/work" } else { "/mine" };
    let link = actor.map(|_| format!("{page}/{}", it.id));
    Some(About { words, side, link })
}
