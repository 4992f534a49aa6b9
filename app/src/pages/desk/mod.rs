//! The desk of a community.

pub mod approvals;
pub mod assign;
pub mod book_for;
mod cards;
pub mod care;
pub mod help;
mod hours;
pub mod number;
mod parts;
pub mod queue;
pub mod register;
pub mod rooms;
mod table;
