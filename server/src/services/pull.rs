//! What a phone gets: everything that it may keep, or what changed since it last asked. From one
//! state of the database.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use linli_domain::ids::{BookingId, DeviceId, HelpId, MemberId, PlaceId, ResourceId};
use linli_domain::member::Role;
use linli_domain::policy::{Actor, readable_story};
use linli_domain::rows::{Row, RowKey, Rows};
use linli_domain::sync::{Pull, Step};
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::mutate;
use super::places::{covered, zone_of};
use super::reading::{Reading, Want};
use super::session::Session;
use crate::db::{Fetch, topic};
use crate::state::AppState;

/// More changes than this are sent as everything anew.
const MOST_CHANGES: u64 = 5_000;

/// Changes in more communities than this are sent as everything anew: each is a part of one query,
/// and SQLite takes a thousand.
const MOST_PLACES: usize = 400;

/// What a cursor holds.
#[derive(Serialize, Deserialize)]
struct Cursor {
    epoch: String,
    /// Who asks and what they may see, as a fingerprint; another one resets.
    reader: String,
    /// The community's day on which the window was filled; a later one resets.
    day: Date,
    /// When it was written: what time alone has opened or closed since then is sent again.
    at: Instant,
    heads: BTreeMap<PlaceId, i64>,
}

