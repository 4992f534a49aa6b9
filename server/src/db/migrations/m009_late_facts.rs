//! What was heard of late, what staff has seen to, and that nobody is visited twice at one time.

use sea_orm::{DbBackend, Statement};
use sea_orm_migration::prelude::*;

use super::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A table with a default is not written anew by either database.
const COLUMNS: &str = "
ALTER TABLE booking ADD COLUMN also BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE booking ADD COLUMN settled BIGINT;
ALTER TABLE story_event ADD COLUMN happened BIGINT;
ALTER TABLE help ADD COLUMN asked BIGINT;
";

/// What was missed longer ago than this, in milliseconds, is nobody's affair at the desk any more.
const SETTLED_MS: i64 = 3 * 86_400_000;

/// A visit that keeps others of the same person away.
const ALONE: &str = "kind = 'care_visit' AND NOT also
    AND state NOT IN ('expired', 'cancelled', 'refused', 'nobody_home', 'no_show')";

const MISSED: &str = "CREATE INDEX booking_missed ON booking (community_id)
    WHERE kind = 'care_visit' AND settled IS NULL AND state IN ('nobody_home', 'no_show')";

/// Of two visits that meet already, the later one stands beside the other.
fn mark(since: i64) -> String {
    format!(
        "UPDATE booking SET also = TRUE WHERE {ALONE} AND starts >= {since} AND EXISTS (
            SELECT 1 FROM booking AS other
            WHERE other.subject_id = booking.subject_id AND other.kind = 'care_visit'
              AND other.state NOT IN ('expired', 'cancelled', 'refused', 'nobody_home', 'no_show')
              AND other.starts < booking.ends AND other.ends > booking.starts
              AND (other.starts, other.id) < (booking.starts, booking.id))"
    )
}

/// A trigger for new visits, and one for those that hold time again. Visits are as short as services are.
fn sqlite_rules() -> [String; 2] {
    let gone = "('expired', 'cancelled', 'refused', 'nobody_home', 'no_show')";
    let meets = format!(
        "NEW.kind = 'care_visit' AND NOT NEW.also AND NEW.state NOT IN {gone} AND EXISTS (
            SELECT 1 FROM booking
            WHERE subject_id = NEW.subject_id AND id <> NEW.id AND {ALONE}
              AND starts > NEW.starts - 691200000 AND starts < NEW.ends AND ends > NEW.starts)"
    );
    let abort = "BEGIN SELECT RAISE(ABORT, 'visit_overlap'); END";
    [
        format!("CREATE TRIGGER visit_insert BEFORE INSERT ON booking WHEN {meets} {abort}"),
        format!(
            "CREATE TRIGGER visit_update BEFORE UPDATE OF state, also, subject_id, starts, ends ON booking
             WHEN (OLD.also OR OLD.state IN {gone}) AND {meets} {abort}"
        ),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to = manager.get_connection();
        let backend = manager.get_database_backend();
        if backend == DbBackend::Postgres {
            // Nobody writes between what is marked and the rule; once a column is added nobody reads either, for as
            // long as the rule takes: one against overlap cannot be built beside those who use the table.
            to.execute_unprepared("LOCK TABLE booking IN SHARE ROW EXCLUSIVE MODE").await?;
        }
        run(manager, COLUMNS).await?;
        let any = to.query_one_raw(Statement::from_string(backend, "SELECT 1 FROM booking LIMIT 1")).await?;
        let now = crate::state::system_clock().millis();
        let old = now.saturating_sub(SETTLED_MS);
        to.execute_unprepared(&format!(
            "UPDATE booking SET settled = starts
             WHERE kind = 'care_visit' AND state IN ('nobody_home', 'no_show') AND starts < {old}"
        ))
        .await?;
        to.execute_unprepared(MISSED).await?;
        // What has been cannot be booked again: the rule and its index begin today.
        let since = if any.is_some() { old } else { 0 };
        to.execute_unprepared(&mark(since)).await?;
        if backend == DbBackend::Postgres {
            let rule = format!(
                "ALTER TABLE booking ADD CONSTRAINT visit_overlap
                 EXCLUDE USING gist (subject_id WITH =, int8range(starts, ends, '[)') WITH &&)
                 WHERE ({ALONE} AND starts >= {since})"
            );
            to.execute_unprepared(&rule).await?;
        } else {
            for rule in sqlite_rules() {
                to.execute_unprepared(&rule).await?;
            }
        }
        Ok(())
    }
}
