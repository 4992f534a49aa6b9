//! M15: a caregiver claims, days later, to have been at a visit that nobody heard of.

use anyhow::Result;
use linli_domain::booking::{Kind, State};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::found::Found;
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "m15",
    tried: "a caregiver checks in to visits of last week that were closed as no-shows",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut carer = scene.attacker("13800000003").await?;
    // Longer ago than any phone is away on a round: 72 hours and the time until it was closed.
    let limit = linli_server::state::system_clock().plus_minutes(-(5 * 24 * 60));
    let rows = carer.pull().await?;
    let old: Vec<_> = rows
        .bookings
        .values()
        .filter(|it| matches!(it.kind, Kind::CareVisit(_)) && it.ends < limit && it.state != State::Cancelled)
        .map(|it| (it.id, it.starts))
        .take(5)
        .collect();
    let db = scene.stage.database().await?;
    for (id, _) in &old {
        let id = scene.stage.literal(id.0);
        db.reader()
            .execute_unprepared(&format!("UPDATE booking SET state = 'no_show' WHERE id = {id}"))
            .await?;
    }
    let claims: Vec<_> = old
        .iter()
        .map(|(id, starts)| {
            ("care.check_in@1", json!({ "booking_id": id, "at": starts.plus_minutes(1), "metres": 5 }))
        })
        .collect();
    let pushed = carer.push(&claims).await?;
    Ok(Found::new(format!("{} claimed, {} taken: {:?}", old.len(), pushed.applied(), pushed.refused()))
        .must(!old.is_empty(), "there are such visits")
        .must(pushed.answer.status == 200 && pushed.applied() == 0, "they are refused"))
}
