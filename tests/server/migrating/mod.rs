//! Bringing the schema up to date, while others do, and not where another program is at home.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use linli_domain::booking::Busy;
use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::{BookingId, MemberId, PlaceId};
use linli_domain::member::Role;
use linli_domain::time::Instant;
use linli_server::db::tables::database_fact;
use linli_server::db::{Db, DbError, Fetch, bulk};
use linli_tests::app::{App, Kind, run};
use linli_tests::builders::{self, DAUGHTER, ELDER, FAR, HALL, HOME};
use linli_tests::pace::patience;
use linli_tests::postgres;
use linli_tests::program::free_port;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait, Value};
use uuid::Uuid;

/// A server that starts waits for the one that migrates, however long that takes, and then looks at
/// what it has made.
#[test]
fn a_second_server_waits_for_the_first() {
    run(Kind::Postgres, async |app: App| {
        let first = app.behind().begin().await.unwrap();
        first.execute_unprepared("SELECT pg_advisory_xact_lock(7161515)").await.unwrap();
        first
            .execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m999_later', 0)")
            .await
            .unwrap();
        // A step that older servers cannot do without.
        first
            .execute_unprepared("UPDATE database_fact SET value = 'm999_later' WHERE name = 'needs_step'")
            .await
            .unwrap();
        let second = app.another_server().await;
        let waiting = tokio::spawn(async move { second.db().migrate().await });
        // Longer than other locks are waited for.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        assert!(!waiting.is_finished());
        first.commit().await.unwrap();
        let refused = waiting.await.unwrap();
        assert!(matches!(&refused, Err(DbError::NewerSchema(step)) if step == "m999_later"), "{refused:?}");
    });
}

/// Another program's table keeps linli out and stays alone; an extension's does not.
async fn keeps_out(url: &str, at_home: &[&str], count: &str) {
    let theirs = Database::connect(url).await.unwrap();
    for statement in at_home {
        theirs.execute_unprepared(statement).await.unwrap();
    }
    theirs.execute_unprepared("CREATE TABLE invoice (id INTEGER)").await.unwrap();
    let refused = Db::connect(url).await.err().unwrap();
    assert!(matches!(&refused, DbError::Foreign { table, .. } if table == "invoice"), "{refused}");
    let ask = Statement::from_string(theirs.get_database_backend(), count);
    let tables: i64 = theirs.query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(tables, 1);
    theirs.execute_unprepared("DROP TABLE invoice").await.unwrap();
    Db::connect(url).await.unwrap().migrate().await.unwrap();
    // Beside ours it may be: whoever put it there knew what they did.
    theirs.execute_unprepared("CREATE TABLE invoice (id INTEGER)").await.unwrap();
    Db::connect(url).await.unwrap().migrate().await.unwrap();
    theirs.close().await.unwrap();
}

#[tokio::test]
async fn a_file_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("theirs.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    keeps_out(&url, &[], "SELECT count(*) FROM sqlite_master").await;
}

