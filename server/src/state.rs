//! What every handler and service shares.

use core::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use linli_app::store::DemoAccount;
use linli_domain::holiday::Holiday;
use linli_domain::time::Instant;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::assets::Site;
use crate::config::Config;
use crate::db::Db;
use crate::live::Hub;
use crate::senders::CodeSender;
use crate::services::by_day::Mutations;
use crate::services::clock::Watch;
use crate::services::crashes::Crashes;
use crate::services::known::Secret;
use crate::services::outstanding::Outstanding;
use crate::services::places::Places;
use crate::services::rates::Rates;
use crate::services::readiness::Readiness;
use crate::services::session::{Come, SessionCache};
use crate::services::together::Together;
use crate::services::turns::Turns;

/// Codes that are hashed at once, and as many tries.
const HASHING: usize = 2;

/// Pages that are made at once for each that is rendered: the others wait for the database.
const PAGES_A_RENDER: usize = 4;

/// Says what time it is.
type Clock = Box<dyn Fn() -> Instant + Send + Sync>;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// See [`AppState`].
pub struct Inner {
    pub config: Config,
    pub db: Db,
    pub sender: Box<dyn CodeSender>,
    pub site: Site,
    pub sessions: SessionCache,
    /// Sessions that are looked up, by the hashes of their tokens.
    pub arrivals: Together<[u8; 32], Come>,
    pub places: Places,
    pub crashes: Arc<Crashes>,
    pub rates: Rates,
    /// How much each person has written since yesterday.
    pub mutations: Mutations,
    /// Turns for finding other times, which reads and computes much.
    pub offering: Arc<Turns>,
    pub live: Arc<Hub>,
    pub readiness: Readiness,
    /// Whether the clock can be right.
    pub watch: Watch,
    /// Another one for each process: who has the jobs.
    pub name: String,
    /// For the sign-in page, in demo mode.
    pub demo_accounts: Vec<DemoAccount>,
    /// Turns for hashing new codes, which takes 19 MiB each, and apart from them for hashing what is
    /// typed, so that who has a code does not wait for who asks for one.
    pub hashing: Arc<Turns>,
    pub checking: Arc<Turns>,
    /// Codes that may still be typed in, of this process.
    pub outstanding: Outstanding,
    /// What phones are known by that have signed in before.
    pub known: Secret,
    /// Turns for making pages.
    pub pages: Arc<Turns>,
    /// Turns for rendering, which keeps a core busy.
    pub renders: Arc<Semaphore>,
    /// Whether new requests are welcome; what `/health/ready` says.
    ready: AtomicBool,
    clock: Clock,
}

impl AppState {
    /// Puts the parts together; ready from the start.
    #[must_use]
    pub fn new(
        config: Config,
        db: Db,
        sender: Box<dyn CodeSender>,
        site: Site,
        holidays: Vec<Holiday>,
    ) -> Self {
        Self::with_clock(config, db, sender, site, holidays, system_clock)
    }

    /// As [`new`](Self::new) with another clock, for tests.
    #[must_use]
    pub fn with_clock(
        config: Config,
        db: Db,
        sender: Box<dyn CodeSender>,
        site: Site,
        holidays: Vec<Holiday>,
        clock: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        let cores = || std::thread::available_parallelism().map_or(2, usize::from);
        let renders = if config.renders == 0 { cores() } else { config.renders };
        let pages = (renders * PAGES_A_RENDER).min(config.pages_at_once);
        let live = Arc::new(Hub::new(config.streams, config.streams_per_session));
        Self(Arc::new(Inner {
            db,
            sender,
            site,
            sessions: SessionCache::default(),
            arrivals: Together::default(),
            places: Places::new(holidays),
            crashes: Arc::default(),
            rates: Rates::default(),
            mutations: Mutations::default(),
            offering: Turns::new(2, config.offers_waiting),
            live,
            readiness: Readiness::default(),
            watch: Watch::default(),
            name: Uuid::now_v7().simple().to_string(),
            demo_accounts: Vec::new(),
            hashing: Turns::new(HASHING, config.hashing_queue),
            checking: Turns::new(HASHING, config.hashing_queue),
            outstanding: Outstanding::default(),
            known: Secret::default(),
            pages: Turns::new(pages, config.pages_at_once.saturating_sub(pages)),
            renders: Arc::new(Semaphore::new(renders)),
            ready: AtomicBool::new(true),
            clock: Box::new(clock),
            config,
        }))
    }

    /// Shows these accounts on the sign-in page. At the start only: nothing shares the state yet.
    #[must_use]
    pub fn with_demo_accounts(mut self, accounts: Vec<DemoAccount>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.demo_accounts = accounts;
        }
        self
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Instant {
        (self.clock)()
    }

    /// Whether new requests are welcome.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Tells balancers to send no more.
    pub fn stop_welcoming(&self) {
        self.ready.store(false, Ordering::Relaxed);
    }
}

impl Deref for AppState {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The system's clock.
#[must_use]
pub fn system_clock() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Instant::from_millis(i64::try_from(since.as_millis()).unwrap_or(0))
}
