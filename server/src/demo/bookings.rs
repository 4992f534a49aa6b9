//! The calendar of one community while it is filled, and the bookings of its rooms. Every booking
//! is checked before it is made, so that none breaks a rule of the domain.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use linli_domain::booking::{Booking, Busy, Kind, State};
use linli_domain::ids::{EventId, HouseholdId, MemberId, MessageId, ResourceId};
use linli_domain::lifecycle;
use linli_domain::member::Member;
use linli_domain::message::{BookingNews, Message, News};
use linli_domain::place::Community;
use linli_domain::resource::{Nature, Resource};
use linli_domain::story::{StoryEvent, What};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::{Instant, Interval, Minutes, monday_of, plus_days};

use super::accounts::DemoRole;
use super::dice::Dice;
use super::people::Folk;
use super::{District, Plan, rooms};

const NOTES: &[&str] = &[
    "",
    "",
    "",
    "",
    "练太极",
    "合唱排练",
    "书法小组",
    "老同事聚一聚",
    "广场舞练习",
    "象棋比赛",
    "读报会",
    "健康讲座",
    "包饺子",
];

/// One community's part of the district, growing.
#[derive(Debug)]
pub struct Work<'a> {
    pub plan: &'a Plan,
    pub index: usize,
    pub community: &'a Community,
    pub folk: Folk,
    pub dice: Dice,
    pub out: District,
    /// Claimed time by resource and the day it starts on.
    pub taken: BTreeMap<(ResourceId, Date), Vec<Interval>>,
    /// Who has something on a day already; nobody is in two places at once.
    pub met: BTreeSet<(MemberId, Date)>,
    weeks: BTreeMap<(HouseholdId, Date), usize>,
    absent: BTreeSet<HouseholdId>,
}

/// Who a booking is for and by, and how it came about.
#[derive(Clone, Copy)]
pub struct Party<'m> {
    pub subject: &'m Member,
    pub actor: &'m Member,
}

impl<'a> Work<'a> {
    pub fn new(plan: &'a Plan, index: usize, community: &'a Community, folk: Folk) -> Self {
        let dice = Dice::new(plan.seed, 3 + u64::try_from(index).unwrap_or(0) * 2);
        Self {
            plan,
            index,
            community,
            folk,
            dice,
            out: District::default(),
            taken: BTreeMap::new(),
            met: BTreeSet::new(),
            weeks: BTreeMap::new(),
            absent: BTreeSet::new(),
        }
    }

    pub fn done(mut self) -> District {
        self.out.members = self.folk.members;
        self.out.households = self.folk.households;
        self.out.grants = self.folk.grants;
        self.out
    }

    /// A demo account's person, when this is their community.
    pub fn player(&self, role: DemoRole, nth: usize) -> Option<Member> {
        let here = self.plan.is_home(self.community);
        let mut cast = self.plan.cast.iter().filter(|it| here && it.role == role);
        cast.nth(nth).map(|it| it.member.clone())
    }

    /// Somebody of the community with nothing else to do that day.
    pub fn somebody(&mut self, day: Date, fits: impl Fn(&Member) -> bool) -> Option<Member> {
        for _ in 0..8 {
            let at = self.dice.index(self.folk.residents);
            if let Some(member) = self.folk.members.get(at)
                && fits(member)
                && !self.met.contains(&(member.id, day))
            {
                return Some(member.clone());
            }
        }
        None
    }

    /// Who makes the booking: mostly the person, for those without a phone the clerk.
    pub fn booker(&mut self, subject: &Member) -> Member {
        if subject.phone.is_none() || self.dice.chance(80) {
            self.folk.clerk.clone()
        } else {
            subject.clone()
        }
    }

    pub fn is_free(&self, resource: ResourceId, day: Date, claim: Interval) -> bool {
        self.taken.get(&(resource, day)).is_none_or(|all| !all.iter().any(|it| it.overlaps(claim)))
    }

    pub fn hold(&mut self, booking: &Booking, day: Date, resource: ResourceId, claim: Interval) {
        self.taken.entry((resource, day)).or_default().push(claim);
        self.out.busy.push(Busy {
            resource_id: resource,
            booking_id: booking.id,
            starts: claim.starts,
            ends: claim.ends,
        });
    }

    pub fn tell_story(&mut self, what: impl Into<What>, at: Instant, actor: Option<&Member>, note: &str) {
        let event = StoryEvent {
            happened: None,
            id: self.dice.id::<EventId>(),
            community_id: self.community.id,
            at: at.min(self.plan.now),
            actor: actor.map(|it| it.id),
            actor_called: actor.map(|it| it.greeted().to_owned()).unwrap_or_default(),
            note: note.to_owned(),
            what: what.into(),
        };
        self.out.events.push(event);
    }

