//! Bringing the schema up to date, while others do, and not where another program is at home.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::MemberId;
use linli_server::db::tables::database_fact;
use linli_server::db::{Db, DbError, Fetch, bulk};
use linli_tests::app::{App, Kind, run};
use linli_tests::builders::{self, DAUGHTER, ELDER, FAR, HOME};
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
    let asked = Instant::now();
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

/// What a server says that knows nine steps, and neither communities of devices nor a directory.
struct Before(DatabaseConnection);

impl Before {
    fn id(&self, id: Uuid) -> String {
        match self.0.get_database_backend() {
            DbBackend::Postgres => format!("'{id}'::uuid"),
            _ => format!("x'{}'", id.simple()),
        }
    }

    async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// The answers to so many mutations of a new device.
    async fn push(&self, owner: MemberId, answers: u32) -> Uuid {
        let device = Uuid::now_v7();
        let (id, owner) = (self.id(device), self.id(owner.0));
        let (mid, bytes) = match self.0.get_database_backend() {
            DbBackend::Postgres => ("gen_random_uuid()", "'\\x00'::bytea"),
            _ => ("randomblob(16)", "x'00'"),
        };
        self.run(&format!(
            "INSERT INTO device (id, member_id, last_n) VALUES ({id}, {owner}, 0) ON CONFLICT (id) DO NOTHING"
        ))
        .await;
        self.run(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {answers})
             INSERT INTO outcome (device_id, n, mid, fingerprint, result, decided)
             SELECT {id}, i, {mid}, {bytes}, '{{\"result\":\"applied\"}}', 1 FROM n"
        ))
        .await;
        self.run(&format!(
            "INSERT INTO device (id, member_id, last_n) VALUES ({id}, {owner}, {answers})
             ON CONFLICT (id) DO UPDATE SET last_n = excluded.last_n"
        ))
        .await;
        device
    }

    async fn look(&self, owner: MemberId) {
        let owner = self.id(owner.0);
        self.run(&format!("INSERT INTO member_look (member_id, look) VALUES ({owner}, 'zh') ON CONFLICT (member_id) DO UPDATE SET look = excluded.look")).await;
    }
}

/// How many rows a query counts.
async fn count(db: &Db, sql: &str) -> i64 {
    let ask = Statement::from_string(db.backend(), sql.to_owned());
    db.reader().query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// A database of before with people and their answers becomes one of now, while a server of before goes on.
async fn nothing_is_lost(url: &str) {
    let old = Db::connect(url).await.unwrap();
    old.migrate_as_before(9).await.unwrap();
    builders::world(&old).await;
    let before = Before(Db::one_connection(url).await.unwrap());
    let phone = before.push(ELDER, 7_000).await;
    before.push(DAUGHTER, 3).await;
    before.look(ELDER).await;

    let over = Arc::new(AtomicBool::new(false));
    let beside = Before(Db::one_connection(url).await.unwrap());
    let ended = Arc::clone(&over);
    // SQLite has one server.
    let busy = old.backend() == DbBackend::Postgres;
    let writing = tokio::spawn(async move {
        let mut devices = 0;
        while busy && !ended.load(Ordering::Relaxed) {
            beside.push(ELDER, 2).await;
            devices += 1;
        }
        devices
    });
    let new = Db::connect(url).await.unwrap();
    new.migrate().await.unwrap();
    over.store(true, Ordering::Relaxed);
    let devices: i64 = writing.await.unwrap();
    // And afterwards.
    let later = before.push(DAUGHTER, 5).await;
    before.look(DAUGHTER).await;
    let another =
        builders::member(MemberId(Uuid::now_v7()), "Another", FAR, linli_domain::member::Role::Resident, FAR);
    bulk::insert(&before.0, std::slice::from_ref(&another)).await.unwrap();

    assert_eq!(count(&new, "SELECT COUNT(*) FROM device").await, 3 + devices);
    assert_eq!(count(&new, "SELECT COUNT(*) FROM outcome").await, 7_000 + 3 + 5 + 2 * devices);
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
        assert_eq!(count(&new, wrong).await, 0, "{wrong}");
    }
    let people = builders::people().len() as i64 + i64::from(builders::CARERS) + 1;
    assert_eq!(count(&new, "SELECT COUNT(*) FROM member_home").await, people);

    // Each device is found where its person lives, and nowhere else.
    let fetch = Fetch(new.reader());
    assert_eq!(fetch.within(&[HOME]).last_n(phone, ELDER).await.unwrap(), Some(7_000));
    assert_eq!(fetch.within(&[HOME]).outcomes(phone, 6_990, 50).await.unwrap().len(), 10);
    assert_eq!(fetch.within(&[FAR]).last_n(phone, ELDER).await.unwrap(), None);
    assert_eq!(fetch.within(&[FAR]).last_n(later, DAUGHTER).await.unwrap(), Some(5));
    assert_eq!(fetch.member_by_phone(&another.phone.clone().unwrap()).await.unwrap(), Some(another));
    for db in [old, new] {
        db.reader().clone().close().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_before_goes_on_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost(&format!("sqlite://{}?mode=rwc", folder.path().join("old.db").display())).await;
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
    builders::world(&old).await;
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
    assert_eq!(needs.as_deref(), Some(if postgres { "m004_member_look" } else { "m012_matter" }));
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
