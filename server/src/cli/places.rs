//! `linli places`

use std::path::Path;

use anyhow::Context;

use super::{open, print};
use crate::config::Config;
use crate::db::founding::Founding;
use crate::founding;

/// Makes what the file names and changes what is another there.
///
/// # Errors
/// When the file cannot be used, or the database cannot be opened.
pub async fn places(config: &Config, file: &Path) -> anyhow::Result<()> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("The file {name} cannot be read"))?;
    let plan = founding::read(&text).with_context(|| format!("The file {name} cannot be used"))?;
    let founded = open(config).await?.run(Founding { plan, now: crate::state::system_clock() }).await??;
    let (made, changed, same) = (founded.made, founded.changed, founded.same);
    print(&format!("It is as the file says: {made} made, {changed} changed, {same} as they were."))?;
    for (name, count) in founded.hanging {
        let name = format!("{} ({})", name.zh, name.en);
        print(&format!(
            "{name} is retired and has {count} bookings ahead. They stand at the top of the desk until each is settled."
        ))?;
    }
    Ok(())
}
