//! Backups: written whole or not at all, checked before they get their name and before anything is
//! replaced by them.

mod part;
mod postgres;
mod sqlite;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sea_orm::{DbBackend, sqlx};

use super::DbError;
use super::connect::backend_of;
use part::Part;

/// The tables of what holds for a while only: a restore must not revive it.
const FLEETING: [&str; 3] = ["session", "sign_in_request", "rate"];

/// Why there is no backup, or nothing was restored. Each is one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("there is no database at {}", .0.display())]
    NoDatabase(PathBuf),
    #[error("{} exists already; --force writes over it", .0.display())]
    Exists(PathBuf),
    #[error("{path} cannot be read or written: {cause}", path = .path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("{} is no backup of linli", .0.display())]
    NoBackup(PathBuf),
    #[error("{path} is damaged: {what}", path = .path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{path} is a database in use, not a backup: changes lie beside it in {path}-wal", path = .0.display())]
    InUse(PathBuf),
    #[error("{path} was made by a newer linli (it knows the step {step}); use that one", path = .path.display())]
    Newer { path: PathBuf, step: String },
    #[error("{path} is a backup of {of}; --database is another kind", path = .path.display())]
    OtherKind { path: PathBuf, of: &'static str },
    #[error("the database has people in it already; --force replaces them")]
    People,
    #[error("the database at {path} cannot be read ({cause}); --force replaces it", path = .path.display())]
    Unreadable { path: PathBuf, cause: sqlx::Error },
    #[error("the database is in use; stop the servers first")]
    Running,
    #[error("{0} is missing; install the client programs of PostgreSQL (postgresql-client)")]
    NoTool(&'static str),
    #[error("{program} failed: {said}")]
    Tool { program: &'static str, said: String },
    #[error(
        "the backup is restored, but sessions of then still hold, and phones were not told: {0}; restore it again"
    )]
    NotTold(sqlx::Error),
    #[error("the database did not answer as expected: {0}")]
    Query(#[from] sqlx::Error),
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Writes a backup while the database is in use. What stands at `file` is replaced with `force` only.
///
/// # Errors
/// [`BackupError`]; then `file` is as it was.
pub async fn back_up(url: &str, file: &Path, force: bool) -> Result<(), BackupError> {
    must_be_there(url)?;
    if file.exists() && !force {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let part = Part::beside(file)?;
    match backend_of(url)? {
        DbBackend::Sqlite => sqlite::write(&sqlite::file_of(url)?, part.path()).await?,
        _ => postgres::write(url, part.path()).await?,
    }
    verify(part.path()).await?;
    if file.exists() && !force {
        return Err(BackupError::Exists(file.to_owned()));
    }
    part.becomes(file)
}

/// Looks whether a file is a whole backup that this build can use; which database it is of.
///
/// # Errors
/// [`BackupError`]: what is wrong with it.
pub async fn verify(file: &Path) -> Result<&'static str, BackupError> {
    match kind_of(file)? {
        DbBackend::Sqlite => sqlite::check(file).await?,
        _ => postgres::check(file).await?,
    }
    Ok(name(kind_of(file)?))
}

/// Puts a backup in the place of the database, under another random name: phones notice, and send
/// again what they were told after the backup. People who are in the database already are replaced
/// with `force` only.
///
/// # Errors
/// [`BackupError`]; but for [`BackupError::NotTold`] the database is as it was.
pub async fn restore(url: &str, file: &Path, force: bool) -> Result<(), BackupError> {
    let backend = backend_of(url)?;
    let kind = kind_of(file)?;
    if kind != backend {
        return Err(BackupError::OtherKind { path: file.to_owned(), of: name(kind) });
    }
    verify(file).await?;
    match backend {
        DbBackend::Sqlite => sqlite::restore(&sqlite::file_of(url)?, file, force).await,
        _ => postgres::restore(url, file, force).await,
    }
}

/// Refuses an address under which no file is: opening it would make a database.
///
/// # Errors
/// [`BackupError::NoDatabase`].
pub fn must_be_there(url: &str) -> Result<(), BackupError> {
    if backend_of(url)? == DbBackend::Sqlite {
        let file = sqlite::file_of(url)?;
        if !file.exists() {
            return Err(BackupError::NoDatabase(file));
        }
    }
    Ok(())
}

const fn name(kind: DbBackend) -> &'static str {
    match kind {
        DbBackend::Sqlite => "SQLite",
        _ => "PostgreSQL",
    }
}

/// What a file is by how it begins.
fn kind_of(file: &Path) -> Result<DbBackend, BackupError> {
    let failed = |cause| BackupError::File { path: file.to_owned(), cause };
    let mut begin = Vec::new();
    File::open(file).map_err(failed)?.take(16).read_to_end(&mut begin).map_err(failed)?;
    if begin == b"SQLite format 3\0" {
        Ok(DbBackend::Sqlite)
    } else if begin.starts_with(b"PGDMP") {
        Ok(DbBackend::Postgres)
    } else {
        Err(BackupError::NoBackup(file.to_owned()))
    }
}
