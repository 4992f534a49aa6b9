//! News of bookings, in words.

use linli_domain::booking::State;
use linli_domain::ids::BookingId;
use linli_domain::member::Role;
use linli_domain::message::BookingNews;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;

use super::own::what_of;
use crate::store::Store;
use crate::systems::Told;

/// As whom the reader is told, which decides the words and where they lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reader {
    /// It is their own, or of whom they act for.
    Own,
    /// They are sent to it.
    Carer,
    /// They were sent to it and somebody else is now.
    CarerOff,
    /// They made it for somebody, as staff.
    Staff,
}

/// By the row where the reader has it. What is old or not theirs to see any more has none: then by
/// what they are.
#[must_use]
pub fn booking_reader(store: Store, rows: &Rows, id: BookingId, is_visit: bool) -> Reader {
    let Some(actor) = store.actor_once() else { return Reader::Own };
    match rows.bookings.get(&id) {
        Some(it) if actor.stands_for(it.subject) => Reader::Own,
        Some(it) if actor.carer.is_some_and(|id| it.resources().contains(&id)) => Reader::Carer,
        None if is_visit && actor.carer.is_some() => Reader::CarerOff,
        Some(_) => Reader::Staff,
        None if actor.has(Role::Clerk) => Reader::Staff,
        None => Reader::Own,
    }
}

/// Where it leads; nowhere when it is not the reader's affair any more.
#[must_use]
pub fn where_to(
    store: Store,
    reader: Reader,
    id: BookingId,
    (starts, is_visit): (Instant, bool),
) -> Option<String> {
    match reader {
        Reader::Own => Some(format!("/mine/{id}")),
        Reader::Carer => Some(format!("/work/{id}")),
        Reader::CarerOff => None,
        Reader::Staff => {
            let page = if is_visit { "/desk/care" } else { "/desk/rooms" };
            Some(format!("{page}?day={}#b-{id}", store.zone().date(starts)))
        }
    }
}

/// That a booking has changed, and why.
#[must_use]
pub fn told(store: Store, rows: &Rows, news: &BookingNews) -> Told {
    let BookingNews::Changed { booking_id, state, starts, service, reason } = news;
    let (id, state, starts, service) = (*booking_id, *state, *starts, *service);
    let lang = store.lang();
    let reader = booking_reader(store, rows, id, service.is_some());
    let what = match (service, rows.bookings.get(&id)) {
        (Some(service), _) => lang.service(service).to_owned(),
        (None, Some(booking)) => what_of(lang, rows, booking),
        (None, None) => lang.bookings().title().to_owned(),
    };
    let said = match reader {
        // What is over tells a caregiver more than that somebody else was sent before.
        Reader::CarerOff if state == State::Requested => lang.bookings().state_taken_off(),
        Reader::Carer | Reader::CarerOff => lang.state_for_carer(state),
        Reader::Staff => lang.state_for_staff(state),
        Reader::Own => lang.state(state),
    };
    Told {
        words: lang.bookings().news(&what, &lang.when(starts, store.present(), &store.zone()), said),
        more: if reason.is_empty() { String::new() } else { lang.news_reason(reason) },
        href: where_to(store, reader, id, (starts, service.is_some())),
    }
}
