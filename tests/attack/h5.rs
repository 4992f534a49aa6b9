//! H5: one account asks and books without end.

use std::collections::BTreeMap;

use anyhow::Result;
use linli_domain::booking::Kind;
use linli_domain::place::Community;
use linli_domain::rows::Rows;
use linli_domain::time::{Zone, monday_of, plus_days};
use linli_server::state::system_clock;
use serde_json::json;
use uuid::Uuid;

use crate::found::Found;
use crate::item::{Item, Run, Scene};
use crate::person::{Person, ask, harmless};

pub const ITEM: Item = Item {
    name: "h5",
    tried: "one resident asks for 112 visits in two weeks, for neighbours 500 times, sends 1,500 mutations",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// More than one person needs: requests, visits in a week, mutations that are decided in a day.
const REQUESTS: usize = 20;
const VISITS: usize = 14;
const MUTATIONS: usize = 1_000;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut attacker = scene.attacker("13800000001").await?;
    book(&mut attacker).await?;
    let (visits, overlapping) = booked(&mut attacker).await?;
    let mut other = scene.attacker("13800000002").await?;
    let mut requests = 0;
    for _ in 0..scene.of(10, 3) {
        let many: Vec<_> = (0..50).map(|_| ask("neighbour")).collect();
        requests += other.push(&many).await?.applied();
    }
    let mut decided = 0;
    for _ in 0..30 {
        let many: Vec<_> = (0..50).map(|_| harmless()).collect();
        let pushed = attacker.push(&many).await?;
        decided += pushed.refused().iter().filter(|it| !is_a_limit(it)).count();
    }
    let mut clerk = scene.attacker("13800000005").await?;
    let desk = clerk.client.get("/desk").await?.status;
    let pulled = clerk.client.get("/api/sync/v1/pull").await?;
    Ok(Found::new(format!(
        "{visits} visits in one week, {requests} requests, {decided} mutations were taken"
    ))
    .must(visits <= VISITS, "visits of one person have a limit")
    .must(!overlapping, "nobody has two visits at once")
    .must(requests <= REQUESTS, "requests of one person have a limit")
    .must(visits > 0 && requests > 0 && decided > 0, "what one may do is done")
    .must(decided <= MUTATIONS, "mutations of one person have a limit")
    .must(desk == 200 && pulled.status == 200, "the desk works"))
}

fn is_a_limit(code: &str) -> bool {
    matches!(code, "quota" | "too_many" | "too_fast")
}

fn zone(rows: &Rows) -> Zone {
    rows.communities.values().next().map_or_else(Zone::utc, Community::zone)
}

/// Asks for visits at every second hour of two weeks, and for another one at the same time.
async fn book(attacker: &mut Person) -> Result<()> {
    let zone = zone(&attacker.pull().await?);
    let today = zone.date(system_clock());
    let services = ["visit", "cleaning", "meal", "comfort", "errand", "walking"];
    let mut turn = services.iter().cycle();
    for hour in [9, 11, 13, 15] {
        let mut wanted = Vec::new();
        for day in 7..21 {
            let starts = zone.at(plus_days(today, day), hour * 60);
            for service in [turn.next().copied().unwrap_or("visit"), "comfort"] {
                let args = json!({ "booking_id": Uuid::now_v7(), "service": service, "starts": starts });
                wanted.push(("care.book@1", args));
            }
        }
        attacker.push(&wanted).await?;
    }
    Ok(())
}

/// The most visits in one week that the attacker has now, and whether any two are at once.
async fn booked(attacker: &mut Person) -> Result<(usize, bool)> {
    let rows = attacker.pull().await?;
    let zone = zone(&rows);
    let (mut weeks, mut taken, mut overlapping) = (BTreeMap::new(), Vec::new(), false);
    for visit in rows.bookings.values() {
        let own = visit.subject.0 == attacker.id && matches!(visit.kind, Kind::CareVisit(_));
        if own && visit.state.holds_time() {
            *weeks.entry(monday_of(zone.date(visit.starts))).or_insert(0) += 1;
            overlapping |= taken.iter().any(|(from, to)| visit.starts < *to && *from < visit.ends);
            taken.push((visit.starts, visit.ends));
        }
    }
    Ok((weeks.into_values().max().unwrap_or(0), overlapping))
}
