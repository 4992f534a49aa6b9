//! Backups of SQLite: a copy of the database as a file of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Executor, query, query_scalar};

use super::part::Part;
use super::{BackupError, FLEETING};
use crate::db::{migrations, new_epoch};

/// The file that an address names.
pub(super) fn file_of(url: &str) -> Result<PathBuf, BackupError> {
    Ok(SqliteConnectOptions::from_str(url)?.get_filename().to_owned())
}

/// Copies a database that may be in use, as of one moment.
pub(super) async fn write(database: &Path, to: &Path) -> Result<(), BackupError> {
    let mut connection = open(database).await?;
    query("VACUUM INTO ?").bind(to.to_string_lossy().into_owned()).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Looks whether a file is a whole database of linli, without writing beside it.
pub(super) async fn check(file: &Path) -> Result<(), BackupError> {
    if fs::metadata(beside(file, "-wal")).is_ok_and(|it| it.len() > 0) {
        return Err(BackupError::InUse(file.to_owned()));
    }
    let damaged = |what: String| BackupError::Damaged { path: file.to_owned(), what };
    let unreadable = |error: sqlx::Error| damaged(error.to_string());
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(unreadable)?;
    let found: Vec<String> =
        query_scalar("PRAGMA integrity_check(1)").fetch_all(&mut connection).await.map_err(unreadable)?;
    if found != ["ok"] {
        return Err(damaged(found.join(", ")));
    }
    let tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' \
                  AND name IN ('seaql_migrations', 'database_fact', 'member')";
    let tables: i64 = query_scalar(tables).fetch_one(&mut connection).await.map_err(unreadable)?;
    if tables < 3 {
        return Err(BackupError::NoBackup(file.to_owned()));
    }
    let steps = query_scalar("SELECT version FROM seaql_migrations").fetch_all(&mut connection).await;
    let steps: Vec<String> = steps.map_err(unreadable)?;
    connection.close().await.map_err(unreadable)?;
    migrations::unknown(steps).map_or(Ok(()), |step| Err(BackupError::Newer { path: file.to_owned(), step }))
}

/// Puts a checked backup in the place of a database.
pub(super) async fn restore(database: &Path, file: &Path, force: bool) -> Result<(), BackupError> {
    // Held to the end: whoever opens the database meanwhile waits, and then finds the other one.
    let lock = if database.exists() { lock(database, force).await? } else { None };
    let part = Part::beside(database)?;
    let failed = |cause| BackupError::File { path: file.to_owned(), cause };
    fs::write(part.path(), []).and_then(|()| copy(file, part.path())).map_err(failed)?;
    if database.exists() {
        part.owned_as(database)?;
    }
    rename(part.path()).await?;
    // With another database these would be mistaken for its newest changes.
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(beside(database, ending)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(BackupError::File { path: beside(database, ending), cause });
            }
            _ => {}
        }
    }
    part.becomes(database)?;
    drop(lock);
    Ok(())
}

/// The contents only: the rights of the backup are its own.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let (mut from, mut to) = (fs::File::open(from)?, fs::OpenOptions::new().write(true).open(to)?);
    std::io::copy(&mut from, &mut to)?;
    Ok(())
}

/// Looks that nobody would be lost and that nobody else has the database open, and keeps them out.
/// `None` when it is no database, which `force` permits.
async fn lock(database: &Path, force: bool) -> Result<Option<SqliteConnection>, BackupError> {
    match alone(database, force).await {
        Ok(connection) => Ok(Some(connection)),
        Err(BackupError::Query(sqlx::Error::Database(error))) if is_busy(&*error) => {
            Err(BackupError::Running)
        }
        Err(BackupError::Query(_)) if force => Ok(None),
        Err(BackupError::Query(cause)) => Err(BackupError::Unreadable { path: database.to_owned(), cause }),
        Err(error) => Err(error),
    }
}

async fn alone(database: &Path, force: bool) -> Result<SqliteConnection, BackupError> {
    let mut connection = open(database).await?;
    let table = "SELECT count(*) FROM sqlite_master WHERE name = 'member'";
    let table: i64 = query_scalar(table).fetch_one(&mut connection).await?;
    let people = "SELECT EXISTS (SELECT 1 FROM member)";
    if table > 0 && !force && query_scalar::<_, bool>(people).fetch_one(&mut connection).await? {
        return Err(BackupError::People);
    }
    // Each connection of a server keeps the log in use; only who is alone can do without. What lies
    // in the log goes into the database.
    connection.execute("PRAGMA journal_mode = DELETE").await?;
    connection.execute("BEGIN EXCLUSIVE").await?;
    Ok(connection)
}

fn is_busy(error: &dyn sqlx::error::DatabaseError) -> bool {
    // SQLITE_BUSY, with the cause in the higher bits.
    error.code().and_then(|it| it.parse::<i32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Gives a database another random name, and ends what must not live again: sessions and codes that were
/// good when the backup was made.
async fn rename(database: &Path) -> Result<(), BackupError> {
    let mut connection = open(database).await?;
    // So that the file is whole by itself.
    connection.execute("PRAGMA journal_mode = DELETE").await?;
    for table in FLEETING {
        let there = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
        let there: i64 = query_scalar(there).bind(table).fetch_one(&mut connection).await?;
        if there > 0 {
            connection.execute(AssertSqlSafe(format!("DELETE FROM {table}"))).await?;
        }
    }
    query("INSERT INTO database_fact (name, value) VALUES ('epoch', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(new_epoch())
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}

async fn open(database: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(database).busy_timeout(Duration::from_secs(2));
    SqliteConnection::connect_with(&options).await
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
