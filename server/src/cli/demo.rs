//! `linli demo`

use super::{open, print};
use crate::config::Config;
use crate::db::Db;
use crate::demo;
use crate::state::system_clock;

/// Fills an empty database.
///
/// # Errors
/// When the database cannot be opened, or is not empty.
pub async fn demo(config: &Config, seed: u64, scale: u32) -> anyhow::Result<()> {
    if !fill(config, seed, scale).await? {
        anyhow::bail!("The database has people in it already; a demo district needs an empty one.");
    }
    print("The demo district is ready.")?;
    print_accounts(&open(config).await?).await
}

/// Fills the database unless it has people in it; whether it did. Through connections of its own: they
/// remember large statements that nobody sends again.
///
/// # Errors
/// When the database fails.
pub async fn fill(config: &Config, seed: u64, scale: u32) -> anyhow::Result<bool> {
    let db = open(config).await?;
    if !demo::is_empty(&db).await? {
        return Ok(false);
    }
    demo::fill(&db, seed, scale, system_clock()).await?;
    Ok(true)
}

/// Lists the accounts that visitors may use, by role.
///
/// # Errors
/// When the database fails.
pub async fn print_accounts(db: &Db) -> anyhow::Result<()> {
    for account in demo::accounts(db).await? {
        let role = serde_json::to_value(account.role)?;
        let role = role.as_str().unwrap_or("family");
        print(&format!("  {role:<13} {:<15} {} ({})", account.phone, account.called, account.place.zh))?;
    }
    Ok(())
}
