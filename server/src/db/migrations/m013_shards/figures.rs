//! What SQLite shall believe of the tables: a hundred communities of ten thousand people. Of a database that has just
//! begun it would know nothing, and read a whole community to find one row of it, since every key begins with the
//! community; and what it measured of a quiet day would not be true of another. So it measures nothing, and plans as
//! for a town, always the same.

use sea_orm_migration::prelude::*;

use super::{MATTER, run_all};

/// Table, index (the table itself stands for its key), and rows: all of them, then those that are alike in the first
/// column, in the first two, and so on.
const FIGURES: [(&str, &str, &str); 32] = [
    ("member", "member", "1000000 10000 1"),
    ("member", "member_community", "1000000 10000 2"),
    ("resource", "resource", "10000 100 1"),
    ("resource", "resource_account", "10000 100 1"),
    ("device", "device", "1000000 10000 1"),
    ("device", "device_owner", "1000000 10000 2"),
    ("booking", "booking", "1000000 10000 1"),
    ("booking", "booking_community", "1000000 10000 5"),
    ("booking", "booking_person", "1000000 10000 20 1"),
    ("booking", "booking_carer", "500000 5000 200 1"),
    ("booking", "booking_second_carer", "50000 500 20 1"),
    ("booking", "booking_rooms_held", "500000 5000 20 10 1"),
    ("booking", "booking_called_off", "50000 500 5 1"),
    ("booking", "booking_hold", "1000 1"),
    ("booking", "booking_moving", "50000 20 1"),
    ("booking", "booking_waiting", "1000 10"),
    ("booking", "booking_missed", "1000 10"),
    ("allocation", "allocation", "1000000 10000 200 1"),
    ("allocation", "allocation_held", "1000000 10000 1"),
    (MATTER, MATTER, "1000000 10000 1"),
    (MATTER, "matter_community", "1000000 10000 5000 1"),
    (MATTER, "matter_person", "1000000 10000 20 1"),
    (MATTER, "matter_person_open", "10000 100 2"),
    (MATTER, "matter_taken", "500000 5000 50"),
    (MATTER, "matter_asker", "1000000 10000 20 1"),
    ("story_event", "story_event", "1000000 10000 1"),
    ("story_event", "story_event_told", "1000000 10000 5 1"),
    ("message", "message", "1000000 10000 1"),
    ("message", "message_inbox", "1000000 10000 50 1"),
    ("outcome", "outcome", "1000000 10000 50 1"),
    ("outcome", "outcome_named", "1000000 10000 1"),
    ("outcome", "outcome_decided", "1000000 5"),
];

/// Writes them.
pub(super) async fn write(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // The table of figures is made by measuring something, small as it may be.
    let begin = ["ANALYZE place".to_owned(), "DELETE FROM sqlite_stat1".to_owned()];
    let figures = FIGURES.iter().map(|(table, index, rows)| {
        format!("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{rows}')")
    });
    run_all(manager, &begin.into_iter().chain(figures).collect::<Vec<_>>()).await
}
