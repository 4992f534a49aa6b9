//! Bringing the schema up to date, one server after the other, and which servers may use it then.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::connect::{Pool, open};
use super::migrations::{self, EXPANDED, Migrator};
use super::tables::database_fact;
use super::{Db, DbError};

/// How long a server waits before it looks again whether another has finished.
const AGAIN: Duration = Duration::from_millis(200);

impl Db {
    /// Brings the schema up to date, under a lock where several servers may start at once. A schema of a
    /// newer linli is left as it is when this one can work with it.
    ///
    /// # Errors
    /// When a newer linli made a schema that this one cannot use, or a step fails.
    pub async fn migrate(&self) -> Result<(), DbError> {
        if self.backend() == DbBackend::Sqlite {
            return self.bring_up(self.reader()).await;
        }
        // Connections without a limit for a statement: a step over millions of rows takes its time.
        let own = open(self.url(), self.backend(), 2, None, Pool::default().reader_cache_mib).await?;
        let lock = alone(&own).await?;
        let done = self.bring_up(&own).await;
        lock.commit().await?;
        own.close().await?;
        done
    }

    /// Brings the schema to where a linli left it that knew so many steps: for tests of what comes after.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn migrate_as_before(&self, steps: u32) -> Result<(), DbError> {
        let more = usize::try_from(steps).unwrap_or(0).saturating_sub(done(self.reader()).await?.len());
        Migrator::up(self.reader(), u32::try_from(more).ok()).await.map_err(DbError::Migration)?;
        self.ensure_epoch().await
    }

    async fn bring_up(&self, on: &DatabaseConnection) -> Result<(), DbError> {
        // Whoever was waited for may have been a newer linli.
        if let Some(step) = foreign_step(on).await? {
            tracing::warn!(step, "the database was made by a newer linli, which this one can work beside");
            return Ok(());
        }
        let done = done(on).await?;
        let skipped = !done.is_empty() && !done.iter().any(|it| it == EXPANDED);
        // First what servers of before can live with.
        let expanding = migrations::expanding(&done);
        if expanding > 0 {
            Migrator::up(on, Some(expanding)).await.map_err(DbError::Migration)?;
        }
        if skipped && self.backend() == DbBackend::Postgres && lives(on).await? {
            return Err(DbError::Skipped);
        }
        // No server begins from here on that writes as before.
        database_fact::set(on, database_fact::NEEDS, migrations::needs(self.backend())).await?;
        Migrator::up(on, None).await.map_err(DbError::Migration)?;
        self.ensure_epoch().await
    }

    /// Whether this linli can work with the schema as it is now: another server may have changed it.
    ///
    /// # Errors
    /// When it cannot, or the database does not answer.
    pub async fn check_schema(&self) -> Result<(), DbError> {
        foreign_step(self.watch()).await.map(drop)
    }
}

/// Whether anybody is in it, and not just places.
async fn lives(on: &DatabaseConnection) -> Result<bool, DbError> {
    let ask = Statement::from_string(on.get_database_backend(), "SELECT 1 FROM member LIMIT 1".to_owned());
    Ok(on.query_one_raw(ask).await?.is_some())
}

/// The steps that were done; none in an empty database.
async fn done(on: &DatabaseConnection) -> Result<Vec<String>, DbError> {
    let table = match on.get_database_backend() {
        DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'",
        _ => {
            "SELECT tablename FROM pg_tables WHERE tablename = 'seaql_migrations' AND schemaname = current_schema()"
        }
    };
    let ask = |sql: &str| Statement::from_string(on.get_database_backend(), sql.to_owned());
    if on.query_one_raw(ask(table)).await?.is_none() {
        return Ok(Vec::new());
    }
    let found = on.query_all_raw(ask("SELECT version FROM seaql_migrations")).await?;
    Ok(found.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?)
}

/// The first step that this build does not know; an error when it cannot do with it.
async fn foreign_step(on: &DatabaseConnection) -> Result<Option<String>, DbError> {
    let steps = done(on).await?;
    let Some(step) = migrations::unknown(steps.clone()) else { return Ok(None) };
    // Servers of before this fact was kept are those that nothing newer was made for.
    let needs = database_fact::get(on, database_fact::NEEDS).await?;
    let known = needs.is_some_and(|it| migrations::knows(&it));
    // What this one needs must be there too: the newer one may have come by another way.
    if known && migrations::all_done(&steps) { Ok(Some(step)) } else { Err(DbError::NewerSchema(step)) }
}

/// Waits, however long another server takes over it. By asking again, not in one statement: an index that
/// is built beside writers waits for all statements that began before it.
async fn alone(on: &DatabaseConnection) -> Result<DatabaseTransaction, DbError> {
    let lock = on.begin().await?;
    loop {
        let ask = "SELECT pg_try_advisory_xact_lock(7161515)".to_owned();
        let row = lock.query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
        if row.map(|it| it.try_get_by_index::<bool>(0)).transpose()? == Some(true) {
            return Ok(lock);
        }
        tokio::time::sleep(AGAIN).await;
    }
}
