//! What is done with bookings of any kind.

mod decide;
mod deeds;
mod may;
pub mod mutations;
mod news;
mod refusal;
mod settings;

pub use deeds::BookingDeed;
pub(crate) use may::is_reduced;
pub use may::{Action, may, readable_booking};
pub use news::BookingNews;
pub use refusal::BookingRefusal;
pub use settings::BookingSettings;
