//! What a phone gets: everything that it may keep, or what changed since it last asked. From one
//! state of the database.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use linli_domain::ids::{DeviceId, MemberId, PlaceId};
use linli_domain::policy::readable_story;
use linli_domain::rows::{Row, RowKey, Rows};
use linli_domain::sync::{Pull, Step};
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::gather::gather;
use super::mutate;
use super::places::zone_of;
use super::rates::{Caller, Kind};
use super::reading::{Reading, Want};
use super::session::{self, Session};
use super::sight::{Mark, shortened, sight};
use super::steps::Steps;
use super::systems;
use crate::db::{Fetch, Topic};
use crate::state::AppState;

/// More changes than this are sent as everything anew.
const MOST_CHANGES: u64 = 5_000;

/// Changes in more communities than this are sent as everything anew: each is a part of one query,
/// and SQLite takes a thousand.
const MOST_PLACES: usize = 400;

/// What a cursor holds. Small, since it travels twice with every pull.
#[derive(Serialize, Deserialize)]
struct Cursor {
    /// Of the database, of what the reader sees, and of the community's day on which the window was
    /// filled; another one resets.
    mark: String,
    /// When it was written: what time alone has opened or closed since then is sent again.
    at: Instant,
    /// The version of each community that the reader sees, in the order of their ids.
    heads: Vec<i64>,
    device: Option<DeviceId>,
    /// The number up to which this device has heard outcomes.
    last_n: u64,
}

