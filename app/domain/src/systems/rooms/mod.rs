//! Borrowing rooms.

mod decide;
mod may;
pub mod mutations;
mod settings;

pub(crate) use may::reduce;
pub use may::{Action, may};
pub use settings::RoomSettings;
