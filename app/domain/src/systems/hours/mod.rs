//! Hours of a day that are others than usual.

mod decide;
mod may;
pub mod mutations;

pub use may::{Action, may};