impl Cursor {
    fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn read(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

/// A cursor written anew; nothing when it cannot be read. For tests that feed it anything (`make fuzz`).
#[must_use]
pub fn rewritten(cursor: &str) -> Option<String> {
    Cursor::read(cursor).map(|it| it.write())
}

/// Why a phone gets nothing.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    #[error("everything anew too often; again in {seconds} s")]
    TooOften { seconds: u64 },
    #[error("{0}")]
    Failed(#[from] DbErr),
}

/// Counts one more pull of everything anew.
fn count_full(state: &AppState, member: MemberId) -> Result<(), PullError> {
    let counted =
        state.rates.count(Caller::Member(member), Kind::FullPull, state.config.full_pulls, state.now());
    counted.map_err(|seconds| PullError::TooOften { seconds })
}

/// Everything, or the changes since the cursor; a cursor that cannot be read counts as none. Who asks
/// is looked up anew, in the same state of the database as the rows: a permission that is gone brings
/// nothing more, whatever this process remembers of the session. `None` when the person is gone.
///
/// # Errors
/// When everything is asked for too often, or the database does not answer.
pub async fn pull(
    state: &AppState,
    session: &Session,
    cursor: Option<&str>,
    device: Option<DeviceId>,
) -> Result<Option<Pull>, PullError> {
    if let Some(pulled) = pulled(state, session, cursor, device).await? {
        return Ok(Some(pulled));
    }
    // They may have moved since this process looked: then what they see is what is there now.
    let moved = session::at_home(state, session).await?.filter(|it| it.home() != session.home());
    match moved {
        Some(moved) => pulled(state, &moved, cursor, device).await,
        None => Ok(None),
    }
}

async fn pulled(
    state: &AppState,
    session: &Session,
    cursor: Option<&str>,
    device: Option<DeviceId>,
) -> Result<Option<Pull>, PullError> {
    let cursor = cursor.and_then(Cursor::read);
    // Before anything is fetched; a cursor that leads to everything anew is counted when that is known.
    let counted = cursor.is_none();
    if counted {
        count_full(state, session.member.id)?;
    }
    let communities = state.places.all(&state.db).await?;
    let now = state.now();
    let snapshot = state.db.snapshot().await?;
    let fetch = Fetch(&snapshot);
    let epoch = fetch.epoch().await?;
    let Some(sight) = sight(fetch, &communities, session.home(), now).await? else { return Ok(None) };
    let fetch = fetch.within(&sight.reach);
    let reading =
        Reading { fetch, communities: &communities, member: &sight.member, actor: &sight.actor, now };
    let day = zone_of(&communities, sight.member.community_id).date(now);
    let mark = mark(&epoch, day, sight.mark);
    let kept = fetch.heads(&sight.places).await?;
    let head = |place: &PlaceId| kept.get(place).copied().unwrap_or_default();
    let known = cursor.filter(|it| {
        let reaches = |(place, after): (&PlaceId, &i64)| head(place).1 <= *after;
        it.mark == mark
            && it.heads.len() == sight.places.len()
            && sight.places.iter().zip(&it.heads).all(reaches)
    });
    let patch = match &known {
        Some(known) => {
            let since = sight.places.iter().copied().zip(known.heads.iter().copied());
            let behind: Vec<_> = since.filter(|(place, after)| *after < head(place).0).collect();
            changes(&reading, &behind, known.at).await?
        }
        None => None,
    };
    let reset = patch.is_none();
    let patch = match patch {
        Some(patch) => patch,
        None => {
            if !counted {
                count_full(state, session.member.id)?;
            }
            let rows = everything(&reading, now).await?;
            linli_domain::rows::Patch::from(rows).into_iter().map(|row| Step::Put(Box::new(row))).collect()
        }
    };
    let (last_n, outcomes) = match device {
        Some(id) => {
            let heard = known.filter(|it| it.device == device).map_or(0, |it| it.last_n);
            mutate::outcomes_of(fetch, id.0, sight.member.id, heard).await?
        }
        None => (0, Vec::new()),
    };
    snapshot.commit().await?;
    let heads = sight.places.iter().map(|place| head(place).0).collect();
    let cursor = Cursor { mark, at: now, heads, device, last_n }.write();
    Ok(Some(Pull { epoch, cursor, reset, patch, last_n, outcomes, server_time: now }))
}

fn mark(epoch: &str, day: Date, seen: Mark) -> String {
    let hash = Sha256::new().chain_update(epoch).chain_update(day.to_string()).chain_update(seen);
    URL_SAFE_NO_PAD.encode(shortened(hash))
}

async fn everything<C: ConnectionTrait>(reading: &Reading<'_, C>, now: Instant) -> Result<Rows, DbErr> {
    let mut rows = gather(reading, &Want::everything(now, reading.communities)).await?;
    let about = systems::told(&rows, reading.actor);
    let stories = reading.stories(&rows, &about).await?;
    rows.extend(stories);
    Ok(rows)
}

/// The steps from these versions, and from this time, to now; `None` when everything anew is shorter.
async fn changes<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    behind: &[(PlaceId, i64)],
    since: Instant,
) -> Result<Option<Vec<Step>>, DbErr> {
    let mut changed: BTreeMap<Topic, BTreeSet<Uuid>> = BTreeMap::new();
    if behind.len() > MOST_PLACES {
        return Ok(None);
    }
    // One more than are wanted tells that there are too many.
    let found = reading.fetch.changes(behind, MOST_CHANGES + 1).await?;
    if u64::try_from(found.len()).is_ok_and(|count| count > MOST_CHANGES) {
        return Ok(None);
    }
    for (topic, id) in found {
        if let Some(topic) = topic {
            changed.entry(topic).or_default().insert(id);
        }
    }
    let mut steps = Steps::default();
    systems::turned(reading, since, &mut steps).await?;
    for (topic, ids) in changed {
        let ids: Vec<_> = ids.into_iter().collect();
        systems::changed(reading, topic, &ids, &mut steps).await?;
    }
    for event in reading.fetch.events(&steps.about).await? {
        let id = event.id;
        match readable_story(&steps.rows, reading.actor.id, event) {
            Some(event) => steps.rows.put(Row::Event(event)),
            None => steps.del(RowKey::Event(id)),
        }
    }
    Ok(Some(steps.finish()))
}
