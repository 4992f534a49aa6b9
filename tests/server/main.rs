//! The server in one process, each test on SQLite and on PostgreSQL.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod bad_input;
mod communities;
mod description;
mod detail_pages;
mod double_booking;
mod flows;
mod founding;
mod hostile_forms;
mod hostile_rates;
mod hostile_sign_in;
mod hostile_writes;
mod idempotency;
mod idle;
mod late_facts;
mod limits;
mod live;
mod looks;
mod migrating;
mod moving;
mod notices;
mod one_person;
mod operating;
mod pages;
mod panics;
mod policy;
mod pulling;
mod readers;
mod retention;
mod signing_in;
mod statements;
mod systems;
mod writer;
