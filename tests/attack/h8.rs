//! H8: health data and sessions cross a network in the clear.

use anyhow::Result;
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "h8",
    tried: "a PostgreSQL on another machine without TLS",
    run: Run::Own(|stage| async move { run(stage) }.boxed()),
};

fn run(stage: &Stage) -> Result<Found> {
    // An address for documentation (RFC 5737), which nobody has; it is refused before anybody asks it.
    let done = stage.run(&["migrate", "--database", "postgres://linli:x@192.0.2.1/linli"])?;
    let said = done.map(|it| String::from_utf8_lossy(&it.stderr).into_owned()).unwrap_or_default();
    let last = said.trim().lines().last().unwrap_or("it went on trying").to_owned();
    Ok(Found::new(last.clone())
        .must(last.contains("sslmode"), "it is refused, and says how it would be right"))
}
