//! M6: one IPv6 network is 65,536 callers, and each asks for a code, which is hashed.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;
use tokio::task::JoinSet;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::neighbour::p95;
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "m6",
    tried: "codes asked for from 1,600 networks of one /48, behind a proxy",
    run: Run::Wire(&["--proxies", "1"], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let address = scene.server.address;
    let mut running = JoinSet::new();
    for caller in 0..32_u32 {
        running.spawn(async move {
            let (mut statuses, mut waits) = (Vec::new(), true);
            for n in 0..50_u32 {
                let network = caller * 50 + n;
                // One connection each: the proxy of them all.
                let mut client = Client::new(address, Ipv4Addr::LOCALHOST);
                client.forwarded = Some(format!("2001:db8:7:{network:x}::1").into_bytes());
                let phone = format!("137{:08}", 20_000_000 + network);
                match client.post("/api/v1/session/code", &json!({ "phone": phone })).await {
                    Ok(answer) => {
                        waits &= answer.status == 202 || answer.asks_to_wait();
                        statuses.push(answer.status);
                    }
                    Err(_) => statuses.push(0),
                }
            }
            (statuses, waits)
        });
    }
    // Somebody else signs in meanwhile, and comes again when they are told to.
    let (mut times, mut failures) = (Vec::new(), 0);
    for n in 0..4_u32 {
        let mut owner = Client::new(address, Ipv4Addr::LOCALHOST);
        owner.forwarded = Some(b"203.0.113.9".to_vec());
        let began = Instant::now();
        let phone = json!({ "phone": format!("1380000000{}", n + 1) });
        let mut status = 0;
        for _ in 0..5 {
            let asked = owner.post("/api/v1/session/code", &phone).await?;
            status = asked.status;
            if !asked.asks_to_wait() {
                break;
            }
            let told = asked.header("retry-after").parse().unwrap_or(1);
            tokio::time::sleep(Duration::from_secs(u64::min(told, 3))).await;
        }
        failures += usize::from(status != 202);
        times.push(began.elapsed());
    }
    let (mut statuses, mut waits) = (Vec::new(), true);
    while let Some(done) = running.join_next().await {
        let (some, told) = done?;
        statuses.extend(some);
        waits &= told;
    }
    let slowest = p95(&mut times);
    let short = scene.stage.short;
    Ok(Found::new(format!("answers {}; another's code after {slowest:.0} ms", counted(&statuses)))
        .must(statuses.iter().any(|it| matches!(it, 429 | 503)), "a /48 has a limit")
        .must(waits, "who is refused hears when to come again")
        .must(failures == 0, "others get their codes")
        .must(short || slowest <= 5_000.0, "others get their codes soon"))
}
