//! The database: connections, schema, reading, the writer.

#![expect(clippy::wildcard_enum_match_arm, reason = "backends and errors of sea-orm are open lists")]

pub mod backup;
pub mod bulk;
mod connect;
mod fault;
mod fetch;
pub mod founding;
mod hold;
mod migrating;
mod migrations;
pub mod moving;
mod newest;
mod probe;
pub mod retention;
mod statements;
mod stored;
pub mod tables;
mod topic;
mod writer;

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement, TransactionTrait,
};

use connect::{backend_of, open};

pub use connect::{Pool, check_transport, listener};
pub use fetch::{Acting, Fetch, HelpCount, Here, HouseholdCount};
pub use hold::Held;
pub use newest::Newest;
pub use tables::booking_list::Due;
pub use tables::device::Sender;
pub use tables::outcome::Kept;
pub use topic::Topic;
pub use writer::{Applied, Batch, Job, Jot, Wants, put};

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
    #[error(
        "the database at {url} is on another machine and would be spoken to in the clear, or unverified; add sslmode=verify-full (and sslrootcert=FILE for an authority of your own) to its address, or allow it with --database-insecure"
    )]
    InTheClear { url: String },
    #[error("the database was made by a newer linli (it knows the step {0}); start that one instead")]
    NewerSchema(String),
    #[error(
        "the database was last used by a linli two releases before this one, and servers of it cannot go on beside this one; the first half of the way is done and leaves them running: stop them all, then start this one again"
    )]
    Skipped,
    #[error("the schema could not be brought up to date: {0}")]
    Migration(DbErr),
    #[error("the database did not answer as expected: {0}")]
    Query(#[from] DbErr),
    #[error("the database takes no writes: {0}")]
    Away(String),
    #[error("as many writes as may are waiting")]
    Crowded,
    #[error("the database is stopping and takes no more writes")]
    Stopping,
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    url: String,
    lanes: usize,
    reader: DatabaseConnection,
    writing: DatabaseConnection,
    /// Of its own, so that whoever asks whether all is well waits for nobody.
    watch: DatabaseConnection,
    writer: writer::Writer,
    followers: Arc<newest::Followers>,
    backend: DbBackend,
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
        let patience = Some(pool.statement);
        let mut writing = open(url, backend, lanes_count, patience, pool.writer_cache_mib).await?;
        let mut reader = open(url, backend, pool.readers.max(1), patience, pool.reader_cache_mib).await?;
        if let Some(observer) = pool.observer {
            for connections in [&mut writing, &mut reader] {
                connections.set_metric_callback(move |it| observer(&it.statement.sql));
            }
        }
        let watch = open(url, backend, 1, patience, pool.reader_cache_mib).await?;
        let followers = Arc::default();
        let writer = writer::Writer::start(&writing, lanes, pool, &followers);
        let url = url.to_owned();
        let inner = Inner { url, lanes, reader, writing, watch, writer, followers, backend };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A single connection beside those of an open database.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn one_connection(url: &str) -> Result<DatabaseConnection, DbError> {
        let pool = Pool::default();
        open(url, backend_of(url)?, 1, Some(pool.statement), pool.reader_cache_mib).await
    }

    async fn ensure_epoch(&self) -> Result<(), DbError> {
        let sql =
            "INSERT INTO database_fact (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING";
        let first = Statement::from_sql_and_values(self.inner.backend, sql, [new_epoch().into()]);
        self.inner.reader.execute_raw(first).await?;
        Ok(())
    }

    /// Gives the database another random name, as if it had been restored from a backup: phones
    /// fetch everything anew, and send again what it does not know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn renew_epoch(&self) -> Result<String, DbError> {
        let epoch = new_epoch();
        let sql = "UPDATE database_fact SET value = $1 WHERE name = 'epoch'";
        let another = Statement::from_sql_and_values(self.inner.backend, sql, [epoch.clone().into()]);
        self.inner.reader.execute_raw(another).await?;
        Ok(epoch)
    }

    /// For reading outside of a transaction.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.inner.reader
    }

    /// For looking whether all is well, beside all others.
    #[must_use]
    pub fn watch(&self) -> &DatabaseConnection {
        &self.inner.watch
    }

    /// The connections of the writer, for counting them.
    #[must_use]
    pub fn writing(&self) -> &DatabaseConnection {
        &self.inner.writing
    }

    /// How many lanes write side by side.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.inner.lanes
    }

    /// Where it is. Holds the password.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.inner.url
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
