//! The rules of linli: rows, mutations, and what the community's rules say of them. Pure: time,
//! zones and ids are arguments; there is no input, no output and no clock.

// What is new in a list must not be forgotten in silence where the list is told apart.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod availability;
mod base64;
pub mod booking;
pub mod contact;
pub mod decide;
pub mod holiday;
#[macro_use]
pub mod ids;
pub mod json;
pub mod lifecycle;
pub mod matter;
pub mod member;
pub mod message;
pub mod mutation;
pub mod name;
pub mod place;
pub mod policy;
pub mod refusal;
pub mod resource;
pub mod rows;
#[cfg(feature = "openapi")]
mod schema;
pub mod search;
pub mod signs;
pub mod story;
pub mod sync;
pub mod systems;
pub mod time;

pub use systems::care::roster;
pub use systems::{care, help};