impl Cursor {
    fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn read(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

/// Everything, or the changes since the cursor; a cursor that cannot be read counts as none.
///
/// # Errors
/// When the database does not answer.
pub async fn pull(
    state: &AppState,
    session: &Session,
    cursor: Option<&str>,
    device: Option<DeviceId>,
) -> Result<Pull, DbErr> {
    let communities = state.places.all(&state.db).await?;
    let now = state.now();
    let snapshot = state.db.snapshot().await?;
    let epoch = Fetch(&snapshot).epoch().await?;
    let reading = Reading {
        fetch: Fetch(&snapshot),
        communities: &communities,
        member: &session.member,
        actor: &session.actor,
        now,
    };
    let seen = seen_places(&reading).await?;
    let kept = reading.fetch.heads(&seen).await?;
    let forgotten = |place: &PlaceId| kept.get(place).map_or(0, |(_, forgotten)| *forgotten);
    let heads = kept.iter().map(|(place, (newest, _))| (*place, *newest)).collect();
    let fresh = Cursor {
        epoch,
        reader: fingerprint(&session.actor),
        day: zone_of(&communities, session.member.community_id).date(now),
        at: now,
        heads,
    };
    let known = cursor.and_then(Cursor::read).filter(|it| {
        it.epoch == fresh.epoch
            && it.reader == fresh.reader
            && it.day == fresh.day
            && it.heads.len() == fresh.heads.len()
            && it.heads.iter().all(|(place, after)| forgotten(place) <= *after)
    });
    let patch = match &known {
        Some(known) => changes(&reading, known, &fresh.heads).await?,
        None => None,
    };
    let reset = patch.is_none();
    let patch = match patch {
        Some(patch) => patch,
        None => {
            let rows = everything(&reading, now).await?;
            linli_domain::rows::Patch::from(rows).into_iter().map(|row| Step::Put(Box::new(row))).collect()
        }
    };
    let (last_n, outcomes) = match device {
        Some(device) => mutate::outcomes_of(reading.fetch, device.0, session.member.id).await?,
        None => (0, Vec::new()),
    };
    snapshot.commit().await?;
    Ok(Pull {
        epoch: fresh.epoch.clone(),
        cursor: fresh.write(),
        reset,
        patch,
        last_n,
        outcomes,
        server_time: now,
    })
}

/// The communities of which the reader sees something: those of whom they may book for, and those
/// that their work covers.
async fn seen_places<C: ConnectionTrait>(reading: &Reading<'_, C>) -> Result<Vec<PlaceId>, DbErr> {
    let staff = [Role::Caregiver, Role::Clerk, Role::Keeper, Role::Supervisor, Role::Officer];
    let mut seen = covered(reading.communities, reading.actor, &staff);
    let people = reading.fetch.members(&reading.actor.acts_for).await?;
    seen.extend(reading.books_in(&people));
    seen.sort_unstable();
    seen.dedup();
    Ok(seen)
}

fn fingerprint(actor: &Actor) -> String {
    let text = serde_json::to_vec(actor).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(Sha256::digest(text).get(..12).unwrap_or_default())
}

async fn everything<C: ConnectionTrait>(reading: &Reading<'_, C>, now: Instant) -> Result<Rows, DbErr> {
    let mut rows = reading.rows(&Want::everything(now, reading.communities)).await?;
    let about: Vec<Uuid> = rows
        .bookings
        .values()
        .filter(|it| reading.actor.stands_for(it.subject))
        .map(|it| it.id.0)
        .chain(rows.helps.keys().map(|id| id.0))
        .collect();
    let stories = reading.stories(&rows, &about).await?;
    rows.extend(stories);
    Ok(rows)
}

/// The steps from the cursor to now; `None` when everything anew is shorter.
async fn changes<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    known: &Cursor,
    heads: &BTreeMap<PlaceId, i64>,
) -> Result<Option<Vec<Step>>, DbErr> {
    let mut changed: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    let mut behind = Vec::new();
    for (place, head) in heads {
        let Some(after) = known.heads.get(place) else { return Ok(None) };
        if after < head {
            behind.push((*place, *after));
        }
    }
    if behind.len() > MOST_PLACES {
        return Ok(None);
    }
    // One more than are wanted tells that there are too many.
    let found = reading.fetch.changes(&behind, MOST_CHANGES + 1).await?;
    if u64::try_from(found.len()).is_ok_and(|count| count > MOST_CHANGES) {
        return Ok(None);
    }
    for (topic, id) in found {
        changed.entry(topic).or_default().insert(id);
    }
    let ids =
        |topic: &str| changed.get(topic).map(|it| it.iter().copied().collect::<Vec<_>>()).unwrap_or_default();
    let mut steps = Vec::new();

    let resources: Vec<_> = ids(topic::RESOURCE).into_iter().map(ResourceId).collect();
    let found = reading.fetch.resources_by_id(&resources).await?;
    steps.extend(found.into_iter().map(|it| put(Row::Resource(it))));

    let members = ids(topic::MEMBER);
    if members.iter().any(|id| MemberId(*id) == reading.actor.id) {
        let found = reading.fetch.members(&[reading.actor.id]).await?;
        steps.extend(found.into_iter().map(|it| put(Row::Member(it))));
    }

    let mut rows = Rows::default();
    reading.bookings(&mut rows, reading.turned_since(known.at).await?);
    let bookings = ids(topic::BOOKING);
    reading.bookings(&mut rows, reading.fetch.bookings_by_id(&bookings).await?);
    for id in &bookings {
        steps.push(Step::Del(RowKey::Busy(BookingId(*id))));
        if !rows.bookings.contains_key(&BookingId(*id)) {
            steps.push(Step::Del(RowKey::Booking(BookingId(*id))));
        }
    }
    let busy = reading.fetch.busy_of(&bookings).await?;
    steps.extend(busy.into_iter().map(|it| put(Row::Busy(it))));

    let helps = ids(topic::HELP);
    reading.helps(&mut rows, reading.fetch.helps_by_id(&helps).await?);
    for id in &helps {
        if !rows.helps.contains_key(&HelpId(*id)) {
            steps.push(Step::Del(RowKey::Help(HelpId(*id))));
        }
    }
    // Of changed requests all events are asked for: those that the reader may not, or no longer,
    // read must go from a phone that has them.
    let about: Vec<Uuid> = rows.bookings.keys().map(|id| id.0).chain(helps.iter().copied()).collect();
    for event in reading.fetch.events(&about).await? {
        if readable_story(&rows, event.about) {
            rows.put(Row::Event(event));
        } else {
            steps.push(Step::Del(RowKey::Event(event.id)));
        }
    }
    rows.communities.clear();
    steps.extend(linli_domain::rows::Patch::from(rows).into_iter().map(put));

    let messages = reading.fetch.messages_by_id(&ids(topic::MESSAGE)).await?;
    let mine = messages.into_iter().filter(|it| it.to == reading.actor.id);
    steps.extend(mine.map(|it| put(Row::Message(it))));
    Ok(Some(steps))
}

fn put(row: Row) -> Step {
    Step::Put(Box::new(row))
}
