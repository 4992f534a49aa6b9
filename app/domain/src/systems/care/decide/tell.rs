//! What caregivers tell of a visit: where they are with it.

use crate::booking::{Booking, CareVisit, Kind, State};
use crate::care::{Action, Check, PlaceCheck, may};
use crate::decide::Work;
use crate::decide::words::text;
use crate::ids::BookingId;
use crate::mutation::{BookingRef, CareCheckIn, CareCheckOut};
use crate::place::Community;
use crate::refusal::{BookingRefusal, CommonRefusal, Field, Refusal, Thing};
use crate::systems::bookings::BookingDeed;
use crate::time::Instant;

/// What a caregiver tells of a visit.
pub(super) struct Told<'a> {
    booking: Booking,
    pub(super) community: &'a Community,
    /// When it was.
    at: Instant,
    /// It is heard of late, and can still be checked.
    checkable: bool,
    /// They are sent there; otherwise they were, before somebody else.
    theirs: bool,
}

impl<'a> Work<'a> {
    pub(crate) fn care_accept(&mut self, args: &BookingRef) -> Result<(), Refusal> {
        let reached = [State::Accepted, State::OnTheWay, State::CheckedIn];
        let Some(at) =
            self.news_of(args.booking_id, args.at, (&reached, &State::MISSED), (BookingDeed::Accepted, ""))?
        else {
            return Ok(());
        };
        let (booking, ..) = self.visit(args.booking_id, &[State::Assigned])?;
        self.move_booking_then(booking, State::Accepted, BookingDeed::Accepted, ("", at));
        Ok(())
    }

    /// When a caregiver did something with a visit, as they say: after it was booked. None when that is all
    /// there is to it, and it was kept in the story:
    /// - of two caregivers on one visit the first moves it on; the second's same step is no mistake. `reached`
    ///   are the states that lie at or behind the step;
    /// - in the states of `late` others had moved the visit on before the step was heard of: it stays as it is;
    /// - somebody else was sent before the phone of who was there could say so.
    ///
    /// The last two only for what is heard of late, and for as long as it can be checked.
    pub(super) fn news_of(
        &mut self,
        id: BookingId,
        at: Option<Instant>,
        (reached, late): (&[State], &[State]),
        (deed, note): (BookingDeed, &str),
    ) -> Result<Option<Instant>, Refusal> {
        let Told { booking, at, checkable, theirs, .. } = self.told(id, at)?;
        let two = booking.visit().is_some_and(|visit| visit.carers.len() > 1);
        let second = two && reached.contains(&booking.state);
        if second || (checkable && (!theirs || late.contains(&booking.state))) {
            self.tell_story_then(booking.community_id, (booking.id, deed), (note, at));
            return Ok(None);
        }
        Ok(Some(at))
    }

