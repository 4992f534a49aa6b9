//! Borrowing rooms.

mod decide;
mod may;
pub mod mutations;

pub(crate) use may::reduce;
pub use may::{Action, may};
