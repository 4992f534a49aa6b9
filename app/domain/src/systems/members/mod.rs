//! Accounts that staff keeps.

mod decide;
mod may;
pub mod mutations;
mod refusal;

pub use may::{Action, may};
pub use refusal::MemberRefusal;
