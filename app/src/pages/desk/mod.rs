//! The desk of a community.

pub mod approvals;
pub mod book_for;
pub mod care;
pub mod help;
pub mod queue;
pub mod register;
pub mod rooms;
