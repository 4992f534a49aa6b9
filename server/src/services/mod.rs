//! Use cases: each asks the policy, lets the domain decide and owns its transaction.

pub mod actor;
mod admission;
pub mod by_day;
pub mod clock;
pub mod crashes;
pub mod hourly;
pub mod jobs;
pub mod known;
pub mod looks;
pub mod mutate;
mod needs;
mod noted;
mod offers;
pub mod outstanding;
pub mod pages;
pub mod places;
pub mod pull;
pub mod queries;
pub mod rates;
pub mod readiness;
pub mod reading;
pub mod retention;
pub mod session;
pub mod sight;
pub mod sign_in;
pub mod sweep;
pub mod turns;
