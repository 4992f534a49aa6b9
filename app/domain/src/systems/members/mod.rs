//! Accounts that staff keeps.

mod decide;
mod may;
pub mod mutations;
mod news;
mod refusal;

pub use may::{Action, may};
pub use news::MemberNews;
pub use refusal::MemberRefusal;
