//! Pages of whoever has an account.

pub mod me;
pub mod phone;
pub mod sign_in;
mod sign_out;
pub mod start;
