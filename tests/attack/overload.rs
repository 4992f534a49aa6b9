//! Five times as much as the server can do.

use std::time::Duration;

use anyhow::Result;
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::load::{self, Load, Measured};
use crate::neighbour::p95;
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "overload",
    tried: "five times the measured peak of pushes, for a minute",
    run: Run::Long(|stage| run(stage).boxed()),
};

async fn run(stage: &Stage) -> Result<Found> {
    let server = stage.serve(&load::FLAGS).await?;
    let people = load::crowd(stage, stage.of(20_000, 600)).await?;
    let (some, rest) = people.split_at(people.len() / 4);
    let mut usual = Load::new(&server, some, 32);
    usual.push(Duration::from_secs(stage.of(3, 2)), None).await?;
    let peak = usual.push(Duration::from_secs(stage.of(10, 2)), None).await?;
    let before = server.memory()?;
    let mut many = Load::new(&server, rest, stage.of(1_000, 64));
    let mut over = many.push(Duration::from_secs(stage.of(60, 4)), Some(peak.rate() * 5.0)).await?;
    let memory = server.memory()?;
    // Within ten seconds, at some time: a machine that others use is slower now and then by itself.
    let mut again = Vec::new();
    for _ in 0..stage.of(3, 1) {
        again.push(usual.push(Duration::from_secs(stage.of(3, 2)), None).await?);
    }
    let quickest = again.iter().map(Measured::rate).fold(0.0, f64::max);
    let all = [&peak, &over].into_iter().chain(&again);
    let made: Vec<_> = all.clone().flat_map(|it| &it.made).copied().collect();
    let wrong = all.flat_map(|it| &it.wrong).next().cloned();
    let kept = stage.kept("matter", "id", &made).await?;
    let (served, refused) = (p95(&mut over.decided), p95(&mut over.refused));
    let offered = over.decided.len() + over.refused.len() + over.wrong.len() + over.cut_off;
    let mut found = Found::new(format!(
        "peak {:.0}/s; then {offered} sent: {} decided (p95 {served:.0} ms), {} told to wait (p95 {refused:.0} ms), \
         {} cut off; afterwards {:.0}/s; {kept} of {} acknowledged requests are there; memory {before:.0} -> {memory:.0} MiB",
        peak.rate(),
        over.decided.len(),
        over.refused.len(),
        over.cut_off,
        quickest,
        made.len(),
    ))
    .must(server.is_alive() && server.panics() == 0, "it stays up")
    .must(kept == made.len() && kept > 0, "what was acknowledged is there")
    .must(again.iter().any(|it| !it.decided.is_empty()), "it works afterwards");
    found.add(wrong.is_none(), &format!("an answer that says neither yes nor when: {wrong:?}"));
    if !stage.short {
        found.add(refused <= 250.0, "who is refused hears it at once");
        found.add(served <= 2_000.0, "who is served does not wait long");
        found.add(quickest >= 0.8 * peak.rate(), "it is as quick as before within ten seconds");
    }
    Ok(found)
}
