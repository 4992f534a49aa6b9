//! Caregivers and their visits.

use std::collections::BTreeMap;

use jiff::civil::Date;
use linli_domain::booking::{CareVisit, Kind, State};
use linli_domain::care::{Reason, Service, claimed};
use linli_domain::ids::{MemberId, ResourceId};
use linli_domain::member::Member;
use linli_domain::name::Name;
use linli_domain::resource::{Caregiver, Nature, OpeningHours, Resource};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::{Instant, Interval, Minutes, monday_of, plus_days, weekday_index};

use super::accounts::DemoRole;
use super::bookings::{Party, Work};

const SKILLS: &[&[Service]] = &[
    &[
        Service::Meal,
        Service::Bath,
        Service::Cleaning,
        Service::Walking,
        Service::BasicCare,
        Service::Health,
        Service::Visit,
        Service::Urgent,
    ],
    &[
        Service::Bath,
        Service::Clinic,
        Service::Walking,
        Service::Health,
        Service::BasicCare,
        Service::Comfort,
        Service::Urgent,
    ],
    &[Service::Meal, Service::Cleaning, Service::Errand, Service::Visit, Service::Comfort, Service::Refit],
    &[
        Service::Bath,
        Service::Clinic,
        Service::Walking,
        Service::Errand,
        Service::Refit,
        Service::Urgent,
        Service::Visit,
    ],
];

/// One caregiver at work: what they are, and how much they have done by day and week.
struct Carer {
    resource: Resource,
    member: Member,
    skills: &'static [Service],
    certified_until: Instant,
    days: BTreeMap<Date, Minutes>,
    weeks: BTreeMap<Date, Minutes>,
}

/// A visit that somebody plans.
struct Plan<'v> {
    carers: &'v [usize],
    day: Date,
    minute: u16,
    service: Service,
    who: Option<Party<'v>>,
    /// Nothing goes wrong with it.
    plain: bool,
}

