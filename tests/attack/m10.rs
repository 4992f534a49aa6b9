//! M10: a restore brings back sessions that were ended after the backup.

use anyhow::{Context, Result, ensure};
use futures::FutureExt;
use http::Method;

use crate::found::Found;
use crate::item::{ATTACKER, Item, Run};
use crate::person::Person;
use crate::stage::Stage;

pub const ITEM: Item = Item {
    name: "m10",
    tried: "the cookie of a session that was signed out before a backup took the database's place",
    run: Run::Own(|stage| run(stage).boxed()),
};

async fn run(stage: &Stage) -> Result<Found> {
    let server = stage.serve(&[]).await?;
    let mut person = Person::sign_in(&server, &stage.gateway, "13800000005", ATTACKER).await?;
    let cookie = person.client.cookie.clone();
    let backup = stage.file("linli.backup").display().to_string();
    command(stage, &["backup", &backup, "--database", &stage.url, "--log", "warn"])?;
    let out = person.client.send(Method::DELETE, "/api/v1/session", "", "").await?.status;
    drop(server);
    command(stage, &["restore", &backup, "--force", "--database", &stage.url, "--log", "warn"])?;
    let server = stage.serve(&[]).await?;
    let mut again = crate::wire::Client::new(server.address, ATTACKER);
    again.cookie = cookie;
    let status = again.get("/api/v1/session").await?.status;
    Ok(Found::new(format!("signed out {out}, after the restore {status}"))
        .must(out == 204 && status == 401, "it stays ended"))
}

fn command(stage: &Stage, args: &[&str]) -> Result<()> {
    let done = stage.run(args)?.context("it does not end")?;
    ensure!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}
