//! A caregiver's pages.

pub mod today;
pub mod visit;
pub mod week;
