//! M2: a search for 60 KB of words.

use std::time::Duration;

use anyhow::Result;

use crate::found::{Found, counted};
use crate::item::{ATTACKER, Item, Run, Scene};
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "m2",
    tried: "searches of 30,000 words, by somebody who is signed in and by somebody who is not",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut clients =
        [Client::new(scene.server.address, ATTACKER), scene.attacker("13800000001").await?.client];
    let long = vec!["a"; 30_000].join("+");
    let rounds = scene.of(60, 8);
    let (short_cost, _) = search(scene, &mut clients, "a+b+c+d+e+f", rounds).await?;
    let (cost, statuses) = search(scene, &mut clients, &long, rounds).await?;
    Ok(Found::new(format!(
        "answers {}; processor {} ms each, for six words {} ms",
        counted(&statuses),
        cost.as_millis(),
        short_cost.as_millis()
    ))
    .must(statuses.iter().all(|it| *it < 500), "no server error")
    // The address alone, of 60 KB, is to be read and thrown away.
    .must(cost <= short_cost * 4 + Duration::from_millis(10), "it costs about what a short one costs"))
}

/// Searches from each client; processor time of the server for one, and the answers.
async fn search(
    scene: &Scene<'_>,
    clients: &mut [Client],
    words: &str,
    rounds: u32,
) -> Result<(Duration, Vec<u16>)> {
    let before = scene.server.worked()?;
    let mut statuses = Vec::new();
    for _ in 0..rounds {
        for client in clients.iter_mut() {
            statuses.push(client.get(&format!("/search?q={words}")).await?.status);
        }
    }
    let count = u32::try_from(statuses.len().max(1))?;
    // The neighbour's share is in both.
    Ok(((scene.server.worked()? - before) / count, statuses))
}