#[tokio::test]
async fn a_schema_of_another_program_is_left_alone() {
    let fresh = postgres::empty().await;
    let extension = "CREATE EXTENSION pg_stat_statements";
    let count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    keeps_out(&fresh.url, &[extension], count).await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_database_that_cannot_be_had_is_named_with_the_reason_at_once() {
    let fresh = postgres::empty().await;
    let asked = std::time::Instant::now();
    for (url, reason) in [
        (format!("postgres://linli:secret@127.0.0.1:{}/linli", free_port()), "refused"),
        (fresh.url.replace("/test_", "/none_"), "does not exist"),
        (fresh.url.replace("linli@", "nobody@"), "role \"nobody\" does not exist"),
    ] {
        let said = Db::connect(&url).await.err().unwrap().to_string();
        assert!(said.starts_with("the database at postgres://") && said.contains(reason), "{said}");
        assert!(!said.contains("at line") && !said.contains("secret"), "{said}");
    }
    assert!(asked.elapsed() < patience(3), "{:?}", asked.elapsed());
    fresh.drop().await;
}

/// What a server of before says.
struct Before {
    db: DatabaseConnection,
    /// It knows the communities of devices and the directory, and no more than that.
    expanded: bool,
}

impl Before {
    async fn at(url: &str, expanded: bool) -> Self {
        Self { db: Db::one_connection(url).await.unwrap(), expanded }
    }

    fn id(&self, id: Uuid) -> String {
        match self.db.get_database_backend() {
            DbBackend::Postgres => format!("'{id}'::uuid"),
            _ => format!("x'{}'", id.simple()),
        }
    }

    async fn run(&self, sql: &str) {
        self.db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The answers to so many mutations of a new device.
    async fn push(&self, (owner, home): (MemberId, PlaceId), answers: u32) -> Uuid {
        let device = Uuid::now_v7();
        // In one transaction, as every push.
        let statements = self.pushing(device, (owner, home), answers).join("; ");
        self.run(&format!("BEGIN; {statements}; COMMIT")).await;
        device
    }

    fn pushing(&self, device: Uuid, (owner, home): (MemberId, PlaceId), answers: u32) -> Vec<String> {
        let (id, owner, home) = (self.id(device), self.id(owner.0), self.id(home.0));
        let (mid, bytes) = match self.db.get_database_backend() {
            DbBackend::Postgres => ("gen_random_uuid()", "'\\x00'::bytea"),
            _ => ("randomblob(16)", "x'00'"),
        };
        let numbers =
            format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {answers})");
        let answer = "'{\"result\":\"applied\"}', 1 FROM n";
        if self.expanded {
            return vec![
                format!(
                    "INSERT INTO device (id, community_id, member_id, last_n) VALUES ({id}, {home}, {owner}, 0)
                     ON CONFLICT DO NOTHING"
                ),
                format!("SELECT \"outcome\".\"n\" FROM \"outcome\" WHERE \"outcome\".\"mid\" IN ({id})"),
                format!(
                    "{numbers} INSERT INTO outcome (device_id, n, community_id, mid, fingerprint, result, decided)
                     SELECT {id}, i, {home}, {mid}, {bytes}, {answer}"
                ),
                format!(
                    "WITH risen (community, id, n) AS (VALUES ({home}, {id}, {answers}))
                     UPDATE device SET last_n = risen.n FROM risen
                     WHERE device.community_id = risen.community AND device.id = risen.id"
                ),
            ];
        }
        vec![
            format!(
                "INSERT INTO device (id, member_id, last_n) VALUES ({id}, {owner}, 0) ON CONFLICT (id) DO NOTHING"
            ),
            format!(
                "{numbers} INSERT INTO outcome (device_id, n, mid, fingerprint, result, decided)
                 SELECT {id}, i, {mid}, {bytes}, {answer}"
            ),
            format!(
                "INSERT INTO device (id, member_id, last_n) VALUES ({id}, {owner}, {answers})
                 ON CONFLICT (id) DO UPDATE SET last_n = excluded.last_n"
            ),
        ]
    }

    async fn look(&self, owner: MemberId) {
        let owner = self.id(owner.0);
        self.run(&format!("INSERT INTO member_look (member_id, look) VALUES ({owner}, 'zh') ON CONFLICT (member_id) DO UPDATE SET look = excluded.look")).await;
    }

    /// A use of the hall by the elder, an hour later each time, with its story.
    async fn book(&self, n: u32) -> Uuid {
        let id = Uuid::now_v7();
        let starts = AHEAD + i64::from(n) * 3_600_000;
        let (booking, home, elder) = (self.id(id), self.id(HOME.0), self.id(ELDER.0));
        let (hall, event) = (self.id(HALL.0), self.id(Uuid::now_v7()));
        let twice = match self.db.get_database_backend() {
            DbBackend::Postgres => "ON CONFLICT DO NOTHING",
            _ => "",
        };
        let statements = [
            format!("SELECT \"booking\".\"id\" FROM \"booking\" WHERE \"booking\".\"id\" IN ({booking})"),
            format!(
                "INSERT INTO booking (id, community_id, kind, state, subject_id, actor_id, household_id, called,
                    starts, ends, note, reason, made, ver, resource_id, people, why, report, also)
                 VALUES ({booking}, {home}, 'room', 'confirmed', {elder}, {elder}, {elder}, 'Elder', {starts},
                    {starts} + 1800000, '', '', 1, 1, {hall}, 2, '[]', '', FALSE) ON CONFLICT DO NOTHING"
            ),
            format!(
                "INSERT INTO allocation (community_id, resource_id, starts, ends, booking_id)
                 VALUES ({home}, {hall}, {starts}, {starts} + 2400000, {booking}) {twice}"
            ),
            format!(
                "INSERT INTO story_event (id, community_id, about, at, actor_id, actor_called, deed, note)
                 VALUES ({event}, {home}, {booking}, 1, {elder}, 'Elder', 'booked', '')"
            ),
        ];
        self.run(&format!("BEGIN; {}; COMMIT", statements.join("; "))).await;
        id
    }
}

