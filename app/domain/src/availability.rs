//! Free times. The picker and the server ask the same functions, so what is shown is what holds.

use jiff::civil::Date;

use crate::booking::Booking;
use crate::care::{CandidateRefusal, Service};
use crate::ids::{MemberId, ResourceId};
use crate::lifecycle::{Passed, due};
use crate::member::Member;
use crate::place::Community;
use crate::refusal::{BookingRefusal, CareRefusal, CommonRefusal, Offer, Refusal, RoomRefusal, Thing};
use crate::resource::{Nature, Resource};
use crate::roster::{Proposal, Roster, Wanted};
use crate::rows::{LONGEST_CLAIM, Rows};
use crate::time::{Instant, Interval, Minutes, Zone, plus_days};

/// How many other times a refusal offers.
pub const OFFERS: usize = 3;

/// How many days ahead a refusal looks for other times.
pub const OFFER_DAYS: i64 = 7;

/// Everything that availability depends on.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    pub rows: &'a Rows,
    pub community: &'a Community,
    pub zone: &'a Zone,
    pub now: Instant,
}

impl<'a> Calendar<'a> {
    /// The rules that hold for any booking: not past, on the grid, within the horizon.
    ///
    /// # Errors
    /// The refusal that names the rule.
    pub fn bookable(self, use_: Interval) -> Result<(), Refusal> {
        self.can_start(use_.starts)?;
        if self.on_grid(use_.ends) { Ok(()) } else { Err(self.off_grid()) }
    }

    fn off_grid(self) -> Refusal {
        Refusal::Bookings(BookingRefusal::OffGrid { minutes: self.community.settings.bookings.slot_minutes })
    }

    /// As [`Calendar::bookable`] for a start alone: a visit lasts as long as its service does, which
    /// need not end on the grid.
    fn can_start(self, starts: Instant) -> Result<(), Refusal> {
        if starts < self.now {
            return Err(CommonRefusal::Past.into());
        }
        let last_day = plus_days(self.zone.date(self.now), self.community.settings.bookings.horizon_days);
        if self.zone.date(starts) > last_day {
            return Err(BookingRefusal::BeyondHorizon { last_day }.into());
        }
        if self.on_grid(starts) { Ok(()) } else { Err(self.off_grid()) }
    }

    /// Whether the wall clock stands on the grid, counted from midnight.
    fn on_grid(self, at: Instant) -> bool {
        let clock = self.zone.civil(at);
        let minute = i64::from(clock.hour()) * 60 + i64::from(clock.minute());
        at.millis() % 60_000 == 0 && minute % self.community.settings.bookings.slot_minutes.max(1) == 0
    }

    /// The time that a use of a room takes from it: the use and the turnaround after.
    #[must_use]
    pub fn claimed(self, use_: Interval) -> Interval {
        use_.widened(0, self.community.settings.rooms.turnaround_minutes)
    }

    /// Whether any room could be used then, as far as the settings say it: the rules of
    /// [`Calendar::bookable`], and how long a use may be.
    ///
    /// # Errors
    /// The refusal that names the rule.
    pub fn use_fits(self, use_: Interval) -> Result<(), Refusal> {
        let settings = &self.community.settings;
        self.bookable(use_)?;
        if use_.minutes() < settings.rooms.room_min_minutes {
            return Err(RoomRefusal::TooShort { minutes: settings.rooms.room_min_minutes }.into());
        }
        let longest = self.longest_use();
        if use_.minutes() > longest { Err(RoomRefusal::TooLong { minutes: longest }.into()) } else { Ok(()) }
    }

    /// Whether a room can be used then; quota and approval are the booker's affair, not the room's.
    ///
    /// # Errors
    /// The refusal, without other times to offer: see [`Calendar::with_offers`].
    pub fn room_fits(self, room: &Resource, use_: Interval) -> Result<(), Refusal> {
        self.use_fits(use_)?;
        if room.retired {
            return Err(CommonRefusal::Unknown { what: Thing::Room }.into());
        }
        if !room.hours.covers(use_, self.zone) {
            let note = room.hours.exception(self.zone.date(use_.starts)).map_or("", |e| &e.note).to_owned();
            return Err(BookingRefusal::Closed { note, alternatives: Vec::new() }.into());
        }
        if self.rows.busy(room.id, self.claimed(use_)).next().is_some() {
            return Err(BookingRefusal::Taken { alternatives: Vec::new() }.into());
        }
        Ok(())
    }

    /// The longest use of a room: the community's, within what [`Rows::busy`] looks back for.
    fn longest_use(self) -> Minutes {
        let settings = &self.community.settings;
        let turnaround = settings.rooms.turnaround_minutes.clamp(0, LONGEST_CLAIM);
        settings.rooms.room_max_minutes.min(LONGEST_CLAIM - turnaround)
    }

