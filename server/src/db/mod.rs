//! The database: connections, schema, reading, the writer.

pub mod backup;
pub mod bulk;
mod convert;
pub mod entities;
pub mod facts;
mod fetch;
pub mod founding;
mod hold;
pub mod looks;
mod migrations;
mod newest;
mod outcomes;
mod probe;
pub mod rates;
pub mod retention;
pub mod sessions;
mod writer;

use std::sync::Arc;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    Statement, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

pub use fetch::Fetch;
pub use hold::Held;
pub use newest::Newest;
pub use outcomes::{Kept, Sender};
pub use writer::{Applied, Batch, Job, Jot, Wants, topic};

/// What can be wrong with a database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("the database at {url} cannot be opened: {cause}")]
    Unreadable { url: String, cause: String },
    #[error(
        "the database at {url} is another program's: it has the table {table} and none of linli; give linli an empty one"
    )]
    Foreign { url: String, table: String },
    #[error("the address of the database must start with sqlite:// or postgres://, not {0}")]
    UnknownKind(String),
    #[error("the database was made by a newer linli (it knows the step {0}); start that one instead")]
    NewerSchema(String),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(DbErr),
    #[error("the database did not answer as expected: {0}")]
    Query(#[from] DbErr),
    #[error("the database is stopping and takes no more writes")]
    Stopping,
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    reader: DatabaseConnection,
    writer: writer::Writer,
    followers: Arc<newest::Followers>,
    backend: DbBackend,
}

/// How many connections and lanes a database gets.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// Connections for reading.
    pub readers: u32,
    /// Writers side by side; each takes whole communities. SQLite has one.
    pub lanes: usize,
    /// The most writes that share one commit.
    pub group: usize,
}

impl Default for Pool {
    fn default() -> Self {
        Self { readers: 4, lanes: 4, group: 64 }
    }
}

impl Db {
    /// Opens a database: `sqlite://path` (made when missing) or `postgres://…`.
    ///
    /// # Errors
    /// When it cannot be reached, is no database or another program's.
    pub async fn connect(url: &str) -> Result<Self, DbError> {
        Self::connect_with(url, Pool::default()).await
    }

    /// Opens a database with other than the usual numbers of connections.
    ///
    /// # Errors
    /// When it cannot be reached, is no database or another program's.
    pub async fn connect_with(url: &str, pool: Pool) -> Result<Self, DbError> {
        let backend = backend_of(url)?;
        let lanes = if backend == DbBackend::Sqlite { 1 } else { pool.lanes.max(1) };
        probe::look(url).await?;
        let lanes_count = u32::try_from(lanes).unwrap_or(1);
        let writing = open(url, backend, lanes_count).await?;
        let reader = open(url, backend, pool.readers.max(1)).await?;
        let followers = Arc::default();
        let writer = writer::Writer::start(&writing, lanes, pool.group.max(1), &followers);
        Ok(Self { inner: Arc::new(Inner { reader, writer, followers, backend }) })
    }

