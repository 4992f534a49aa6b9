//! Reading. Each function is one query, with contacts a second one for the people, however many rows
//! there are. It answers with the domain's rows, unfiltered: who may see what is for the caller to
//! ask of the policy. All fail when the database does not answer or a row is damaged.

mod bookings;
mod helps;
mod people;
mod places;
mod sync;
mod tallies;
mod time;

pub use bookings::Due;
pub use tallies::{HelpCount, HouseholdCount};

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::facts;
use super::hold::{Held, hold};

/// Reads through a connection or inside a transaction.
pub struct Fetch<'c, C>(pub &'c C);

// By hand: a derive would ask the connection itself to be copied.
impl<C> Clone for Fetch<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Fetch<'_, C> {}

/// Values that one list of a statement takes. SQLite binds at most 32,766 in a statement, PostgreSQL
/// 65,535; what is longer is read in parts.
const LIST: usize = 8_192;

fn uuids<T: Copy + Into<Uuid>>(ids: &[T]) -> Vec<Uuid> {
    padded(ids.iter().map(|id| (*id).into()).collect())
}

/// Things of which any shall be found, the last repeated until they are a power of two: a database
/// prepares a statement anew for each number of them.
pub fn padded<T: Clone>(mut things: Vec<T>) -> Vec<T> {
    if let Some(last) = things.last().cloned() {
        things.resize(things.len().next_power_of_two(), last);
    }
    things
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Keeps other decisions over these waiting until the transaction ends; for rules that look at
    /// more than what they write. To be called before reading.
    pub async fn hold(self, held: Held<'_>) -> Result<(), DbErr> {
        hold(self.0, held).await
    }

    /// The random name of this database; a restore from a backup changes it.
    pub async fn epoch(self) -> Result<String, DbErr> {
        Ok(facts::get(self.0, "epoch").await?.unwrap_or_default())
    }
}
