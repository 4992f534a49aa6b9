//! How a database is reached: its address, encryption, connections.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgListener, PgPoolOptions, PgSslMode};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Executor};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr};

use super::DbError;

/// How many connections and lanes a database gets, and how patient they are.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    /// Connections for reading.
    pub readers: u32,
    /// Writers side by side; each takes whole communities. SQLite has one.
    pub lanes: usize,
    /// The most writes that share one commit.
    pub group: usize,
    /// How many writes may wait in a lane; a further one is turned away at once.
    pub queue: usize,
    /// How long a transaction that writes may take before the database counts as gone.
    pub write_patience: Duration,
    /// How long PostgreSQL may take over one statement. SQLite knows no such limit.
    pub statement: Duration,
    /// Is told of every statement of those who read and write; for tests.
    pub observer: Option<fn(&str)>,
    /// SQLite's memory for pages of the connection that writes, in MiB.
    pub writer_cache_mib: u32,
    /// The same of each that reads.
    pub reader_cache_mib: u32,
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            readers: 4,
            lanes: 4,
            group: 64,
            queue: 512,
            write_patience: Duration::from_secs(20),
            statement: Duration::from_secs(15),
            observer: None,
            writer_cache_mib: 64,
            reader_cache_mib: 8,
        }
    }
}

/// How long a statement waits for a lock that another holds.
const LOCK: Duration = Duration::from_secs(2);

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which of the two databases an address names.
pub(super) fn backend_of(url: &str) -> Result<DbBackend, DbError> {
    if url.starts_with("sqlite:") {
        Ok(DbBackend::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(DbBackend::Postgres)
    } else {
        Err(DbError::UnknownKind(url.split("://").next().unwrap_or(url).to_owned()))
    }
}

/// Refuses a PostgreSQL on another machine that would be spoken to in the clear, or without knowing
/// that it is the one: what is known of people, and what opens their sessions, would cross the network.
///
/// # Errors
/// [`DbError::InTheClear`], or when the address cannot be read.
pub fn check_transport(url: &str, insecure: bool) -> Result<(), DbError> {
    if insecure || backend_of(url)? == DbBackend::Sqlite {
        return Ok(());
    }
    let options = postgres_options(url)
        .map_err(|cause| DbError::Unreadable { url: without_secret(url), cause: cause.to_string() })?;
    let local = options.get_socket().is_some() || is_local(options.get_host());
    if local || matches!(options.get_ssl_mode(), PgSslMode::VerifyFull) {
        return Ok(());
    }
    Err(DbError::InTheClear { url: without_secret(url) })
}

/// Whether a host is this machine: a socket in its file system, or its loopback.
fn is_local(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|it| it.to_canonical().is_loopback())
}

/// What an address of PostgreSQL says, as linli uses it. Nothing goes with the start of the connection
/// that poolers do not know (`options`, `extra_float_digits`): PgBouncer would refuse it.
pub(super) fn postgres_options(url: &str) -> sqlx::Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?.extra_float_digits(None))
}

/// One plain connection to PostgreSQL.
pub(super) async fn postgres_connection(url: &str) -> sqlx::Result<PgConnection> {
    PgConnection::connect_with(&postgres_options(url)?).await
}

/// A connection to PostgreSQL that hears notifications.
///
/// # Errors
/// When it cannot be reached.
pub async fn listener(url: &str) -> sqlx::Result<PgListener> {
    let one = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    PgListener::connect_with(&one.connect_with(postgres_options(url)?).await?).await
}

