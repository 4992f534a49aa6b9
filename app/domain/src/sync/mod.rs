//! The phone's half of syncing, without a phone: what it keeps, what it sends, and what the server's
//! answers do to it. Whoever drives it brings storage, network and clock.
//!
//! A phone has a *base*, the rows as the server last told them, which nothing but a pull changes; and
//! a [`Ledger`], which holds the mutations of this device and where the server stands with them. What
//! people see is the base with the open mutations [replayed](replay) over it.

#[cfg(debug_assertions)]
pub mod conformance;
mod entry;
mod ledger;
mod memory;
mod pace;
mod replay;
mod stale;
mod storage;
mod wire;

pub use entry::{Draft, Entry, Fate};
pub use ledger::{Asked, Fault, KEPT_DAYS, Ledger, MOST_PUSHED, RowChange};
pub use memory::Memory;
pub use pace::{Act, Event, Pace};
pub use replay::{View, replay};
pub use stale::{Erased, STAFF_HOURS, Silence, is_staff, is_stale};
pub use storage::{Storage, StorageError};
pub use wire::{Name, Newer, Pull, Step};
