//! Borrowing rooms.

mod decide;
mod may;
pub mod mutations;
mod refusal;
mod settings;

pub(crate) use may::reduce;
pub use may::{Action, may};
pub use refusal::RoomRefusal;
pub use settings::RoomSettings;
