//! What is counted for whoever watches linli: numbers without names, as Prometheus reads them. One set a
//! process. Counting is an atomic addition or a short lock; what changes slowly (sizes, pools) is looked at
//! only when somebody reads.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use linli_domain::mutation::{Outcome, Settled};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Names with values.
pub type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];

type Counts<const N: usize> = Family<Labels<N>, Counter>;
type Levels<const N: usize> = Family<Labels<N>, Gauge>;
type Times<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;

/// One name with its value.
pub fn label(name: &'static str, value: impl Into<Cow<'static, str>>) -> Labels<1> {
    [(name, value.into())]
}

/// From a millisecond to half a minute.
fn seconds() -> Histogram {
    Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0])
}

/// All that is counted.
pub struct Metrics {
    registry: Registry,
    requests: Counts<3>,
    request_seconds: Times<1>,
    problems: Counts<1>,
    /// Requests over a limit: `who` (member, address) and `kind` (read, write).
    pub limited: Counts<2>,
    pushes: Counter,
    mutations: Counts<1>,
    refusals: Counts<1>,
    /// Sign-in codes by what became of them: asked, sent, failed, limited, refused.
    codes: Counts<1>,
    gateway_failures: Counts<1>,
    /// Those who tried to sign in, by result.
    sign_ins: Counts<1>,
    /// Who waits for a turn to hash.
    hashing_waiting: Gauge,
    lane_queue: Levels<1>,
    lane_wait: Times<1>,
    lane_commit: Times<1>,
    lane_jobs: Counts<1>,
    lane_refused: Counts<1>,
    /// Open streams of events.
    pub streams: Gauge,
    pool_open: Levels<1>,
    pool_idle: Levels<1>,
    /// Bookings that time moved on.
    pub swept: Counter,
    /// When that was last looked at, in seconds since 1970.
    pub swept_at: Gauge,
    job_failures: Counts<1>,
    /// Rows that were forgotten: changes, answers, refusals, devices, sessions, codes, counts.
    pub forgotten: Counts<1>,
    /// When that was last done, in seconds since 1970.
    pub forgot_at: Gauge,
    /// Whether this process does the jobs for all.
    pub leads: Gauge,
    /// Whether the clock can be right.
    pub clock_right: Gauge,
    /// What `/health/ready` last said.
    pub ready: Gauge,
    /// Bytes of the database.
    pub database_bytes: Gauge,
    /// Bytes of SQLite's log beside it; of PostgreSQL all that was ever written to its own.
    pub wal_bytes: Gauge,
    /// Free bytes where the file of SQLite lies.
    pub disk_free_bytes: Gauge,
    panics: Counter<u64, AtomicU64>,
}

/// Those of this process.
pub fn get() -> &'static Metrics {
    static ALL: LazyLock<Metrics> = LazyLock::new(Metrics::new);
    &ALL
}

