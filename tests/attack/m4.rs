//! M4: more at once than can be done; see also `overload`.

use std::net::Ipv4Addr;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "m4",
    tried: "a thousand pages and searches at the same moment, from a hundred addresses",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let address = scene.server.address;
    let cookie = scene.attacker("13800000001").await?.client.cookie;
    let (mut statuses, mut without_when) = (Vec::new(), 0);
    for _ in 0..scene.of(5, 1) {
        let mut running = JoinSet::new();
        for n in 0..scene.of(1_000_u16, 120) {
            let mut client = Client::new(address, Ipv4Addr::new(127, 0, 5, u8::try_from(n % 100)?));
            let path = match n % 3 {
                0 => "/search?q=room",
                1 => "/sign-in",
                _ => "/rooms",
            };
            if n % 2 == 0 {
                client.cookie.clone_from(&cookie);
            }
            running.spawn(async move { client.get(path).await });
        }
        while let Some(done) = running.join_next().await {
            // Turned away at the door is an answer as well: 0.
            let answer = done?.ok();
            let status = answer.as_ref().map_or(0, |it| it.status);
            without_when +=
                usize::from(matches!(status, 429 | 503) && !answer.is_some_and(|it| it.asks_to_wait()));
            statuses.push(status);
        }
    }
    Ok(Found::new(format!("answers {}", counted(&statuses)))
        .must(statuses.iter().all(|it| matches!(it, 0 | 200 | 303 | 429 | 503)), "served, or told to wait")
        .must(statuses.contains(&200), "some are served")
        .must(without_when == 0, "who is told to wait hears until when"))
}
