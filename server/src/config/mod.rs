//! Settings. Each is declared once below and comes, in this order, from a flag, from the
//! environment, from the file named by `--config`, or from its default.

mod error;
mod few;
mod file;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
mod values;
mod whole;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::BoolishValueParser;
use serde::Deserialize;

use crate::networks::Networks;

pub use error::ConfigError;
pub use few::FewFlags;
pub(crate) use file::one_line;
pub use values::{Address, Listen, LogFormat};

/// What a setting is.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The key in the file; the flag has `-` for `_`.
    pub name: &'static str,
    /// In the environment.
    pub variable: &'static str,
    pub about: &'static str,
    /// The default, in words where it is no fixed value.
    pub default: &'static str,
}

macro_rules! settings {
    ($($(#[$extra:meta])* $name:ident: $ty:ty = $default:expr, $shown:literal, $env:literal, $doc:literal;)*) => {
        /// Settings as flags and environment variables; `None` is not set.
        #[derive(Args, Clone, Debug, Default)]
        pub struct Flags {
            /// Settings file (TOML); its keys are the names of the flags with `_` for `-`.
            #[arg(long, env = "LINLI_CONFIG", value_name = "FILE")]
            pub config: Option<PathBuf>,
            $(
                // Clap does not read doc comments that a macro puts together.
                #[arg(long, env = $env, hide_env_values = true,
                    help = concat!($doc, " Default: ", $shown, "."))]
                $(#[$extra])*
                pub $name: Option<$ty>,
            )*
        }

        /// Every setting, for who explains them.
        pub const SETTINGS: &[Setting] = &[
            $(Setting { name: stringify!($name), variable: $env, about: $doc, default: $shown },)*
        ];

        /// Settings as the file has them.
        #[derive(Clone, Deserialize, Default)]
        #[serde(deny_unknown_fields)]
        struct File {
            $($name: Option<$ty>,)*
        }

        /// Settings as the server uses them.
        #[derive(Clone, Debug)]
        pub struct Config {
            $(
                #[doc = concat!($doc, " Default: ", $shown, ".")]
                pub $name: $ty,
            )*
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Config {
            fn over(self, flags: Flags, file: File) -> Self {
                Self { $($name: flags.$name.or(file.$name).unwrap_or(self.$name),)* }
            }
        }
    };
}

settings! {
    listen: Listen = Listen(SocketAddr::from(([127, 0, 0, 1], 3000))), "127.0.0.1:3000", "LINLI_LISTEN",
        "Address and port to listen on.";
    database: String = "sqlite://linli.db".to_owned(), "sqlite://linli.db", "LINLI_DATABASE",
        "Database: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`.";
    #[arg(num_args = 0..=1, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    database_insecure: bool = false, "false", "LINLI_DATABASE_INSECURE",
        "Allow a PostgreSQL on another machine without `sslmode=verify-full` in its address, as in a network that nobody else is in.";
    database_readers: u32 = 4, "4", "LINLI_DATABASE_READERS",
        "Connections of a process for reading.";
    database_lanes: usize = 4, "4", "LINLI_DATABASE_LANES",
        "Writers of a process side by side at PostgreSQL, each with a connection; SQLite has one.";
    database_group: usize = 64, "64", "LINLI_DATABASE_GROUP",
        "Writes that may share one commit.";
    database_queue: usize = 512, "512", "LINLI_DATABASE_QUEUE",
        "Writes that may wait in a lane; a further one is asked at once to come again.";
    offers_waiting: usize = 64, "64", "LINLI_OFFERS_WAITING",
        "Refused bookings that wait for other times to be looked for, two at a time; further ones are answered without.";
    devices_per_member: usize = 20, "20; 10000 in a demo without a gateway", "LINLI_DEVICES_PER_MEMBER",
        "Devices of one person, such as browsers, that have written something; a further one takes the place of one that has rested for a week, or must wait.";
    write_seconds: u64 = 20, "20", "LINLI_WRITE_SECONDS",
        "Seconds after which a transaction that writes is given up, and the database counts as gone.";
    writer_cache_mib: u32 = 64, "64", "LINLI_WRITER_CACHE_MIB",
        "SQLite's memory for pages of the connection that writes, in MiB; taken as it is needed.";
    reader_cache_mib: u32 = 8, "8", "LINLI_READER_CACHE_MIB",
        "The same of each connection that reads.";
    database_seconds: u64 = 15, "15", "LINLI_DATABASE_SECONDS",
        "Seconds after which PostgreSQL gives up a statement; 0 for never.";
    disk_free_mib: u64 = 200, "200", "LINLI_DISK_FREE_MIB",
        "Free MiB on the disk of SQLite below which a server says that it is not ready.";
    site: PathBuf = PathBuf::new(), "the embedded site, or target/site", "LINLI_SITE",
        "Directory of the built site (style, script, WebAssembly, icons).";
    also_site: PathBuf = PathBuf::new(), "none", "LINLI_ALSO_SITE",
        "Directory of the site of another build whose files under /pkg/ are served too, while servers of two builds run.";
    metrics: Address = Address(None), "none", "LINLI_METRICS",
        "Address and port where Prometheus reads /metrics, apart from people's; such as 127.0.0.1:9464.";
    public_url: String = String::new(), "none; in a demo http://localhost with the port of --listen", "LINLI_PUBLIC_URL",
        "Address under which browsers reach linli, without a path.";
    holidays: PathBuf = PathBuf::new(), "those that linli brings", "LINLI_HOLIDAYS",
        "File (TOML) of public holidays and the weekends worked for them.";
    #[arg(num_args = 0..=1, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    demo: bool = false, "false", "LINLI_DEMO",
        "Demo mode: fills an empty database with a demo district, shows sign-in codes on the page.";
    demo_seed: u64 = 1, "1", "LINLI_DEMO_SEED",
        "Number from which the demo district of `serve --demo` is drawn.";
    demo_scale: u32 = 1, "1", "LINLI_DEMO_SCALE",
        "Size of the demo district of `serve --demo`, as a multiple of the usual one.";
    proxies: usize = 0, "0", "LINLI_PROXIES",
        "Reverse proxies in front; the caller's address is taken from X-Forwarded-For, at most that many entries from its end, as far as those who appended them are trusted.";
    trusted_proxies: Networks = Networks::loopback(), "127.0.0.0/8,::1", "LINLI_TRUSTED_PROXIES",
        "Addresses and networks of those proxies; what others say in X-Forwarded-For is not believed.";
    sender_url: String = String::new(), "none", "LINLI_SENDER_URL",
        "Address of the SMS gateway; {code} and {phone} are filled in (URL-encoded), or {national}: the number without +86, of another country with 00 instead of +.";
    sender_body: String = String::new(), "none; the gateway is asked by GET", "LINLI_SENDER_BODY",
        "Body posted to the SMS gateway; {code} and {phone} or {national} are filled in (JSON-escaped, or URL-encoded for a form).";
    sender_type: String = "application/json".to_owned(), "application/json", "LINLI_SENDER_TYPE",
        "Content-Type of that body.";
    sender_authorization: String = String::new(), "none", "LINLI_SENDER_AUTHORIZATION",
        "Value of the Authorization header for the SMS gateway.";
    sender_seconds: u64 = 10, "10", "LINLI_SENDER_SECONDS",
        "Seconds until the SMS gateway must have answered.";
    sender_accepted: String = String::new(), "none", "LINLI_SENDER_ACCEPTED",
        "Text that the SMS gateway's answer must hold for a code to count as sent, such as `\"code\":0`; spaces do not matter.";
    sender_refused: String = String::new(), "none", "LINLI_SENDER_REFUSED",
        "Text with which the SMS gateway's answer says that a code was not sent, such as `\"code\":\"3`; spaces do not matter.";
    code_minutes: i64 = 10, "10", "LINLI_CODE_MINUTES",
        "Minutes that a sign-in code holds.";
    code_tries: i32 = 5, "5", "LINLI_CODE_TRIES",
        "Tries that a sign-in code allows.";
    codes_per_phone: i32 = 5, "5; 10000 in a demo without a gateway", "LINLI_CODES_PER_PHONE",
        "Sign-in codes for one phone number that one network address, or one phone that has signed in with that number before, asks for within an hour; after as many from all other phones together the next ones that day come after growing pauses.";
    codes_per_phone_day: i32 = 10, "10; 10000 in a demo without a gateway", "LINLI_CODES_PER_PHONE_DAY",
        "Sign-in codes for one phone number within a day (UTC), asked for by phones that have not signed in with it before; those that have, have as many each.";
    codes_per_address: i32 = 60, "60; 10000 in a demo without a gateway", "LINLI_CODES_PER_ADDRESS",
        "Sign-in codes asked for from one network address within an hour (a whole service hall may share one).";
    codes_per_community: i32 = 600, "600; 10000 in a demo without a gateway", "LINLI_CODES_PER_COMMUNITY",
        "Sign-in codes for members of one community within an hour; beyond them a number has its first of the day, and phones that have signed in before have all of theirs.";
    codes_per_site: i32 = 600, "600; 10000 in a demo without a gateway", "LINLI_CODES_PER_SITE",
        "Sign-in codes asked for, and as many tried, from one IPv6 network of 48 bits within an hour.";
    codes_per_minute: u32 = 600, "600; 10000 in a demo without a gateway", "LINLI_CODES_PER_MINUTE",
        "Sign-in codes that a process makes within a minute for phones that have not signed in before.";
    hashing_queue: usize = 32, "32", "LINLI_HASHING_QUEUE",
        "Codes that wait for their turn to be hashed, and as many tries; whoever comes then is told to come back.";
    tries_per_address: i32 = 120, "120; 10000 in a demo without a gateway", "LINLI_TRIES_PER_ADDRESS",
        "Sign-in codes tried from one network address within an hour.";
    tries_per_phone_day: i32 = 30, "30; 10000 in a demo without a gateway", "LINLI_TRIES_PER_PHONE_DAY",
        "Wrong sign-in codes for one phone number within a day (UTC), typed by phones that have not signed in with it before; those that have, have as many each. A third of them from one network address.";
    look_ups: i32 = 120, "120", "LINLI_LOOK_UPS",
        "People whom one member of staff may look up or register by phone number, or give another, within an hour.";
    look_ups_per_day: i32 = 300, "300; 10000 in a demo without a gateway", "LINLI_LOOK_UPS_PER_DAY",
        "People whom one member of staff may look up, by phone number or otherwise, within a day.";
    registrations_per_day: i32 = 100, "100; 10000 in a demo without a gateway", "LINLI_REGISTRATIONS_PER_DAY",
        "People whom one member of staff may register, or give another phone number, within a day.";
    takes_per_day: i32 = 10, "10; 10000 in a demo without a gateway", "LINLI_TAKES_PER_DAY",
        "Requests for help that one neighbour may take within a day; each is a name, a number and a door.";
    mutations_per_day: u32 = 500, "500; 100000 in a demo without a gateway", "LINLI_MUTATIONS_PER_DAY",
        "Mutations of one resident within 24 hours; each server process counts for itself.";
    mutations_per_day_staff: u32 = 5_000, "5000", "LINLI_MUTATIONS_PER_DAY_STAFF",
        "Mutations of one person who works with linli within 24 hours; each server process counts for itself.";
    reads_per_session: u32 = 600, "600", "LINLI_READS_PER_SESSION",
        "Pages, pulls and queries of one person, with whatever sessions, within a minute; each server process counts for itself.";
    full_pulls: u32 = 10, "10; 10000 in a demo without a gateway", "LINLI_FULL_PULLS",
        "Pulls of everything anew by one person within a minute.";
    writes_per_session: u32 = 120, "120", "LINLI_WRITES_PER_SESSION",
        "Pushes and forms of one person, with whatever sessions, within a minute.";
    requests_per_address: u32 = 1200, "1200", "LINLI_REQUESTS_PER_ADDRESS",
        "Reads, and as many writes, from one network address within a minute by those who are not signed in.";
    sessions_per_member: u64 = 10, "10; 10000 in a demo without a gateway", "LINLI_SESSIONS_PER_MEMBER",
        "Sessions of one person; a further one ends the one that was not used for the longest time.";
    session_idle_days: i64 = 30, "30", "LINLI_SESSION_IDLE_DAYS",
        "Days without use after which a person must sign in again.";
    session_limit_days: i64 = 180, "180", "LINLI_SESSION_LIMIT_DAYS",
        "Days after which a person must sign in again in any case.";
    borrowed_idle_hours: i64 = 2, "2", "LINLI_BORROWED_IDLE_HOURS",
        "Hours without use after which whoever said “this is not my phone” must sign in again.";
    borrowed_limit_hours: i64 = 12, "12", "LINLI_BORROWED_LIMIT_HOURS",
        "Hours after which they must sign in again in any case; closing the browser ends it before.";
    session_cache_seconds: u64 = 10, "10", "LINLI_SESSION_CACHE_SECONDS",
        "Seconds that a process remembers who a session belongs to; a sign-out elsewhere takes this long to be seen.";
    heartbeat_seconds: u64 = 20, "20", "LINLI_HEARTBEAT_SECONDS",
        "Seconds between signs of life on a stream of events; each time its session is looked up again.";
    streams_per_session: usize = 16, "16; 10000 in a demo without a gateway", "LINLI_STREAMS_PER_SESSION",
        "Streams of events of one person, with whatever sessions; a further one ends the oldest.";
    streams: usize = 20_000, "20000", "LINLI_STREAMS",
        "Streams of events that a process has open; phones that get none ask now and then instead.";
    notify_per_second: u32 = 20, "20", "LINLI_NOTIFY_PER_SECOND",
        "Notifications that a process sends the others at one PostgreSQL within a second; 0 for none, as behind a pooler that lends connections.";
    poll_seconds: u64 = 2, "2", "LINLI_POLL_SECONDS",
        "Seconds between looks for changes that no notification told of.";
    change_days: i64 = 90, "90", "LINLI_CHANGE_DAYS",
        "Days that a phone may be away and still fetch only what changed; later it fetches everything anew.";
    outcome_days: i64 = 400, "400", "LINLI_OUTCOME_DAYS",
        "Days that answers to mutations are kept, so that one that is sent again gets the same answer.";
    refusal_days: i64 = 90, "90", "LINLI_REFUSAL_DAYS",
        "Days that those of these answers are kept that say no.";
    body_limit_kib: usize = 64, "64", "LINLI_BODY_LIMIT_KIB",
        "Largest body of a request, in KiB.";
    push_limit_kib: usize = 512, "512", "LINLI_PUSH_LIMIT_KIB",
        "Largest body of a push, in KiB: 50 mutations with the longest texts.";
    form_fields: usize = 100, "100", "LINLI_FORM_FIELDS",
        "Fields of a form.";
    next_bytes: usize = 512, "512", "LINLI_NEXT_BYTES",
        "Bytes of the address to which a form leads; more than 512 are refused in any case.";
    search_characters: usize = 60, "60", "LINLI_SEARCH_CHARACTERS",
        "Characters that are searched for; more than 60 are never looked at.";
    connections: usize = 10_000, "10000", "LINLI_CONNECTIONS",
        "Connections of a process beside those of streams; then the one that is idle for the longest time ends for a new one, or the new one is refused.";
    connections_per_address: usize = 256, "256", "LINLI_CONNECTIONS_PER_ADDRESS",
        "Connections from one network address, trusted proxies excepted.";
    pages_at_once: usize = 128, "128", "LINLI_PAGES_AT_ONCE",
        "Pages that a process makes at the same time, those that wait included; beyond them the caller with the most gives one up, or whoever comes is told to come back.";
    renders: usize = 0, "0, as many as the machine has cores", "LINLI_RENDERS",
        "Pages that are rendered at the same time, on threads of their own.";
    body_seconds: u64 = 30, "30", "LINLI_BODY_SECONDS",
        "Seconds within which the body of a request must have come.";
    request_seconds: u64 = 30, "30", "LINLI_REQUEST_SECONDS",
        "Seconds after which a request is given up.";
    head_seconds: u64 = 75, "75", "LINLI_HEAD_SECONDS",
        "Seconds that a connection may take from one answer to the whole head of the next request; more than the proxy in front keeps idle ones.";
    drain_seconds: u64 = 8, "8", "LINLI_DRAIN_SECONDS",
        "Seconds that running requests have left when the server is told to stop.";
    linger_seconds: u64 = 0, "0", "LINLI_LINGER_SECONDS",
        "Seconds that a server goes on as before when it is told to stop, only saying that it is not ready: as long as the balancer needs to see that.";
    sweep_seconds: u64 = 30, "30", "LINLI_SWEEP_SECONDS",
        "Seconds between looks for bookings whose time has come (expiry, no-show).";
    lease_seconds: i64 = 90, "90", "LINLI_LEASE_SECONDS",
        "Seconds after which another server does the jobs of one that is gone without saying so.";
    clock_jump_seconds: i64 = 300, "300", "LINLI_CLOCK_JUMP_SECONDS",
        "Seconds that the clock may be off before a server is not ready and its jobs rest; 0 never looks.";
    log: String = "info".to_owned(), "info", "LINLI_LOG",
        "What is logged, such as `warn` or `info,linli::access=off`; who looked up whom (`linli::audit`) always is.";
    log_format: LogFormat = LogFormat::Text, "text", "LINLI_LOG_FORMAT",
        "How the log is written: `text`, lines for people, or `json`, one object a line.";
}
