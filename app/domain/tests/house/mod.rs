//! A small community to test in: people, rooms, caregivers, and a phone that decides and applies.

#![allow(
    dead_code,
    unused_imports,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

pub mod may;

use linli_domain::booking::{Booking, Busy, CareVisit, Kind, State};
use linli_domain::care::Service;
use linli_domain::decide::{Case, Effect, decide};
use linli_domain::help::{Answerer, HelpBody, Stage, Urgency};
use linli_domain::ids::{BookingId, MatterId, MemberId, MutationId, PlaceId, ResourceId};
use linli_domain::matter::Matter;
use linli_domain::member::{Member, Role};
use linli_domain::mutation::{
    CareBook, CareMutation, HelpAsk, HelpMutation, Mutation, RoomBook, RoomMutation,
};
use linli_domain::place::{Community, Settings};
use linli_domain::policy::Actor;
use linli_domain::refusal::Refusal;
use linli_domain::resource::{Caregiver, Nature, OpeningHours, Resource};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval};
use uuid::Uuid;

pub use linli_world::{
    ADMINISTRATOR, CLERK, DAUGHTER, DISTRICT, ELDER, FAR, HALL, HOME, KEEPER, NEIGHBOUR, NEXT_DOOR, OFFICER,
    OTHER_STREET, RIVAL, STAGE, STREET, STUDY, SUPERVISOR, at, base64, carer_ids, day, name, sh, span, tzif,
    zone,
};

pub const SHANGHAI: &str = "Asia/Shanghai";

/// A community of the world by the clock of a zone.
pub fn community(id: PlaceId, zone: &str) -> Community {
    Community {
        zone: zone.to_owned(),
        tzif: base64(tzif(zone)),
        name: name("Kangle"),
        ..linli_world::community(id)
    }
}

/// Somebody who lives in `HOME`, wherever their role is.
pub fn member(id: MemberId, called: &str, role: Role, place_id: PlaceId) -> Member {
    linli_world::member(id, called, HOME, role, place_id)
}

/// A room of `HOME`.
pub fn room(id: ResourceId, en: &str, seats: u16) -> Resource {
    linli_world::room(id, HOME, en, seats)
}

/// The caregiver with a number, from 0, who works an hour less than in the world.
pub fn carer(number: u32) -> Resource {
    Resource { hours: OpeningHours::daily(7 * 60, 19 * 60), ..linli_world::carer(number) }
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
        for place in linli_world::PLACES {
            rows.put(Row::Community(community(place, zone)));
        }
        for person in linli_world::people().into_iter().filter(|it| it.id <= ADMINISTRATOR) {
            rows.put(Row::Member(Member { community_id: HOME, ..person }));
        }
        let rooms = linli_world::rooms().into_iter().filter(|it| it.community_id == HOME);
        rows.extend(rooms.map(Row::Resource));
        let stage = rows.resources.get_mut(&STAGE).expect("the stage");
        if let Nature::Room(room) = &mut stage.nature {
            room.outdoor = true;
        }
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
