//! M14: a clerk invents residents.

use anyhow::Result;
use serde_json::json;
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "m14",
    tried: "a clerk registers 500 people without a telephone",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// People whom one clerk registers in a day.
const A_DAY: usize = 300;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut clerk = scene.attacker("13800000005").await?;
    let community = clerk.pull().await?.communities.keys().next().map_or_else(Uuid::now_v7, |it| it.0);
    let (mut made, mut statuses) = (0, Vec::new());
    for _ in 0..10 {
        let many: Vec<_> = (0..50)
            .map(|n| {
                let args = json!({
                    "member_id": Uuid::now_v7(), "household_id": Uuid::now_v7(), "community_id": community,
                    "name": format!("Nobody {n}"), "gender": "female", "birth_year": 1950, "address": "Nowhere 1",
                });
                ("member.register@1", args)
            })
            .collect();
        let pushed = clerk.push(&many).await?;
        statuses.push(pushed.answer.status);
        made += pushed.applied();
    }
    Ok(Found::new(format!("pushes {}, {made} made", counted(&statuses)))
        .must(statuses.iter().all(|it| matches!(it, 200 | 429)), "each is answered")
        .must(made <= A_DAY, "a day has a limit"))
}