impl Metrics {
    fn new() -> Self {
        let times = || Family::new_with_constructor(seconds as fn() -> Histogram);
        let mut it = Self {
            registry: Registry::with_prefix("linli"),
            requests: Family::default(),
            request_seconds: times(),
            problems: Family::default(),
            limited: Family::default(),
            pushes: Counter::default(),
            mutations: Family::default(),
            refusals: Family::default(),
            codes: Family::default(),
            gateway_failures: Family::default(),
            sign_ins: Family::default(),
            hashing_waiting: Gauge::default(),
            lane_queue: Family::default(),
            lane_wait: Family::new_with_constructor(seconds as fn() -> Histogram),
            lane_commit: Family::new_with_constructor(seconds as fn() -> Histogram),
            lane_jobs: Family::default(),
            lane_refused: Family::default(),
            streams: Gauge::default(),
            pool_open: Family::default(),
            pool_idle: Family::default(),
            swept: Counter::default(),
            swept_at: Gauge::default(),
            job_failures: Family::default(),
            forgotten: Family::default(),
            forgot_at: Gauge::default(),
            leads: Gauge::default(),
            clock_right: Gauge::default(),
            ready: Gauge::default(),
            database_bytes: Gauge::default(),
            wal_bytes: Gauge::default(),
            disk_free_bytes: Gauge::default(),
            panics: Counter::default(),
        };
        it.clock_right.set(1);
        let mut all = std::mem::take(&mut it.registry);
        macro_rules! register {
            ($($field:ident: $about:literal;)*) => {$(
                all.register(stringify!($field), $about, it.$field.clone());
            )*};
        }
        register! {
            requests: "Requests by method, route and status";
            request_seconds: "Seconds until the answer began, by route";
            problems: "Answers that say what went wrong, by code";
            limited: "Requests refused since they came too often, by who asks and what";
            pushes: "Pushes and plain forms that were decided";
            mutations: "Mutations by result: applied, refused";
            refusals: "Refused mutations by code";
            codes: "Sign-in codes by what became of them: asked, sent, failed, limited, refused";
            gateway_failures: "Codes that did not leave by the SMS gateway, by why: status, answer, timeout, unreachable";
            sign_ins: "Tries to sign in by result";
            hashing_waiting: "Who waits for a turn to hash a sign-in code";
            lane_queue: "Writes that wait, by lane";
            lane_wait: "Seconds that a write waited before its group began, by lane";
            lane_commit: "Seconds that a group of writes took, its commit included, by lane";
            lane_jobs: "Writes that were committed, by lane";
            lane_refused: "Writes that were not taken since too many waited, by lane";
            streams: "Open streams of events";
            pool_open: "Open connections to the database, by use";
            pool_idle: "Those that nobody uses now";
            swept: "Bookings that time moved on";
            swept_at: "When bookings were last looked at, seconds since 1970; of the server that does the jobs";
            job_failures: "Jobs that failed, by name";
            forgotten: "Rows forgotten after their days";
            forgot_at: "When that was last done by this process, seconds since 1970";
            leads: "1 when this process does the jobs for all servers";
            clock_right: "0 when the clock cannot be right and the jobs rest";
            ready: "What /health/ready last said: 1 ready, 0 not";
            database_bytes: "Size of the database";
            wal_bytes: "SQLite: size of its log; PostgreSQL: bytes ever written to its own";
            disk_free_bytes: "Free space where the file of SQLite lies";
            panics: "Crashes that were caught or ended a task";
        }
        it.registry = all;
        it
    }

