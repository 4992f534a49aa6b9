//! M3: those who ask whether the server is ready, or for everything, leave no connection for others.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "m3",
    tried: "200 connections that ask for readiness, and 8 loops of whole pulls by a clerk",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let address = scene.server.address;
    let clerk = scene.attacker("13800000005").await?.client.cookie;
    let end = Instant::now() + Duration::from_millis(scene.of(10_000, 1_000));
    let mut running = JoinSet::new();
    for n in 0..scene.of(200_u8, 40) {
        running.spawn(ask(Client::new(address, Ipv4Addr::new(127, 0, 3, n)), "/health/ready", end));
    }
    for n in 0..8 {
        let mut client = Client::new(address, Ipv4Addr::new(127, 0, 4, n));
        client.cookie.clone_from(&clerk);
        running.spawn(ask(client, "/api/sync/v1/pull", end));
    }
    let mut statuses = Vec::new();
    while let Some(done) = running.join_next().await {
        statuses.extend(done?);
    }
    let mut client = Client::new(address, Ipv4Addr::LOCALHOST);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let ready = client.get("/health/ready").await?.status;
    Ok(Found::new(format!("answers {}, then ready {ready}", counted(&statuses)))
        .must(statuses.contains(&200), "some are served")
        .must(ready == 200, "it is ready afterwards")
        .must(statuses.iter().all(|it| matches!(it, 0 | 200 | 429 | 503)), "each is served or told to wait"))
}

/// Asks until the time is over; the answers, 0 for none.
async fn ask(mut client: Client, path: &'static str, end: Instant) -> Vec<u16> {
    let mut statuses = Vec::new();
    while Instant::now() < end {
        let status = client.get(path).await.map_or(0, |it| it.status);
        statuses.push(status);
        if status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    statuses
}