    /// Tells somebody; what is older than two days has been read.
    pub fn tell(&mut self, to: MemberId, at: Instant, news: impl Into<News>) {
        let at = at.min(self.plan.now);
        let message = Message {
            id: self.dice.id::<MessageId>(),
            community_id: self.community.id,
            to,
            at,
            read: at < self.plan.now.plus_days(-2),
            ver: 1,
            news: news.into(),
        };
        self.out.messages.push(message);
    }

    /// When a booking that starts then was made: before now and before it starts, within the
    /// horizon.
    pub fn made(&mut self, starts: Instant, notice: Minutes) -> Instant {
        let latest = starts.plus_minutes(-notice).min(self.plan.now.plus_minutes(-1));
        let made = latest.plus_minutes(-self.dice.between(5, 5 * 24 * 60));
        let reach = plus_days(self.plan.zone.date(made), self.community.settings.bookings.horizon_days);
        if self.plan.zone.date(starts) > reach { latest } else { made }
    }

    pub fn blank(&mut self, who: Party<'_>, use_: Interval, made: Instant, kind: Kind) -> Booking {
        let people = (who.subject, who.actor.id);
        Booking::new(self.dice.id(), people, (use_, made), State::Confirmed, kind)
    }

    /// The rooms of the community and who uses them.
    pub fn rooms(&mut self) {
        let rooms = rooms::rooms(self.plan, self.community, &mut self.dice);
        self.room_cast(&rooms);
        let density = 25 * u64::try_from(self.plan.scale).unwrap_or(1).min(30);
        for days in self.plan.days() {
            let day = plus_days(self.plan.today, days);
            // More today, so that the keeper has something to do.
            let density = if days == 0 { density * 3 } else { density };
            for room in &rooms {
                self.room_day(room, day, density.min(700));
            }
        }
        self.out.resources.extend(rooms);
    }

    fn room_cast(&mut self, rooms: &[Resource]) {
        let Some(elder) = self.player(DemoRole::Resident, 0) else { return };
        let Some(neighbour) = self.player(DemoRole::Resident, 1) else { return };
        let Some(family) = self.player(DemoRole::Family, 0) else { return };
        let own = Party { subject: &elder, actor: &elder };
        let by_family = Party { subject: &elder, actor: &family };
        let his = Party { subject: &neighbour, actor: &neighbour };
        for (room, days, minute, length, who, note) in [
            (0, -6, 570, 90, own, "书法小组"),
            (0, 2, 570, 90, own, "书法小组"),
            (2, 8, 540, 120, by_family, "家里聚会"),
            (1, -3, 840, 120, his, "下象棋"),
            (1, 1, 840, 120, his, "下象棋"),
        ] {
            if let Some(room) = rooms.get(room) {
                let day = plus_days(self.plan.today, days);
                let _ = self.book_room(room, day, minute, length, Some(who), note);
            }
        }
    }

    fn room_day(&mut self, room: &Resource, day: Date, density: u64) {
        for open in room.hours.hours(day) {
            // The grid counts from midnight.
            let mut minute = open.from.next_multiple_of(30);
            while minute + 30 <= open.until {
                let mut length = 30;
                if self.dice.chance(density) {
                    let want =
                        self.dice.pick(&[60_u16, 60, 90, 90, 120, 120, 180, 240]).min(open.until - minute);
                    let note = self.dice.pick(NOTES);
                    if self.book_room(room, day, minute, want, None, note) {
                        length = want + 30;
                    }
                }
                minute += length;
            }
        }
    }

