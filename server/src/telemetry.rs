//! The log: structured lines to standard output. Nothing in it names a person; requests are told
//! by their route and number, never by their address or body.

use std::io::{IsTerminal, stdout};

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// What is logged, whatever the setting says: who looked up whom always, and nothing of the database
/// driver that would quote statements with their values.
const FIXED: [&str; 5] =
    ["linli::audit=info", "sqlx=warn", "sea_orm=warn", "sea_orm_migration=warn", "ureq=warn"];

/// Starts the log. Later calls change nothing.
pub fn start(config: &Config) {
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter(&config.log)).with_ansi(stdout().is_terminal());
    let started = match config.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    // Only a second start in one process fails, as tests do.
    drop(started);
}

fn filter(wanted: &str) -> EnvFilter {
    let fixed = FIXED.into_iter().filter_map(|it| it.parse().ok());
    fixed.fold(EnvFilter::new(wanted), EnvFilter::add_directive)
}

#[cfg(test)]
mod tests {
    use tracing::Level;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[test]
    fn who_looked_up_whom_is_logged_whatever_is_set() {
        for wanted in ["info", "warn", "off", "error,linli::audit=off", "linli::access=off"] {
            let subscriber = tracing_subscriber::registry().with(filter(wanted));
            tracing::subscriber::with_default(subscriber, || {
                assert!(tracing::enabled!(target: "linli::audit", Level::INFO), "{wanted}");
                assert!(!tracing::enabled!(target: "sqlx", Level::INFO), "{wanted}");
            });
        }
    }
}
