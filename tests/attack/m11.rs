//! M11: a caregiver reads an elder's note weeks before the visit.

use anyhow::Result;
use linli_domain::time::{Zone, plus_days};
use serde_json::json;
use uuid::Uuid;

use crate::found::Found;
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "m11",
    tried: "caregivers pull the note “the key is under the mat” of visits in weeks",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

const SECRET: &str = "KEY-UNDER-THE-MAT";

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut elder = scene.attacker("13800000001").await?;
    let rows = elder.pull().await?;
    let zone = rows.communities.values().next().map_or_else(Zone::utc, linli_domain::place::Community::zone);
    let today = zone.date(linli_server::state::system_clock());
    let mut wanted = Vec::new();
    // As many as a week may hold, in several weeks, so that one of the two demo caregivers is sent.
    for day in 20..55 {
        let service = if day % 2 == 0 { "visit" } else { "comfort" };
        let starts = zone.at(plus_days(today, day), 10 * 60);
        let args =
            json!({ "booking_id": Uuid::now_v7(), "service": service, "starts": starts, "note": SECRET });
        wanted.push(("care.book@1", args));
    }
    let booked = elder.push(&wanted).await?.applied();
    let (mut sent, mut read) = (0, 0);
    for phone in ["13800000003", "13800000010"] {
        let mut carer = scene.attacker(phone).await?;
        let rows = carer.pull().await?;
        sent += rows.bookings.values().filter(|it| it.subject.0 == elder.id).count();
        read += rows.bookings.values().filter(|it| it.note.contains(SECRET)).count();
        read += rows.events.values().filter(|it| it.note.contains(SECRET)).count();
    }
    Ok(Found::new(format!("{booked} visits booked, {sent} known to the two caregivers, {read} notes read"))
        .must(booked > 0, "visits are booked")
        .must(read == 0, "the note opens with the door"))
}
