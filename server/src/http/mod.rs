//! HTTP: routes, handlers, what guards them, and how they fail.

mod address;
mod code_step;
pub mod connections;
mod cookie;
mod events;
mod extract;
pub mod gate;
mod guard;
mod health;
mod left;
mod limit;
mod look_up;
pub mod metrics;
pub mod openapi;
mod pages;
mod prefs;
pub mod problem;
mod qr;
mod query;
pub mod readers;
mod report;
mod resend;
mod router;
mod session;
mod showcase;
mod sign_in;
mod sync;
mod trace;

pub use router::{guarded, router};
