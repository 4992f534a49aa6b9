//! The world of the tests in a database. Tuesday 2026-11-24, 12:00 in Shanghai.

use linli_domain::booking::{Booking, Busy, CareVisit, Kind, State};
use linli_domain::care::Service;
use linli_domain::help::{Answerer, HelpBody, Stage, Urgency};
use linli_domain::ids::{BookingId, GrantId, MatterId, MemberId, PlaceId, ResourceId};
use linli_domain::matter::Matter;
use linli_domain::member::{Grant, Member, Role};
use linli_domain::mutation::{
    BookingReason, BookingRef, CareBook, CareMutation, HelpAsk, HelpMutation, HelpNote, HelpRef, Mutation,
    RoomBook, RoomMutation,
};
use linli_domain::place::PlaceKind;
use linli_domain::time::{Instant, Interval, Minutes};
use linli_server::db::Db;
use linli_server::db::bulk;
use linli_server::db::tables::place::{self, Region};
use linli_server::db::tables::{Table, member as people_table};
use linli_world::name;
pub use linli_world::{
    ADMINISTRATOR, CARERS, CLERK, DAUGHTER, DISTRICT, ELDER, FAR, HALL, HOME, KEEPER, NEIGHBOUR, NEXT_DOOR,
    OFFICER, OTHER_CLERK, OTHER_STREET, OTHER_SUPERVISOR, PLACES, RIVAL, ROOM_FAR, ROOM_NEXT_DOOR, STAGE,
    STRANGER, STREET, STUDY, SUPERVISOR, YANKEE, at, carer as carer_resource, carer_ids as carer, community,
    member, people, phone, room, rooms, sh, zone,
};
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

/// 2026-11-24, 12:00 in Shanghai.
pub const NOON: Instant = Instant::from_millis(1_795_492_800_000);

/// One of many who live somewhere, with a household of their own and no phone number.
pub fn resident(n: usize, place: PlaceId) -> Member {
    let one = member(MemberId(Uuid::now_v7()), &format!("Resident {n}"), place, Role::Resident, place);
    Member { phone: None, ..one }
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
) -> MatterId {
    let help = request(subject, answerer, stage, escalated);
    let id = help.id;
    bulk::insert(db.reader(), &[help]).await.expect("a request");
    id
}

/// A request for help that nothing else is known of.
pub fn request(subject: &Member, answerer: Answerer, stage: Stage, escalated: bool) -> Matter {
    let body = HelpBody {
        what: format!("Lamp of {}", subject.called),
        place: format!("Gate of {}", subject.called),
        wanted: None,
        answerer,
        urgency: Urgency::Usual,
        stage,
    };
    let id = MatterId(Uuid::now_v7());
    Matter { escalated, ..Matter::new(id, (subject, subject.id), NOON, body.into()) }
}

/// What a request asks for.
pub fn asked(request: &Matter) -> &HelpBody {
    request.body().expect("a request for help")
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
pub fn ask(answerer: Answerer, subject: Option<MemberId>) -> (MatterId, Mutation) {
    let help_id = MatterId(Uuid::now_v7());
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

pub const fn help_of(help_id: MatterId) -> HelpRef {
    HelpRef { help_id }
}

pub fn noted(help_id: MatterId, note: &str) -> HelpNote {
    HelpNote { help_id, note: note.to_owned() }
}
