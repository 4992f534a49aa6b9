//! Who may do what with bookings of any kind. Who knows of one, the system of its kind says.

use crate::booking::{Booking, Kind};
use crate::place::Community;
use crate::policy::{Actor, Standing, actions};
use crate::systems::{care, rooms};
use crate::time::Instant;

actions! {
    /// What somebody wants to do with a booking.
    Action {
        /// Book a room or a visit for the person; there is no booking yet.
        Book,
        /// Read a booking whole.
        See,
        Cancel,
    }
}

/// Whether somebody may do this with a booking; none where there is none yet.
#[must_use]
pub fn may(who: &Standing, action: Action, booking: Option<&Booking>) -> bool {
    match action {
        Action::Book | Action::Cancel => who.own || who.clerk,
        Action::See => booking.is_some_and(|it| match it.kind {
            Kind::Room { .. } => rooms::may(who, rooms::Action::See, it),
            Kind::CareVisit(_) => care::may(who, care::Action::See, it),
        }),
    }
}

/// A booking as this reader may know it; `None` when they may not know of it. What the system of its kind
/// keeps from them is gone.
#[must_use]
pub fn readable_booking(
    actor: &Actor,
    community: &Community,
    mut booking: Booking,
    now: Instant,
) -> Option<Booking> {
    let who = Standing::new(actor, community, Some(booking.subject));
    if !may(&who, Action::See, Some(&booking)) {
        return None;
    }
    let staff_or_own = may(&who, Action::Cancel, Some(&booking));
    match booking.kind {
        Kind::Room { .. } => rooms::reduce(&mut booking, staff_or_own),
        Kind::CareVisit(_) => care::reduce(&mut booking, staff_or_own, &community.settings, now),
    }
    Some(booking)
}

/// Whether what was written of a booking was kept from who was given it.
pub(crate) const fn is_reduced(booking: &Booking) -> bool {
    match booking.kind {
        Kind::Room { .. } => false,
        Kind::CareVisit(_) => care::is_reduced(booking),
    }
}
