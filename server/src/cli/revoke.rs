//! `linli revoke`

use anyhow::Context;
use linli_domain::contact::Phone;

use super::print;
use crate::config::Config;
use crate::db::tables::session;
use crate::db::{Db, Fetch, backup};

/// Ends all sessions of whoever signs in with this number, and the codes that are on their way to it.
///
/// # Errors
/// When it is no number, nobody has it, or the database fails.
pub async fn revoke(config: &Config, phone: &str) -> anyhow::Result<()> {
    let phone: Phone = phone.parse().context("That is no phone number")?;
    backup::must_be_there(&config.database)?;
    let db = Db::connect_with(&config.database, config.pool()).await?;
    let member =
        Fetch(db.reader()).member_by_phone(&phone).await?.context("Nobody has this phone number.")?;
    let id = member.id;
    let ended = db.write(move |tx| Box::pin(session::end_all(tx, id))).await?;
    let sessions = if ended == 1 { "session" } else { "sessions" };
    print(&format!(
        "{ended} {sessions} ended; servers that run notice within their session-cache-seconds, {} if none is set.",
        Config::default().session_cache_seconds
    ))
}
