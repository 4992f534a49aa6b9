//! H7: a phone is lost; whoever runs the service ends its sessions.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::found::Found;
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "h7",
    tried: "somebody goes on with a phone whose owner's sessions were ended by `linli revoke`",
    run: Run::Wire(&["--session-cache-seconds", "1"], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut finder = scene.attacker("13800000005").await?;
    let before = finder.client.get("/api/sync/v1/pull").await?.status;
    let url = &scene.stage.url;
    let args = ["revoke", "13800000005", "--database", url, "--log", "warn"];
    let ended = scene.stage.run(&args)?.context("the command does not end")?;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let after = finder.client.get("/api/sync/v1/pull").await?.status;
    Ok(Found::new(format!("pull {before}, after the command {after}"))
        .must(ended.status.success(), "there is such a command")
        .must(before == 200 && after == 401, "the session is over"))
}
