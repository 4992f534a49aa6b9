//! Bookings that a database holds already when a measurement begins.

use anyhow::Result;
use linli_domain::booking::{Booking, Busy, Kind, State};
use linli_domain::ids::{BookingId, EventId, HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::story::StoryEvent;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Instant;
use linli_server::db::{Db, bulk};
use uuid::Uuid;

use super::bare::Planned;
use super::world;

/// Days that lie behind, and days ahead that can be booked.
pub const DAYS: i64 = 240;
pub const AHEAD: i64 = 58;
/// First and last hour in which a use of a room starts; each lasts half an hour.
pub const HOURS: core::ops::RangeInclusive<u16> = 8..=20;
/// Random, and the same in each run.
pub const SEED: u64 = 20_261_127;

/// Writes room bookings of half an hour, with what belongs to them, in one commit.
pub async fn write(db: &Db, planned: &[Planned]) -> Result<()> {
    let now = world::now();
    let (mut bookings, mut times, mut stories) = (Vec::new(), Vec::new(), Vec::new());
    for it in planned {
        let id = BookingId(Uuid::now_v7());
        let (place, room, who) = (PlaceId(it.place), ResourceId(it.room), MemberId(it.member));
        let starts = Instant::from_millis(it.starts);
        let ends = starts.plus_minutes(30);
        bookings.push(Booking {
            id,
            community_id: place,
            subject: who,
            actor: who,
            household_id: HouseholdId(it.household),
            called: "Resident".to_owned(),
            contact: None,
            starts,
            ends,
            state: if starts > now { State::Confirmed } else { State::Completed },
            hold_until: None,
            also: false,
            settled: None,
            note: "书法".to_owned(),
            reason: String::new(),
            made: starts.plus_days(-5).min(now),
            ver: 1,
            kind: Kind::Room { resource_id: room, people: 2 },
        });
        times.push((Busy { resource_id: room, booking_id: id, starts, ends: ends.plus_minutes(10) }, place));
        stories.push(StoryEvent {
            happened: None,
            id: EventId(Uuid::now_v7()),
            community_id: place,
            at: now,
            actor: Some(who),
            actor_called: "Resident".to_owned(),
            note: String::new(),
            what: (id, BookingDeed::Booked).into(),
        });
    }
    let tx = sea_orm::TransactionTrait::begin(db.reader()).await?;
    bulk::insert(&tx, &bookings).await?;
    bulk::insert(&tx, &times).await?;
    bulk::insert(&tx, &stories).await?;
    tx.commit().await?;
    Ok(())
}