    /// What a caregiver tells of a visit, before anything of it is read: only who is sent there, or was and
    /// can still be checked, learns that there is such a visit.
    pub(super) fn told(&self, id: BookingId, at: Option<Instant>) -> Result<Told<'a>, Refusal> {
        let was = self.was_theirs(id);
        let theirs = was.is_none();
        let (booking, community) = match was {
            Some(was) => was,
            None => self.booking(id, &|who, it| may(who, Action::Work, it))?,
        };
        let at = self.happened(at, booking.made);
        let early = self.case.now < booking.starts.minus_minutes(community.settings.care.visit_early_minutes);
        let checkable = self.if_late(at).is_some() && !early && !self.is_too_late(&booking, community);
        if theirs || checkable {
            Ok(Told { booking, community, at, checkable, theirs })
        } else {
            Err(CommonRefusal::Unknown { what: Thing::Booking }.into())
        }
    }

    /// A visit of the community that this caregiver works for and is not sent to. Its id is known to nobody
    /// but those who have had it on their phone.
    fn was_theirs(&self, id: BookingId) -> Option<(Booking, &'a Community)> {
        let booking = self.case.rows.bookings.get(&id)?;
        let carer = self.case.actor.carer?;
        let community = self.community(booking.community_id).ok()?;
        let works_here = self.standing(community, Some(booking.subject)).cares_here;
        let was = booking.visit().is_some_and(|visit| !visit.carers.contains(&carer));
        (was && works_here).then(|| (booking.clone(), community))
    }

    pub(crate) fn care_set_out(&mut self, args: &BookingRef) -> Result<(), Refusal> {
        let reached = [State::OnTheWay, State::CheckedIn];
        let late = [State::NoShow, State::NobodyHome, State::Cancelled];
        let Some(at) =
            self.news_of(args.booking_id, args.at, (&reached, &late), (BookingDeed::SetOut, ""))?
        else {
            return Ok(());
        };
        let (booking, _, community) = self.visit(args.booking_id, &[State::Assigned, State::Accepted])?;
        let opens = booking.starts.minus_minutes(community.settings.care.visit_early_minutes);
        if self.case.now < opens {
            return Err(BookingRefusal::NotYet { opens }.into());
        }
        self.tell_booker(&booking, State::OnTheWay, "");
        self.move_booking_then(booking, State::OnTheWay, BookingDeed::SetOut, ("", at.max(opens)));
        Ok(())
    }

    /// When it was by the phone's clock, which may be a year off: not before it can have been, and not
    /// after it was heard of. What is paid goes by when it was heard of, which the row has as well.
    fn check(&self, at: Instant, earliest: Instant, metres: Option<u32>, community: &Community) -> Check {
        Check {
            at: self.happened(Some(at), earliest),
            received: self.case.now,
            place: PlaceCheck::from_distance(metres, &community.settings),
            by: self.case.actor.id,
        }
    }

    pub(crate) fn care_check_in(&mut self, args: &CareCheckIn) -> Result<(), Refusal> {
        let reached = [State::CheckedIn, State::CheckedOut, State::Completed, State::Disputed];
        let states = (&reached[..], &[State::Cancelled][..]);
        if self.news_of(args.booking_id, Some(args.at), states, (BookingDeed::CheckedIn, ""))?.is_none() {
            return Ok(());
        }
        let open = [State::Assigned, State::Accepted, State::OnTheWay, State::NoShow, State::NobodyHome];
        let (mut booking, visit, community) = self.visit(args.booking_id, &open)?;
        let opens = booking.starts.minus_minutes(community.settings.care.visit_early_minutes);
        if self.case.now < opens {
            return Err(BookingRefusal::NotYet { opens }.into());
        }
        self.not_too_late(&booking, community)?;
        let check = self.check(args.at, opens, args.metres, community);
        if State::MISSED.contains(&booking.state) && check.at >= booking.ends {
            // Nobody begins a visit when its time is over; the desk has it among what was missed.
            return Err(BookingRefusal::WrongState { state: booking.state }.into());
        }
        if State::MISSED.contains(&booking.state) {
            // They were there without a network while linli took them for missing, and said so; or the door
            // opened after all.
            self.tell_booker(&booking, State::CheckedIn, "");
            self.tell_family(&booking, State::CheckedIn);
            // Its time was let go: whatever was booked for it since stays.
            booking.also = true;
        }
        booking.kind = Kind::CareVisit(CareVisit { checked_in: Some(check), ..visit });
        self.move_booking_then(booking, State::CheckedIn, BookingDeed::CheckedIn, ("", check.at));
        Ok(())
    }

    /// What linli took for missed stays open for a phone that was long without a network, not for ever:
    /// hours that nobody can check any more are not for claiming.
    fn not_too_late(&self, booking: &Booking, community: &Community) -> Result<(), Refusal> {
        if State::MISSED.contains(&booking.state) && self.is_too_late(booking, community) {
            Err(BookingRefusal::WrongState { state: booking.state }.into())
        } else {
            Ok(())
        }
    }

    fn is_too_late(&self, booking: &Booking, community: &Community) -> bool {
        let settings = &community.settings;
        let late =
            settings.care.visit_unheard_minutes.saturating_add(settings.bookings.late_check_in_minutes);
        self.case.now >= booking.ends.plus_minutes(late)
    }

    pub(crate) fn care_check_out(&mut self, args: &CareCheckOut) -> Result<(), Refusal> {
        let community = self.told(args.booking_id, Some(args.at))?.community;
        let report = text(&args.report, Field::Report, community)?;
        let reached = [State::CheckedOut, State::Completed, State::Disputed];
        let states = (&reached[..], &[State::Cancelled, State::NoShow, State::NobodyHome][..]);
        if self.news_of(args.booking_id, Some(args.at), states, (BookingDeed::CheckedOut, &report))?.is_none()
        {
            return Ok(());
        }
        let (mut booking, visit, community) = self.visit(args.booking_id, &[State::CheckedIn])?;
        let earliest = visit.checked_in.as_ref().map_or(booking.starts, |it| it.at);
        let check = self.check(args.at, earliest, args.metres, community);
        booking.kind =
            Kind::CareVisit(CareVisit { checked_out: Some(check), report: report.clone(), ..visit });
        self.tell_booker(&booking, State::CheckedOut, "");
        self.move_booking_then(booking, State::CheckedOut, BookingDeed::CheckedOut, (&report, check.at));
        Ok(())
    }

    pub(crate) fn care_nobody_home(&mut self, args: &BookingRef) -> Result<(), Refusal> {
        let reached =
            [State::NobodyHome, State::CheckedIn, State::CheckedOut, State::Completed, State::Disputed];
        let states = (&reached[..], &[State::Cancelled][..]);
        let Some(at) = self.news_of(args.booking_id, args.at, states, (BookingDeed::NobodyHome, ""))? else {
            return Ok(());
        };
        let open = [State::Assigned, State::Accepted, State::OnTheWay, State::NoShow];
        let (booking, _, community) = self.visit(args.booking_id, &open)?;
        if self.case.now < booking.starts {
            return Err(BookingRefusal::NotYet { opens: booking.starts }.into());
        }
        self.not_too_late(&booking, community)?;
        self.tell_booker(&booking, State::NobodyHome, "");
        self.tell_family(&booking, State::NobodyHome);
        // Seen to as missed by a caregiver, it is another matter now.
        let at = at.max(booking.starts);
        let booking = Booking { settled: None, ..booking };
        self.move_booking_then(booking, State::NobodyHome, BookingDeed::NobodyHome, ("", at));
        Ok(())
    }
}
