//! One page per file, by who uses them.

pub mod account;
pub mod caregiver;
mod codes;
pub mod desk;
pub mod finding;
pub mod known;
pub mod landing;
pub mod resident;
mod staff;
pub mod street;
