//! M9: production without a public address: cookies for plain http, slips that lead nowhere.

use anyhow::Result;
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "m9",
    tried: "`serve` with a gateway and without --public-url",
    run: Run::Own(|stage| async move { run(stage) }.boxed()),
};

fn run(stage: &Stage) -> Result<Found> {
    let done = stage.begin(&["--sender-url", &stage.gateway.url])?;
    let said = done.as_ref().map(|it| String::from_utf8_lossy(&it.stderr).trim().to_owned());
    let says = said.as_ref().is_some_and(|it| it.contains("public-url"));
    Ok(Found::new(said.unwrap_or_else(|| "it serves".to_owned())).must(
        done.is_some_and(|it| !it.status.success()) && says,
        "it does not start, and says what is missing",
    ))
}
