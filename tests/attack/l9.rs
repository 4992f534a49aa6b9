//! L9: a clerk asks for numbers all day.

use anyhow::Result;
use serde_json::json;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "l9",
    tried: "a clerk looks up 400 numbers where an hour allows a thousand",
    run: Run::Wire(&["--look-ups", "1000"], |scene| Box::pin(run(scene))),
};

/// People whom one member of staff looks up in a day.
const A_DAY: usize = 300;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut clerk = scene.attacker("13800000005").await?;
    let mut statuses = Vec::new();
    for n in 0..400_u32 {
        let phone = format!("135{:08}", 40_000_000 + n);
        statuses.push(clerk.client.post("/api/v1/query/member", &json!({ "phone": phone })).await?.status);
    }
    let told = statuses.iter().filter(|it| **it == 200).count();
    Ok(Found::new(format!("answers {}", counted(&statuses)))
        .must(statuses.iter().all(|it| matches!(it, 200 | 404 | 429)), "each is answered")
        .must(told > 0, "whoever looks up little is answered")
        .must(told <= A_DAY, "a day has a limit"))
}
