//! One kind of row, one file: its columns, the row as the table and as the domain have it, what a change of it
//! writes, and what is asked and written of this kind alone. What goes over several kinds is in `fetch`, in the
//! writer, and in what forgets. Models never leave `db` but for tests that look behind it.

// Rows are told apart here: as in the rest of the server, nothing is forgotten in silence.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod allocation;
pub mod booking;
pub mod booking_list;
pub mod change;
pub mod change_mark;
pub mod community_head;
pub mod database_fact;
pub mod device;
mod help;
pub mod lease;
pub mod matter;
pub mod member;
pub mod member_grant;
pub mod member_home;
pub mod member_look;
pub mod message;
pub mod notice;
pub mod outcome;
pub mod place;
pub mod rate;
pub mod resource;
pub mod session;
pub mod sign_in_request;
pub mod spread;
pub mod story_event;

use sea_orm::{Condition, ConnectionTrait, DbErr, EntityTrait};

/// A kind of row of the domain, and the table that keeps it. Where the row says less than the table, as held time
/// does not say in which community, it is a pair.
pub trait Table: Sized {
    type Entity: EntityTrait;

    /// What a change of a row writes, in the order of the columns. None of a kind that is only added to.
    const CHANGED: &'static [ColumnOf<Self>];

    /// The row as its table has it.
    fn model(&self) -> ActiveModelOf<Self>;

    /// The row as the domain has it.
    ///
    /// # Errors
    /// When it is damaged.
    fn read(model: ModelOf<Self>) -> Result<Self, DbErr>;

    /// Writes what the directory has of new rows, before these are written. Of most kinds it has nothing.
    fn enter<C: ConnectionTrait>(_: &C, _: &[Self]) -> impl Future<Output = Result<(), DbErr>> + Send {
        core::future::ready(Ok(()))
    }
}

/// A kind of row that is changed by itself.
pub trait Named: Table {
    /// Finds the row: its community, and its id there.
    fn own(&self) -> Condition;
}

/// A kind of row whose changes are written only over the version that they were decided on.
pub trait Versioned: Named {
    /// Finds the row while it is as it was before this version of it.
    fn before(&self) -> Condition;
}

pub type ColumnOf<T> = <<T as Table>::Entity as EntityTrait>::Column;
pub type ModelOf<T> = <<T as Table>::Entity as EntityTrait>::Model;
pub type ActiveModelOf<T> = <<T as Table>::Entity as EntityTrait>::ActiveModel;
