//! A resident's pages.

pub mod booking;
pub mod care_book;
pub mod entry;
pub mod help;
pub mod help_ask;
pub mod home;
pub mod mine;
pub mod neighbours;
pub mod room;
pub mod rooms;
pub mod slip;
