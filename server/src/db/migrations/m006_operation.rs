//! What whoever runs linli needs: which server does a job, and indexes for what is done again and again.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

use super::{build_index, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// `ends` and `beat` (when it was last taken) are milliseconds since 1970.
const LEASE: &str = "
CREATE TABLE IF NOT EXISTS lease (
    job TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    ends BIGINT NOT NULL,
    beat BIGINT NOT NULL
)";

/// By name. The queries that use the last three name the states in the same words: a condition whose values
/// come apart from the statement matches no partial index.
const INDEXES: [(&str, &str); 5] = [
    ("session_expires", "session (expires_at)"),
    ("session_seen", "session (seen_at)"),
    ("booking_hold", "booking (hold_until) WHERE hold_until IS NOT NULL"),
    (
        "booking_moving",
        "booking (starts, id) WHERE state IN ('pending', 'confirmed', 'checked_in', 'requested', 'assigned', 'accepted', 'on_the_way')",
    ),
    ("booking_waiting", "booking (community_id) WHERE state IN ('pending', 'requested', 'disputed')"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// An index that is built beside writers cannot be built within a transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, LEASE).await?;
        for (name, what) in INDEXES {
            build_index(manager, name, what).await?;
        }
        // Replaced by `booking_moving`; an older server finds the same without it, more slowly.
        let drop = match manager.get_database_backend() {
            DbBackend::Postgres => "DROP INDEX CONCURRENTLY IF EXISTS booking_open",
            _ => "DROP INDEX IF EXISTS booking_open",
        };
        manager.get_connection().execute_unprepared(drop).await.map(|_| ())
    }
}
