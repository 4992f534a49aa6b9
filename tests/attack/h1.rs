//! H1: forms posted to addresses that nobody counts.

use std::time::Instant;

use anyhow::Result;
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "h1",
    tried: "forms to /robots.txt, /health/x and other paths that are not pages; made-up pages of health",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

const PATHS: [&str; 4] = ["/robots.txt", "/health/x", "/health/live", "/nowhere/at/all"];

/// Writes that a session has in a minute, and reads, by default.
const WRITES: u64 = 120;
const READS: u64 = 600;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut attacker = scene.attacker("13800000001").await?;
    let began = Instant::now();
    let (mut posted, mut mids) = (Vec::new(), Vec::new());
    for n in 0..scene.of(800, 240) {
        let mid = Uuid::now_v7();
        let fields = [
            ("mutation", "message.read@1".to_owned()),
            ("mid", mid.to_string()),
            ("message_id", Uuid::now_v7().to_string()),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let path = PATHS.get(n % PATHS.len()).copied().unwrap_or("/robots.txt");
        posted.push(attacker.client.form(path, &fields).await?.status);
        mids.push(mid);
    }
    // Whoever waits gets some back.
    let allowed = WRITES + (began.elapsed().as_secs() + 1) * 2 + 5;
    // The answer may say “not found” of a page and have decided all the same.
    let decided = scene.stage.kept("outcome", "mid", &mids).await?;
    let began = Instant::now();
    let mut rendered = 0_u64;
    let mut got = Vec::new();
    for _ in 0..scene.of(1_400, 760) {
        let answer = attacker.client.get("/health/x").await?;
        // A page of the app, not a bare word that there is nothing.
        rendered += u64::from(answer.status != 429 && answer.body.len() > 4_096);
        got.push(answer.status);
    }
    let readable = READS + (began.elapsed().as_secs() + 1) * 10 + 5;
    Ok(Found::new(format!("posted {}; read {}", counted(&posted), counted(&got)))
        .must(u64::try_from(decided)? <= allowed, &format!("{decided} forms were decided, {allowed} may be"))
        .must(rendered <= readable, &format!("{rendered} pages were rendered, {readable} may be"))
        .must(posted.iter().chain(&got).all(|it| *it < 500 || *it == 503), "no server error"))
}
