//! What changes are noted about, so that phones can be told of them.

#![warn(clippy::wildcard_enum_match_arm)]

use linli_domain::as_json;
use linli_domain::ids::PlaceId;
use linli_domain::rows::Row;
use uuid::Uuid;

/// A row that has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub community: PlaceId,
    pub topic: Topic,
    pub id: Uuid,
}

// The kinds of rows, a line each, with the name that their rows have; then those of which nothing is noted.
macro_rules! topics {
    ({ $($(#[$doc:meta])* $topic:ident = $name:literal;)* } but not { $($other:ident;)* }) => {
        /// A kind of rows that phones are sent when they change. Named as the rows are.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Topic {
            $($(#[$doc])* $topic,)*
        }

        as_json!(enum Topic { $($topic = $name),* });

        impl Change {
            /// What is noted when a row is written; nothing where it travels with another, or no mutation writes
            /// it.
            #[must_use]
            pub fn of(row: &Row) -> Option<Self> {
                let (community, topic) = match row {
                    $(Row::$topic(it) => (it.community_id, Topic::$topic),)*
                    $(Row::$other(_) => return None,)*
                };
                Some(Self { community, topic, id: row.key().id() })
            }
        }
    };
}

topics! {
    {
        Resource = "resource";
        Member = "member";
        /// With the time that it holds, and its story.
        Booking = "booking";
        /// Of every kind, by the name of the first, as the rows; with its story.
        Matter = "help";
        Message = "message";
    }
    but not {
        // A story travels with what it is about, whose change is noted already.
        Event;
        // No mutation writes these.
        Community;
        Grant;
        Busy;
    }
}
