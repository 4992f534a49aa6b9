//! Use cases: each asks the policy, lets the domain decide and owns its transaction.

pub mod mutate;
mod needs;
pub mod places;
pub mod pull;
pub mod rates;
pub mod session;
pub mod sweep;
pub mod views;
