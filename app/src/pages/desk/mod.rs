//! The desk of a community.

pub mod approvals;
pub mod assign;
pub mod book_for;
pub mod cards;
pub mod care;
pub mod help;
mod hours;
pub mod number;
pub mod parts;
pub mod queue;
pub mod register;
pub mod rooms;
pub mod table;