/// Opens so many connections. `statement`: how long PostgreSQL may take over one; no limit when `None`.
/// `cache_mib`: SQLite's memory for pages of each.
pub(super) async fn open(
    url: &str,
    backend: DbBackend,
    connections: u32,
    statement: Option<Duration>,
    cache_mib: u32,
) -> Result<DatabaseConnection, DbError> {
    let unreadable = |cause: String| DbError::Unreadable { url: without_secret(url), cause };
    let address = match backend {
        DbBackend::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
        _ => url.to_owned(),
    };
    if backend == DbBackend::Sqlite {
        make_file(&address).map_err(|cause| unreadable(cause.to_string()))?;
    }
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .min_connections(connections.min(2))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(backend == DbBackend::Postgres)
        .acquire_timeout(PATIENCE);
    // Durable at commit; readers do not wait for the writer.
    // SQLite counts in KiB where the number is negative.
    let cache = format!("-{}", u64::from(cache_mib) * 1024);
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "10000")
            .pragma("temp_store", "MEMORY")
            // 16 MiB: a page that many commits change goes into the file once.
            .pragma("wal_autocheckpoint", "4096")
            .pragma("cache_size", cache.clone())
            .statement_cache_capacity(512)
            // SQLite's thread hands a page's rows over at once: for every fifty, as is usual, two threads would
            // wait for each other.
            .row_buffer_size(2_048)
    });
    options.map_sqlx_postgres_opts(|options| options.extra_float_digits(None));
    // Said once connected, not with the start of the connection, which poolers refuse. All connections
    // say the same: behind a pooler that lends them for a transaction it does not matter which one says it.
    let patience = format!(
        "SET lock_timeout = {}; SET statement_timeout = {}",
        LOCK.as_millis(),
        statement.unwrap_or_default().as_millis()
    );
    options.map_sqlx_postgres_pool_opts(move |pool| {
        let patience = patience.clone();
        pool.after_connect(move |connection, _| {
            let patience = patience.clone();
            Box::pin(async move { connection.execute(AssertSqlSafe(patience)).await.map(drop) })
        })
    });
    Database::connect(options).await.map_err(|cause: DbErr| unreadable(cause.to_string()))
}

/// Makes the file of a database that is not there yet, so that only its owner may read it; what SQLite
/// puts beside it gets the same rights.
fn make_file(url: &str) -> sqlx::Result<()> {
    let options = SqliteConnectOptions::from_str(url)?;
    let file = options.get_filename();
    if !url.contains("mode=rwc") || url.contains(":memory:") || file.as_os_str().is_empty() {
        return Ok(());
    }
    let mut new = std::fs::OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    // What cannot be made SQLite says in its own words.
    drop(new.open(file));
    Ok(())
}

/// The address as it may be shown: no password.
pub(super) fn without_secret(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let user = url.get(scheme + 3..at).and_then(|c| c.split(':').next()).unwrap_or("");
            format!("{}://{user}{}", url.get(..scheme).unwrap_or(""), url.get(at..).unwrap_or(""))
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn h8_another_machine_is_spoken_to_only_by_verified_tls_unless_told() {
        let refused = |url: &str| matches!(check_transport(url, false), Err(DbError::InTheClear { .. }));
        for local in [
            "postgres://linli@localhost/linli",
            "postgres://linli:x@127.0.0.1:5433/linli",
            "postgres://linli@[::1]/linli",
            "postgres://linli@db/linli?host=/run/postgresql",
            "postgres://linli@%2Frun%2Fpostgresql/linli",
            "sqlite://linli.db",
        ] {
            assert!(!refused(local), "{local}");
        }
        for mode in ["", "?sslmode=disable", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-ca"] {
            for host in ["db.example", "10.0.0.2", "localhost.example"] {
                let url = format!("postgres://linli:secret@{host}/linli{mode}");
                assert!(refused(&url), "{url}");
                let said = check_transport(&url, false).err().unwrap().to_string();
                assert!(said.contains("sslmode=verify-full") && !said.contains("secret"), "{said}");
                assert!(check_transport(&url, true).is_ok(), "{url}");
            }
        }
        assert!(!refused("postgres://linli@db.example/linli?sslmode=verify-full"));
        // The address may be hidden behind another in the query.
        assert!(refused("postgres://linli@localhost/linli?host=db.example"));
        assert!(refused("postgres://linli@localhost/linli?hostaddr=10.0.0.2"));
    }
}
