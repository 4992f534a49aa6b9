//! Other hours than usual.

#[cfg(feature = "staff")]
pub mod panel;
pub mod words;

use linli_domain::message::HoursNews;
use linli_domain::mutation::{HoursMutation, Mutation};
use linli_domain::refusal::Offer;
use linli_domain::rows::Rows;

use super::bookings::{booking_reader, where_to};
use super::{Says, System, Told};
use crate::store::Store;
use crate::strings::Lang;

/// What hours add to pages that are everybody's.
pub const SYSTEM: System = System {
    routes: None,
    #[cfg(feature = "staff")]
    staff_routes: None,
    door: None,
    work: None,
    call: None,
    first: None,
    next: None,
    mine: None,
    finds: None,
    topics: &[],
    about: None,
    retold: None,
    desk: None,
    #[cfg(feature = "staff")]
    at_desk: super::AtDesk { waiting: None, board: None, offers: None },
    #[cfg(feature = "ssr")]
    chips: None,
};

impl Says for HoursMutation {
    fn deed(&self, lang: Lang) -> &'static str {
        match self {
            Self::Except(_) => lang.hours().did_except(),
        }
    }

    fn made(&self, _: Store, _: &Rows) -> Option<Vec<String>> {
        None
    }

    fn again(&self, _: Option<&Offer>) -> Option<(Mutation, &'static [&'static str])> {
        None
    }
}

/// That the hours of a room, or of a visit's caregiver, have changed under a booking.
#[must_use]
pub fn told(store: Store, rows: &Rows, news: &HoursNews) -> Told {
    let HoursNews::Changed { booking_id, starts, service, note, retired } = news;
    let (id, starts, service, retired) = (*booking_id, *starts, *service, *retired);
    let lang = store.lang();
    let reader = booking_reader(store, rows, id, service.is_some());
    let when = lang.when(starts, store.present(), &store.zone());
    let words = match (service, retired) {
        (Some(service), false) => lang.hours().news_carer_hours(lang.service(service), &when),
        (None, false) => lang.hours().news_hours(&when),
        (Some(service), true) => lang.hours().news_carer_gone(lang.service(service), &when),
        (None, true) => lang.hours().news_room_gone(&when),
    };
    Told {
        words,
        more: if note.is_empty() { String::new() } else { lang.news_reason(note) },
        href: where_to(store, reader, id, (starts, service.is_some())),
    }
}
