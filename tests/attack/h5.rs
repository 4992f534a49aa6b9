//! H5: one account asks and books without end.

use anyhow::Result;
use linli_domain::time::Zone;
use serde_json::json;
use uuid::Uuid;

use crate::found::Found;
use crate::item::{Item, Run, Scene};
use crate::person::{Person, ask, harmless};

pub const ITEM: Item = Item {
    name: "h5",
    tried: "one resident books 50 visits, asks neighbours 500 times, sends 1,500 mutations",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// More than one person needs: open requests, visits, mutations that are decided in a day.
const REQUESTS: usize = 20;
const VISITS: usize = 14;
const MUTATIONS: usize = 1_000;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut attacker = scene.attacker("13800000001").await?;
    let (visits, overlapping) = visits(&mut attacker).await?;
    let mut other = scene.attacker("13800000002").await?;
    let mut requests = 0;
    for _ in 0..scene.of(10, 3) {
        let many: Vec<_> = (0..50).map(|_| ask("neighbour")).collect();
        requests += other.push(&many).await?.applied();
    }
    let mut third = scene.attacker("13800000003").await?;
    let mut decided = 0;
    for _ in 0..30 {
        let many: Vec<_> = (0..50).map(|_| harmless()).collect();
        let pushed = third.push(&many).await?;
        decided += pushed.refused().iter().filter(|it| !is_a_limit(it)).count();
    }
    let mut clerk = scene.attacker("13800000005").await?;
    let desk = clerk.client.get("/desk").await?.status;
    let pulled = clerk.client.get("/api/sync/v1/pull").await?;
    Ok(Found::new(format!("{visits} visits, {requests} requests, {decided} mutations were taken"))
        .must(visits <= VISITS, "visits of one person have a limit")
        .must(!overlapping, "nobody has two visits at once")
        .must(requests <= REQUESTS, "requests of one person have a limit")
        .must(decided <= MUTATIONS, "mutations of one person have a limit")
        .must(desk == 200 && pulled.status == 200, "the desk works"))
}

fn is_a_limit(code: &str) -> bool {
    matches!(code, "quota" | "too_many" | "too_fast")
}

/// Books visits at every hour of the next weeks, several at once; how many, and whether any overlap.
async fn visits(attacker: &mut Person) -> Result<(usize, bool)> {
    let rows = attacker.pull().await?;
    let zone = rows.communities.values().next().map_or_else(Zone::utc, linli_domain::place::Community::zone);
    let today = zone.date(linli_server::state::system_clock());
    let mut taken: Vec<(i64, i64)> = Vec::new();
    let (mut count, mut overlapping) = (0, false);
    let services = ["visit", "cleaning", "meal", "comfort", "errand", "walking"];
    for round in 0..2_u16 {
        let mut wanted = Vec::new();
        for day in 1..=25 {
            let at = zone.at(linli_domain::time::plus_days(today, day), (9 + round) * 60);
            let service = services.get(usize::try_from(day)? % services.len()).copied().unwrap_or("visit");
            let args = json!({ "booking_id": Uuid::now_v7(), "service": service, "starts": at, "note": "" });
            wanted.push(("care.book@1", args));
            // And another one at the very same time.
            let again = json!({ "booking_id": Uuid::now_v7(), "service": "comfort", "starts": at });
            wanted.push(("care.book@1", again));
        }
        count += attacker.push(&wanted).await?.applied();
    }
    let known = attacker.pull().await?;
    for booking in known.bookings.values().filter(|it| it.subject.0 == attacker.id && it.state.holds_time()) {
        if matches!(booking.kind, linli_domain::booking::Kind::CareVisit(_)) {
            let (from, to) = (booking.starts.millis(), booking.ends.millis());
            overlapping |= taken.iter().any(|(a, b)| from < *b && *a < to);
            taken.push((from, to));
        }
    }
    Ok((count, overlapping))
}
