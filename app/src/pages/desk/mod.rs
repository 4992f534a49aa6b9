//! The desk of a community: what is no system's own.

pub mod book_for;
pub mod parts;
pub mod queue;
