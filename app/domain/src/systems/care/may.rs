//! Who may do what with a visit at home.

use crate::booking::{Booking, State};
use crate::place::Settings;
use crate::policy::{Standing, actions};
use crate::time::Instant;

actions! {
    /// What somebody wants to do with a visit.
    Action {
        /// Know of it.
        See,
        /// Accept, set out, check in and out: the visit's own caregiver.
        Work,
        /// Say which caregiver comes.
        Assign,
        /// Say whether it was done.
        Confirm,
    }
}

/// Whether somebody may do this with a visit.
#[must_use]
pub fn may(who: &Standing, action: Action, booking: &Booking) -> bool {
    let carer = booking.visit().is_some_and(|it| who.carer.is_some_and(|who| it.carers.contains(&who)));
    match action {
        Action::See => who.own || who.clerk || carer,
        Action::Work => carer,
        Action::Assign => who.clerk,
        // Nobody confirms their own work, not even a caregiver who acts for the elder.
        Action::Confirm => (who.own || who.clerk) && !carer,
    }
}

/// Takes out of a visit what a reader who may know of it may not have now. A caregiver has the door, the risks
/// and what was written for the visit only from a while before it to a while after.
pub(crate) fn reduce(booking: &mut Booking, staff_or_own: bool, settings: &Settings, now: Instant) {
    if !staff_or_own && !address_open(booking, settings, now) {
        booking.contact = None;
        // People write there where the key lies.
        booking.note.clear();
    }
}

/// Whether the door was kept from who was given a visit, and with it what others wrote.
pub(crate) const fn is_reduced(booking: &Booking) -> bool {
    booking.contact.is_none()
}

/// Whether a caregiver may have a visit's address now. Also when nobody opened, or when linli took
/// them for missing: they stand at the door or are on their way.
#[must_use]
pub fn address_open(booking: &Booking, settings: &Settings, now: Instant) -> bool {
    !matches!(booking.state, State::Expired | State::Cancelled | State::Refused)
        && booking
            .interval()
            .widened(settings.care.address_before_minutes, settings.care.address_after_minutes)
            .contains(now)
}
