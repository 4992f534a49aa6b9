//! What each system needs of the server alone: the rows that its decisions look at.

pub(crate) mod bookings;
pub(crate) mod care;
pub(crate) mod help;
pub(crate) mod hours;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod rooms;
