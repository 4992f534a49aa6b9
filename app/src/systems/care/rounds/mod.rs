//! A caregiver's pages.

mod parts;
pub mod today;
pub mod visit;
pub mod week;
