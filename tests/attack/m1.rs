//! M1: decisions that cost much while everybody's writes wait behind them.

use anyhow::Result;
use linli_domain::resource::Nature;
use linli_domain::time::{Zone, plus_days};
use serde_json::json;
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "m1",
    tried: "pushes of 50 rooms for two centuries, and of 50 visits that nobody is free for",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut attacker = scene.attacker("13800000001").await?;
    let rows = attacker.pull().await?;
    let room = rows.resources.values().find(|it| matches!(it.nature, Nature::Room(_)));
    let room = room.map_or_else(Uuid::now_v7, |it| it.id.0);
    let zone = rows.communities.values().next().map_or_else(Zone::utc, linli_domain::place::Community::zone);
    let today = zone.date(linli_server::state::system_clock());
    let (mut statuses, mut applied, mut refused) = (Vec::new(), 0, 0);
    for round in 0..scene.of(12, 2) {
        let centuries: Vec<_> = (0..50)
            .map(|_| {
                let (starts, ends) = ("1970-01-01T00:00:00Z", "2199-12-31T00:00:00Z");
                let args = json!({ "booking_id": Uuid::now_v7(), "resource_id": room, "starts": starts, "ends": ends });
                ("room.book@1", args)
            })
            .collect();
        // Before anybody works.
        let early: Vec<_> = (0..50)
            .map(|n| {
                let starts = zone.at(plus_days(today, 2 + (n + round) % 50), 5 * 60);
                let args = json!({ "booking_id": Uuid::now_v7(), "service": "cleaning", "starts": starts });
                ("care.book@1", args)
            })
            .collect();
        for many in [centuries, early] {
            let pushed = attacker.push(&many).await?;
            statuses.push(pushed.answer.status);
            applied += pushed.applied();
            refused += pushed.refused().len();
        }
        tokio::time::sleep(std::time::Duration::from_millis(scene.of(500, 50))).await;
    }
    Ok(Found::new(format!("pushes {}, {refused} refused", counted(&statuses)))
        .must(applied == 0, "none of them is booked")
        .must(statuses.iter().all(|it| matches!(it, 200 | 422 | 429)), "each is answered"))
}
