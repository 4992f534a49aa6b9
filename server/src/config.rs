//! Settings. Each is declared once below and comes, in this order, from a flag, from the
//! environment, from the file named by `--config`, or from its default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use serde::Deserialize;

use crate::db::Pool;
use crate::networks::Networks;
use crate::{spelling, telemetry};

/// Why the settings cannot be used. Each is one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("The settings file {path} cannot be read: {cause}.", path = .path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("The settings file {path} is not valid: {cause}", path = .path.display())]
    Syntax { path: PathBuf, cause: String },
    #[error(
        "public-url must be https://…, or http:// on localhost or 127.0.0.1, or anything with --demo; it is {0}."
    )]
    PublicUrl(String),
    #[error(
        "Nobody has said where browsers reach linli: set public-url to https:// and its name, or use --demo to try linli out."
    )]
    NoPublicUrl,
    #[error(
        "There is no way to send sign-in codes: set sender-url to the address of an SMS gateway, or use --demo to try linli out."
    )]
    NoSender,
    #[error("public-url must have no path; it is {0}.")]
    PublicPath(String),
    #[error("{0} must be at least 1.")]
    TooSmall(&'static str),
    #[error("log is not usable: {0}.")]
    Log(String),
    #[error("sender-url is not usable: {0}")]
    Sender(String),
}

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

/// Where to listen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Listen(pub SocketAddr);

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let why =
            "an IP address and a port are needed, such as 127.0.0.1:3000, or 0.0.0.0:3000 for every network";
        text.parse().map(Self).map_err(|_| why.to_owned())
    }
}

impl TryFrom<String> for Listen {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Where to listen, or nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(pub Option<SocketAddr>);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(Self(None)) } else { text.parse().map(|it: Listen| Self(Some(it.0))) }
    }
}

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The flags of a command that does not serve. It takes all settings, so that a server's environment
/// and file are good for it too; its help lists those that it uses.
#[derive(Clone, Debug)]
pub struct FewFlags(pub Flags);

impl FewFlags {
    const USED: [&str; 5] = ["config", "database", "database_insecure", "log", "log_format"];
}

