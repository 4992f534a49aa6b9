//! What each page is made of, for this reader.

use jiff::civil::Date;
use linli_domain::ids::MemberId;
use linli_domain::member::Role;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::time::{Instant, Interval, Zone, monday_of, plus_days};
use sea_orm::DbErr;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::places::zone_of;
use super::queries;
use super::reading::{OWN_DAYS_BACK, Reading, Want, Which, days_ahead};
use super::session::Session;
use crate::db::Fetch;
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
    let query = Query::read(query);
    let ends = now.plus_days(days_ahead(&communities));
    let own = Interval { starts: now.plus_days(-OWN_DAYS_BACK), ends };
    let want = want(path, &query, &session.actor, &zone, own, now)?;
    let reading = Reading {
        fetch: Fetch(state.db.reader()).within(&session.reach),
        communities: &communities,
        member: &session.member,
        actor: &session.actor,
        now,
    };
    let rows = reading.rows(&want).await?;
    if let Some(subject) = want.subject.filter(|it| !session.actor.stands_for(*it)) {
        // Who saw whom for what; numbers only, since the log holds no names.
        let shown = rows.members.contains_key(&subject);
        tracing::info!(target: "linli::audit", reader = %session.actor.id, %subject, page = path, shown);
    }
    let mut answers = Map::new();
    if let Some((name, args)) = asked(path, &query)
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

/// The query that the page at this address begins with.
fn asked(path: &str, query: &Query) -> Option<(&'static str, Value)> {
    match path.strip_prefix("/desk/")? {
        "book" | "number" => Some(("member", json!({ "member_id": query.get("for")? }))),
        rest => Some(("substitutes", json!({ "booking_id": rest.strip_prefix("care/")? }))),
    }
}

/// The zone of the reader's community.
///
/// # Errors
/// When the database does not answer.
pub async fn zone(state: &AppState, session: &Session) -> Result<Zone, PageError> {
    let communities = state.places.all(&state.db).await?;
    Ok(zone_of(&communities, session.member.community_id))
}

/// The fields of an address after `?`.
struct Query(Vec<(String, String)>);

impl Query {
    fn read(query: &str) -> Self {
        Self(serde_urlencoded::from_str(query).unwrap_or_default())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    fn day(&self) -> Option<Date> {
        self.get("day")?.parse().ok()
    }
}

/// What the page at this address needs; `own` is of when it has the reader's own bookings.
///
/// # Errors
/// When the reader's roles have no such page.
fn want(
    path: &str,
    query: &Query,
    actor: &Actor,
    zone: &Zone,
    own: Interval,
    now: Instant,
) -> Result<Want, PageError> {
    let today = zone.date(now);
    // Of days that are over the pages that book show today instead; yesterday may be today in another zone.
    let books = path.starts_with("/care") || path.starts_with("/rooms");
    let over = |day: &Date| books && *day < plus_days(today, -1);
    let day = query.day().filter(|day| !over(day)).unwrap_or(today);
    let week = |day: Date| {
        let monday = monday_of(day);
        // The rules on working time look at whole weeks; the offers at the week after.
        Interval { starts: zone.at(plus_days(monday, -1), 0), ends: zone.at(plus_days(monday, 15), 0) }
    };
    let coming = Interval { starts: now.plus_days(-1), ends: own.ends };
    let desk = actor.works_at_desk();
    let street = actor.has(Role::Supervisor) || actor.has(Role::Officer);
    let mut parts = path.trim_matches('/').split('/');
    // Its place differs: after `mine` and before `slip`, or last.
    let about = || path.split('/').find_map(|part| Uuid::try_parse(part).ok());
    let resources = Some(Which::All);
    let head = (parts.next().unwrap_or(""), parts.next());
    let subject = query.get("for").and_then(|id| id.parse().ok());
    let want = match head {
        ("", _) => Want {
            mine: Some(coming),
            resources: Some(Which::All),
            busy: Some((Which::Rooms, zone.day(today).widened(0, 24 * 60))),
            neighbours: true,
            messages: true,
            ..Want::default()
        },
        ("care", _) => Want {
            mine: Some(own),
            resources: Some(Which::Caregivers),
            busy: Some((Which::Caregivers, week(day))),
            subject,
            ..Want::default()
        },
        // A use that begins late reaches into the next day. Of the own bookings nothing is shown.
        ("rooms", _) => Want {
            resources: Some(Which::Rooms),
            busy: Some((Which::Rooms, zone.day(day).widened(60, 24 * 60))),
            subject,
            ..Want::default()
        },
        ("help", Some("ask")) => Want { subject, ..Want::default() },
        ("help", Some("neighbours")) => Want { neighbours: true, mine: Some(coming), ..Want::default() },
        ("help" | "mine", Some(_)) => Want { about: about(), resources, mine: Some(own), ..Want::default() },
        ("search", None) => Want { mine: Some(own), resources, neighbours: true, ..Want::default() },
        ("mine", None) => Want { mine: Some(own), resources, ..Want::default() },
        ("messages", _) => {
            Want { messages: true, mine: Some(own), visits: Some(own), resources, ..Want::default() }
        }
        ("work", rest) => {
            if actor.carer.is_none() {
                return Err(PageError::NotAllowed);
            }
            let about = rest.and_then(|_| about());
            // Far ahead: what waits for the caregiver's answer is shown whenever it is.
            let visits = Interval { starts: week(day).starts, ends: own.ends };
            Want { visits: Some(visits), resources, about, ..Want::default() }
        }
        ("desk", rest) => {
            // Of the desk a keeper has the rooms; the rest is a page of another role.
            let clerks = matches!(rest, Some("care" | "book" | "number" | "register" | "help"));
            if !desk || (clerks && !actor.has(Role::Clerk)) {
                return Err(PageError::NotAllowed);
            }
            let shown = zone.day(day).widened(24 * 60, 24 * 60);
            let about = rest.and_then(|_| about());
            Want {
                desk: Some(shown),
                resources,
                busy: Some((Which::All, week(day))),
                about,
                ..Want::default()
            }
        }
        ("street", _) => {
            if !street {
                return Err(PageError::NotAllowed);
            }
            Want { escalated: true, about: about(), ..Want::default() }
        }
        _ => Want::default(),
    };
    Ok(want)
}
