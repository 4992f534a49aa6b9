//! Free times of 50 rooms over 7 days: reading what is taken, and the domain's answer.

use std::time::Instant as Clock;

use anyhow::{Context, Result};
use linli_domain::availability::Calendar;
use linli_domain::booking::Busy;
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Interval, plus_days};
use linli_server::db::{Db, Fetch, bulk};
use uuid::Uuid;

use super::report::{Times, line};
use super::world;

const ROOMS: usize = 50;
const ROUNDS: usize = 200;

pub async fn measure() -> Result<()> {
    let small = with(20_000).await?;
    let large = with(200_000).await?;
    let ratio = large.1 / small.1;
    line(
        "Free times of 50 rooms over 7 days at 20,000 bookings",
        &format!("median {:.1} ms, p95 {:.1} ms", small.0, small.1),
        "",
        true,
    );
    line(
        "  at 200,000 bookings",
        &format!("median {:.1} ms, p95 {:.1} ms", large.0, large.1),
        "p95 <= 10 ms",
        large.1 <= 10.0,
    );
    line("  ratio", &format!("{ratio:.2}"), "<= 1.5", ratio <= 1.5);
    Ok(())
}

/// Median and p95 in milliseconds, with so many allocations in the database. The week that is asked
/// for is as full in both cases; the others lie in other weeks and other communities.
async fn with(bookings: usize) -> Result<(f64, f64)> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("availability.db").display());
    let db = Db::connect(&url).await?;
    let communities = bookings / 4_000;
    let world = world::fill(&db, communities, ROOMS, 1).await?;
    let zone = world::zone()?;
    let today = zone.date(world::now());
    for (place, rooms) in world.places.iter().zip(&world.rooms) {
        let mut rows = Vec::new();
        for (n, room) in rows_of(rooms).take(4_000) {
            let day = plus_days(today, i64::try_from(n / 4)? - 6);
            let starts = zone.at(day, u16::try_from(9 * 60 + n % 4 * 150)?);
            let busy = Busy {
                resource_id: room,
                booking_id: BookingId(Uuid::now_v7()),
                starts,
                ends: starts.plus_minutes(70),
            };
            rows.push((busy, *place));
        }
        bulk::insert(db.reader(), &rows).await?;
    }
    let all = Fetch(db.reader()).communities().await?;
    let place = *world.places.first().context("no place")?;
    let community = all.get(&place).context("no community")?;
    let rooms = world.rooms.first().context("no rooms")?;
    let week = Interval { starts: zone.at(today, 0), ends: zone.at(plus_days(today, 7), 0) };
    let now = zone.at(today, 0);
    let mut times = Times::default();
    let mut found = 0;
    for _ in 0..ROUNDS {
        let began = Clock::now();
        let fetch = Fetch(db.reader());
        let mut rows = Rows::default();
        rows.extend(fetch.resources(&[place]).await?.into_iter().map(Row::Resource));
        rows.extend(fetch.busy(&[place], rooms, week.widened(60, 60)).await?.into_iter().map(Row::Busy));
        let calendar = Calendar { rows: &rows, community, zone: &zone, now };
        found = 0;
        for room in calendar.rooms() {
            for day in 0..7 {
                found += calendar.room_starts(room, plus_days(today, day), 60).len();
            }
        }
        times.add(began.elapsed());
    }
    anyhow::ensure!(found > 1000, "only {found} free times");
    Ok((times.quantile(0.5), times.quantile(0.95)))
}

/// Every room again and again, with the number of the round.
fn rows_of(rooms: &[ResourceId]) -> impl Iterator<Item = (usize, ResourceId)> {
    let count = rooms.len().max(1);
    rooms.iter().copied().cycle().enumerate().map(move |(n, room)| (n / count, room))
}
