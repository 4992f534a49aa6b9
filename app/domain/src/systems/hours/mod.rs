//! Hours of a day that are others than usual.

mod decide;
pub mod mutations;
