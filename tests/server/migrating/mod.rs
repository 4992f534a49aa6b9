//! Bringing the schema up to date, while others do, and not where another program is at home.

mod before;
mod matters;

use std::time::Duration;

use linli_server::db::{Db, DbError};
use linli_tests::app::{App, Kind, run};
use linli_tests::pace::patience;
use linli_tests::postgres;
use linli_tests::program::free_port;
use sea_orm::{ConnectionTrait, Database, Statement, TransactionTrait};

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

/// How many rows a query counts.
async fn count(db: &Db, sql: &str) -> i64 {
    let ask = Statement::from_string(db.backend(), sql.to_owned());
    db.reader().query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}
