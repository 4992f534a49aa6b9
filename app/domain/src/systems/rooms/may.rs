//! Who may do what with the use of a room.

use crate::booking::{Booking, Kind};
use crate::policy::{Standing, actions};

actions! {
    /// What somebody wants to do with the use of a room.
    Action {
        /// Know of it.
        See,
        /// Say yes or no while it is pending.
        Decide,
        /// Say that people came.
        CheckIn,
    }
}

/// Whether somebody may do this with a booking; never where it is of another kind.
#[must_use]
pub const fn may(who: &Standing, action: Action, booking: &Booking) -> bool {
    matches!(booking.kind, Kind::Room { .. })
        && match action {
            Action::See => who.own || who.clerk || who.keeper,
            Action::Decide | Action::CheckIn => who.clerk || who.keeper,
        }
}

/// Takes out of the use of a room what a reader who may know of it has no reason to: a room is no reason for
/// anybody to have the risks.
pub(crate) fn reduce(booking: &mut Booking, staff_or_own: bool) {
    if let Some(contact) = &mut booking.contact {
        contact.risks.clear();
        if !staff_or_own {
            // A keeper greets and calls people; where they live is not the room's affair.
            contact.address.clear();
        }
    }
}
