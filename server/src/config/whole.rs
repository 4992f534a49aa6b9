//! The settings put together, and whether one can serve with them.

use std::time::Duration;

use super::file::{parse, read};
use super::{Config, ConfigError, File, Flags};
use crate::db::Pool;
use crate::telemetry;

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

    pub(super) fn merge(flags: Flags, file: File) -> Self {
        let config = Self::default().over(flags.clone(), file.clone());
        if config.shows_codes() { Self::with_codes_shown().over(flags, file) } else { config }
    }

    /// The defaults where everybody is shown the codes: counting them guards nobody, and visitors of
    /// a demo, behind one address and in a few accounts, would lock each other out, end each other's
    /// sessions and streams.
    pub(super) fn with_codes_shown() -> Self {
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
