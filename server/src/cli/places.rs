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
    let founded = open(config).await?.run(Founding(plan)).await??;
    let (made, changed, same) = (founded.made, founded.changed, founded.same);
    print(&format!("It is as the file says: {made} made, {changed} changed, {same} as they were."))
}
