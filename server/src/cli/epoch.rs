//! `linli epoch`

use super::print;
use crate::config::Config;
use crate::db::{Db, Fetch, backup};

/// Prints the random name of the database; another one, when it is to be renewed.
///
/// # Errors
/// When there is no database of linli.
pub async fn epoch(config: &Config, renew: bool) -> anyhow::Result<()> {
    backup::must_be_there(&config.database)?;
    let db = Db::connect_with(&config.database, config.pool()).await?;
    let known = Fetch(db.reader()).epoch().await.unwrap_or_default();
    if known.is_empty() {
        anyhow::bail!("The database is none of linli, or is empty; linli migrate makes one.");
    }
    print(&if renew { db.renew_epoch().await? } else { known })
}
