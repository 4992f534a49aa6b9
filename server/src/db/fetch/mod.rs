//! Reading. Each function is one query, with contacts a second one for the people, however many rows
//! there are. It answers with the domain's rows, unfiltered: who may see what is for the caller to
//! ask of the policy. All fail when the database does not answer or a row is damaged.
//!
//! What lies with the communities is read in named ones: [`Fetch::within`] says in which, and only what comes of it
//! reads by id, so that no statement goes to all communities to find a row of one.
//!
//! Here is what goes over several kinds of rows; what is asked of one kind stands with its table.

mod actors;
mod binding;
mod each;
mod tallies;

pub use actors::Acting;
pub(super) use binding::Binding;
pub(super) use each::{BRANCHES, each};
pub use tallies::{HelpCount, HouseholdCount};

use std::ops::Deref;

use linli_domain::ids::PlaceId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::hold::{Held, hold};
use super::tables::{ColumnOf, Table, database_fact};

/// Reads through a connection or inside a transaction.
pub struct Fetch<'c, C>(pub &'c C);

// By hand: a derive would ask the connection itself to be copied.
impl<C> Clone for Fetch<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Fetch<'_, C> {}

/// Reads in some communities, and in no others.
pub struct Here<'c, C> {
    fetch: Fetch<'c, C>,
    places: &'c [PlaceId],
}

// By hand, as above.
impl<C> Clone for Here<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Here<'_, C> {}

/// What lies in the directory, or is asked of communities that are named there and then.
impl<'c, C> Deref for Here<'c, C> {
    type Target = Fetch<'c, C>;

    fn deref(&self) -> &Fetch<'c, C> {
        &self.fetch
    }
}

/// Values that one list of a statement takes. SQLite binds at most 32,766 in a statement, PostgreSQL
/// 65,535; what is longer is read in parts.
pub(super) const LIST: usize = 8_192;

pub(super) fn uuids<T: Copy + Into<Uuid>>(ids: &[T]) -> Vec<Uuid> {
    padded(ids.iter().map(|id| (*id).into()).collect())
}

/// Things of which any shall be found, the last repeated until they are a power of two: a database
/// prepares a statement anew for each number of them.
pub(super) fn padded<T: Clone>(mut things: Vec<T>) -> Vec<T> {
    if let Some(last) = things.last().cloned() {
        things.resize(things.len().next_power_of_two(), last);
    }
    things
}

impl<'c, C> Fetch<'c, C> {
    /// Reads by id in these communities.
    #[must_use]
    pub fn within<'p>(self, places: &'p [PlaceId]) -> Here<'p, C>
    where
        'c: 'p,
    {
        Here { fetch: self, places }
    }
}

impl<'c, C> Here<'c, C> {
    /// The communities in which it reads.
    #[must_use]
    pub const fn places(self) -> &'c [PlaceId] {
        self.places
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// Whether a row is one of these communities.
    pub(super) fn of<T: ColumnTrait>(self, community: T) -> Expr {
        community.is_in(uuids(self.places))
    }

    /// The rows of these communities of which a column is one of these ids, asked for in parts.
    pub(super) async fn by_id<T: Table>(
        self,
        community: ColumnOf<T>,
        column: ColumnOf<T>,
        ids: &[impl Copy + Into<Uuid>],
    ) -> Result<Vec<T>, DbErr> {
        let mut rows = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            let these = T::Entity::find().filter(column.is_in(uuids(some)));
            rows.extend(self.all(these.filter(self.of(community))).await?);
        }
        Ok(rows)
    }
}

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// Keeps other decisions over these waiting until the transaction ends; for rules that look at
    /// more than what they write. To be called before reading.
    pub async fn hold(self, held: Held<'_>) -> Result<(), DbErr> {
        hold(self.0, held).await
    }

    /// The random name of this database; a restore from a backup changes it.
    pub async fn epoch(self) -> Result<String, DbErr> {
        Ok(database_fact::get(self.0, "epoch").await?.unwrap_or_default())
    }

    /// The rows that a query finds.
    pub(super) async fn all<T: Table>(self, query: Select<T::Entity>) -> Result<Vec<T>, DbErr> {
        query.all(self.0).await?.into_iter().map(T::read).collect()
    }

    /// The rows of which a column is one of these ids, asked for in parts.
    pub(super) async fn among<T: Table>(
        self,
        column: ColumnOf<T>,
        ids: &[impl Copy + Into<Uuid>],
    ) -> Result<Vec<T>, DbErr> {
        let mut rows = Vec::with_capacity(ids.len());
        for some in ids.chunks(LIST) {
            for found in T::Entity::find().filter(column.is_in(uuids(some))).all(self.0).await? {
                rows.push(T::read(found)?);
            }
        }
        Ok(rows)
    }
}