impl Args for FewFlags {
    fn augment_args(command: Command) -> Command {
        let all = Flags::augment_args(Command::new("all"));
        command.args(all.get_arguments().map(|it| {
            let used = Self::USED.contains(&it.get_id().as_str());
            it.clone().hide(!used)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FewFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Flags::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// Reads the file, if any, and puts the settings together.
    ///
    /// # Errors
    /// When the file cannot be read, or the settings contradict each other.
    pub fn load(flags: Flags) -> Result<Self, ConfigError> {
        let file = flags.config.as_deref().map_or_else(|| Ok(File::default()), read)?;
        let mut config = Self::merge(flags, file);
        if config.public_url.is_empty() && config.demo {
            config.public_url = format!("http://localhost:{}", config.listen.0.port());
        }
        config.public_url.truncate(config.public_url.trim_end_matches('/').len());
        Ok(config)
    }

    /// Settings as the text of a file says, and defaults.
    ///
    /// # Errors
    /// What is wrong with the text and where, in words for the operator.
    pub fn from_text(text: &str) -> Result<Self, String> {
        parse(text).map(|file| Self::merge(Flags::default(), file))
    }

    fn merge(flags: Flags, file: File) -> Self {
        let config = Self::default().over(flags.clone(), file.clone());
        if config.shows_codes() { Self::with_codes_shown().over(flags, file) } else { config }
    }

    /// The defaults where everybody is shown the codes: counting them guards nobody, and visitors of
    /// a demo, behind one address and in a few accounts, would lock each other out, end each other's
    /// sessions and streams.
    fn with_codes_shown() -> Self {
        let many = 10_000;
        Self {
            codes_per_phone: many,
            codes_per_address: many,
            codes_per_community: many,
            codes_per_phone_day: many,
            codes_per_site: many,
            codes_per_minute: 10_000,
            tries_per_address: many,
            look_ups_per_day: many,
            registrations_per_day: many,
            takes_per_day: many,
            mutations_per_day: 100_000,
            tries_per_phone_day: many,
            full_pulls: 10_000,
            sessions_per_member: 10_000,
            devices_per_member: 10_000,
            streams_per_session: 10_000,
            ..Self::default()
        }
    }

    /// Whether the sign-in page shows the codes. A demo with a gateway is a trial of the gateway.
    #[must_use]
    pub fn shows_codes(&self) -> bool {
        self.demo && self.sender_url.is_empty()
    }

    /// Whether this may serve people.
    ///
    /// # Errors
    /// When codes cannot be sent, or cookies would travel in the open, or nobody knows where to.
    pub fn check_for_serving(&self) -> Result<(), ConfigError> {
        if self.public_url.is_empty() {
            return Err(ConfigError::NoPublicUrl);
        }
        let url = self.public_url.parse::<http::Uri>().ok();
        let host = url.as_ref().and_then(http::Uri::host).unwrap_or_default();
        let scheme = url.as_ref().and_then(http::Uri::scheme_str).unwrap_or_default();
        let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let usable = match scheme {
            "https" => true,
            "http" => local || self.demo,
            _ => false,
        };
        if !usable || host.is_empty() {
            return Err(ConfigError::PublicUrl(self.public_url.clone()));
        }
        if url.as_ref().is_some_and(|it| it.path_and_query().is_some_and(|path| path != "/")) {
            return Err(ConfigError::PublicPath(self.public_url.clone()));
        }
        if !self.demo && self.sender_url.is_empty() {
            return Err(ConfigError::NoSender);
        }
        if let Some((name, _)) = self.least_one().into_iter().find(|(_, is_enough)| !is_enough) {
            return Err(ConfigError::TooSmall(name));
        }
        telemetry::check(&self.log).map_err(ConfigError::Log)
    }

    /// Without one of these nobody would be served or could sign in, and nothing would say why.
    fn least_one(&self) -> [(&'static str, bool); 9] {
        [
            ("code-tries", self.code_tries >= 1),
            ("code-minutes", self.code_minutes >= 1),
            ("connections", self.connections >= 1),
            ("request-seconds", self.request_seconds >= 1),
            ("body-seconds", self.body_seconds >= 1),
            ("head-seconds", self.head_seconds >= 1),
            ("body-limit-kib", self.body_limit_kib >= 1),
            ("push-limit-kib", self.push_limit_kib >= 1),
            ("sweep-seconds", self.sweep_seconds >= 1),
        ]
    }

    /// How many connections and lanes the database gets.
    #[must_use]
    pub fn pool(&self) -> Pool {
        Pool {
            readers: self.database_readers.max(1),
            lanes: self.database_lanes.max(1),
            group: self.database_group.max(1),
            queue: self.database_queue.max(1),
            write_patience: Duration::from_secs(self.write_seconds.max(1)),
            statement: Duration::from_secs(self.database_seconds),
            observer: None,
            writer_cache_mib: self.writer_cache_mib,
            reader_cache_mib: self.reader_cache_mib,
        }
    }

    /// Whether browsers come by https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What is wrong and where, without the piece of the file that the parser shows: it may be a secret.
pub(crate) fn one_line(error: &toml::de::Error, text: &str) -> String {
    let message = in_short(error.message().trim_end_matches('.'));
    let before = error.span().and_then(|at| text.get(..at.start));
    before.map_or_else(
        || format!("{message}."),
        |before| format!("{message}, on line {}.", before.matches('\n').count() + 1),
    )
}

/// Instead of every field that there is, the one that was meant.
fn in_short(message: &str) -> String {
    let Some((said, expected)) = message.split_once(", expected ") else { return message.to_owned() };
    let Some(field) = said.strip_prefix("unknown field ") else { return message.to_owned() };
    // What is in backquotes.
    let known = expected.split('`').skip(1).step_by(2);
    match spelling::nearest(field.trim_matches('`'), known) {
        Some(meant) => format!("{said} (is `{meant}` meant?)"),
        None => said.to_owned(),
    }
}

fn read(path: &Path) -> Result<File, ConfigError> {
    let text =
        std::fs::read_to_string(path).map_err(|cause| ConfigError::File { path: path.to_owned(), cause })?;
    parse(&text).map_err(|cause| ConfigError::Syntax { path: path.to_owned(), cause })
}

fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|cause| one_line(&cause, text))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn help_says_what_each_setting_means_and_its_default() {
        #[derive(clap::Parser)]
        struct Program {
            #[command(flatten)]
            flags: Flags,
        }
        let command = <Program as clap::CommandFactory>::command();
        for flag in command.get_arguments().filter(|it| !["help", "config"].contains(&it.get_id().as_str())) {
            let help = flag.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Default: "), "{}: {help}", flag.get_id());
        }
    }

    #[test]
    fn the_environment_has_the_names_of_the_flags() {
        for setting in SETTINGS {
            assert_eq!(setting.variable, format!("LINLI_{}", setting.name.to_uppercase()));
        }
    }

    /// When this fails, what it shows belongs into the README.
    #[test]
    fn the_readme_explains_every_setting() {
        let readme = include_str!("../../README.md");
        let flag = |it: &Setting| it.name.replace('_', "-");
        let row = |it: &Setting| format!("| `--{}` | {} | {} |", flag(it), it.about, it.default);
        let expected: Vec<_> = SETTINGS.iter().map(row).collect();
        let written: Vec<_> = readme.lines().filter(|it| it.starts_with("| `--")).collect();
        assert_eq!(written, expected, "\n{}\n", expected.join("\n"));
    }

    fn merged(flags: Flags, file: &str) -> Config {
        Config::merge(flags, toml::from_str(file).unwrap())
    }

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let flags = Flags { code_tries: Some(3), ..Flags::default() };
        let config = merged(flags, "code_tries = 4\ncode_minutes = 7\nlog_format = \"json\"");
        assert_eq!((config.code_tries, config.code_minutes), (3, 7));
        assert_eq!(config.log_format, LogFormat::Json);
        assert_eq!(config.session_idle_days, 30);
    }

    #[test]
    fn a_demo_that_shows_its_codes_counts_them_loosely_unless_told_otherwise() {
        let limits = |file: &str| {
            let it = merged(Flags::default(), file);
            [it.codes_per_phone, it.codes_per_address, it.codes_per_community, it.tries_per_address]
        };
        assert_eq!(limits(""), [5, 60, 600, 120]);
        assert_eq!(limits("demo = true"), [10_000; 4]);
        assert_eq!(limits("demo = true\nsender_url = \"https://s/{phone}/{code}\""), [5, 60, 600, 120]);
        assert_eq!(limits("demo = true\ncodes_per_phone = 7"), [7, 10_000, 10_000, 10_000]);
    }

    #[test]
    fn a_file_that_is_wrong_is_refused_in_one_sentence_without_what_it_holds() {
        let path = std::env::temp_dir().join(format!("linli-config-{}.toml", uuid::Uuid::now_v7()));
        let said = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let told = read(&path).err().unwrap().to_string();
            told.replace(&path.display().to_string(), "FILE")
        };
        assert_eq!(
            said("code_minutes = 7\ncode_trys = 4\n"),
            "The settings file FILE is not valid: unknown field `code_trys` (is `code_tries` meant?), on line 2."
        );
        assert!(said("code-tries = 3\n").contains("unknown field `code-tries` (is `code_tries` meant?)"));
        assert!(said("log_format = \"xml\"\n").contains("`xml`, expected `text` or `json`, on line 1."));
        assert!(said("listen = \"localhost:3000\"\n").contains("such as 127.0.0.1:3000"));
        assert_eq!(
            said("[server]\nlisten = \"127.0.0.1:80\"\n"),
            "The settings file FILE is not valid: unknown field `server`, on line 1."
        );
        assert!(!said("sender_authorization = \"secret").contains("secret"));
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn m9_production_needs_a_sender_and_https_and_its_own_address() {
        let serving = |url: &str, demo: bool, sender: &str| {
            let sender_url = sender.to_owned();
            Config { public_url: url.to_owned(), demo, sender_url, ..Config::default() }.check_for_serving()
        };
        assert!(matches!(serving("", false, "https://sms.example"), Err(ConfigError::NoPublicUrl)));
        assert!(matches!(serving("https://linli.example", false, ""), Err(ConfigError::NoSender)));
        assert!(serving("https://linli.example", false, "https://sms.example").is_ok());
        assert!(serving("http://localhost:3000", true, "").is_ok());
        assert!(matches!(serving("http://linli.example", false, "x"), Err(ConfigError::PublicUrl(_))));
        assert!(matches!(serving("linli.example", true, ""), Err(ConfigError::PublicUrl(_))));
        let below = serving("https://linli.example/app", false, "x");
        assert!(matches!(below, Err(ConfigError::PublicPath(_))), "forms come from no such origin");
    }

    #[test]
    fn what_would_serve_nobody_is_refused_in_words() {
        let usual = || Config { public_url: "http://localhost".to_owned(), demo: true, ..Config::default() };
        assert!(usual().check_for_serving().is_ok());
        let said = |it: Config| it.check_for_serving().err().unwrap().to_string();
        assert_eq!(said(Config { code_tries: 0, ..usual() }), "code-tries must be at least 1.");
        assert_eq!(said(Config { request_seconds: 0, ..usual() }), "request-seconds must be at least 1.");
        assert!(said(Config { log: "info,linli=banana".to_owned(), ..usual() }).contains("`linli=banana`"));
        for good in ["warn", "linli", "info,linli::access=off", "linli::access=debug, sqlx=trace", ""] {
            let it = Config { log: good.to_owned(), ..usual() };
            assert!(it.check_for_serving().is_ok(), "{good}");
        }
    }
}
