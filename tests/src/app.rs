//! The server in this process, over a fresh database, with a clock that tests set.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use linli_domain::time::Instant;
use linli_server::assets::Site;
use linli_server::config::Config;
use linli_server::db::{Db, Fetch, Here, Pool};
use linli_server::senders::{CodeSender, Demo};
use linli_server::services::sweep;
use linli_server::state::AppState;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::builders::{self, PLACES};
use crate::communities;
use crate::postgres::{self, Fresh};
use crate::sqlite::Copied;

/// The two databases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A running app; cheap to clone.
#[derive(Clone)]
pub struct App {
    pub state: AppState,
    pub router: Router,
    pub kind: Kind,
    behind: DatabaseConnection,
    clock: Arc<AtomicI64>,
}

impl App {
    /// The same database and clock under other settings or another sender.
    pub fn with(&self, change: impl FnOnce(&mut Config), sender: Box<dyn CodeSender>) -> Self {
        let mut config = self.state.config.clone();
        change(&mut config);
        Self::over(self.state.db.clone(), self.kind, config, sender, Arc::clone(&self.clock))
    }

    /// The same database and clock under other settings.
    pub fn configured(&self, change: impl FnOnce(&mut Config)) -> Self {
        self.with(change, Box::new(Demo))
    }

    /// Another server over the same database, with connections and writers of its own.
    pub async fn another_server(&self) -> Self {
        let config = self.state.config.clone();
        let db = connect(&config.database).await;
        Self::over(db, self.kind, config, Box::new(Demo), Arc::clone(&self.clock))
    }

    fn over(db: Db, kind: Kind, config: Config, sender: Box<dyn CodeSender>, clock: Arc<AtomicI64>) -> Self {
        let time = Arc::clone(&clock);
        let now = move || Instant::from_millis(time.load(Ordering::SeqCst));
        let holidays = linli_server::holidays::load(&config.holidays).expect("a calendar");
        let behind = communities::behind(&db);
        let state = AppState::with_clock(config, db, sender, Site::default(), holidays, now);
        Self { router: linli_server::http::router(state.clone()), state, kind, behind, clock }
    }

    pub fn db(&self) -> &Db {
        &self.state.db
    }

    /// The database, for a test that looks or changes something behind the server: nobody asks of its statements
    /// that they name a community.
    pub fn behind(&self) -> &DatabaseConnection {
        &self.behind
    }

    /// Reads behind the server, in the communities of the world.
    pub fn fetch(&self) -> Here<'_, DatabaseConnection> {
        Fetch(&self.behind).within(&PLACES)
    }

    pub fn now(&self) -> Instant {
        self.state.now()
    }

    /// Sets the clock.
    pub fn set_clock(&self, to: Instant) {
        self.clock.store(to.millis(), Ordering::SeqCst);
    }

    /// Moves the clock on.
    pub fn pass_minutes(&self, minutes: i64) {
        self.set_clock(self.now().plus_minutes(minutes));
    }

    /// What the server does every half minute.
    pub async fn sweep(&self) -> usize {
        sweep::sweep(&self.state).await.expect("swept")
    }
}

/// The settings of the tests: the demo sender, and no memory of sessions, so that the test's clock
/// alone says when one ends.
pub fn config() -> Config {
    Config {
        demo: true,
        public_url: "http://localhost:3000".to_owned(),
        session_cache_seconds: 0,
        codes_per_address: 10_000,
        tries_per_address: 10_000,
        // The clock of a test stands still, so that nothing comes back.
        full_pulls: 1_000_000,
        codes_per_minute: 1_000_000,
        reads_per_session: 1_000_000,
        writes_per_session: 1_000_000,
        requests_per_address: 1_000_000,
        mutations_per_day: 1_000_000,
        mutations_per_day_staff: 1_000_000,
        // One person stands for many.
        devices_per_member: 10_000,
        // It jumps whenever a test lets time pass.
        clock_jump_seconds: 0,
        // Whatever machine this is.
        disk_free_mib: 0,
        ..Config::default()
    }
}

/// Runs a test over a new database with the world in it, and removes the database.
pub fn run<F, T>(kind: Kind, test: F)
where
    F: FnOnce(App) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let ended = runtime.block_on(async {
        let place = Place::new(kind).await;
        let db = connect(&place.url()).await;
        match kind {
            // As each database of linli, it has a name of its own.
            Kind::Sqlite => drop(db.renew_epoch().await.expect("a name")),
            Kind::Postgres => {
                db.migrate().await.expect("migrated");
                builders::world(&db).await;
            }
        }
        communities::begin(&db).await;
        let clock = Arc::new(AtomicI64::new(builders::NOON.millis()));
        let config = Config { database: place.url(), ..config() };
        let app = App::over(db, kind, config, Box::new(Demo), clock);
        let ended = tokio::spawn(test(app)).await;
        place.remove().await;
        ended
    });
    if let Err(error) = ended {
        std::panic::resume_unwind(error.into_panic());
    }
    communities::none_was_refused();
}

/// Whatever is said to it names the communities.
async fn connect(url: &str) -> Db {
    let pool = Pool { observer: Some(communities::hear), ..Pool::default() };
    Db::connect_with(url, pool).await.expect("a database")
}

/// Makes a SQLite database with the world in it.
async fn with_world(url: String) {
    let db = Db::connect(&url).await.expect("a database");
    db.migrate().await.expect("migrated");
    builders::world(&db).await;
    // All of it in the one file that is copied.
    db.reader().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("one file");
}

enum Place {
    File(Copied),
    Server(Fresh),
}

impl Place {
    async fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::File(Copied::of(with_world).await),
            Kind::Postgres => Self::Server(postgres::fresh().await),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::File(copied) => copied.url(),
            Self::Server(fresh) => fresh.url.clone(),
        }
    }

    async fn remove(self) {
        match self {
            Self::File(copied) => copied.remove(),
            Self::Server(fresh) => fresh.drop().await,
        }
    }
}

/// A test that runs on both databases, as an attribute that the formatter reads: `#[apply(both)]` before
/// `async fn name(app: App) { … }`. Several in one: `both! { async fn name(app) { … } }`.
#[macro_export]
macro_rules! both {
    ($(#[$attribute:meta])* async fn $name:ident($app:ident: $given:ty) $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "not every test needs every name")]
            use super::*;

            async fn test($app: $given) $body

            $(#[$attribute])*
            #[test]
            fn sqlite() {
                $crate::app::run($crate::app::Kind::Sqlite, test);
            }

            $(#[$attribute])*
            #[test]
            fn postgres() {
                $crate::app::run($crate::app::Kind::Postgres, test);
            }
        }
    };

    ($($(#[$attribute:meta])* async fn $name:ident($app:ident) $body:block)*) => {
        $($crate::both! { $(#[$attribute])* async fn $name($app: $crate::app::App) $body })*
    };
}
