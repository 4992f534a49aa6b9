//! `linli migrate`

use super::{open, print};
use crate::config::Config;

/// Brings the schema up to date.
///
/// # Errors
/// When the database cannot be opened, or a newer linli made it.
pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    open(config).await?;
    print("The database is up to date.")
}
