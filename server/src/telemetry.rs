//! The log: structured lines to standard output. Nothing in it names a person; requests are told
//! by their route and number, never by their address or body.

use std::io::{IsTerminal, stdout};

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts the log. Later calls change nothing.
pub fn start(config: &Config) {
    // The database driver's own lines would quote statements with their values.
    let quiet = ["sqlx=warn", "sea_orm=warn", "sea_orm_migration=warn", "ureq=warn"];
    let mut filter = EnvFilter::new(&config.log);
    for directive in quiet.into_iter().filter_map(|it| it.parse().ok()) {
        filter = filter.add_directive(directive);
    }
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(stdout().is_terminal());
    let started = match config.log_format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    // Only a second start in one process fails, as tests do.
    drop(started);
}
