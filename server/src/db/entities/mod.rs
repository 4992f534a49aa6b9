//! Tables as sea-orm knows them. They never leave `db`; [`convert`](super::convert) is the bridge to
//! the domain.

pub mod allocation;
pub mod booking;
pub mod change;
pub mod change_mark;
pub mod community_head;
pub mod database_fact;
pub mod device;
pub mod help;
pub mod member;
pub mod member_grant;
pub mod member_look;
pub mod message;
pub mod outcome;
pub mod place;
pub mod rate;
pub mod resource;
pub mod session;
pub mod sign_in_request;
pub mod story_event;
