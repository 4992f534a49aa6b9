//! M17: one person has as many sessions as they like, and each has the limits anew.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::person::{Person, harmless};

pub const ITEM: Item = Item {
    name: "m17",
    tried: "one person signs in 14 times and writes with all sessions",
    // A demo without a gateway: as many codes as anybody likes.
    run: Run::Wire(
        &["--sender-url", "", "--sessions-per-member", "10", "--session-cache-seconds", "1"],
        |scene| Box::pin(run(scene)),
    ),
};

const SESSIONS: usize = 14;
/// Sessions that a person has, and writes in a minute, by default.
const KEPT: usize = 10;
const WRITES: u64 = 120;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut sessions = Vec::new();
    for _ in 0..SESSIONS {
        sessions.push(scene.attacker("13800000001").await?);
    }
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let mut open = Vec::new();
    for person in &mut sessions {
        open.push(person.client.get("/api/v1/session").await?.status);
    }
    let began = Instant::now();
    let mut writes = Vec::new();
    for n in 0..250 {
        // The newest ones, which are open in any case.
        let at = SESSIONS - 1 - n % 4;
        if let Some(person) = sessions.get_mut(at) {
            writes.push(write(person).await?);
        }
    }
    let allowed = WRITES + began.elapsed().as_secs() * 2 + 5;
    let written = writes.iter().filter(|it| **it == 200).count();
    let alive = open.iter().filter(|it| **it == 200).count();
    Ok(Found::new(format!("{alive} of {SESSIONS} sessions open, writes {}", counted(&writes)))
        .must(written > 0, "what one may write is written")
        .must(alive <= KEPT, "ten sessions, the oldest ends")
        .must(open.last() == Some(&200), "the newest is open")
        .must(u64::try_from(written)? <= allowed, "writes are counted by person"))
}

async fn write(person: &mut Person) -> Result<u16> {
    Ok(person.push(&[harmless()]).await?.answer.status)
}
