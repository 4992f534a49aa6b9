//! What is done with bookings of any kind.

mod decide;
pub mod mutations;
