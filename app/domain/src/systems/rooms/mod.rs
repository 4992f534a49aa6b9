//! Borrowing rooms.

mod decide;
pub mod mutations;