    /// The instants on the grid at which a stretch of opening allows a start, in order.
    fn grid(self, resource: &Resource, day: Date) -> Vec<Instant> {
        let step = self.community.settings.bookings.slot_minutes.max(1);
        let mut starts: Vec<Instant> = Vec::new();
        for open in resource.hours.open(day, self.zone) {
            let mut at = open.starts;
            while at < open.ends {
                if self.on_grid(at) {
                    starts.push(at);
                    at = at.plus_minutes(step);
                } else {
                    // Opening hours off the grid, or a clock change by half a step.
                    at = at.plus_minutes(1);
                }
            }
        }
        // Split hours may be written in any order, and overlap.
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// When a room can be taken for so long on a day, in order.
    #[must_use]
    pub fn room_starts(self, room: &Resource, day: Date, minutes: Minutes) -> Vec<Instant> {
        self.grid(room, day).into_iter().filter(|at| self.room_fits_at(room, *at, minutes)).collect()
    }

    /// Whether a room can be taken for so long at some time of a day.
    #[must_use]
    pub fn room_has_start(self, room: &Resource, day: Date, minutes: Minutes) -> bool {
        self.grid(room, day).into_iter().any(|at| self.room_fits_at(room, at, minutes))
    }

    fn room_fits_at(self, room: &Resource, at: Instant, minutes: Minutes) -> bool {
        Interval::lasting(at, minutes).is_some_and(|use_| self.room_fits(room, use_).is_ok())
    }

    /// The rooms of the community, by name.
    pub fn rooms(self) -> impl Iterator<Item = &'a Resource> {
        let here = self.community.id;
        let mut rooms: Vec<_> = self
            .rows
            .resources
            .values()
            .filter(|r| r.community_id == here && !r.retired && matches!(r.nature, Nature::Room(_)))
            .collect();
        rooms.sort_by(|a, b| a.name.cmp(&b.name));
        rooms.into_iter()
    }

    /// Puts free times near the wanted one into a refusal that has room for them: for so many people,
    /// and only starts that the booker may have, since a quota is the booker's and an offer that it
    /// forbids is none.
    #[must_use]
    pub fn with_offers(
        self,
        mut refusal: Refusal,
        room: &Resource,
        use_: Interval,
        people: u16,
        allowed: &dyn Fn(Instant) -> bool,
    ) -> Refusal {
        if let Some(alternatives) = refusal.alternatives() {
            *alternatives = self.room_offers(room, use_, people, allowed);
        }
        refusal
    }

    /// Other times for a use: the same room nearest in time on that day, the same clock in another
    /// room that is as good, the same room on the next days.
    fn room_offers(
        self,
        room: &Resource,
        use_: Interval,
        people: u16,
        allowed: &dyn Fn(Instant) -> bool,
    ) -> Vec<Offer> {
        let minutes = use_.minutes();
        let day = self.zone.date(use_.starts);
        let offer = |resource: &Resource, starts: Instant| Offer {
            resource_id: Some(resource.id),
            starts,
            ends: starts.plus_minutes(minutes),
        };
        let nearest = |mut starts: Vec<Instant>, to: Instant| {
            starts.retain(|at| allowed(*at));
            starts.sort_by_key(|at| (at.millis() - to.millis()).abs());
            starts
        };
        let mut offers = Vec::with_capacity(OFFERS);
        offers.extend(
            nearest(self.room_starts(room, day, minutes), use_.starts)
                .into_iter()
                .take(1)
                .map(|at| offer(room, at)),
        );
        let seats = |r: &Resource| match &r.nature {
            Nature::Room(room) => (room.outdoor, room.seats),
            Nature::Caregiver(_) => (false, 0),
        };
        let (outdoor, wanted) = seats(room);
        let mut others: Vec<_> = self
            .rooms()
            .filter(|r| r.id != room.id && seats(r).0 == outdoor && seats(r).1 >= people)
            .filter(|r| allowed(use_.starts) && self.room_fits(r, use_).is_ok())
            .collect();
        others.sort_by_key(|r| (seats(r).1.abs_diff(wanted), r.id));
        offers.extend(others.into_iter().take(1).map(|r| offer(r, use_.starts)));
        let clock = self.zone.civil(use_.starts).time();
        for ahead in 1..=OFFER_DAYS {
            if offers.len() >= OFFERS {
                break;
            }
            let next = plus_days(day, ahead);
            let same_clock = self.zone.reading(next.to_datetime(clock)).instant();
            offers.extend(
                nearest(self.room_starts(room, next, minutes), same_clock)
                    .into_iter()
                    .take(1)
                    .map(|at| offer(room, at)),
            );
        }
        offers.truncate(OFFERS);
        offers
    }