    /// Books when all rules allow it; says whether it did.
    fn book_room(
        &mut self,
        room: &Resource,
        day: Date,
        minute: u16,
        length: u16,
        who: Option<Party<'_>>,
        note: &str,
    ) -> bool {
        let Nature::Room(nature) = &room.nature else { return false };
        let settings = &self.community.settings;
        let Some(use_) = Interval::lasting(self.plan.zone.at(day, minute), length.into()) else {
            return false;
        };
        let claim = use_.widened(0, settings.rooms.turnaround_minutes);
        if !self.is_free(room.id, day, claim) || !room.hours.covers(use_, &self.plan.zone) {
            return false;
        }
        let week = monday_of(day);
        let quota = settings.rooms.household_week_quota;
        let (subject, actor) = match who {
            Some(who) => (who.subject.clone(), who.actor.clone()),
            None => {
                let Some(subject) = self.somebody(day, |_| true) else { return false };
                let actor = self.booker(&subject);
                (subject, actor)
            }
        };
        let held = self.weeks.get(&(subject.household_id, week)).copied().unwrap_or(0);
        if held >= quota {
            return false;
        }
        let made = self.made(use_.starts, 60);
        let people = u16::try_from(self.dice.between(1, i64::from(nature.seats.min(20)) + 1)).unwrap_or(1);
        let party = Party { subject: &subject, actor: &actor };
        let mut booking = self.blank(party, use_, made, Kind::Room { resource_id: room.id, people });
        note.clone_into(&mut booking.note);
        self.room_state(&mut booking, nature.approval, who.is_some());
        self.met.insert((subject.id, day));
        self.room_story(&mut booking, nature.approval, party);
        if booking.state.holds_time() {
            *self.weeks.entry((subject.household_id, week)).or_default() += 1;
            self.hold(&booking, day, room.id, claim);
        }
        self.out.bookings.push(booking);
        true
    }

    /// Where the booking stands now.
    fn room_state(&mut self, booking: &mut Booking, approval: bool, plain: bool) {
        let settings = &self.community.settings;
        let now = self.plan.now;
        let fate = if plain { 999 } else { self.dice.below(1000) };
        if booking.starts > now {
            let hold = lifecycle::hold_until(booking.starts, booking.made, settings);
            let fresh = now.plus_minutes(-self.dice.between(30, 600)).min(booking.made.plus_days(5));
            let fresh_hold = lifecycle::hold_until(booking.starts, fresh, settings);
            if approval && (fate >= 400) && hold > now {
                (booking.state, booking.hold_until) = (State::Pending, Some(hold));
            } else if approval && fate >= 400 && fresh_hold > now && booking.made < fresh {
                booking.made = fresh;
                (booking.state, booking.hold_until) = (State::Pending, Some(fresh_hold));
            } else if fate < 60 {
                booking.state = State::Cancelled;
                "临时有事".clone_into(&mut booking.reason);
            } else if approval && fate < 110 {
                booking.state = State::Refused;
                "当天社区有活动".clone_into(&mut booking.reason);
            }
            return;
        }
        let late = booking.starts.plus_minutes(settings.rooms.no_show_minutes);
        booking.state = match fate {
            0..90 if now >= late && self.absent.insert(booking.household_id) => State::NoShow,
            90..170 => State::Cancelled,
            170..260 if approval => State::Expired,
            _ if booking.ends <= now => State::Completed,
            _ if now < late && fate < 600 => State::Confirmed,
            _ => State::CheckedIn,
        };
        if booking.state == State::Cancelled {
            "身体不舒服".clone_into(&mut booking.reason);
        }
    }

    fn room_story(&mut self, booking: &mut Booking, approval: bool, who: Party<'_>) {
        let about = booking.id;
        let keeper = self.folk.keeper.clone();
        let soon = booking.made.plus_minutes(self.dice.between(3, 50)).min(booking.starts);
        self.tell_story((about, BookingDeed::Booked), booking.made, Some(who.actor), "");
        let asked = approval && !matches!(booking.state, State::Pending | State::Expired | State::Refused);
        if asked {
            booking.ver += 1;
            self.tell_story((about, BookingDeed::Approved), soon, Some(&keeper), "");
        }
        let seen = booking.starts.plus_minutes(-5);
        let last = match booking.state {
            State::CheckedIn | State::Completed => Some((BookingDeed::CheckedIn, seen, Some(&keeper))),
            State::NoShow => Some((BookingDeed::NoShow, booking.starts.plus_minutes(15), None)),
            State::Cancelled => Some((BookingDeed::Cancelled, soon.plus_minutes(2), Some(who.actor))),
            State::Expired => {
                let end = lifecycle::hold_until(booking.starts, booking.made, &self.community.settings);
                Some((BookingDeed::Expired, end, None))
            }
            State::Refused => Some((BookingDeed::Refused, soon, Some(&keeper))),
            _ => None,
        };
        if let Some((deed, at, actor)) = last {
            booking.ver += 1;
            let reason = booking.reason.clone();
            self.tell_story((about, deed), at, actor, &reason);
        }
        let told = match booking.state {
            State::Refused | State::Expired | State::NoShow => true,
            State::Confirmed => asked || who.actor.id != who.subject.id,
            _ => false,
        };
        if told {
            let at = last.map_or(soon, |(_, at, _)| at);
            let news = BookingNews::changed(booking, booking.state, &booking.reason);
            self.tell(booking.subject, at, news);
        }
    }
}
