//! What pages and syncing cost in statements of SQL: as many with a thousand bookings in the
//! community as with ten.

use std::collections::BTreeMap;

use futures::future::join_all;
use linli_domain::booking::{Booking, Busy, CareVisit, Kind, State};
use linli_domain::care::Service;
use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::{BookingId, EventId, GrantId, MatterId, MemberId, MessageId, ResourceId};
use linli_domain::json::Code;
use linli_domain::member::{Grant, Member, Role};
use linli_domain::message::{HelpNews, Message, News};
use linli_domain::mutation::{BookingMutation, Mutation, Settled};
use linli_domain::refusal::{BookingRefusal, Refusal};
use linli_domain::story::{StoryEvent, What};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::help::HelpDeed;
use linli_domain::time::Instant;
use linli_server::db::tables::{change, community_head};
use linli_server::db::{Topic, bulk};
use linli_tests::app::{App, Kind as Database, run};
use linli_tests::builders::{
    self, DAUGHTER, ELDER, HALL, HOME, NEIGHBOUR, NOON, STUDY, ask, because, book, carer, sh, visit,
};
use linli_tests::clients::Client;
use linli_tests::statements::{Statements, count, during, steady};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Who asks, for what, and the most statements that it may cost, those of the session included.
/// Whoever needs one more writes it here, knowing that everybody pays it every time.
const COSTS: [(&str, &str, i64); 40] = [
    ("elder", "/", 12),
    ("elder", "/mine", 8),
    ("elder", "/mine/{room booking}", 13),
    ("elder", "/mine/{visit}", 13),
    ("elder", "/rooms", 7),
    ("elder", "/rooms?day=2026-11-25", 7),
    ("elder", "/rooms/{room}?day=2026-11-25", 7),
    ("elder", "/care/book", 9),
    ("elder", "/care/book?service=meal&day=2026-11-25", 9),
    ("elder", "/help/ask", 5),
    ("elder", "/help/neighbours", 8),
    ("elder", "/help/{help}", 12),
    ("elder", "/messages", 9),
    ("elder", "/me", 5),
    ("family", "/", 11),
    ("family", "/care/book?service=meal&for={elder}", 9),
    ("caregiver", "/work", 9),
    ("caregiver", "/work/week", 9),
    ("caregiver", "/work/{visit}", 14),
    ("keeper", "/desk/rooms?day=2026-11-25", 13),
    ("keeper", "/desk/approvals", 13),
    ("clerk", "/desk", 16),
    ("clerk", "/desk/rooms", 13),
    ("clerk", "/desk/care?day=2026-11-25", 13),
    ("clerk", "/desk/approvals", 13),
    ("clerk", "/desk/book?for={elder}", 17),
    ("clerk", "/desk/help/{help}", 17),
    ("supervisor", "/street", 6),
    ("supervisor", "/street/{case}", 10),
    ("officer", "/street", 6),
    ("elder", "pull", 20),
    ("family", "pull", 20),
    ("caregiver", "pull", 22),
    ("clerk", "pull", 26),
    ("officer", "pull", 20),
    ("elder", "changes", 18),
    ("clerk", "changes", 18),
    ("supervisor", "changes", 18),
    ("resident", "four pushes", 116),
    ("resident", "refused push", 29),
];

/// The world with bookings, requests and all that hangs on them; each number adds one of each.
struct Busyness {
    crowd: Vec<Member>,
    room_booking: BookingId,
    visit: BookingId,
    help: MatterId,
    case: MatterId,
}

impl Busyness {
    async fn new(app: &App) -> Self {
        let ids = builders::crowd(app.db(), 1_000).await;
        let crowd = ids.iter().map(|id| builders::member(*id, "Crowd", HOME, Role::Resident, HOME)).collect();
        let none = Uuid::nil();
        let (room_booking, visit) = (BookingId(none), BookingId(none));
        Self { crowd, room_booking, visit, help: MatterId(none), case: MatterId(none) }
    }

    /// What the number adds, of five kinds, at times that meet nobody else's.
    fn booking(&self, number: u32, people: &[Member]) -> (Booking, Option<ResourceId>) {
        let crowd = &self.crowd[number as usize];
        let elder = people.iter().find(|it| it.id == ELDER).unwrap();
        let starts = NOON.plus_minutes(120 * (i64::from(number / 5) + 1));
        let borrowed = |room| Kind::Room { resource_id: room, people: 3 };
        let cared = |carers: &[ResourceId]| {
            Kind::CareVisit(CareVisit::new(Service::Walking, carers.to_vec(), Vec::new()))
        };
        let (subject, state, kind, held) = match number % 5 {
            0 => (elder, State::Confirmed, borrowed(HALL), Some(HALL)),
            1 => (elder, State::Accepted, cared(&[carer(0).0]), Some(carer(0).0)),
            2 => (crowd, State::Pending, borrowed(builders::STAGE), Some(builders::STAGE)),
            3 => (crowd, State::Requested, cared(&[]), None),
            _ => (crowd, State::Disputed, cared(&[carer(1).0]), Some(carer(1).0)),
        };
        (Booking { state, ..builders::blank(subject, starts, 60, kind) }, held)
    }

