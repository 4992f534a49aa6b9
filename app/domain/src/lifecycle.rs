//! What time alone does to a booking.

use crate::booking::{Booking, Kind, State};
use crate::place::Settings;
use crate::time::Instant;

/// Until when a pending booking made now holds its time: the hold of the settings, but at the
/// latest a while before it starts. One made so late that staff would have less than a slot of time
/// left for an answer waits until it starts; none is born expired.
#[must_use]
pub fn hold_until(starts: Instant, now: Instant, settings: &Settings) -> Instant {
    let release = starts.minus_minutes(settings.rooms.pending_release_minutes);
    let late = release < now.plus_minutes(settings.bookings.slot_minutes.max(0));
    let hold = now.plus_minutes(settings.rooms.pending_hold_minutes).min(if late { starts } else { release });
    // Who books at the very start has as long for an answer as a no-show has to appear.
    hold.max(now.plus_minutes(settings.rooms.no_show_minutes.max(1)))
}

/// The states that time alone ends, of whatever kind of booking. The database has an index of these, in this
/// order: another order, or another state, needs another index.
pub const ENDED_BY_TIME: [State; 7] = [
    State::Pending,
    State::Confirmed,
    State::CheckedIn,
    State::Requested,
    State::Assigned,
    State::Accepted,
    State::OnTheWay,
];

/// What time alone makes of a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passed {
    /// Nobody answered in time.
    Expired,
    /// Nobody came, or nobody was heard of.
    NoShow,
    /// It is over.
    Completed,
}

impl Passed {
    /// What the booking is afterwards.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Expired => State::Expired,
            Self::NoShow => State::NoShow,
            Self::Completed => State::Completed,
        }
    }
}

/// What time should have made of a booking by now, if anything.
#[must_use]
pub fn due(booking: &Booking, settings: &Settings, now: Instant) -> Option<Passed> {
    let after_start = |minutes| now >= booking.starts.plus_minutes(minutes);
    match (&booking.kind, booking.state) {
        (_, State::Pending) => booking.hold_until.is_some_and(|hold| now >= hold).then_some(Passed::Expired),
        (Kind::Room { .. }, State::Confirmed) => {
            after_start(settings.rooms.no_show_minutes).then_some(Passed::NoShow)
        }
        (Kind::Room { .. }, State::CheckedIn) => (now >= booking.ends).then_some(Passed::Completed),
        (Kind::CareVisit(_), State::Requested | State::Assigned | State::Accepted) => {
            after_start(settings.care.visit_no_show_minutes).then_some(Passed::NoShow)
        }
        // Who set out may be there already, in a stairwell without a network; the visit's own time
        // and a while for the phone to be heard belong to them.
        (Kind::CareVisit(_), State::OnTheWay) => {
            let over = booking.ends.plus_minutes(settings.care.visit_unheard_minutes);
            (now >= over).then_some(Passed::NoShow)
        }
        (Kind::Room { .. }, State::Requested | State::Assigned | State::Accepted | State::OnTheWay)
        | (Kind::CareVisit(_), State::Confirmed | State::CheckedIn)
        | (
            _,
            State::Expired
            | State::CheckedOut
            | State::Completed
            | State::Disputed
            | State::Cancelled
            | State::Refused
            | State::NobodyHome
            | State::NoShow,
        ) => None,
    }
}
