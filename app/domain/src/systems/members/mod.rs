//! Accounts that staff keeps.

mod decide;
pub mod mutations;
