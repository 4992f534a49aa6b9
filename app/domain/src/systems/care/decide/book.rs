//! A visit is booked.

use crate::booking::{Booking, CareVisit, Kind, State};
use crate::decide::Work;
use crate::decide::words::text;
use crate::mutation::CareBook;
use crate::refusal::{CommonRefusal, Field, Refusal};
use crate::rows::Row;
use crate::systems::bookings::{self, BookingDeed};
use crate::time::Interval;

impl Work<'_> {
    pub(crate) fn care_book(&mut self, args: &CareBook) -> Result<(), Refusal> {
        let (subject, community) =
            self.subject(args.subject, |who| bookings::may(who, bookings::Action::Book, None))?;
        let zone = community.zone();
        let calendar = self.calendar(community, &zone);
        // Before anything else is looked at: the server has read no more for such a wish.
        args.within_reach(calendar)?;
        self.unused(self.case.rows.bookings.contains_key(&args.booking_id))?;
        let note = text(&args.note, Field::Note, community)?;
        let visit =
            Interval::lasting(args.starts, args.service.minutes()).ok_or(CommonRefusal::EndsBeforeStarts)?;
        let also = self.nothing_else(subject, (community, &zone), visit, (true, args.also))?;
        self.room_for_visit(subject, community, &zone, visit)?;
        self.not_restless(subject, community, &zone)?;
        let proposal = if self.case.offers {
            calendar.visit_fits(args.service, subject, args.starts, &[])?
        } else {
            calendar.visit_proposal(args.service, Some(subject), args.starts, &[])?
        };
        let kind = Kind::CareVisit(CareVisit::new(args.service, proposal.chosen, proposal.why));
        let (who, times) = ((subject, self.case.actor.id), (visit, self.case.now));
        let new = Booking::new(args.booking_id, who, times, State::Assigned, kind);
        let booking = Booking { note, also, ..new };
        self.put(Row::Booking(booking.clone()));
        self.claim_carers(&booking, community);
        self.tell_carers(&booking, State::Assigned, "");
        if booking.subject != booking.actor {
            self.tell_booker(&booking, State::Assigned, "");
        }
        self.tell_story(community.id, (args.booking_id, BookingDeed::Booked), "");
        Ok(())
    }
}
