//! Visits at home.

mod book;
mod judge;
mod send;
mod tell;

use crate::booking::{Booking, CareVisit, Kind, State};
use crate::care::{Action, claimed, may};
use crate::decide::Work;
use crate::ids::{BookingId, MemberId, ResourceId};
use crate::message::BookingNews;
use crate::place::Community;
use crate::refusal::{BookingRefusal, Refusal};
use crate::resource::Nature;

impl Work<'_> {
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
        for carer in carers {
            if let Some(to) = self.carer_account(*carer) {
                self.tell(booking.community_id, to, BookingNews::changed(booking, state, reason));
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
}