    /// Adds what the numbers add.
    async fn grow(&mut self, app: &App, numbers: core::ops::Range<u32>) {
        let people = builders::people();
        let to = app.behind();
        let head = community_head::Entity::find_by_id(HOME.0).one(to).await.unwrap();
        let mut seq = head.unwrap().seq;
        let person = |id: MemberId| people.iter().find(|it| it.id == id).unwrap();
        let (mut bookings, mut times, mut helps) = (Vec::new(), Vec::new(), Vec::new());
        let (mut events, mut messages, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut resources, mut accounts, mut grants) = (Vec::new(), Vec::new(), Vec::new());
        for number in numbers {
            let crowd = &self.crowd[number as usize];
            let (booking, held) = self.booking(number, &people);
            times.extend(held.map(|resource_id| {
                let (starts, ends) = (booking.starts, booking.ends);
                (Busy { resource_id, booking_id: booking.id, starts, ends }, HOME)
            }));
            match number % 5 {
                0 => self.room_booking = booking.id,
                1 => self.visit = booking.id,
                _ => {}
            }
            let help = match number % 4 {
                0 => builders::request(person(ELDER), Answerer::Community, Stage::Received, false),
                1 => builders::request(crowd, Answerer::Neighbour, Stage::Received, false),
                2 => builders::request(crowd, Answerer::Community, Stage::Triaged, true),
                _ => builders::request(person(NEIGHBOUR), Answerer::Neighbour, Stage::Received, false),
            };
            match number % 4 {
                0 => self.help = help.id,
                2 => self.case = help.id,
                _ => {}
            }
            let event = |what: What| StoryEvent {
                happened: None,
                id: EventId(Uuid::now_v7()),
                community_id: HOME,
                at: NOON,
                actor: Some(crowd.id),
                actor_called: crowd.called.clone(),
                note: String::new(),
                what,
            };
            events.extend([
                event((booking.id, BookingDeed::Booked).into()),
                event((help.id, HelpDeed::Asked).into()),
            ]);
            let news = News::Help(HelpNews::Moved { help_id: help.id, stage: Stage::Received });
            let id = MessageId(Uuid::now_v7());
            let message = Message { id, community_id: HOME, to: ELDER, at: NOON, read: false, ver: 1, news };
            for (topic, id) in
                [(Topic::Booking, booking.id.0), (Topic::Matter, help.id.0), (Topic::Message, id.0)]
            {
                seq += 1;
                let model = change::Model { community_id: HOME.0, seq, topic: topic.code().to_owned(), id };
                changes.push(sea_orm::IntoActiveModel::into_active_model(model));
            }
            messages.push(message);
            bookings.push(booking);
            helps.push(help);
            // Places and families grow too, up to a size that there is.
            if number < 50 {
                resources.push(builders::room(ResourceId(Uuid::now_v7()), HOME, "Other", 10));
                resources.push(builders::carer_resource(100 + number));
                accounts.push(builders::member(carer(100 + number).1, "Carer", HOME, Role::Caregiver, HOME));
                let id = GrantId(Uuid::now_v7());
                let grant = Grant { id, from: crowd.id, to: DAUGHTER, expires: None, revoked: false };
                grants.push((grant, HOME));
            }
        }
        bulk::insert(to, &accounts).await.unwrap();
        bulk::insert(to, &resources).await.unwrap();
        bulk::insert(to, &grants).await.unwrap();
        bulk::insert(to, &bookings).await.unwrap();
        bulk::insert(to, &times).await.unwrap();
        bulk::insert(to, &helps).await.unwrap();
        bulk::insert(to, &events).await.unwrap();
        bulk::insert(to, &messages).await.unwrap();
        for some in changes.chunks(1_000) {
            change::Entity::insert_many(some.to_vec()).exec_without_returning(to).await.unwrap();
        }
        let newest = community_head::Entity::update_many()
            .col_expr(community_head::Column::Seq, Expr::value(seq))
            .filter(community_head::Column::CommunityId.eq(HOME.0));
        newest.exec(to).await.unwrap();
    }

    /// The address with the ids of things that are there.
    fn address(&self, path: &str) -> String {
        path.replace("{room booking}", &self.room_booking.to_string())
            .replace("{visit}", &self.visit.to_string())
            .replace("{help}", &self.help.to_string())
            .replace("{case}", &self.case.to_string())
            .replace("{room}", &HALL.to_string())
            .replace("{elder}", &ELDER.to_string())
    }
}

/// A day that no push had yet.
fn free_day(pushes: &mut i64) -> Instant {
    *pushes += 1;
    sh("2026-11-25 10:00").plus_days(*pushes % 50)
}

