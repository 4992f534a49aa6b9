//! L2: the database's files can be read by every user of the machine.

use std::os::unix::fs::PermissionsExt;

use anyhow::Result;
use futures::FutureExt;

use crate::found::Found;
use crate::item::{Item, Run};
use crate::stage::{Kind, Stage};

pub const ITEM: Item = Item {
    name: "l2",
    tried: "another user of the machine reads the files of SQLite",
    run: Run::Own(|stage| run(stage).boxed()),
};

async fn run(stage: &Stage) -> Result<Found> {
    if stage.kind == Kind::Postgres {
        return Ok(Found::new("PostgreSQL guards its own files"));
    }
    let _server = stage.serve(&[]).await?;
    let mut modes = Vec::new();
    for name in ["linli.db", "linli.db-wal", "linli.db-shm"] {
        if let Ok(found) = std::fs::metadata(stage.file(name)) {
            modes.push((name, found.permissions().mode() & 0o777));
        }
    }
    let said: Vec<_> = modes.iter().map(|(name, mode)| format!("{name} {mode:o}")).collect();
    Ok(Found::new(said.join(", "))
        .must(!modes.is_empty(), "there are files")
        .must(modes.iter().all(|(_, mode)| mode & 0o077 == 0), "only their owner reads them"))
}
