//! `linli move`

use std::collections::HashMap;

use anyhow::{Context, bail};
use linli_domain::contact::Phone;
use linli_domain::ids::PlaceId;
use linli_domain::place::Community;

use super::{open, print};
use crate::config::Config;
use crate::db::Fetch;
use crate::db::moving::{Moved, Moving};
use crate::founding;

/// Where somebody goes.
#[derive(clap::Args)]
pub struct Where {
    /// The community: its code in the file of places, its name, or its id.
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// Their new door, as one would write it on an envelope. Who lives behind it already is their household.
    #[arg(long, value_name = "ADDRESS")]
    door: String,
    /// What they are at the place that they leave, such as its clerk, ends.
    #[arg(long)]
    end_roles: bool,
}

/// Moves whoever signs in with this number to another community.
///
/// # Errors
/// When it is no number, nobody has it, the place is unknown, they cannot go, or the database fails.
pub async fn go(config: &Config, phone: &str, to: Where) -> anyhow::Result<()> {
    let phone: Phone = phone.parse().context("That is no phone number")?;
    let door = to.door.split_whitespace().collect::<Vec<_>>().join(" ");
    if door.is_empty() || door.chars().any(char::is_control) {
        bail!("Say behind which door they live from now on.");
    }
    let db = open(config).await?;
    let communities = Fetch(db.reader()).communities().await?;
    let place = place(&communities, &to.to)?;
    let (end_roles, now) = (to.end_roles, crate::state::system_clock());
    let moving = Moving { phone, to: place.id, door, end_roles, now };
    let Moved { member, from, bookings, matters, joined } =
        db.run(moving).await?.map_err(|why| anyhow::anyhow!("Nobody was moved: {why}."))?;
    let (name, to) = (&member.name, format!("{} ({})", place.name.zh, place.name.en));
    tracing::info!(target: "linli::audit", member = %member.id, %from, to = %place.id, "moved to another community");
    let household =
        if joined { "with the household behind that door" } else { "with a household of their own" };
    print(&format!(
        "{name} lives in {to} from now on, {household}. Called off: {bookings} bookings ahead. Ended, given back or \
         told to the desk: {matters} requests. Servers that run notice within their session-cache-seconds, {} if \
         none is set.",
        Config::default().session_cache_seconds
    ))
}

/// The one community that somebody means.
fn place<'a>(all: &'a HashMap<PlaceId, Community>, said: &str) -> anyhow::Result<&'a Community> {
    let id = said.parse().ok().filter(|id| all.contains_key(id)).unwrap_or_else(|| founding::place(said));
    if let Some(found) = all.get(&id) {
        return Ok(found);
    }
    let mut named = all.values().filter(|it| it.name.zh == said || it.name.en == said);
    match (named.next(), named.next()) {
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => {
            bail!("Several communities are called {said}; say the code or the id of the one.")
        }
        (None, _) => bail!("There is no community {said}."),
    }
}
