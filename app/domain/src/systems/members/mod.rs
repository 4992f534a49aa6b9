//! Accounts that staff keeps.

mod decide;
mod may;
pub mod mutations;

pub use may::{Action, may};
