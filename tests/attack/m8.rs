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
    let site = stage.file("site").display().to_string();
    let port = linli_tests::program::free_port();
    let listen = format!("127.0.0.1:{port}");
    let done = stage.run(&[
        "serve",
        "--demo",
        "--listen",
        &listen,
        "--site",
        &site,
        "--database",
        &stage.url,
        "--log",
        "warn",
    ])?;
    let said = done.as_ref().map(|it| String::from_utf8_lossy(&it.stderr).trim().to_owned());
    Ok(Found::new(said.unwrap_or_else(|| "it serves".to_owned()))
        .must(made.status.success(), "the places are made")
        .must(done.is_some_and(|it| !it.status.success()), "it does not start"))
}
