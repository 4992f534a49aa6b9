//! The first look at a database, through one plain connection: whether it answers, and whether it
//! is ours. A pool would try for seconds and then say only that it has nothing, and opening a file
//! as linli does changes it.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, Connection, query_scalar};

use super::DbError;
use super::connect::{backend_of, postgres_connection, without_secret};

/// As long as other connections are waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A table that linli did not make. Its own begin with the list of migrations, which is there before
/// the first of them. One statement, so that another server may make them at the same time.
const FOREIGN_SQLITE: &str = "SELECT name FROM sqlite_master \
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations') LIMIT 1";

/// The same where linli would put its tables. What an extension has brought is nobody's data.
const FOREIGN_POSTGRES: &str = "WITH here AS ( \
        SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'f', 'v', 'm') \
        AND NOT EXISTS (SELECT 1 FROM pg_depend d \
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) \
    SELECT name FROM here WHERE NOT EXISTS (SELECT 1 FROM here WHERE name = 'seaql_migrations') LIMIT 1";

/// Looks.
///
/// # Errors
/// When it cannot be reached, is no database, or is somebody else's.
pub async fn look(url: &str) -> Result<(), DbError> {
    let unreadable = |cause: String| DbError::Unreadable { url: without_secret(url), cause };
    let foreign = match backend_of(url)? {
        DbBackend::Sqlite => sqlite(url).await,
        _ => tokio::time::timeout(PATIENCE, postgres(url))
            .await
            .map_err(|_| unreadable(format!("it did not answer within {} s", PATIENCE.as_secs())))?,
    };
    match foreign.map_err(|error| unreadable(plainly(&error)))? {
        None => Ok(()),
        Some(table) => Err(DbError::Foreign { url: without_secret(url), table }),
    }
}

async fn sqlite(url: &str) -> sqlx::Result<Option<String>> {
    let options = SqliteConnectOptions::from_str(url)?;
    // Opening would make a file.
    if !options.get_filename().exists() {
        return Ok(None);
    }
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let foreign = query_scalar(FOREIGN_SQLITE).fetch_optional(&mut connection).await?;
    connection.close().await?;
    Ok(foreign)
}

async fn postgres(url: &str) -> sqlx::Result<Option<String>> {
    let mut connection = postgres_connection(url).await?;
    let foreign = query_scalar(FOREIGN_POSTGRES).fetch_optional(&mut connection).await?;
    connection.close().await?;
    Ok(foreign)
}

/// What the system or the database says itself; the driver adds lines of their sources.
fn plainly(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(it) => it.message().to_owned(),
        sqlx::Error::Io(it) => it.to_string(),
        other => other.to_string(),
    }
}
