//! Whether requests are welcome: all that they need is looked at, at most once a second.

use core::fmt;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex as Lock, OnceLock, PoisonError};
use std::time::{Duration, Instant as Clock};

use futures::future::{BoxFuture, join_all};
use linli_domain::time::Instant;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::clock::{self, Astray};
use crate::db::tables::database_fact;
use crate::db::{Batch, Db, DbError, Job};
use crate::metrics;
use crate::state::AppState;

/// How long each look may take: a balancer that asks every two seconds is told the truth.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// How long an answer holds.
const FRESH: Duration = Duration::from_secs(1);

/// Why requests are not welcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    Stopping,
    Silent,
    /// The file of SQLite was taken away or another one put in its place: what is written goes nowhere.
    Gone,
    /// A lane of the writer has ended, or its database takes nothing.
    CannotWrite,
    WritesWait,
    DiskFull {
        mib: u64,
    },
    NewerSchema,
    Astray(Astray),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopping => f.write_str("stopping"),
            Self::Silent => f.write_str("the database does not answer"),
            Self::Gone => f.write_str("the database's file is gone"),
            Self::CannotWrite => f.write_str("the database cannot be written"),
            Self::WritesWait => f.write_str("writes wait too long"),
            Self::DiskFull { mib } => write!(f, "the disk is nearly full: {mib} MiB are left"),
            Self::NewerSchema => f.write_str("the schema is of a newer linli"),
            Self::Astray(astray) => astray.fmt(f),
        }
    }
}

/// What was last found.
#[derive(Default)]
pub struct Readiness {
    last: Mutex<Option<(Clock, Result<(), Trouble>)>>,
    /// Lanes that were asked and have not answered yet.
    asked: Arc<Lock<HashSet<usize>>>,
    told: Lock<Option<Trouble>>,
    /// The file of SQLite by device and number, as it was at the first look.
    file: OnceLock<(u64, u64)>,
}

/// Whether requests are welcome. However many ask, one looks, once a second.
///
/// # Errors
/// [`Trouble`]: why not.
pub async fn look(state: &AppState) -> Result<(), Trouble> {
    if !state.is_ready() {
        return Err(Trouble::Stopping);
    }
    let mut last = state.readiness.last.lock().await;
    if let Some((at, found)) = last.as_ref()
        && at.elapsed() < FRESH
    {
        return found.clone();
    }
    let found = look_at_all(state).await;
    state.readiness.tell(&found);
    *last = Some((Clock::now(), found.clone()));
    found
}

impl Readiness {
    /// Logs what changed, once.
    fn tell(&self, found: &Result<(), Trouble>) {
        metrics::get().ready.set(i64::from(found.is_ok()));
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match found {
            Ok(()) if told.take().is_some() => tracing::info!("ready again"),
            Err(trouble) if told.is_none() => {
                tracing::error!("not ready: {trouble}");
                *told = Some(trouble.clone());
            }
            Ok(()) | Err(_) => {}
        }
    }
}

async fn look_at_all(state: &AppState) -> Result<(), Trouble> {
    disk(state)?;
    let lanes = join_all((0..state.db.lanes()).map(|lane| ask_lane(state, lane)));
    let (answers, lanes) = tokio::join!(timeout(PATIENCE, ask_database(state)), lanes);
    answers.unwrap_or(Err(Trouble::Silent))?;
    lanes.into_iter().collect()
}

/// That it answers, that its schema is one that this build knows, and what time it is there.
async fn ask_database(state: &AppState) -> Result<(), Trouble> {
    let silent = |_: DbErr| Trouble::Silent;
    state.db.check_schema().await.map_err(|error| {
        if matches!(error, DbError::NewerSchema(_)) { Trouble::NewerSchema } else { Trouble::Silent }
    })?;
    clock::look(state).await.map_err(silent)?.map_err(Trouble::Astray)
}

/// That a lane takes a write and commits it.
async fn ask_lane(state: &AppState, lane: usize) -> Result<(), Trouble> {
    let asked = Arc::clone(&state.readiness.asked);
    if !held(&asked).insert(lane) {
        // It still has the one of before.
        return Err(Trouble::WritesWait);
    }
    let (db, now) = (state.db.clone(), state.now());
    // On its own: it goes on when this is given up, and says then that the lane lives.
    let asking = tokio::spawn(async move {
        let answer = db.run(Look { lane, now }).await;
        held(&asked).remove(&lane);
        answer
    });
    match timeout(PATIENCE, asking).await {
        // A lane that says at once that it is full lives.
        Ok(Ok(Ok(()) | Err(DbError::Crowded))) => Ok(()),
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, lane, "a lane does not write");
            Err(Trouble::CannotWrite)
        }
        Ok(Err(_)) => Err(Trouble::CannotWrite),
        Err(_) => Err(Trouble::WritesWait),
    }
}

fn held(asked: &Lock<HashSet<usize>>) -> std::sync::MutexGuard<'_, HashSet<usize>> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A write that changes nothing that matters. In SQLite a real one: only the disk knows whether it has room.
struct Look {
    lane: usize,
    now: Instant,
}

impl Job for Look {
    type Answer = ();

    fn lane(&self) -> u128 {
        u128::try_from(self.lane).unwrap_or(0)
    }

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<(), DbErr>> {
        Box::pin(async move {
            let tx = batch.tx().await?;
            if tx.get_database_backend() == DbBackend::Sqlite {
                database_fact::set(tx, database_fact::WRITTEN, &self.now.millis().to_string()).await
            } else {
                tx.execute_unprepared("SELECT 1").await.map(drop)
            }
        })
    }
}

/// That the file of SQLite is the one that was opened, and has room beside it.
fn disk(state: &AppState) -> Result<(), Trouble> {
    if let Some(file) = file_of(&state.db).filter(|it| is_on_disk(it)) {
        let found = rustix::fs::stat(&file).map_err(|_| Trouble::Gone)?;
        let found = (found.st_dev, found.st_ino);
        if *state.readiness.file.get_or_init(|| found) != found {
            return Err(Trouble::Gone);
        }
    }
    let Some(free) = free_bytes(&state.db) else { return Ok(()) };
    metrics::get().disk_free_bytes.set(i64::try_from(free).unwrap_or(i64::MAX));
    let mib = free / (1024 * 1024);
    if mib < state.config.disk_free_mib { Err(Trouble::DiskFull { mib }) } else { Ok(()) }
}

/// The free bytes of the file system that has the database; `None` where that is not this machine's matter.
fn free_bytes(db: &Db) -> Option<u64> {
    let file = file_of(db)?;
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let found = rustix::fs::statvfs(folder.unwrap_or(Path::new("."))).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// A database in memory has no file.
fn is_on_disk(file: &Path) -> bool {
    !file.as_os_str().is_empty() && file != Path::new(":memory:")
}

/// The file of SQLite.
#[must_use]
pub fn file_of(db: &Db) -> Option<PathBuf> {
    if db.backend() != DbBackend::Sqlite {
        return None;
    }
    Some(SqliteConnectOptions::from_str(db.url()).ok()?.get_filename().to_owned())
}
