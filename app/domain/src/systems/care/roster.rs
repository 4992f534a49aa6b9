//! Who may be sent to a visit, and why one caregiver rather than another: the rules on caregivers over
//! rows.

use crate::booking::{Booking, Busy};
use crate::care::{Candidate, CandidateRefusal, Ranking, Reason, Rule, Service, claimed};
use crate::ids::{BookingId, MemberId, ResourceId};
use crate::member::Member;
use crate::place::Settings;
use crate::refusal::{CareRefusal, CommonRefusal, Refusal, Thing};
use crate::resource::{Caregiver, Nature, Resource};
use crate::rows::{RowKey, Rows};
use crate::story::StoryEvent;
use crate::systems::bookings::BookingDeed;
use crate::time::{Instant, Interval, Minutes, Zone, plus_days};

/// The caregivers to send, and why the others are not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    pub chosen: Vec<ResourceId>,
    pub why: Vec<Reason>,
    pub refused: Vec<CandidateRefusal>,
}

/// A visit that needs caregivers.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub service: Service,
    pub visit: Interval,
    /// Whom to visit; none while a person only looks at what is free.
    pub elder: Option<&'a Member>,
    /// Caregivers who said no to this visit.
    pub declined: &'a [ResourceId],
}

/// Everything that the rules on caregivers look at.
#[derive(Clone, Copy, Debug)]
pub struct Roster<'a> {
    pub rows: &'a Rows,
    pub settings: &'a Settings,
    pub zone: &'a Zone,
}

impl<'a> Roster<'a> {
    /// The caregivers of the rows.
    pub fn caregivers(self) -> impl Iterator<Item = (&'a Resource, &'a Caregiver)> {
        self.rows.resources.values().filter_map(|resource| match &resource.nature {
            Nature::Caregiver(caregiver) => (!resource.retired).then_some((resource, caregiver)),
            Nature::Room(_) => None,
        })
    }

    /// The first hard rule that this caregiver does not meet for this visit.
    ///
    /// # Errors
    /// That rule.
    pub fn qualifies(
        self,
        resource: &Resource,
        caregiver: &Caregiver,
        wanted: &Wanted<'_>,
    ) -> Result<(), Rule> {
        if !caregiver.skills.contains(&wanted.service) {
            return Err(Rule::Skill);
        }
        if caregiver.certified_until < wanted.visit.ends {
            return Err(Rule::Certificate);
        }
        if let Some(elder) = wanted.elder {
            if elder.carer_gender.is_some_and(|gender| gender != caregiver.gender) {
                return Err(Rule::Gender);
            }
            if elder.blocked_carers.contains(&resource.id) || elder.id == caregiver.member_id {
                return Err(Rule::Blocked);
            }
        }
        if wanted.declined.contains(&resource.id) {
            return Err(Rule::Declined);
        }
        let claim = claimed(wanted.visit, self.settings);
        if !resource.hours.covers(wanted.visit, self.zone) {
            return Err(Rule::Hours);
        }
        if self.rows.busy(resource.id, claim).next().is_some() {
            return Err(Rule::Overlap);
        }
        self.within_working_time(resource, claim)
    }

    /// Work within a day, a week, and the days of a week, the new claim counted in. Work that runs
    /// past midnight counts on each day for the part that lies in it.
    fn within_working_time(self, resource: &Resource, claim: Interval) -> Result<(), Rule> {
        let touched = |part: Interval| {
            let last = self.zone.date(Instant::from_millis(part.ends.millis() - 1));
            let mut days = vec![self.zone.date(part.starts)];
            while let Some(next) = days.last().map(|day| plus_days(*day, 1)).filter(|next| *next <= last) {
                days.push(next);
            }
            days
        };
        let days = touched(claim);
        let minutes = |within: Interval| {
            let new = claim.common(within).map_or(0, Interval::minutes);
            self.work(resource.id, within) + new
        };
        if days.iter().any(|day| minutes(self.zone.day(*day)) > self.settings.care.carer_day_minutes) {
            return Err(Rule::DayLimit);
        }
        let mut weeks: Vec<_> = days.iter().map(|day| self.zone.week(*day)).collect();
        weeks.dedup();
        if weeks.iter().any(|week| minutes(*week) > self.settings.care.carer_week_minutes) {
            return Err(Rule::WeekLimit);
        }
        for week in weeks {
            let busy = self.rows.busy(resource.id, week).map(Busy::interval);
            let mut worked: Vec<_> =
                busy.chain([claim]).filter_map(|part| part.common(week)).flat_map(touched).collect();
            worked.sort_unstable();
            worked.dedup();
            if worked.len() > self.settings.care.carer_week_days {
                return Err(Rule::RestDay);
            }
        }
        Ok(())
    }

    /// The minutes within a stretch of time that a caregiver's visits take already.
    fn work(self, carer: ResourceId, within: Interval) -> Minutes {
        self.rows.busy(carer, within).filter_map(|b| b.interval().common(within)).map(Interval::minutes).sum()
    }

    /// Whom to send: every hard rule met, then whoever has been there most often, then whoever has
    /// least to do that week.
    ///
    /// # Errors
    /// When too few qualify: each of the others with the rule that failed.
    pub fn propose(self, wanted: &Wanted<'_>) -> Result<Proposal, Vec<CandidateRefusal>> {
        self.replace(wanted, &[])
    }

