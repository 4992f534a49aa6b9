//! Telling phones that something changed. A stream of events only pokes: a community and its newest
//! version, no more; the phone then pulls. So a poke that is lost, doubled or late costs time and
//! never rows.

mod follow;
mod hub;
mod stream;

pub use follow::{Running, start};
pub use hub::{Hub, Refused};
pub use stream::open;
