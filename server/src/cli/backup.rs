//! `linli backup`, `linli verify` and `linli restore`

use std::path::Path;

use super::print;
use crate::config::Config;
use crate::db::backup;

/// Writes a backup; servers may go on.
///
/// # Errors
/// When it cannot be written whole, or the file exists and `force` is not given.
pub async fn back_up(config: &Config, file: &Path, force: bool) -> anyhow::Result<()> {
    backup::back_up(&config.database, file, force).await?;
    print(&format!("The backup is {}, and it was read again.", file.display()))
}

/// Checks a backup.
///
/// # Errors
/// When it could not be restored.
pub async fn verify(file: &Path) -> anyhow::Result<()> {
    let kind = backup::verify(file).await?;
    print(&format!("{} is a whole backup of linli, of {kind}.", file.display()))
}

/// Puts a backup in the place of the database.
///
/// # Errors
/// When the backup is not whole, a server has the database open, or it has people in it and `force`
/// is not given.
pub async fn restore(config: &Config, file: &Path, force: bool) -> anyhow::Result<()> {
    backup::restore(&config.database, file, force).await?;
    print(
        "The backup is restored; phones send again what it does not know. Everybody signs in again. Roles and \
         grants are those of when it was made: what was taken from people since then has to be taken again.",
    )
}