    /// Who takes the places of a visit that one of its caregivers has given back: those who stay,
    /// and whoever is best for each place left. `wanted.declined` names who does not come.
    ///
    /// # Errors
    /// As [`Roster::propose`].
    pub fn replace(
        self,
        wanted: &Wanted<'_>,
        stay: &[(ResourceId, Reason)],
    ) -> Result<Proposal, Vec<CandidateRefusal>> {
        let Ranking { free, refused } = self.ranked(wanted);
        let needed = wanted.service.carers();
        if free.len() < needed {
            return Err(refused);
        }
        let others = free.into_iter().map(|it| (it.resource_id, it.reason));
        let others = others.filter(|(id, _)| stay.iter().all(|(stays, _)| stays != id));
        let (chosen, why) = stay.iter().copied().chain(others).take(needed).unzip();
        Ok(Proposal { chosen, why, refused })
    }

    /// Everybody who meets the hard rules, best first, and the others with the rule that failed.
    #[must_use]
    pub fn ranked(self, wanted: &Wanted<'_>) -> Ranking {
        let mut free = Vec::new();
        let mut refused = Vec::new();
        let week = self.zone.week(self.zone.date(wanted.visit.starts));
        // Caregivers work in their community; a reader of several sees the others' too.
        let here = |r: &Resource| wanted.elder.is_none_or(|elder| elder.community_id == r.community_id);
        for (resource, caregiver) in self.caregivers().filter(|(resource, _)| here(resource)) {
            match self.qualifies(resource, caregiver, wanted) {
                Ok(()) => {
                    let times = wanted.elder.map_or(0, |elder| self.visits(elder.id, resource.id));
                    let load = self.work(resource.id, week);
                    free.push((core::cmp::Reverse(times), load, resource.id));
                }
                Err(rule) => refused.push(CandidateRefusal { resource_id: resource.id, rule }),
            }
        }
        free.sort_unstable();
        let alone = free.len() <= wanted.service.carers();
        let free = free
            .into_iter()
            .map(|(core::cmp::Reverse(times), minutes, resource_id)| {
                let reason = match (times, alone) {
                    (1.., _) => Reason::KnowsYou { times },
                    (0, true) => Reason::OnlyOne,
                    (0, false) => Reason::LeastBusy { minutes },
                };
                Candidate { resource_id, reason }
            })
            .collect();
        Ranking { free, refused }
    }

    /// How often somebody has been there.
    fn visits(self, elder: MemberId, carer: ResourceId) -> usize {
        let done = |b: &&Booking| {
            b.subject == elder && b.state.was_done() && b.visit().is_some_and(|v| v.carers.contains(&carer))
        };
        self.rows.bookings.values().filter(done).count()
    }
}

impl Ranking {
    /// Why this one of `several` comes, when they can: the first need no reason but their own.
    ///
    /// # Errors
    /// The hard rule that they do not meet.
    pub fn reason(&self, id: ResourceId, several: usize) -> Result<Reason, Refusal> {
        if let Some(place) = self.free.iter().position(|it| it.resource_id == id) {
            return Ok(match self.free.get(place).map(|it| it.reason) {
                Some(reason @ Reason::KnowsYou { .. }) => reason,
                Some(reason) if place < several => reason,
                _ => Reason::Staff,
            });
        }
        Err(match self.refused.iter().find(|it| it.resource_id == id) {
            Some(refused) => Refusal::Care(CareRefusal::CannotSend { rule: refused.rule }),
            None => Refusal::Common(CommonRefusal::Unknown { what: Thing::Caregiver }),
        })
    }
}

/// Who gave a visit back so far, as its story tells.
#[must_use]
pub fn decliners(rows: &Rows, visit: BookingId) -> Vec<ResourceId> {
    let gave_back =
        |event: &&StoryEvent| event.what == BookingDeed::Declined || event.what == BookingDeed::Reassigned;
    let carer_of = |account: MemberId| {
        rows.resources.values().filter_map(move |resource| match &resource.nature {
            Nature::Caregiver(caregiver) => (caregiver.member_id == account).then_some(resource.id),
            Nature::Room(_) => None,
        })
    };
    rows.story(visit)
        .into_iter()
        .filter(gave_back)
        .filter_map(|event| event.actor)
        .flat_map(carer_of)
        .collect()
}

/// Whom staff could send to a visit; those whom it has already count as free. `None` where the rows
/// lack the visit's place or person.
#[must_use]
pub fn substitutes(rows: &Rows, booking: &Booking) -> Option<Ranking> {
    let visit = booking.visit()?;
    let community = rows.communities.get(&booking.community_id)?;
    let elder = rows.members.get(&booking.subject)?;
    let declined = decliners(rows, booking.id);
    let mut rows = rows.clone();
    rows.del(RowKey::Busy(booking.id));
    let zone = community.zone();
    let roster = Roster { rows: &rows, settings: &community.settings, zone: &zone };
    let wanted =
        Wanted { service: visit.service, visit: booking.interval(), elder: Some(elder), declined: &declined };
    Some(roster.ranked(&wanted))
}
