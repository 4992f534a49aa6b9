//! The log: structured lines to standard output. Nothing in it names a person; requests are told
//! by their route and number, never by their address or body.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{IsTerminal, stdout};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::metrics;

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

/// Says where something crashed, and not with what words: they may quote what it met, such as a name.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|crash| {
        metrics::get().panicked();
        let place = crash.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        // Where it came from, when the operator asks for it (RUST_BACKTRACE); it has no values.
        let way = Backtrace::capture();
        if way.status() == BacktraceStatus::Captured {
            tracing::error!(place, %way, "panicked");
        } else {
            tracing::error!(place, "panicked");
        }
    }));
}

/// Whether this says what to log.
///
/// # Errors
/// What is wrong with it.
pub fn check(wanted: &str) -> Result<(), String> {
    for part in wanted.split(',').filter(|it| !it.trim().is_empty()) {
        let level = part.rsplit_once('=').map_or(part, |(_, level)| level).trim();
        let is_level = level.parse::<LevelFilter>().is_ok();
        // A name alone, as `linli`, means everything of it.
        let is_name =
            !part.contains('=') && part.chars().all(|it| it.is_alphanumeric() || "_: ".contains(it));
        if !(is_level || is_name) || EnvFilter::builder().parse(part.trim()).is_err() {
            return Err(format!(
                "`{part}` is neither a level (error, warn, info, debug, trace, off) nor NAME=LEVEL"
            ));
        }
    }
    Ok(())
}

fn filter(wanted: &str) -> EnvFilter {
    let fixed = FIXED.into_iter().filter_map(|it| it.parse().ok());
    fixed.fold(EnvFilter::new(wanted), EnvFilter::add_directive)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use tracing::Level;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn l5_a_crash_is_logged_by_its_place_and_not_by_its_words() {
        let page = Page::default();
        let write = page.clone();
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || write.clone()).finish();
        catch_panics();
        let name = "王秀英";
        let crashed = tracing::subscriber::with_default(log, || {
            std::panic::catch_unwind(|| {
                let found: Result<(), &str> = Err(name);
                if let Err(error) = found {
                    panic!("cannot read {error}");
                }
            })
        });
        drop(std::panic::take_hook());
        assert!(crashed.is_err());
        let said = page.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let said = String::from_utf8_lossy(&said);
        assert!(said.contains("panicked") && said.contains("telemetry.rs:"), "{said}");
        assert!(!said.contains(name), "{said}");
    }

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