    /// The rules on caregivers over the same rows.
    #[must_use]
    pub const fn roster(self) -> Roster<'a> {
        Roster { rows: self.rows, settings: &self.community.settings, zone: self.zone }
    }

    /// Whom to send, when a visit can be made then.
    ///
    /// # Errors
    /// The refusal, with other times to offer.
    pub fn visit_fits(
        self,
        service: Service,
        elder: &Member,
        starts: Instant,
        declined: &[ResourceId],
    ) -> Result<Proposal, Refusal> {
        self.visit_proposal(service, Some(elder), starts, declined).map_err(|mut refusal| {
            if let Some(alternatives) = refusal.alternatives() {
                *alternatives = self.visit_offers(service, elder, starts);
            }
            refusal
        })
    }

    /// Whether a visit could begin then, as far as the settings say it.
    ///
    /// # Errors
    /// The refusal that names the rule.
    pub fn visit_can_start(self, service: Service, starts: Instant) -> Result<(), Refusal> {
        self.can_start(starts)?;
        let earliest = self.now.plus_minutes(self.community.settings.care.care_notice_minutes);
        if starts < earliest && service != Service::Urgent {
            return Err(BookingRefusal::TooSoon { earliest }.into());
        }
        Ok(())
    }

    /// As [`Calendar::visit_fits`], without other times to offer.
    ///
    /// # Errors
    /// The refusal.
    pub fn visit_proposal(
        self,
        service: Service,
        elder: Option<&Member>,
        starts: Instant,
        declined: &[ResourceId],
    ) -> Result<Proposal, Refusal> {
        let visit = Interval::lasting(starts, service.minutes()).ok_or(CommonRefusal::EndsBeforeStarts)?;
        self.visit_can_start(service, starts)?;
        let none = |candidates: Vec<CandidateRefusal>| {
            Refusal::Care(CareRefusal::NoCaregiver { candidates, alternatives: Vec::new() })
        };
        self.roster().propose(&Wanted { service, visit, elder, declined }).map_err(none)
    }

    /// When a qualified caregiver is free for a service on a day, in order.
    #[must_use]
    pub fn visit_starts(self, service: Service, elder: &Member, day: Date) -> Vec<Instant> {
        let mut starts: Vec<Instant> =
            self.roster().caregivers().flat_map(|(resource, _)| self.grid(resource, day)).collect();
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|at| {
            let visit = Interval { starts: *at, ends: at.plus_minutes(service.minutes()) };
            !self.is_visited(elder.id, visit) && self.visit_proposal(service, Some(elder), *at, &[]).is_ok()
        });
        starts
    }

    /// Whether a person has a visit at that time already, as far as their bookings are known.
    #[must_use]
    pub fn is_visited(self, person: MemberId, time: Interval) -> bool {
        let theirs = |it: &Booking| it.subject == person && it.visit().is_some() && it.state.holds_time();
        self.rows.bookings.values().any(|it| theirs(it) && it.interval().overlaps(time))
    }

    /// What a person has at that time already and cannot well have beside a visit, or beside a use of a room:
    /// another visit, and beside a visit also a use of a room. As far as their bookings are known.
    #[must_use]
    pub fn beside(self, person: MemberId, time: Interval, visit: bool) -> Option<&'a Booking> {
        let state =
            |it: &Booking| due(it, &self.community.settings, self.now).map_or(it.state, Passed::state);
        let meets = |it: &&Booking| {
            it.subject == person
                && it.interval().overlaps(time)
                && (visit || it.visit().is_some())
                && state(it).holds_time()
        };
        self.rows.bookings.values().filter(meets).min_by_key(|it| (it.starts, it.id))
    }

    fn visit_offers(self, service: Service, elder: &Member, wanted: Instant) -> Vec<Offer> {
        let day = self.zone.date(wanted.max(self.now));
        let clock = self.zone.civil(wanted).time();
        let mut offers = Vec::with_capacity(OFFERS);
        for ahead in 0..=OFFER_DAYS {
            let next = plus_days(day, ahead);
            let mut starts = self.visit_starts(service, elder, next);
            let same_clock = self.zone.reading(next.to_datetime(clock)).instant();
            starts.sort_by_key(|at| (at.millis() - same_clock.millis()).abs());
            let ends = |at: Instant| at.plus_minutes(service.minutes());
            offers.extend(starts.into_iter().take(OFFERS - offers.len()).map(|at| Offer {
                resource_id: None,
                starts: at,
                ends: ends(at),
            }));
            if offers.len() >= OFFERS {
                break;
            }
        }
        offers
    }
}