    /// A single connection beside those of an open database.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn one_connection(url: &str) -> Result<DatabaseConnection, DbError> {
        open(url, backend_of(url)?, 1).await
    }

    /// Brings the schema up to date, under a lock where several servers may start at once.
    ///
    /// # Errors
    /// When a newer linli made the schema, or a step fails.
    pub async fn migrate(&self) -> Result<(), DbError> {
        let lock = match self.inner.backend {
            DbBackend::Postgres => {
                let lock = self.inner.reader.begin().await?;
                // However long another server takes over it; the limit of other locks is seconds.
                lock.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
                lock.execute_unprepared("SELECT pg_advisory_xact_lock(7161515)").await?;
                Some(lock)
            }
            _ => None,
        };
        // Whoever was waited for may have been a newer linli.
        self.refuse_newer_schema().await?;
        migrations::Migrator::up(&self.inner.reader, None).await.map_err(DbError::Migration)?;
        self.ensure_epoch().await?;
        if self.inner.backend == DbBackend::Sqlite {
            // Statistics, where they are missing or old; PostgreSQL keeps its own.
            self.inner.reader.execute_unprepared("PRAGMA optimize = 0x10002").await?;
        }
        if let Some(lock) = lock {
            lock.commit().await?;
        }
        Ok(())
    }

    async fn refuse_newer_schema(&self) -> Result<(), DbError> {
        let table = match self.inner.backend {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'",
            _ => {
                "SELECT tablename FROM pg_tables WHERE tablename = 'seaql_migrations' AND schemaname = current_schema()"
            }
        };
        let ask = |sql: &str| Statement::from_string(self.inner.backend, sql.to_owned());
        if self.inner.reader.query_one_raw(ask(table)).await?.is_none() {
            return Ok(());
        }
        let found = self.inner.reader.query_all_raw(ask("SELECT version FROM seaql_migrations")).await?;
        let steps: Vec<String> =
            found.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
        migrations::unknown(steps).map_or(Ok(()), |step| Err(DbError::NewerSchema(step)))
    }

    async fn ensure_epoch(&self) -> Result<(), DbError> {
        let epoch = new_epoch();
        let sql = format!(
            "INSERT INTO database_fact (name, value) VALUES ('epoch', '{epoch}') ON CONFLICT (name) DO NOTHING"
        );
        self.inner.reader.execute_unprepared(&sql).await?;
        Ok(())
    }

    /// Gives the database another random name, as if it had been restored from a backup: phones
    /// fetch everything anew, and send again what it does not know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn renew_epoch(&self) -> Result<String, DbError> {
        let epoch = new_epoch();
        let sql = format!("UPDATE database_fact SET value = '{epoch}' WHERE name = 'epoch'");
        self.inner.reader.execute_unprepared(&sql).await?;
        Ok(epoch)
    }

    /// For reading outside of a transaction.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.inner.reader
    }

    /// What is committed through this from now on: of each community the newest version.
    #[must_use]
    pub fn follow(&self) -> Arc<Newest> {
        self.inner.followers.join()
    }

    /// Which of the two databases this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.inner.backend
    }

    /// A transaction that sees one state of the database throughout.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let isolation = match self.inner.backend {
            DbBackend::Postgres => Some(sea_orm::IsolationLevel::RepeatableRead),
            _ => None,
        };
        self.inner.reader.begin_with_config(isolation, None).await
    }

    /// Hands a job to the writer and waits until it is committed.
    ///
    /// # Errors
    /// When it, or the commit, failed; then nothing of it was kept.
    pub async fn run<J: Job>(&self, job: J) -> Result<J::Answer, DbError> {
        self.inner.writer.run(job).await
    }

    /// Writes outside of mutations, in a transaction that may be shared with others. The closure
    /// may run more than once; only its last run counts.
    ///
    /// # Errors
    /// As [`Db::run`].
    pub async fn write<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> futures::future::BoxFuture<'t, Result<T, DbErr>>
            + Send
            + Sync
            + 'static,
    {
        self.run(writer::Plain::new(work)).await
    }
}

/// Another random name for a database.
fn new_epoch() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Which of the two databases an address names.
fn backend_of(url: &str) -> Result<DbBackend, DbError> {
    if url.starts_with("sqlite:") {
        Ok(DbBackend::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(DbBackend::Postgres)
    } else {
        Err(DbError::UnknownKind(url.split("://").next().unwrap_or(url).to_owned()))
    }
}

async fn open(url: &str, backend: DbBackend, connections: u32) -> Result<DatabaseConnection, DbError> {
    let unreadable =
        |cause: DbErr| DbError::Unreadable { url: without_secret(url), cause: cause.to_string() };
    let url = match backend {
        DbBackend::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
        _ => url.to_owned(),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(connections.min(2))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(backend == DbBackend::Postgres)
        .acquire_timeout(std::time::Duration::from_secs(10));
    // Durable at commit; readers do not wait for the writer.
    options.map_sqlx_sqlite_opts(|options| {
        options
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "10000")
            .pragma("temp_store", "MEMORY")
            // 16 MiB: a page that many commits change goes into the file once.
            .pragma("wal_autocheckpoint", "4096")
            .pragma("cache_size", "-8000")
            .statement_cache_capacity(512)
    });
    options.map_sqlx_postgres_opts(|options| options.options([("lock_timeout", "2s")]));
    Database::connect(options).await.map_err(unreadable)
}

/// The address as it may be shown: no password.
fn without_secret(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let user = url.get(scheme + 3..at).and_then(|c| c.split(':').next()).unwrap_or("");
            format!("{}://{user}{}", url.get(..scheme).unwrap_or(""), url.get(at..).unwrap_or(""))
        }
        _ => url.to_owned(),
    }
}
