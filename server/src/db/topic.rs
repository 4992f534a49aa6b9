//! What changes are noted about, so that phones can be told of them.

use linli_domain::ids::PlaceId;
use linli_domain::rows::Row;
pub use linli_domain::rows::RowKind as Topic;
use uuid::Uuid;

/// A row that has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub community: PlaceId,
    pub topic: Topic,
    pub id: Uuid,
}

impl Change {
    /// What is noted when a row is written; nothing where it travels with another, or no mutation writes it.
    #[must_use]
    pub fn of(row: &Row) -> Option<Self> {
        Some(Self { community: row.told_in()?, topic: row.kind(), id: row.key().id() })
    }
}
