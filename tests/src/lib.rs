//! The harness of the tests of linli as a whole: an app over a fresh database of either kind, a
//! small fixed world, and clients who sign in as people of that world.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails at once"
)]

pub mod app;
pub mod builders;
pub mod checks;
pub mod clients;
pub mod communities;
pub mod events;
pub mod pace;
pub mod postgres;
pub mod program;
pub mod readers;
pub mod site;
pub mod sqlite;
pub mod statements;

pub use macro_rules_attribute::apply;
