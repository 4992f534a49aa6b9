//! Requests for help of before become matters.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use linli_domain::help::{Answerer, Stage};
use linli_server::db::tables::database_fact;
use linli_server::db::{Db, Fetch, bulk};
use linli_tests::builders::{self, DAUGHTER, ELDER, HOME};
use linli_tests::postgres;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, Value};
use uuid::Uuid;

use super::count;

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
