//! Pages that are everybody's, and what pages share. Each system has its own in its folder.

pub mod account;
pub(crate) mod common;
#[cfg(feature = "staff")]
pub mod desk;
pub mod edition;
pub mod finding;
pub mod home;
pub mod known;
pub mod landing;
pub mod later;
pub mod mine;
pub mod routes;
#[cfg(feature = "staff")]
pub(crate) mod staff;