impl Work<'_> {
    /// The caregivers of the community and their visits.
    pub fn care(&mut self) {
        let mut carers = self.carers();
        let mut known = BTreeMap::new();
        self.care_cast(&mut carers, &mut known);
        let density = 130 * u64::try_from(self.plan.scale).unwrap_or(1).min(4);
        let mut waiting = true;
        for days in self.plan.days() {
            let day = plus_days(self.plan.today, days);
            if days % 3 == 0 {
                let (service, pair) =
                    if days % 2 == 0 { (Service::Bath, [0, 1]) } else { (Service::Refit, [2, 3]) };
                let plan = Plan { carers: &pair, day, minute: 600, service, who: None, plain: false };
                self.visit(&mut carers, &mut known, &plan);
            }
            for at in 0..carers.len() {
                self.care_day(&mut carers, &mut known, at, day, density);
            }
            if waiting && days > 0 {
                waiting = !self.unassigned(day);
            }
        }
        self.out.resources.extend(carers.into_iter().map(|it| it.resource));
    }

    fn carers(&mut self) -> Vec<Carer> {
        let people = self.folk.carers.clone();
        people
            .into_iter()
            .enumerate()
            .map(|(at, member)| {
                let demo = self.plan.is_home(self.community) && at < 2;
                let (from, until) = match (demo, at % 3) {
                    (true, _) => (450, 1230),
                    (false, 0) => (480, 1050),
                    (false, 1) => (510, 1110),
                    (false, _) => (450, 1020),
                };
                let mut hours = OpeningHours::daily(from, until);
                // One day of rest; the demo accounts' own is not today.
                let rest = if demo {
                    weekday_index(plus_days(self.plan.today, 3 + i64::try_from(at).unwrap_or(0)))
                } else {
                    (at * 2 + self.index) % 7
                };
                if let Some(day) = hours.week.get_mut(rest) {
                    day.clear();
                }
                let skills = SKILLS.get(at % SKILLS.len()).copied().unwrap_or(&[]);
                let valid = if at == 2 { 21 } else { self.dice.between(150, 900) };
                let certified_until = self.plan.midnight(valid);
                let resource = Resource {
                    id: self.dice.id(),
                    community_id: self.community.id,
                    name: Name { zh: member.name.clone(), en: member.name.clone() },
                    hours,
                    retired: false,
                    nature: Nature::Caregiver(Caregiver {
                        member_id: member.id,
                        gender: member.gender,
                        skills: skills.to_vec(),
                        certified_until,
                    }),
                };
                Carer {
                    resource,
                    member,
                    skills,
                    certified_until,
                    days: BTreeMap::new(),
                    weeks: BTreeMap::new(),
                }
            })
            .collect()
    }

    /// What the demo accounts have: 王奶奶 was visited twice by 李秀英 and is visited today; each of
    /// the two caregivers has something going on right now, when it is not night.
    fn care_cast(&mut self, carers: &mut [Carer], known: &mut BTreeMap<(MemberId, ResourceId), usize>) {
        let Some(elder) = self.player(DemoRole::Resident, 0) else { return };
        let Some(family) = self.player(DemoRole::Family, 0) else { return };
        let own = Party { subject: &elder, actor: &elder };
        let by_family = Party { subject: &elder, actor: &family };
        let today = self.plan.today;
        let clock = self.plan.now.minutes_since(self.plan.midnight(0));
        let grid = |minute: Minutes| {
            u16::try_from(minute.div_euclid(30) * 30 + if minute % 30 == 0 { 0 } else { 30 })
        };
        let mut add = |carer: usize, days: i64, minute: u16, service: Service, who: Option<Party<'_>>| {
            let plan =
                Plan { carers: &[carer], day: plus_days(today, days), minute, service, who, plain: true };
            self.visit(carers, known, &plan)
        };
        add(0, -7, 570, Service::Health, Some(own));
        add(0, -5, 570, Service::BasicCare, Some(by_family));
        // Today at a sensible hour that is still to come; late at night tomorrow has to do.
        let coming = grid((clock + 100).max(540)).unwrap_or(1440);
        if coming <= 1140 {
            add(0, 0, coming, Service::Health, Some(by_family));
        } else {
            add(0, 0, 1020, Service::Health, Some(by_family));
        }
        add(0, 1, 570, Service::Meal, Some(by_family));
        if let Ok(soon) = grid(clock + 2)
            && (450..=1140).contains(&soon)
        {
            add(0, 0, soon, Service::Visit, None);
        }
        if let Ok(begun) = u16::try_from((clock - 10).div_euclid(30) * 30) {
            add(1, 0, begun, Service::Comfort, None);
        }
    }

    fn care_day(
        &mut self,
        carers: &mut [Carer],
        known: &mut BTreeMap<(MemberId, ResourceId), usize>,
        at: usize,
        day: Date,
        density: u64,
    ) {
        let Some(carer) = carers.get(at) else { return };
        let (hours, skills) = (carer.resource.hours.hours(day).to_vec(), carer.skills);
        for open in hours {
            let mut minute = open.from.next_multiple_of(30);
            while minute + 30 <= open.until {
                let mut step = 30;
                if self.dice.chance(density) {
                    let pick = self.dice.index(skills.len());
                    let service = skills.get(pick).copied().unwrap_or(Service::Visit);
                    let plan = Plan { carers: &[at], day, minute, service, who: None, plain: false };
                    if service.carers() == 1 && self.visit(carers, known, &plan) {
                        step = u16::try_from(service.minutes()).unwrap_or(60) + 30;
                    }
                }
                minute += step;
            }
        }
    }

    /// A visit that waits for staff: the caregiver said no and nobody else could come.
    fn unassigned(&mut self, day: Date) -> bool {
        let Some(elder) = self.somebody(day, |it| it.birth_year < 1965) else { return false };
        let actor = self.booker(&elder);
        let service = Service::Clinic;
        let Some(time) = Interval::lasting(self.plan.zone.at(day, 540), service.minutes()) else {
            return false;
        };
        let made = self.made(time.starts, 24 * 60);
        let visit = CareVisit::new(service, Vec::new(), Vec::new());
        let mut booking =
            self.blank(Party { subject: &elder, actor: &actor }, time, made, Kind::CareVisit(visit));
        booking.state = State::Requested;
        booking.ver = 2;
        self.met.insert((elder.id, day));
        self.tell_story((booking.id, BookingDeed::Booked), made, Some(&actor), "");
        let carer = self.folk.carers.get(1).cloned();
        let declined = (booking.id, BookingDeed::Declined);
        self.tell_story(declined, made.plus_minutes(20), carer.as_ref(), "家里有事");
        self.tell_booking(&booking, elder.id, made.plus_minutes(20), "家里有事");
        self.out.bookings.push(booking);
        true
    }

    /// Books a visit when every hard rule allows it; says whether it did.
    fn visit(
        &mut self,
        carers: &mut [Carer],
        known: &mut BTreeMap<(MemberId, ResourceId), usize>,
        plan: &Plan<'_>,
    ) -> bool {
        let settings = &self.community.settings;
        let zone = &self.plan.zone;
        let Some(time) = Interval::lasting(zone.at(plan.day, plan.minute), plan.service.minutes()) else {
            return false;
        };
        let claim = claimed(time, settings);
        let (day, week) = (zone.date(claim.starts), monday_of(zone.date(claim.starts)));
        let chosen: Vec<&Carer> = plan.carers.iter().filter_map(|at| carers.get(*at)).collect();
        let free = chosen.iter().all(|it| {
            let worked = it.days.get(&day).copied().unwrap_or(0) + claim.minutes();
            let worked_week = it.weeks.get(&week).copied().unwrap_or(0) + claim.minutes();
            it.skills.contains(&plan.service)
                && it.certified_until >= time.ends
                && worked <= settings.care.carer_day_minutes
                && worked_week <= settings.care.carer_week_minutes
                && it.resource.hours.covers(time, zone)
                && self.is_free(it.resource.id, day, claim)
        });
        if !free || chosen.len() != plan.service.carers() {
            return false;
        }
        let genders: Vec<_> = chosen.iter().map(|it| it.member.gender).collect();
        let (subject, actor) = match plan.who {
            Some(who) => (who.subject.clone(), who.actor.clone()),
            None => {
                let year = self.plan.year;
                let fits = |it: &Member| {
                    year - it.birth_year >= 60
                        && it.carer_gender.is_none_or(|g| genders.iter().all(|has| *has == g))
                };
                let Some(subject) = self.somebody(plan.day, fits) else { return false };
                let actor = self.booker(&subject);
                (subject, actor)
            }
        };
        let people: Vec<Member> = chosen.iter().map(|it| it.member.clone()).collect();
        let ids: Vec<ResourceId> = chosen.iter().map(|it| it.resource.id).collect();
        let why = chosen
            .iter()
            .map(|it| match known.get(&(subject.id, it.resource.id)) {
                Some(times) => Reason::KnowsYou { times: *times },
                None => Reason::LeastBusy { minutes: it.weeks.get(&week).copied().unwrap_or(0) },
            })
            .collect();
        let made = self.made(time.starts, settings.care.care_notice_minutes + 30);
        let visit = CareVisit::new(plan.service, ids.clone(), why);
        let party = Party { subject: &subject, actor: &actor };
        let mut booking = self.blank(party, time, made, Kind::CareVisit(visit));
        self.visit_state(&mut booking, plan.plain);
        self.visit_story(&mut booking, party, &people);
        self.met.insert((subject.id, plan.day));
        if booking.state == State::Completed {
            for id in &ids {
                *known.entry((subject.id, *id)).or_default() += 1;
            }
        }
        if booking.state.holds_time() {
            for at in plan.carers {
                if let Some(carer) = carers.get_mut(*at) {
                    *carer.days.entry(day).or_default() += claim.minutes();
                    *carer.weeks.entry(week).or_default() += claim.minutes();
                }
            }
            for id in ids {
                self.hold(&booking, day, id, claim);
            }
        }
        self.out.bookings.push(booking);
        true
    }
}
