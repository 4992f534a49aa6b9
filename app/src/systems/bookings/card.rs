//! A booking in words, on a card at the desk.

use linli_domain::booking::{Booking, Kind as Of};
use linli_domain::rows::Rows;

use super::own::what_of;
use crate::store::Store;

/// What it is and when.
pub fn title(store: Store, rows: &Rows, booking: &Booking) -> String {
    let (zone, now) = (store.zone(), store.present());
    format!(
        "{} · {}",
        what_of(store.lang(), rows, booking),
        store.lang().span(booking.interval(), now, &zone)
    )
}

/// Who, how many, what for.
pub fn about(store: Store, booking: &Booking) -> String {
    let mut about = vec![booking.called.clone()];
    if let Of::Room { people, .. } = &booking.kind {
        about.push(store.lang().bookings().desk_people(*people));
    }
    about.push(booking.note.clone());
    about.retain(|it| !it.is_empty());
    about.join(" · ")
}
