//! Visits at home.

use super::{Action, may};
use crate::booking::{Booking, CareVisit, Kind, State};
use crate::care::{Check, PlaceCheck, Reason, Verdict, claimed};
use crate::decide::words::{needed, text};
use crate::decide::{Effect, Work, reach};
use crate::ids::{BookingId, MemberId, ResourceId};
use crate::message::News;
use crate::mutation::{
    BookingReason, BookingRef, CareAssign, CareBook, CareCheckIn, CareCheckOut, CareConfirm,
};
use crate::place::Community;
use crate::refusal::{BookingRefusal, CareRefusal, CommonRefusal, Field, Refusal, Thing};
use crate::resource::Nature;
use crate::roster::{Wanted, decliners, substitutes};
use crate::rows::Row;
use crate::systems::bookings::{self, BookingDeed};
use crate::time::{Instant, Interval};

/// What a caregiver tells of a visit.
struct Told<'a> {
    booking: Booking,
    community: &'a Community,
    /// When it was.
    at: Instant,
    /// It is heard of late, and can still be checked.
    checkable: bool,
    /// They are sent there; otherwise they were, before somebody else.
    theirs: bool,
}

impl<'a> Work<'a> {
    pub(crate) fn care_book(&mut self, args: &CareBook) -> Result<(), Refusal> {
        let (subject, community) =
            self.subject(args.subject, |who| bookings::may(who, bookings::Action::Book, None))?;
        let zone = community.zone();
        let calendar = self.calendar(community, &zone);
        // Before anything else is looked at: the server has read no more for such a wish.
        reach::visit(args, calendar)?;
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

    /// Claims the caregivers' time, in the order of their ids so that two bookings cannot lock each
    /// other out.
    fn claim_carers(&mut self, booking: &Booking, community: &Community) {
        let time = claimed(booking.interval(), &community.settings);
        let mut carers = booking.resources().to_vec();
        carers.sort_unstable();
        for carer in carers {
            self.claim(booking, carer, time);
        }
    }

    pub(crate) fn tell_carers(&mut self, booking: &Booking, state: State, reason: &str) {
        self.tell_some(booking, booking.visit().map_or(&[], |visit| &visit.carers), state, reason);
    }

    fn tell_some(&mut self, booking: &Booking, carers: &[ResourceId], state: State, reason: &str) {
        let Some(visit) = booking.visit() else { return };
        for carer in carers {
            if let Some(to) = self.carer_account(*carer) {
                let news = News::Booking {
                    booking_id: booking.id,
                    state,
                    starts: booking.starts,
                    service: Some(visit.service),
                    reason: reason.to_owned(),
                };
                self.tell(booking.community_id, to, news);
            }
        }
    }

    fn carer_account(&self, carer: ResourceId) -> Option<MemberId> {
        match &self.case.rows.resources.get(&carer)?.nature {
            Nature::Caregiver(caregiver) => Some(caregiver.member_id),
            Nature::Room(_) => None,
        }
    }

    /// A visit that the actor may do this to, in one of the states given.
    fn visit_for(
        &self,
        action: Action,
        id: BookingId,
        states: &[State],
    ) -> Result<(Booking, CareVisit, &Community), Refusal> {
        let (booking, community) = self.booking(id, &|who, it| may(who, action, it))?;
        match &booking.kind {
            Kind::CareVisit(visit) if states.contains(&booking.state) => {
                let visit = visit.clone();
                Ok((booking, visit, community))
            }
            Kind::CareVisit(_) | Kind::Room { .. } => {
                Err(BookingRefusal::WrongState { state: booking.state }.into())
            }
        }
    }

    /// A visit of the caregiver who acts, in one of the states given.
    fn visit(&self, id: BookingId, states: &[State]) -> Result<(Booking, CareVisit, &Community), Refusal> {
        self.visit_for(Action::Work, id, states)
    }

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
    fn news_of(
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
    fn told(&self, id: BookingId, at: Option<Instant>) -> Result<Told<'a>, Refusal> {
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

    /// The caregiver cannot come: somebody else is sent when anybody can be there in time, otherwise
    /// the visit waits for staff without a caregiver. The other of two stays, and so does how far
    /// they have come.
    pub(crate) fn care_decline(&mut self, args: &BookingReason) -> Result<(), Refusal> {
        let community = self.told(args.booking_id, args.at)?.community;
        let reason = needed(&args.reason, Field::Reason, community)?;
        // Nobody can be sent any more; that they said so, and why, stays.
        let late = (&[][..], &[State::NoShow][..]);
        let Some(at) = self.news_of(args.booking_id, args.at, late, (BookingDeed::Declined, &reason))? else {
            return Ok(());
        };
        let (booking, visit, _) =
            self.visit(args.booking_id, &[State::Assigned, State::Accepted, State::OnTheWay])?;
        let elder = self.member(booking.subject)?;
        let community = self.community(booking.community_id)?;
        let mut declined = decliners(self.case.rows, booking.id);
        declined.extend(self.case.actor.carer);
        // The others of this visit would otherwise count as taken by it.
        let mut rows = self.case.rows.clone();
        rows.del(crate::rows::RowKey::Busy(booking.id));
        let zone = community.zone();
        let calendar =
            crate::availability::Calendar { rows: &rows, community, zone: &zone, now: self.case.now };
        let wanted = Wanted {
            service: visit.service,
            visit: booking.interval(),
            elder: Some(elder),
            declined: &declined,
        };
        self.effects.push(Effect::Release(booking.community_id, booking.id));
        let stay: Vec<_> = visit
            .carers
            .iter()
            .copied()
            .zip(visit.why.iter().copied().chain(std::iter::repeat(Reason::OnlyOne)))
            .filter(|(carer, _)| !declined.contains(carer))
            .collect();
        let in_time =
            self.case.now.plus_minutes(community.settings.care.care_travel_minutes) <= booking.starts;
        let proposal = if in_time { calendar.roster().replace(&wanted, &stay).ok() } else { None };
        let (carers, why, news, deed) = match proposal {
            Some(proposal) => (proposal.chosen, proposal.why, State::Assigned, BookingDeed::Reassigned),
            None => (Vec::new(), Vec::new(), State::Requested, BookingDeed::Declined),
        };
        let stayed = |id: &ResourceId| stay.iter().any(|(stays, _)| stays == id);
        let come: Vec<_> = carers.iter().copied().filter(|id| !stayed(id)).collect();
        let go: Vec<_> = stay.iter().map(|(id, _)| *id).filter(|id| !carers.contains(id)).collect();
        let stays: Vec<_> = carers.iter().copied().filter(stayed).collect();
        let state = if news == State::Assigned { self.reached(booking.id, &stays) } else { news };
        let mut next = booking;
        next.kind = Kind::CareVisit(CareVisit { carers, why, ..visit });
        self.claim_carers(&next, community);
        self.tell_booker(&next, news, &reason);
        self.tell_some(&next, &come, State::Assigned, "");
        self.tell_some(&next, &go, State::Requested, "");
        self.move_booking_then(next, state, deed, (&reason, at));
        Ok(())
    }

    /// How far those who stay on a visit have come with it, as its story tells: they are not asked
    /// again. Where nobody stays, newcomers have everything before them.
    fn reached(&self, id: BookingId, stay: &[ResourceId]) -> State {
        let accounts: Vec<_> = stay.iter().filter_map(|it| self.carer_account(*it)).collect();
        let story = self.case.rows.story(id);
        let did = |deed: BookingDeed| {
            story.iter().any(|it| it.what == deed && it.actor.is_some_and(|actor| accounts.contains(&actor)))
        };
        if did(BookingDeed::SetOut) {
            State::OnTheWay
        } else if did(BookingDeed::Accepted) {
            State::Accepted
        } else {
            State::Assigned
        }
    }

    /// Staff says who comes: to a visit that nobody is sent to, or in place of a caregiver who fell
    /// out. Until it starts; afterwards another time is booked. The rules on caregivers are those of
    /// a booking, but who stays on a visit is not asked again and keeps how far they have come.
    pub(crate) fn care_assign(&mut self, args: &CareAssign) -> Result<(), Refusal> {
        let open = [State::Requested, State::Assigned, State::Accepted, State::OnTheWay];
        let (booking, visit, community) = self.visit_for(Action::Assign, args.booking_id, &open)?;
        self.unchanged(booking.ver)?;
        if self.case.now >= booking.starts {
            return Err(CommonRefusal::Past.into());
        }
        let community = self.community(community.id)?;
        let reason = if visit.carers.is_empty() {
            text(&args.reason, Field::Reason, community)?
        } else {
            needed(&args.reason, Field::Reason, community)?
        };
        let carers = args.chosen(visit.service);
        if carers.len() < visit.service.carers() {
            return Err(CommonRefusal::Missing { field: Field::Second }.into());
        }
        let was = |id: &ResourceId| visit.carers.iter().position(|it| it == id);
        if carers.len() == visit.carers.len() && carers.iter().all(|id| was(id).is_some()) {
            return Err(CareRefusal::SameCarers.into());
        }
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Person });
        let ranking = substitutes(self.case.rows, &booking).ok_or(unknown)?;
        let mut why = Vec::with_capacity(carers.len());
        for id in &carers {
            why.push(match was(id) {
                Some(place) => visit.why.get(place).copied().unwrap_or(Reason::OnlyOne),
                None => ranking.reason(*id, carers.len())?,
            });
        }
        let come: Vec<_> = carers.iter().copied().filter(|id| was(id).is_none()).collect();
        let go: Vec<_> = visit.carers.iter().copied().filter(|id| !carers.contains(id)).collect();
        let stay: Vec<_> = carers.iter().copied().filter(|id| was(id).is_some()).collect();
        let state = self.reached(booking.id, &stay);
        let mut next = booking;
        next.kind = Kind::CareVisit(CareVisit { carers, why, ..visit });
        self.effects.push(Effect::Release(next.community_id, next.id));
        self.claim_carers(&next, community);
        self.tell_booker(&next, State::Assigned, &reason);
        self.tell_some(&next, &come, State::Assigned, "");
        self.tell_some(&next, &go, State::Requested, &reason);
        self.move_booking(next, state, BookingDeed::Assigned, &reason);
        Ok(())
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