/// When uses of the hall begin in these tests.
const AHEAD: i64 = 1_900_000_000_000;

const ELDERS: (MemberId, PlaceId) = (ELDER, HOME);
const DAUGHTERS: (MemberId, PlaceId) = (DAUGHTER, FAR);

/// How many rows a query counts.
async fn count(db: &Db, sql: &str) -> i64 {
    let ask = Statement::from_string(db.backend(), sql.to_owned());
    db.reader().query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// That everything is where it belongs.
async fn whole(db: &Db, people: usize) {
    for wrong in [
        "SELECT COUNT(*) FROM device LEFT JOIN member ON member.id = device.member_id
         AND member.community_id = device.community_id WHERE member.id IS NULL",
        "SELECT COUNT(*) FROM outcome LEFT JOIN device ON device.id = outcome.device_id
         AND device.community_id = outcome.community_id WHERE device.id IS NULL",
        "SELECT COUNT(*) FROM member_look LEFT JOIN member ON member.id = member_look.member_id
         AND member.community_id = member_look.community_id WHERE member.id IS NULL",
        "SELECT COUNT(*) FROM member LEFT JOIN member_home ON member_id = id
         AND member_home.community_id = member.community_id
         AND COALESCE(member_home.phone, '') = COALESCE(member.phone, '') WHERE member_id IS NULL",
    ] {
        assert_eq!(count(db, wrong).await, 0, "{wrong}");
    }
    let homes = count(db, "SELECT COUNT(*) FROM member_home").await;
    assert_eq!(usize::try_from(homes), Ok(people));
}

/// How many people there are in the world of these tests.
fn everybody() -> usize {
    builders::people().len() + usize::try_from(builders::CARERS).unwrap()
}

/// A database of two releases before, with people and their answers: where servers of then may run, they are left
/// running, and whoever starts this one is told. Then it becomes one of now.
async fn a_release_was_left_out(url: &str) {
    let old = Db::connect(url).await.unwrap();
    old.migrate_as_before(9).await.unwrap();
    builders::world_before(&old).await;
    let before = Before::at(url, false).await;
    let phone = before.push(ELDERS, 7_000).await;
    before.push(DAUGHTERS, 3).await;
    before.look(ELDER).await;

    let new = Db::connect(url).await.unwrap();
    let beside = old.backend() == DbBackend::Postgres;
    if beside {
        // The first half, while a server of then writes.
        let over = Arc::new(AtomicBool::new(false));
        let (ended, busy) = (Arc::clone(&over), Before::at(url, false).await);
        let writing = tokio::spawn(async move {
            let mut devices = 0;
            while !ended.load(Ordering::Relaxed) {
                busy.push(ELDERS, 2).await;
                devices += 1;
            }
            devices
        });
        let said = new.migrate().await.unwrap_err();
        over.store(true, Ordering::Relaxed);
        let devices: i64 = writing.await.unwrap();
        assert!(matches!(said, DbError::Skipped) && said.to_string().contains("stop them all"), "{said}");
        before.push(DAUGHTERS, 5).await;
        before.look(DAUGHTER).await;
        assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, 7_000 + 3 + 5 + 2 * devices);
        whole(&new, everybody()).await;
    }
    let answers = count(&new, "SELECT COUNT(*) FROM outcome").await;
    new.migrate().await.unwrap();
    assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, answers);
    whole(&new, everybody()).await;
    // One that was not stopped is told no, and spoils nothing.
    let lost = before.pushing(Uuid::now_v7(), DAUGHTERS, 1);
    assert!(before.db.execute_unprepared(&lost[0]).await.is_err());
    let another = builders::member(MemberId(Uuid::now_v7()), "Another", FAR, Role::Resident, FAR);
    bulk::insert(new.reader(), std::slice::from_ref(&another)).await.unwrap();
    whole(&new, everybody() + 1).await;

    // Each device is found where its person lives, and nowhere else.
    let fetch = Fetch(new.reader());
    assert_eq!(fetch.within(&[HOME]).last_n(phone, ELDER).await.unwrap(), Some((HOME, 7_000)));
    assert_eq!(fetch.within(&[HOME]).outcomes(phone, 6_990, 50).await.unwrap().len(), 10);
    assert_eq!(fetch.within(&[FAR]).last_n(phone, ELDER).await.unwrap(), None);
    assert_eq!(fetch.member_by_phone(&another.phone.clone().unwrap()).await.unwrap(), Some(another));
    for db in [old, new] {
        db.reader().clone().close().await.unwrap();
    }
}

