//! A checker that cannot fail proves nothing: databases that were spoilt by hand, and what it says.

use std::sync::Arc;

use linli_domain::ids::BookingId;
use linli_domain::mutation::{BookingMutation, Mutation, RoomMutation};
use linli_domain::time::plus_days;
use linli_server::db::Db;
use linli_server::state::system_clock;
use linli_tests::app::Kind;
use linli_tests::builders::{because, room_book, zone};
use sea_orm::{ConnectionTrait, DbBackend};
use uuid::Uuid;

use crate::audit::{Told, audit};
use crate::crowd;
use crate::phone::Phone;
use crate::program::Program;
use crate::town::{Town, room};

const FIRST: BookingId = BookingId(Uuid::from_u128(0x9_0001));
const SECOND: BookingId = BookingId(Uuid::from_u128(0x9_0002));
const CANCELLED: BookingId = BookingId(Uuid::from_u128(0x9_0003));

/// What is done to the database, and what the checker must say.
struct Spoilt {
    what: &'static str,
    sql: &'static str,
    says: &'static str,
}

/// `{first}` and the others stand for bookings, as the database writes them.
const SPOILT: [Spoilt; 9] = [
    Spoilt {
        what: "two uses of one room at one time",
        sql: "UPDATE allocation SET starts = starts - 1800000 WHERE booking_id = {second}",
        says: "overlap",
    },
    Spoilt {
        what: "an acknowledged booking is missing",
        sql: "DELETE FROM allocation WHERE booking_id = {first}; DELETE FROM booking WHERE id = {first}",
        says: "was acknowledged and is not there",
    },
    Spoilt {
        what: "an acknowledged booking holds no time",
        sql: "DELETE FROM allocation WHERE booking_id = {first}",
        says: "holds 0 of 1",
    },
    Spoilt {
        what: "an acknowledged mutation has no answer",
        sql: "DELETE FROM outcome WHERE n = 1",
        says: "has 0 answers",
    },
    Spoilt {
        what: "an acknowledged cancellation did nothing",
        sql: "UPDATE booking SET state = 'confirmed', ver = 1 WHERE id = {cancelled}",
        says: "effects twice, or not",
    },
    Spoilt {
        what: "a mutation had its effect twice",
        sql: "INSERT INTO story_event SELECT {fresh}, community_id, about, at, actor_id, actor_called, deed, note, happened \
              FROM story_event WHERE about = {first}",
        says: "effects twice, or not",
    },
    Spoilt {
        what: "a mutation made two bookings",
        sql: "INSERT INTO booking SELECT {fresh}, community_id, kind, 'cancelled', subject_id, actor_id, household_id, \
              called, starts, ends, hold_until, note, reason, made, ver, resource_id, second_resource_id, people, \
              service, why, checked_in, checked_out, report, also, settled FROM booking WHERE id = {first}",
        says: "which nobody was told of",
    },
    Spoilt {
        what: "a booking at another time",
        sql: "UPDATE booking SET starts = starts - 1800000 WHERE id = {first}",
        says: "is another than was booked",
    },
    Spoilt { what: "numbers with a gap", sql: "UPDATE device SET last_n = last_n + 1", says: "with gaps" },
];

async fn the_checker_says_what_is_wrong(kind: Kind) {
    let town = Town::new(kind, 1).await;
    let server = Program::start(&town, "server").await;
    let mut phone = Phone::new(&town.people[0], vec![server.address], 1);
    let zone = zone("Asia/Shanghai");
    let starts = zone.at(plus_days(zone.date(system_clock()), 3), 9 * 60);
    for (n, id) in (0..).zip([FIRST, SECOND, CANCELLED]) {
        phone.wants(Mutation::Rooms(RoomMutation::Book(room_book(
            id,
            room(0),
            starts.plus_minutes(n * 60),
            30,
        ))));
    }
    phone.wants(Mutation::Bookings(BookingMutation::Cancel(because(CANCELLED, ""))));
    let (mut phones, seen) = crowd::rest(&town, vec![phone.rest(Arc::default()).await]).await;
    assert_eq!((seen.found.applied, seen.found.refused), (4, 0));
    let told: Vec<Told> = phones.iter().map(Told::from).collect();
    phones[0].base.bookings.pop_first();
    let differs = phones[0].differs().await.expect("it differs");
    assert!(differs.contains("are not the server's"), "{differs}");
    drop(server);
    town.look(async |db| {
        allow_overlap(db).await;
        for Spoilt { what, sql, says } in SPOILT {
            spoil(db, sql).await;
            let found = audit(db, &told).await.broken;
            assert!(found.iter().any(|it| it.contains(says)), "{what}: {found:?}");
            println!("{what}: {}", found.join("; "));
            mend(db).await;
            assert_eq!(audit(db, &told).await.broken, [""; 0], "{what}, mended");
        }
    })
    .await;
    // What a phone believes is looked at as well.
    let mut wrong = told.clone();
    wrong[0].acknowledged.pop_first();
    let found = town.look(async |db| audit(db, &wrong).await).await.broken;
    assert!(found.iter().any(|it| it.contains("its phone knows: acknowledged false")), "{found:?}");
    town.remove().await;
}

/// Takes out the rule of the database, and keeps a copy of its tables.
async fn allow_overlap(db: &Db) {
    let rule = match db.backend() {
        DbBackend::Sqlite => "DROP TRIGGER allocation_insert; DROP TRIGGER allocation_update",
        _ => "ALTER TABLE allocation DROP CONSTRAINT booking_overlap",
    };
    db.reader().execute_unprepared(rule).await.expect("no rule");
    for table in TABLES {
        let copy = format!("CREATE TABLE good_{table} AS SELECT * FROM {table}");
        db.reader().execute_unprepared(&copy).await.expect("a copy");
    }
}

/// In an order in which they may be filled.
const TABLES: [&str; 5] = ["booking", "allocation", "story_event", "device", "outcome"];

async fn spoil(db: &Db, sql: &str) {
    let id = |id: Uuid| match db.backend() {
        DbBackend::Sqlite => format!("x'{}'", id.simple()),
        _ => format!("'{id}'::uuid"),
    };
    let sql = sql.replace("{first}", &id(FIRST.0)).replace("{second}", &id(SECOND.0));
    let sql = sql.replace("{cancelled}", &id(CANCELLED.0)).replace("{fresh}", &id(Uuid::now_v7()));
    let changed = db.reader().execute_unprepared(&sql).await.expect("spoilt");
    assert!(changed.rows_affected() > 0, "{sql}");
}

async fn mend(db: &Db) {
    for table in TABLES.iter().rev() {
        db.reader().execute_unprepared(&format!("DELETE FROM {table}")).await.expect("empty");
    }
    for table in TABLES {
        let copy = format!("INSERT INTO {table} SELECT * FROM good_{table}");
        db.reader().execute_unprepared(&copy).await.expect("good again");
    }
}

#[test]
fn sqlite() {
    crowd::run(the_checker_says_what_is_wrong(Kind::Sqlite));
}

#[test]
fn postgres() {
    crowd::run(the_checker_says_what_is_wrong(Kind::Postgres));
}
