//! The race: 64 clients want the same slot at the same moment, a thousand times.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Clock;

use anyhow::{Result, bail};
use linli_domain::time::plus_days;
use linli_server::db::Db;
use tokio::sync::Barrier;

use super::Kind;
use super::client::Client;
use super::postgres::Postgres;
use super::push::{book, contains};
use super::report::line;
use super::server::Server;
use super::world;

const CLIENTS: usize = 64;
const SLOTS: usize = 1000;
/// Residents of each client, who take turns: each plays four slots five days apart, so that nobody
/// who keeps winning reaches the two rooms a week of their household.
const PLAYERS: usize = 250;

/// What the clients heard.
#[derive(Default)]
struct Heard {
    won: usize,
    told: usize,
    /// Anything else, and one of these answers to look at. A client that stopped here would leave
    /// the others waiting at the barrier.
    other: usize,
    example: String,
}

pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("race.db").display());
    against(Kind::Sqlite, &url, folder.path()).await?;
    let postgres = Postgres::start().await?;
    let url = postgres.database("race")?;
    against(Kind::Postgres, &url, folder.path()).await
}

async fn against(kind: Kind, url: &str, folder: &Path) -> Result<()> {
    let world = {
        let db = Db::connect(url).await?;
        world::fill(&db, 1, 4, PLAYERS * CLIENTS).await?
    };
    let site = super::home::site(folder)?;
    let server = Server::start(url, &site).await?;
    let zone = world::zone()?;
    let today = zone.date(world::now());
    let (Some(rooms), Some(residents)) = (world.rooms.first(), world.residents.first()) else {
        bail!("no world")
    };
    let barrier = Arc::new(Barrier::new(CLIENTS));
    let began = Clock::now();
    let mut running = Vec::new();
    for n in 0..CLIENTS {
        let mut client = Client::connect(server.address).await?;
        let barrier = Arc::clone(&barrier);
        let (zone, rooms) = (zone.clone(), rooms.clone());
        // Winners use up their quota, so everybody has several residents to play.
        let mut players: Vec<_> =
            residents.iter().skip(n).step_by(CLIENTS).map(|it| (it.clone(), 0_u64)).collect();
        running.push(tokio::spawn(async move {
            let mut heard = Heard::default();
            let count = players.len().max(1);
            for slot in 0..SLOTS {
                let room = rooms.get(slot % 4).copied();
                let day = plus_days(today, i64::try_from(1 + slot / 52)?);
                let minute = u16::try_from(8 * 60 + (slot % 52) / 4 * 60)?;
                let Some((player, n)) = players.get_mut(slot % count) else { bail!("no player") };
                *n += 1;
                let Some(room) = room else { bail!("no room") };
                let body = serde_json::to_string(&book(player, *n, room, zone.at(day, minute)))?;
                barrier.wait().await;
                let (status, answer) = client.post("/api/sync/v1/push", &player.cookie, body).await?;
                if contains(&answer, b"\"applied\"") {
                    heard.won += 1;
                } else if contains(&answer, b"\"taken\"") && contains(&answer, b"\"starts\"") {
                    heard.told += 1;
                } else {
                    heard.other += 1;
                    heard.example = format!("{status}: {}", String::from_utf8_lossy(&answer));
                }
            }
            anyhow::Ok(heard)
        }));
    }
    let mut all = Heard::default();
    for client in running {
        let heard = client.await??;
        all.won += heard.won;
        all.told += heard.told;
        all.other += heard.other;
        if !heard.example.is_empty() {
            all.example = heard.example;
        }
    }
    let Heard { won, told, other, example } = all;
    let took = began.elapsed().as_secs_f64();
    line(
        &format!("{kind:?}: 64 clients race for each of 1000 slots"),
        &format!("{won} booked, {told} offered others, {other} neither, {took:.0} s"),
        "1000, 63000, 0",
        won == SLOTS && told == SLOTS * (CLIENTS - 1),
    );
    if other > 0 {
        bail!("the race had answers of another kind, like {example}")
    }
    Ok(())
}
