//! What rows are called in storage. Names sort by kind, and the busy time of one booking lies together.

use indexed_db_futures::KeyRange;
use linli_domain::rows::{Row, RowKey};

/// The name of a row.
pub fn of(row: &Row) -> String {
    match row {
        Row::Community(it) => format!("community/{}", it.id),
        Row::Member(it) => format!("member/{}", it.id),
        Row::Grant(it) => format!("grant/{}", it.id),
        Row::Resource(it) => format!("resource/{}", it.id),
        Row::Booking(it) => format!("booking/{}", it.id),
        Row::Busy(it) => format!("busy/{}/{}/{}", it.booking_id, it.resource_id, it.starts.millis()),
        Row::Help(it) => format!("help/{}", it.id),
        Row::Event(it) => format!("event/{}", it.id),
        Row::Message(it) => format!("message/{}", it.id),
    }
}

/// The names of the rows that a key names.
pub fn named(key: RowKey) -> KeyRange<String> {
    let one = match key {
        RowKey::Community(id) => format!("community/{id}"),
        RowKey::Member(id) => format!("member/{id}"),
        RowKey::Grant(id) => format!("grant/{id}"),
        RowKey::Resource(id) => format!("resource/{id}"),
        RowKey::Booking(id) => format!("booking/{id}"),
        // In order, 0 comes right after the slash.
        RowKey::Busy(id) => {
            return KeyRange::Bound(format!("busy/{id}/"), false, format!("busy/{id}0"), true);
        }
        RowKey::Help(id) => format!("help/{id}"),
        RowKey::Event(id) => format!("event/{id}"),
        RowKey::Message(id) => format!("message/{id}"),
    };
    KeyRange::Only(one)
}
