//! The subdistrict's pages.

pub mod escalated;
