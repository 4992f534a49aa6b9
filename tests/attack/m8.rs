//! M8: a demo, which shows everybody's codes, over a real database.

use anyhow::{Context, Result};
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::m13::places;
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "m8",
    tried: "`serve --demo` over a database that `linli places` made",
    run: Run::Own(|stage| async move { run(stage) }.boxed()),
};

fn run(stage: &Stage) -> Result<Found> {
    let made = places(stage, |file| file)?.context("linli places does not end")?;
    let done = stage.begin(&["--demo"])?;
    let said = done.as_ref().map(|it| String::from_utf8_lossy(&it.stderr).trim().to_owned());
    let says = said.as_ref().is_some_and(|it| it.contains("demo"));
    Ok(Found::new(said.unwrap_or_else(|| "it serves".to_owned()))
        .must(made.status.success(), "the places are made")
        .must(done.is_some_and(|it| !it.status.success()) && says, "it does not start, and says why"))
}
