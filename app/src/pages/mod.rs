//! One page per file, by who uses them.

pub mod account;
#[cfg(feature = "staff")]
pub mod caregiver;
pub(crate) mod common;
#[cfg(feature = "staff")]
pub mod desk;
pub mod edition;
pub mod finding;
pub mod known;
pub mod landing;
pub mod resident;
#[cfg(feature = "staff")]
pub(crate) mod staff;
#[cfg(feature = "staff")]
pub mod street;
