//! What each page is made of, for this reader.

use linli_domain::ids::MemberId;
use linli_domain::json::Code;
use linli_domain::rows::Rows;
use linli_domain::time::{Interval, Zone};
use sea_orm::DbErr;
use serde_json::{Map, Value};

use super::address::{Address, DeskOf, NotAllowed};
use super::gather::gather;
use super::places::zone_of;
use super::queries;
use super::reading::{OWN_DAYS_BACK, Reading, Want, Which, days_ahead};
use super::session::Session;
use super::systems;
use crate::db::{Fetch, Topic};
use crate::state::AppState;

/// What a page is made of.
pub struct PageRows {
    pub rows: Rows,
    pub me: Option<MemberId>,
    /// Answers to the page's queries, by name.
    pub answers: Map<String, Value>,
}

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("nobody is signed in")]
    SignedOut,
    #[error("not for this role")]
    NotAllowed,
    #[error("{0}")]
    Failed(#[from] anyhow::Error),
}

impl From<NotAllowed> for PageError {
    fn from(_: NotAllowed) -> Self {
        Self::NotAllowed
    }
}

impl From<DbErr> for PageError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// The rows of a page.
///
/// # Errors
/// When nobody is signed in and the page is not public, the reader has no such page, or the
/// database does not answer.
pub async fn page(
    state: &AppState,
    session: Option<&Session>,
    path: &str,
    query: &str,
) -> Result<PageRows, PageError> {
    let Some(session) = session else {
        if is_public(path) {
            return Ok(PageRows { rows: Rows::default(), me: None, answers: Map::new() });
        }
        return Err(PageError::SignedOut);
    };
    let communities = state.places.all(&state.db).await?;
    let now = state.now();
    let zone = zone_of(&communities, session.member.community_id);
    let ends = now.plus_days(days_ahead(&communities));
    let own = Interval { starts: now.plus_days(-OWN_DAYS_BACK), ends };
    let at = Address::new((path, query), &session.actor, &zone, own, now);
    let want = want(&at)?;
    let reading = Reading {
        fetch: Fetch(state.db.reader()).within(&session.reach),
        communities: &communities,
        member: &session.member,
        actor: &session.actor,
        now,
    };
    let rows = gather(&reading, &want).await?;
    if let Some(subject) = want.subject.filter(|it| !session.actor.stands_for(*it)) {
        // Who saw whom for what; numbers only, since the log holds no names.
        let shown = rows.members.contains_key(&subject);
        tracing::info!(target: "linli::audit", reader = %session.actor.id, %subject, page = path, shown);
    }
    let mut answers = Map::new();
    if let Some((name, args)) = systems::asks(&at)
        && let Ok(answer) = queries::query(state, session, name, &args).await
    {
        answers.insert(name.to_owned(), answer);
    }
    Ok(PageRows { rows, me: Some(session.member.id), answers })
}

/// Whether it is a page for who is not signed in.
fn is_public(path: &str) -> bool {
    matches!(path, "/" | "/start" | "/search" | "/guide" | "/sign-in" | "/sign-in/code")
        || path.starts_with("/guide/")
}

/// The zone of the reader's community.
///
/// # Errors
/// When the database does not answer.
pub async fn zone(state: &AppState, session: &Session) -> Result<Zone, PageError> {
    let communities = state.places.all(&state.db).await?;
    Ok(zone_of(&communities, session.member.community_id))
}

/// What the page at this address is made of.
///
/// # Errors
/// When the reader's roles have no such page.
fn want(at: &Address<'_>) -> Result<Want, NotAllowed> {
    if let Some(want) = systems::page(at) {
        return want;
    }
    let resources = Some(Which::All);
    let want = match at.parts() {
        [] => Want {
            mine: Some(at.coming()),
            resources,
            busy: Some((Which::Rooms, at.around(at.today(), 0, 24 * 60))),
            neighbours: true,
            own: Topic::all().collect(),
            ..Want::default()
        },
        ["search"] => Want {
            mine: Some(at.own),
            resources,
            neighbours: true,
            own: Topic::all().collect(),
            ..Want::default()
        },
        ["mine"] => Want { mine: Some(at.own), resources, ..Want::default() },
        ["desk", ..] => Want { own: Topic::all().collect(), ..at.desk(DeskOf::All)? },
        _ => Want::default(),
    };
    Ok(want)
}
