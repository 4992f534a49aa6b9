//! H2: ids of mutations that are chosen so that what they make meets what is there.

use anyhow::{Context, Result};
use linli_domain::place::Community;
use linli_domain::time::{Zone, plus_days};
use linli_server::state::system_clock;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::person::{Person, ask};

pub const ITEM: Item = Item {
    name: "h2",
    tried: "mutations whose ids make the ids of events meet, sent again and again",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// Each of these asks a few times, so that no limit of asking is met.
const PHONES: [&str; 3] = ["13800000002", "13800000003", "13800000004"];

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut booker = scene.attacker("13800000001").await?;
    let first = booked(&mut booker).await?.context("no visit could be booked")?;
    let (mut statuses, mut all_there) = (Vec::new(), true);
    // What a visit makes lies some steps behind its mutation; so does what a request makes.
    for (phone, steps) in PHONES.iter().zip([[1_u128, 4], [2, 5], [3, 6]]) {
        let mut person = scene.attacker(phone).await?;
        for step in steps {
            let mid = Uuid::from_u128(first.as_u128().wrapping_add(step << 32));
            let (name, args) = ask("community");
            let id = args.get("help_id").cloned().unwrap_or_default();
            let mut applied = false;
            for _ in 0..scene.of(40, 6) {
                let pushed = person.push_as(&[(mid, name, args.clone())]).await?;
                statuses.push(pushed.answer.status);
                applied |= pushed.applied() == 1;
                if !pushed.outcomes.is_empty() {
                    break;
                }
            }
            all_there &= !applied || is_there(&mut person, &id).await?;
        }
    }
    Ok(Found::new(format!("answers {}", counted(&statuses)))
        .must(statuses.iter().all(|it| *it == 200), "each is decided, applied or refused, at once")
        .must(all_there, "what was said to be applied is there"))
}

/// The id of a mutation that has booked a visit.
async fn booked(person: &mut Person) -> Result<Option<Uuid>> {
    let rows = person.pull().await?;
    let zone = rows.communities.values().next().map_or_else(Zone::utc, Community::zone);
    let today = zone.date(system_clock());
    for day in 8..40 {
        let starts = zone.at(plus_days(today, day), 10 * 60);
        let args = json!({ "booking_id": Uuid::now_v7(), "service": "visit", "starts": starts });
        let mid = Uuid::now_v7();
        if person.push_as(&[(mid, "care.book@1", args)]).await?.applied() == 1 {
            return Ok(Some(mid));
        }
    }
    Ok(None)
}

async fn is_there(person: &mut Person, id: &Value) -> Result<bool> {
    let id = id.as_str().unwrap_or_default().parse::<Uuid>()?;
    Ok(person.pull().await?.matters.keys().any(|it| it.0 == id))
}
