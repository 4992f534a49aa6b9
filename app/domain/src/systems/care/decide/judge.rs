//! How others see a visit, when it is over.

use crate::booking::{Booking, State};
use crate::care::{Action, Verdict, may};
use crate::decide::Work;
use crate::decide::words::{needed, text};
use crate::mutation::{BookingReason, CareConfirm};
use crate::refusal::{BookingRefusal, CommonRefusal, Field, Refusal};
use crate::systems::bookings::BookingDeed;

impl Work<'_> {
    /// Somebody at the desk has seen to a visit that was missed: called, gone there, booked another one.
    /// The booking stays what it is; who saw to it, when, and what was done, its story tells.
    pub(crate) fn care_settle(&mut self, args: &BookingReason) -> Result<(), Refusal> {
        let (booking, _, community) = self.visit_for(Action::Assign, args.booking_id, &State::MISSED)?;
        if booking.settled.is_some() {
            return Err(CommonRefusal::Exists.into());
        }
        self.unchanged(booking.ver)?;
        let done = needed(&args.reason, Field::Reason, community)?;
        let state = booking.state;
        let booking = Booking { settled: Some(self.case.now), ..booking };
        // A word that phones of every build can read.
        self.move_booking(booking, state, BookingDeed::Confirmed, &done);
        Ok(())
    }

    pub(crate) fn care_confirm(&mut self, args: &CareConfirm) -> Result<(), Refusal> {
        let (booking, community) = self.booking(args.booking_id, &|who, it| may(who, Action::Confirm, it))?;
        let open = match args.verdict {
            Verdict::Done => matches!(booking.state, State::CheckedOut | State::Disputed),
            Verdict::Disputed => booking.state == State::CheckedOut,
        };
        if !open || booking.visit().is_none() {
            return Err(BookingRefusal::WrongState { state: booking.state }.into());
        }
        self.unchanged(booking.ver)?;
        let (state, deed, reason) = match args.verdict {
            Verdict::Done => {
                (State::Completed, BookingDeed::Confirmed, text(&args.reason, Field::Reason, community)?)
            }
            Verdict::Disputed => {
                (State::Disputed, BookingDeed::Disputed, needed(&args.reason, Field::Reason, community)?)
            }
        };
        self.tell_carers(&booking, state, &reason);
        self.tell_booker(&booking, state, &reason);
        let booking = Booking { reason: reason.to_owned(), ..booking };
        self.move_booking(booking, state, deed, &reason);
        Ok(())
    }
}
