//! Pages of whoever has an account.

pub mod me;
pub mod messages;
pub mod sign_in;
