//! One line of a list: a booking, the whole of it a link.

use leptos::prelude::*;
use linli_domain::booking::Booking;
use linli_domain::rows::Rows;

use super::StateChip;
use super::own::{carers_of, is_own, what_of};
use crate::store::Store;

/// A booking.
pub fn booking_entry(store: Store, rows: &Rows, booking: &Booking) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let carers = carers_of(lang, rows, booking);
    let what = what_of(lang, rows, booking);
    let title = if carers.is_empty() { what } else { lang.bookings().one_caregiver(&what, &carers) };
    let others =
        store.actor_once().is_some_and(|actor| is_own(&actor, booking) && booking.subject != actor.id);
    view! {
        <li>
            <a class="card entry" href=format!("/mine/{}", booking.id)>
                <span class="entry-when">{lang.span(booking.interval(), now, &zone)}</span>
                <b class="entry-what">{title}</b>
                {others.then(|| view! { <span class="small">{lang.for_whom(&booking.called)}</span> })}
                <StateChip state=booking.state about=booking.id/>
            </a>
        </li>
    }
    .into_any()
}
