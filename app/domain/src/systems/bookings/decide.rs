//! Cancelling.

use super::{Action, BookingDeed, may};
use crate::booking::{Booking, State};
use crate::decide::Work;
use crate::decide::words::{needed, text};
use crate::mutation::BookingReason;
use crate::refusal::{BookingRefusal, Field, Refusal};
use crate::time::Instant;

impl Work<'_> {
    /// Cancels a booking of any kind; the person's side until it starts, staff with a reason. Said in time
    /// and heard of late, it also takes back that nobody came, or opened the door: they had called it off.
    pub(crate) fn booking_cancel(&mut self, args: &BookingReason) -> Result<(), Refusal> {
        let (booking, community) =
            self.booking(args.booking_id, &|who, it| may(who, Action::Cancel, Some(it)))?;
        let may_end = lies_ahead(booking.state);
        let at = self.happened(args.at, booking.made);
        let in_time = at < booking.starts && !self.over_for_good(&booking, community);
        let missed = booking.state.is_missed();
        let stands = may_end || (missed && in_time);
        if !stands {
            return Err(BookingRefusal::WrongState { state: booking.state }.into());
        }
        if !in_time {
            return Err(BookingRefusal::Begun.into());
        }
        let reason = if self.case.actor.stands_for(booking.subject) {
            text(&args.reason, Field::Reason, community)?
        } else {
            needed(&args.reason, Field::Reason, community)?
        };
        if missed && booking.visit().is_some() {
            self.tell_family(&booking, State::Cancelled);
        }
        self.call_off(booking, &reason, at);
        Ok(())
    }

    /// A booking of somebody who lives elsewhere from now on.
    pub(crate) fn booking_left(&mut self, booking: &Booking, why: &str) {
        if lies_ahead(booking.state) && self.case.now < booking.starts {
            self.call_off(booking.clone(), why, self.case.now);
        }
    }

    fn call_off(&mut self, booking: Booking, reason: &str, at: Instant) {
        self.tell_booker(&booking, State::Cancelled, reason);
        self.tell_carers(&booking, State::Cancelled, reason);
        let booking = Booking { reason: reason.to_owned(), ..booking };
        self.move_booking_then(booking, State::Cancelled, BookingDeed::Cancelled, (reason, at));
    }
}

/// Whether nobody has been there yet.
const fn lies_ahead(state: State) -> bool {
    matches!(
        state,
        State::Pending
            | State::Confirmed
            | State::Requested
            | State::Assigned
            | State::Accepted
            | State::OnTheWay
    )
}
