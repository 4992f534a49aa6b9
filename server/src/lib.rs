//! The server of linli: HTTP, pages, services, the database.

// As in the domain: what is new in a list is not forgotten in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod assets;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod founding;
pub mod holidays;
pub mod http;
pub mod live;
pub mod metrics;
pub mod networks;
pub mod senders;
pub mod services;
mod spelling;
pub mod state;
pub mod telemetry;
