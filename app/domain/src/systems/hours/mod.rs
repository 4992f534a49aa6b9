//! Hours of a day that are others than usual.

mod decide;
mod may;
pub mod mutations;
mod news;

pub use may::{Action, may};
pub use news::HoursNews;
