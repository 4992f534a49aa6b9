//! Ten minutes at four fifths of what the server can do: does it keep what it should let go?

use std::time::Duration;

use anyhow::Result;
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::load::{self, Load, Measured};
use crate::neighbour::p95;
use crate::server::Server;
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "soak",
    tried: "four fifths of the measured peak of pushes, for ten minutes (LINLI_SOAK_SECONDS)",
    run: Run::Long(|stage| run(stage).boxed()),
};

/// The last minute may need so much more than the second one.
const MORE: f64 = 1.1;

/// SQLite's memory for pages is full within the first minute. With as much as is usual it goes on filling for
/// four of them, up to its bound: 54, 77, 100, 115 MiB and then no more.
const SOON_FULL: [&str; 2] = ["--writer-cache-mib", "8"];

async fn run(stage: &Stage) -> Result<Found> {
    let told = std::env::var("LINLI_SOAK_SECONDS").ok().and_then(|it| it.parse().ok());
    let seconds: u64 = told.unwrap_or(stage.of(600, 10));
    let flags: Vec<_> = load::FLAGS.into_iter().chain(SOON_FULL).collect();
    let server = stage.serve(&flags).await?;
    let people = load::crowd(stage, stage.of(20_000, 600)).await?;
    let mut load = Load::new(&server, &people, 32);
    load.push(Duration::from_secs(stage.of(3, 1)), None).await?;
    let peak = load.push(Duration::from_secs(stage.of(10, 2)), None).await?.rate();
    // Tenths of the time: minutes, when it is ten of them.
    let mut memory = Vec::new();
    let (mut decided, mut refused, mut wrong) = (Vec::new(), 0, Vec::new());
    for _ in 0..10 {
        let (measured, seen) = tenth(&server, &mut load, tenth_of(seconds), peak * 0.8).await?;
        decided.extend(measured.decided);
        refused += measured.refused.len();
        wrong.extend(measured.wrong);
        memory.push(seen);
    }
    let (second, last) = (memory.get(1).copied().unwrap_or(0.0), memory.last().copied().unwrap_or(0.0));
    let each: Vec<_> = memory.iter().map(|it| format!("{it:.0}")).collect();
    let slowest = p95(&mut decided);
    Ok(Found::new(format!(
        "{:.0}/s of {peak:.0}/s for {seconds} s, {} decided (p95 {slowest:.0} ms), {refused} told to wait; memory by tenths {} MiB",
        peak * 0.8,
        decided.len(),
        each.join(" ")
    ))
    .must(last <= second * MORE + stage.of(0.0, 24.0), "memory does not grow")
    .must(wrong.is_empty(), &format!("an answer that says neither yes nor when: {:?}", wrong.first()))
    .must(server.is_alive() && server.panics() == 0, "it stays up"))
}

fn tenth_of(seconds: u64) -> Duration {
    Duration::from_secs(seconds) / 10
}

/// One tenth of the time, and how much memory the server had on average, in MiB.
async fn tenth(server: &Server, load: &mut Load, time: Duration, a_second: f64) -> Result<(Measured, f64)> {
    let mut pushing = std::pin::pin!(load.push(time, Some(a_second)));
    let (mut sum, mut looks) = (0.0, 0.0);
    loop {
        tokio::select! {
            measured = &mut pushing => return Ok((measured?, sum / f64::max(looks, 1.0))),
            () = tokio::time::sleep(Duration::from_millis(250)) => {
                sum += server.memory()?;
                looks += 1.0;
            }
        }
    }
}
