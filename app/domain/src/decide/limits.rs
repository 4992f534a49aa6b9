//! How much of something one person may have, so that nobody takes everything from all others. The desk
//! may do more in somebody's name: it is the way out that the words of a refusal name.

use super::Work;
use crate::booking::{Booking, State};
use crate::ids::{HouseholdId, MemberId};
use crate::member::Member;
use crate::place::Community;
use crate::refusal::{CommonRefusal, Counted, Refusal, There};
use crate::rows::Tally;
use crate::time::{Interval, Zone};

/// Refuses one more when there are as many as there may be.
pub(crate) const fn below(held: usize, limit: usize, of: Counted) -> Result<(), Refusal> {
    if held >= limit { Err(Refusal::Common(CommonRefusal::Quota { limit, of, there: None })) } else { Ok(()) }
}

impl<'a> Work<'a> {
    /// The limit for who acts: the person's own, or what staff may in their name.
    pub(crate) fn limit_for(&self, subject: MemberId, limit: usize, community: &Community) -> usize {
        if self.case.actor.stands_for(subject) { limit } else { community.settings.for_staff(limit) }
    }

    /// Cancelled rooms and visits give back the week's quota, but not the day on which they were made.
    pub(crate) fn not_restless(
        &self,
        subject: &Member,
        community: &Community,
        zone: &Zone,
    ) -> Result<(), Refusal> {
        if !self.case.actor.stands_for(subject.id) {
            return Ok(());
        }
        let household: HouseholdId = subject.household_id;
        let today = zone.day(zone.date(self.case.now));
        let gone = |it: &&Booking| {
            it.household_id == household && it.state == State::Cancelled && today.contains(it.made)
        };
        let gone = self.case.rows.bookings.values().filter(gone).count();
        let held = gone + self.case.rows.tally(Tally::Cancelled(household));
        below(held, community.settings.bookings.household_cancel_limit, Counted::Cancelled)
    }

    /// Nobody is at home for a visit and out for a use of a room, or at home for two visits, unless somebody
    /// says that both are wanted: a daughter and the desk may not know of each other. Answers whether there
    /// is something else then. Two rooms at once are a household's affair.
    pub(crate) fn nothing_else(
        &self,
        subject: &Member,
        (community, zone): (&Community, &Zone),
        time: Interval,
        (is_visit, also): (bool, bool),
    ) -> Result<bool, Refusal> {
        let calendar = self.calendar(community, zone);
        match calendar.beside(subject.id, time, is_visit) {
            Some(it) if !also => {
                let there = Some(There::from(it));
                Err(CommonRefusal::Quota { limit: 1, of: Counted::VisitsAtOnce, there }.into())
            }
            found => Ok(found.is_some()),
        }
    }

    /// A person has so many visits a week.
    pub(crate) fn room_for_visit(
        &self,
        subject: &Member,
        community: &Community,
        zone: &Zone,
        visit: Interval,
    ) -> Result<(), Refusal> {
        let week = zone.week(zone.date(visit.starts));
        let theirs =
            |it: &&Booking| it.subject == subject.id && it.visit().is_some() && it.state.holds_time();
        let limit = self.limit_for(subject.id, community.settings.care.visit_week_quota, community);
        let visits = self.case.rows.bookings.values().filter(theirs);
        below(visits.filter(|it| week.contains(it.starts)).count(), limit, Counted::Visits)
    }
}
