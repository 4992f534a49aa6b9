//! L8: each push names a new device.

use anyhow::Result;
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::person::harmless;

pub const ITEM: Item = Item {
    name: "l8",
    tried: "a hundred pushes, each of another device, half of them empty",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// Devices that one person has.
const DEVICES: i64 = 20;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let before = scene.stage.count("SELECT COUNT(*) FROM device").await?;
    let mut attacker = scene.attacker("13800000001").await?;
    attacker.push(&[harmless()]).await?;
    let mut statuses = Vec::new();
    for n in 0..100 {
        let mut fresh = crate::person::Person::on(&attacker, Uuid::now_v7());
        let pushed = if n % 2 == 0 { fresh.push(&[]).await? } else { fresh.push(&[harmless()]).await? };
        statuses.push(pushed.answer.status);
    }
    // The neighbour has one as well.
    let made = scene.stage.count("SELECT COUNT(*) FROM device").await? - before;
    let usable = attacker.push(&[harmless()]).await?.answer.status;
    Ok(Found::new(format!("answers {}, {made} devices kept", counted(&statuses)))
        .must(made <= DEVICES + 2, "20 devices a person")
        .must(statuses.iter().all(|it| *it < 500), "no server error")
        .must(usable == 200 || usable == 429, "the person's own phone goes on"))
}
