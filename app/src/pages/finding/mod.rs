//! Finding things, and finding out how they are done.

pub mod guide;
pub mod search;
pub mod topic;
