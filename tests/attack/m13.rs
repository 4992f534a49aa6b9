//! M13: a role at a level where it opens all communities.

use std::process::Output;

use anyhow::{Context, Result};
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "m13",
    tried: "a file of places with a clerk of the whole district",
    run: Run::Own(|stage| async move { run(stage) }.boxed()),
};

fn run(stage: &Stage) -> Result<Found> {
    let done = places(stage, |file| {
        let mut lines: Vec<String> = file.lines().map(str::to_owned).collect();
        let clerk = lines.iter().position(|it| it.starts_with("role = \"clerk\""));
        if let Some(line) = clerk.and_then(|at| lines.get_mut(at + 1)) {
            "place = \"weiyang\"".clone_into(line);
        }
        lines.join("\n")
    })?
    .context("linli places does not end")?;
    let said = String::from_utf8_lossy(&done.stderr).trim().to_owned();
    Ok(Found::new(if said.is_empty() { "it was done".to_owned() } else { said })
        .must(!done.status.success(), "it is refused"))
}

/// `linli places` with the README's example, changed.
pub fn places(stage: &Stage, change: impl Fn(String) -> String) -> Result<Option<Output>> {
    let readme = include_str!("../../README.md");
    let example = readme.split("```toml\n").nth(1).and_then(|it| it.split("```").next());
    let file = stage.file("district.toml");
    std::fs::write(&file, change(example.context("the README has no example")?.to_owned()))?;
    let file = file.display().to_string();
    stage.run(&["places", &file, "--database", &stage.url, "--log", "warn"])
}
