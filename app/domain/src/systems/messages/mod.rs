//! What people are told, and that they have read it.

mod decide;
pub mod mutations;
