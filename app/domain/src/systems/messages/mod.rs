//! What people are told, and that they have read it.

mod decide;
mod may;
pub mod mutations;

pub use may::{Action, may};
