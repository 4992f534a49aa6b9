//! What changes are noted about, so that phones can be told of them.

#![warn(clippy::wildcard_enum_match_arm)]

use linli_domain::as_json;
use linli_domain::ids::PlaceId;
use linli_domain::rows::Row;
use uuid::Uuid;

/// A kind of rows that phones are sent when they change. Named as the rows are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    Resource,
    Member,
    /// With the time that it holds, and its story.
    Booking,
    /// Of every kind, with its story.
    Matter,
    Message,
}

as_json!(
    enum Topic {
        Resource = "resource",
        Member = "member",
        Booking = "booking",
        // By the name of the first kind, as the rows.
        Matter = "help",
        Message = "message",
    }
);

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
        let (community, topic, id) = match row {
            Row::Booking(it) => (it.community_id, Topic::Booking, it.id.0),
            Row::Matter(it) => (it.community_id, Topic::Matter, it.id.0),
            Row::Message(it) => (it.community_id, Topic::Message, it.id.0),
            Row::Member(it) => (it.community_id, Topic::Member, it.id.0),
            Row::Resource(it) => (it.community_id, Topic::Resource, it.id.0),
            // A story travels with what it is about, whose change is noted already.
            Row::Event(_) => return None,
            Row::Community(_) | Row::Grant(_) | Row::Busy(_) => return None,
        };
        Some(Self { community, topic, id })
    }
}