/// One resident of the crowd, who has nothing yet: books a room and a visit, asks for help, gives
/// the room back.
async fn push(client: Client, day: Instant) {
    let (id, wish) = book(STUDY, day, 60);
    client.applied(wish).await;
    client.applied(visit(Service::Meal, day.plus_minutes(120), None).1).await;
    client.applied(ask(Answerer::Community, None).1).await;
    client.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
}

/// Wants what somebody has, and is offered other times.
async fn refused(client: Client) {
    let taken = NOON.plus_minutes(120);
    let settled = client.push(book(HALL, taken, 60).1).await;
    let Settled::Refused { refusal: Refusal::Bookings(BookingRefusal::Taken { alternatives }) } = settled
    else {
        panic!("{settled:?}")
    };
    assert!(!alternatives.is_empty());
}

/// The statements of every row of the table, in its order. The cursors are those of the readers
/// before whatever has changed.
async fn measured(app: &App, world: &Busyness, cursors: &[(&str, String)], from: usize) -> Vec<Statements> {
    let mut all = Vec::new();
    let (mut pushes, mut person) = (0, from);
    for (who, what, _) in COSTS {
        let found = match (who, what) {
            ("resident", what) => {
                let mut clients = Vec::new();
                for member in world.crowd[person..person + 8].iter() {
                    clients.push(app.signed_in(member.id, HOME).await);
                }
                person += clients.len();
                steady(app, || {
                    let (client, day) = (clients.pop().unwrap(), free_day(&mut pushes));
                    async move {
                        if what == "four pushes" { push(client, day).await } else { refused(client).await }
                    }
                })
                .await
            }
            (who, what) => {
                let client = reader(app, who).await;
                let cursor = cursors.iter().find(|(it, _)| *it == who).map(|(_, cursor)| cursor.as_str());
                let address = world.address(what);
                let ask = || async {
                    match what {
                        "pull" => assert!(client.pull(None).await.reset),
                        "changes" => {
                            let pull = client.pull(cursor).await;
                            assert!(!pull.reset && !pull.patch.is_empty(), "{who}");
                        }
                        _ => drop(client.get(&address).await.is(200)),
                    }
                };
                steady(app, ask).await
            }
        };
        all.push(found.unwrap_or_else(|why| panic!("{who} {what}: {why}")));
    }
    all
}

async fn reader(app: &App, who: &str) -> Client {
    let (id, home) = match who {
        "elder" => (ELDER, HOME),
        "family" => (DAUGHTER, builders::FAR),
        "caregiver" => (carer(0).1, HOME),
        "keeper" => (builders::KEEPER, HOME),
        "clerk" => (builders::CLERK, HOME),
        "supervisor" => (builders::SUPERVISOR, HOME),
        "officer" => (builders::OFFICER, HOME),
        _ => panic!("who is {who}?"),
    };
    app.signed_in(id, home).await
}

async fn cursors(app: &App) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for (who, ..) in COSTS.iter().filter(|(_, what, _)| *what == "changes") {
        all.push((*who, reader(app, who).await.pull(None).await.cursor));
    }
    all
}

/// Statements that ran more or less often than before. By how they begin: a list of ids gives each
/// length a text of its own.
fn difference(few: &Statements, many: &Statements) -> String {
    let mut runs: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let begins = |query: &str| query.chars().take(160).collect::<String>();
    for (query, calls) in few {
        runs.entry(begins(query)).or_default().0 += calls;
    }
    for (query, calls) in many {
        runs.entry(begins(query)).or_default().1 += calls;
    }
    runs.retain(|_, (before, after)| before != after);
    runs.iter().map(|(query, (before, after))| format!("\n    {before} → {after} × {query}")).collect()
}

async fn test(app: App) {
    let mut world = Busyness::new(&app).await;
    let before = cursors(&app).await;
    world.grow(&app, 0..10).await;
    let few = measured(&app, &world, &before, 0).await;
    let before = cursors(&app).await;
    world.grow(&app, 10..1_000).await;
    let many = measured(&app, &world, &before, 100).await;
    let mut wrong = String::new();
    for ((who, what, most), (few, many)) in COSTS.iter().zip(few.iter().zip(&many)) {
        let counts = (count(few), count(many));
        println!("{who} {what}: {counts:?} of {most}");
        if counts.0 != counts.1 {
            wrong += &format!(
                "\n{who} {what}: {} statements, then {}{}",
                counts.0,
                counts.1,
                difference(few, many)
            );
        } else if counts.1 > *most {
            wrong += &format!("\n{who} {what}: {} statements of at most {most}", counts.1);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_asked_costs_the_same_however_much_there_is() {
    run(Database::Postgres, test);
}

/// Every request needs the communities, and a server that has just begun knows none.
#[test]
fn o9_many_at_once_read_the_communities_once() {
    run(Database::Postgres, async |app: App| {
        let begun = app.another_server().await;
        let ask = || begun.state.places.all(begun.db());
        let found = during(&app, async { drop(join_all((0..50).map(|_| ask())).await) }).await;
        assert_eq!(count(&found), 1, "{found:?}");
    });
}