    /// Counts an answer.
    pub fn answered(&self, method: &http::Method, route: &str, status: http::StatusCode, took: Duration) {
        // A caller may name any method; only those that there are get a number of their own.
        let method = match method.as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            "DELETE" => "DELETE",
            _ => "other",
        };
        let labels = [
            ("method", method.into()),
            ("route", route.to_owned().into()),
            ("status", status.as_u16().to_string().into()),
        ];
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.get_or_create(&label("route", route.to_owned())).observe(took.as_secs_f64());
    }

    /// Counts an answer that says what went wrong.
    pub fn problem(&self, code: &'static str) {
        self.problems.get_or_create(&label("code", code)).inc();
    }

    /// Counts a request over a limit.
    pub fn over_limit(&self, who: &'static str, kind: &'static str) {
        self.limited.get_or_create(&[("who", who.into()), ("kind", kind.into())]).inc();
    }

    /// Counts what was decided together.
    pub fn decided(&self, outcomes: &[Outcome]) {
        self.pushes.inc();
        for outcome in outcomes {
            let result = match &outcome.result {
                Settled::Applied => "applied",
                Settled::Refused { refusal } => {
                    self.refusals.get_or_create(&label("code", refusal.code())).inc();
                    "refused"
                }
            };
            self.mutations.get_or_create(&label("result", result)).inc();
        }
    }

    /// Counts a sign-in code: `asked`, `sent`, `failed`, `limited`.
    pub fn code(&self, step: &'static str) {
        self.codes.get_or_create(&label("step", step)).inc();
    }

    /// Counts a code that did not leave by the gateway.
    pub fn gateway_failure(&self, why: &'static str) {
        self.gateway_failures.get_or_create(&label("why", why)).inc();
    }

    /// Counts somebody who tried to sign in.
    pub fn sign_in(&self, result: &'static str) {
        self.sign_ins.get_or_create(&label("result", result)).inc();
    }

    /// Counts somebody who waits for a turn to hash, until this is dropped.
    #[must_use]
    pub fn waits_to_hash(&self) -> Waits {
        self.hashing_waiting.inc();
        Waits(self.hashing_waiting.clone())
    }

    /// Counts a job that failed.
    pub fn job_failed(&self, job: &'static str) {
        self.job_failures.get_or_create(&label("job", job)).inc();
    }

    /// Counts a crash.
    pub fn panicked(&self) {
        self.panics.inc();
    }

    /// The numbers of a lane of the writer; keep it, looking it up takes a lock.
    #[must_use]
    pub fn lane(&self, number: usize) -> Lane {
        let name = label("lane", number.to_string());
        Lane {
            queue: self.lane_queue.get_or_create_owned(&name),
            wait: self.lane_wait.get_or_create_owned(&name),
            commit: self.lane_commit.get_or_create_owned(&name),
            jobs: self.lane_jobs.get_or_create_owned(&name),
            refused: self.lane_refused.get_or_create_owned(&name),
        }
    }

    /// Notes how many connections of a use are open, and how many of them rest.
    pub fn pool(&self, pool: &'static str, open: u32, idle: usize) {
        let name = label("pool", pool);
        self.pool_open.get_or_create(&name).set(open.into());
        self.pool_idle.get_or_create(&name).set(i64::try_from(idle).unwrap_or(i64::MAX));
    }

    /// All numbers as text (OpenMetrics 1.0).
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        _ = encode(&mut text, &self.registry);
        text
    }
}

/// Somebody who waits.
pub struct Waits(Gauge);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The numbers of a lane of the writer. Cheap to clone.
#[derive(Clone)]
pub struct Lane {
    queue: Gauge,
    wait: Histogram,
    commit: Histogram,
    jobs: Counter,
    refused: Counter,
}

impl Lane {
    /// So many writes wait now.
    pub fn queue(&self, waiting: usize) {
        self.queue.set(i64::try_from(waiting).unwrap_or(i64::MAX));
    }

    /// A write waited so long before its group began.
    pub fn wait(&self, time: Duration) {
        self.wait.observe(time.as_secs_f64());
    }

    /// A group of so many writes took so long, its commit included.
    pub fn commit(&self, jobs: usize, time: Duration) {
        self.commit.observe(time.as_secs_f64());
        self.jobs.inc_by(u64::try_from(jobs).unwrap_or(0));
    }

    /// A write was not taken: too many wait.
    pub fn refused(&self) {
        self.refused.inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o1_numbers_are_read_as_they_were_counted() {
        let it = Metrics::new();
        let took = Duration::from_millis(20);
        it.answered(&http::Method::GET, "/mine", http::StatusCode::OK, took);
        it.answered(&http::Method::GET, "/mine", http::StatusCode::OK, took);
        for name in ["A", "B"] {
            let method = http::Method::from_bytes(name.as_bytes()).unwrap_or_default();
            it.answered(&method, "page", http::StatusCode::METHOD_NOT_ALLOWED, took);
        }
        let lane = it.lane(2);
        lane.queue(7);
        lane.commit(5, took);
        let text = it.text();
        for line in [
            r#"linli_requests_total{method="GET",route="/mine",status="200"} 2"#,
            r#"linli_requests_total{method="other",route="page",status="405"} 2"#,
            r#"linli_request_seconds_bucket{le="0.03",route="/mine"} 2"#,
            r#"linli_lane_queue{lane="2"} 7"#,
            r#"linli_lane_jobs_total{lane="2"} 5"#,
            "linli_clock_right 1",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is not in {text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