/// A database of the release before, whose servers go on while it gets the keys of now, and afterwards.
async fn nothing_is_lost(url: &str) {
    let old = Db::connect(url).await.unwrap();
    old.migrate_as_before(11).await.unwrap();
    builders::world_before(&old).await;
    let before = Before::at(url, true).await;
    let phone = before.push(ELDERS, 3_000).await;
    for n in 0..300 {
        before.book(n).await;
    }
    // A caregiver whom the file has sent from FAR to HOME, where time of theirs still lies.
    let carer = builders::carer(0).0;
    before
        .run(&format!(
            "INSERT INTO allocation (community_id, resource_id, starts, ends, booking_id)
             VALUES ({}, {}, {AHEAD}, {AHEAD} + 1, {})",
            before.id(FAR.0),
            before.id(carer.0),
            before.id(Uuid::now_v7())
        ))
        .await;

    let over = Arc::new(AtomicBool::new(false));
    let (ended, beside) = (Arc::clone(&over), Before::at(url, true).await);
    // SQLite has one server.
    let busy = old.backend() == DbBackend::Postgres;
    let writing = tokio::spawn(async move {
        let mut turns = 0;
        while busy && !ended.load(Ordering::Relaxed) {
            beside.push(ELDERS, 2).await;
            beside.book(1_000 + turns).await;
            turns += 1;
        }
        turns
    });
    let new = Db::connect(url).await.unwrap();
    new.migrate().await.unwrap();
    over.store(true, Ordering::Relaxed);
    let turns = i64::from(writing.await.unwrap());
    // And afterwards; of the directory of SQLite no trigger takes care any more.
    before.push(DAUGHTERS, 5).await;
    let last = before.book(900).await;
    let another = builders::member(MemberId(Uuid::now_v7()), "Another", FAR, Role::Resident, FAR);
    if busy {
        builders::people_before(&before.db, std::slice::from_ref(&another)).await;
    } else {
        bulk::insert(new.reader(), std::slice::from_ref(&another)).await.unwrap();
    }

    assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, 3_000 + 5 + 2 * turns);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM booking").await, 301 + turns);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM allocation").await, 302 + turns);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM story_event").await, 301 + turns);
    whole(&new, everybody() + 1).await;
    let fetch = Fetch(new.reader());
    assert_eq!(fetch.within(&[HOME]).last_n(phone, ELDER).await.unwrap(), Some((HOME, 3_000)));
    assert!(fetch.within(&[HOME]).booking(BookingId(last)).await.unwrap().is_some());
    let there = fetch.within(&[FAR]).resources_by_id(&[carer]).await.unwrap();
    assert!(there[0].retired, "their time of before lies with whom they were there");
    assert!(!fetch.within(&[HOME]).resources_by_id(&[carer]).await.unwrap()[0].retired);
    // What was booked before the step, and beside it, is still nobody else's.
    for (starts, taken) in [(AHEAD, true), (AHEAD + 1_000 * 3_600_000, turns > 0), (AHEAD - 3_600_000, false)]
    {
        let busy = Busy {
            resource_id: HALL,
            booking_id: BookingId(Uuid::now_v7()),
            starts: Instant::from_millis(starts + 1),
            ends: Instant::from_millis(starts + 2),
        };
        let refused = bulk::insert(new.reader(), &[(busy, HOME)]).await.err();
        let refused = refused.is_some_and(|it| it.to_string().contains("booking_overlap"));
        assert_eq!(refused, taken, "{starts}");
    }
    // Once more, as after an end between the step and its note.
    new.reader()
        .execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm013_shards'")
        .await
        .unwrap();
    new.migrate().await.unwrap();
    assert_eq!(count(&new, "SELECT COUNT(*) FROM booking").await, 301 + turns);
    for db in [old, new] {
        db.reader().clone().close().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_before_goes_on_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
    nothing_is_lost(&file("old.db")).await;
    a_release_was_left_out(&file("older.db")).await;
}

