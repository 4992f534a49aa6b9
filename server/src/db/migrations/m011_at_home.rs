//! What is there already gets its community, a piece at a time, beside those who write; and what limits count is
//! found by indexes that name the community.

use sea_orm::{DbBackend, Statement};
use sea_orm_migration::prelude::*;

use super::build_index;
use super::m010_homes::HOMELESS;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Rows that one statement changes.
const PIECE: u32 = 5_000;

/// In the place of two of before, whose columns they begin with: servers of before find what they look for. With the
/// community in it a count is answered by the index alone.
const INDEXES: [(&str, &str, &str); 2] = [
    (
        "booking_household_rooms",
        "booking (household_id, state, starts, kind, community_id) WHERE kind = 'room'",
        "booking_household_state",
    ),
    (
        "booking_household_cancelled",
        "booking (household_id, made, state, community_id) WHERE state = 'cancelled'",
        "booking_cancelled",
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Pieces are committed each, and an index that is built beside writers cannot be built within a transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, key, by, other) in HOMELESS {
            fill(manager, table, key, by, other).await?;
        }
        for (name, what, before) in INDEXES {
            build_index(manager, name, what).await?;
            drop_index(manager, before).await?;
        }
        Ok(())
    }
}

/// Gives rows the community of another row, until none is without. What somebody holds is passed over and comes
/// with a later piece.
async fn fill(
    manager: &SchemaManager<'_>,
    table: &str,
    key: &[&str],
    by: &str,
    other: &str,
) -> Result<(), DbErr> {
    let (on, backend) = (manager.get_connection(), manager.get_database_backend());
    let (key, left) = (key.join(", "), format!("{table}_homeless"));
    let passing = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    build_index(manager, &left, &format!("{table} ({key}) WHERE community_id IS NULL")).await?;
    let some = format!(
        "UPDATE {table} SET community_id = (SELECT community_id FROM {other} WHERE {other}.id = {table}.{by})
         WHERE ({key}) IN (
            SELECT {key} FROM {table} WHERE community_id IS NULL ORDER BY {key} LIMIT {PIECE} {passing})"
    );
    let any = format!("SELECT 1 FROM {table} WHERE community_id IS NULL LIMIT 1");
    while on.query_one_raw(Statement::from_string(backend, any.clone())).await?.is_some() {
        on.execute_unprepared(&some).await?;
    }
    drop_index(manager, &left).await
}

async fn drop_index(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    let beside = if manager.get_database_backend() == DbBackend::Postgres { "CONCURRENTLY " } else { "" };
    manager
        .get_connection()
        .execute_unprepared(&format!("DROP INDEX {beside}IF EXISTS {name}"))
        .await
        .map(drop)
}
