//! Who is sent to a visit, where somebody fell out.

use crate::booking::{CareVisit, Kind, State};
use crate::care::{Action, Reason};
use crate::decide::words::{needed, text};
use crate::decide::{Effect, Work};
use crate::ids::{BookingId, ResourceId};
use crate::mutation::{BookingReason, CareAssign};
use crate::refusal::{CareRefusal, CommonRefusal, Field, Refusal, Thing};
use crate::roster::{Wanted, decliners, substitutes};
use crate::systems::bookings::BookingDeed;

impl Work<'_> {
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
}
