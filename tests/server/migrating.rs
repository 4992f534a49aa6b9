//! Bringing the schema up to date while others do.

use std::time::Duration;

use linli_server::db::DbError;
use linli_tests::app::{App, Kind, run};
use sea_orm::{ConnectionTrait, TransactionTrait};

/// A server that starts waits for the one that migrates, however long that takes, and then looks at
/// what it has made.
#[test]
fn a_second_server_waits_for_the_first() {
    run(Kind::Postgres, async |app: App| {
        let first = app.db().reader().begin().await.unwrap();
        first.execute_unprepared("SELECT pg_advisory_xact_lock(7161515)").await.unwrap();
        first
            .execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m999_later', 0)")
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