#[tokio::test]
async fn a_database_of_before_goes_on_without_loss_while_an_old_server_writes() {
    let fresh = postgres::empty().await;
    nothing_is_lost(&fresh.url).await;
    fresh.drop().await;
}

/// What a server says of requests for help that knows no other matters: as its statements were, prepared once.
struct Helping(DatabaseConnection);

impl Helping {
    fn ask(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.0.get_database_backend(), sql, values)
    }

    async fn asks(&self, id: Uuid) -> u64 {
        let values: Vec<Value> = vec![id.into(), HOME.0.into(), ELDER.0.into()];
        let sql = r#"INSERT INTO "help" ("id", "community_id", "subject_id", "actor_id", "called", "what", "place",
            "wanted", "answerer", "urgency", "stage", "taker_id", "taker_called", "escalated", "owner", "opened",
            "stage_since", "ended", "ver", "asked")
            VALUES ($1, $2, $3, $3, 'Granny', 'Lamp', '', NULL, 'neighbour', 'usual', 'received', NULL, '', FALSE, '',
            5, 5, NULL, 1, NULL) ON CONFLICT DO NOTHING"#;
        self.0.execute_raw(self.ask(sql, values)).await.unwrap().rows_affected()
    }

    async fn take(&self, id: Uuid, ver: i64) -> u64 {
        let sql = r#"UPDATE "help" SET "stage" = 'assigned', "taker_id" = $1, "ver" = $2
            WHERE "community_id" = $3 AND "id" = $4 AND "ver" = $2 - 1"#;
        let values: Vec<Value> = vec![DAUGHTER.0.into(), ver.into(), HOME.0.into(), id.into()];
        self.0.execute_raw(self.ask(sql, values)).await.unwrap().rows_affected()
    }

    /// Its version, read with a lock where there are any.
    async fn version(&self, id: Uuid) -> Option<i64> {
        let lock = if self.0.get_database_backend() == DbBackend::Postgres { "FOR UPDATE" } else { "" };
        let sql = format!(r#"SELECT "ver", "what" FROM "help" WHERE "help"."id" = $1 {lock}"#);
        let found = self.0.query_one_raw(self.ask(&sql, vec![id.into()])).await.unwrap();
        found.map(|it| it.try_get_by_index(0).unwrap())
    }
}

