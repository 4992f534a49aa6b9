//! L3: days with other hours, without end.

use anyhow::Result;
use linli_domain::resource::Nature;
use serde_json::json;
use uuid::Uuid;

use crate::found::Found;
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "l3",
    tried: "a keeper closes a room on days of the year 9999 and of the year 2000",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut keeper = scene.attacker("13800000004").await?;
    let rows = keeper.pull().await?;
    let room = rows.resources.values().find(|it| matches!(it.nature, Nature::Room(_)));
    let room = room.map_or_else(Uuid::now_v7, |it| it.id.0);
    let close = |day: String| {
        let args =
            json!({ "exception_id": Uuid::now_v7(), "resource_id": room, "day": day, "note": "closed" });
        ("hours.except@1", args)
    };
    let mut days: Vec<_> = (1..=28).map(|day| close(format!("9999-01-{day:02}"))).collect();
    days.extend((1..=20).map(|day| close(format!("2000-01-{day:02}"))));
    let pushed = keeper.push(&days).await?;
    let kept = keeper.pull().await?;
    let kept = kept.resources.values().find(|it| it.id.0 == room).map_or(0, |it| it.hours.exceptions.len());
    Ok(Found::new(format!("{} days sent, {} applied, {kept} kept", days.len(), pushed.applied()))
        .must(pushed.answer.status == 200, "they are decided")
        .must(pushed.applied() == 0 || kept < 20, "days that nobody can book are not kept"))
}