/// Requests of before become matters. In PostgreSQL a server of before goes on with them, and with those of now.
async fn requests_become_matters(url: &str) {
    let old = Db::connect(url).await.unwrap();
    old.migrate_as_before(11).await.unwrap();
    builders::world_before(&old).await;
    let before = Helping(Db::one_connection(url).await.unwrap());
    let first = Uuid::now_v7();
    assert_eq!((before.asks(first).await, before.asks(first).await), (1, 0));
    assert_eq!((before.take(first, 2).await, before.version(first).await), (1, Some(2)));

    let postgres = old.backend() == DbBackend::Postgres;
    let over = Arc::new(AtomicBool::new(false));
    let (beside, ended) = (Helping(Db::one_connection(url).await.unwrap()), Arc::clone(&over));
    let writing = tokio::spawn(async move {
        let mut all = Vec::new();
        while postgres && !ended.load(Ordering::Relaxed) {
            let id = Uuid::now_v7();
            assert_eq!((beside.asks(id).await, beside.take(id, 2).await), (1, 1));
            all.push(id);
        }
        all
    });
    let new = Db::connect(url).await.unwrap();
    new.migrate().await.unwrap();
    over.store(true, Ordering::Relaxed);
    let mut ids = writing.await.unwrap();
    ids.push(first);

    let fetch = Fetch(new.reader());
    let found = fetch.within(&[HOME]).matters_by_id(&ids).await.unwrap();
    assert_eq!(found.len(), ids.len());
    for it in &found {
        assert_eq!((it.ver, it.taker, builders::asked(it).what.as_str()), (2, Some(DAUGHTER), "Lamp"));
    }
    assert_eq!(count(&new, "SELECT COUNT(*) FROM matter").await, ids.len() as i64);
    // Which build may come back: in SQLite none that says `help`.
    let needs = database_fact::get(new.reader(), database_fact::NEEDS).await.unwrap();
    assert_eq!(needs.as_deref(), Some(if postgres { "m011_at_home" } else { "m012_matter" }));
    if postgres {
        let people = builders::people();
        let elder = people.iter().find(|it| it.id == ELDER).unwrap();
        let of_now = builders::request(elder, Answerer::Community, Stage::Received, false);
        bulk::insert(new.reader(), std::slice::from_ref(&of_now)).await.unwrap();
        let id = of_now.id.0;
        assert_eq!((before.asks(id).await, before.take(id, 2).await, before.take(id, 2).await), (0, 1, 0));
        assert_eq!((before.version(id).await, before.version(first).await), (Some(2), Some(2)));
        let later = Uuid::now_v7();
        assert_eq!(before.asks(later).await, 1);
        let found = fetch.within(&[HOME]).matters_by_id(&[id, later]).await.unwrap();
        assert!(found.iter().all(|it| it.kind.name() == "help") && found.len() == 2, "{found:?}");
        // What is of no kind that it knows is not there for it.
        new.reader().execute_unprepared("UPDATE matter SET kind = 'lantern' WHERE ver = 1").await.unwrap();
        assert_eq!(before.version(later).await, None);
    }
    for db in [old, new] {
        db.reader().clone().close().await.unwrap();
    }
}

#[tokio::test]
async fn requests_of_a_file_of_before_become_matters() {
    let folder = tempfile::tempdir().unwrap();
    requests_become_matters(&format!("sqlite://{}?mode=rwc", folder.path().join("old.db").display())).await;
}

#[tokio::test]
async fn requests_of_before_become_matters_while_an_old_server_writes_them() {
    let fresh = postgres::empty().await;
    requests_become_matters(&fresh.url).await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_database_of_two_releases_before_goes_on_when_its_servers_were_stopped() {
    let fresh = postgres::empty().await;
    a_release_was_left_out(&fresh.url).await;
    fresh.drop().await;
}
