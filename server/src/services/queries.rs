//! The second door for data: questions whose answers are too large or too private to keep on a phone.

use linli_domain::contact::Phone;
use linli_domain::ids::{BookingId, MemberId};
use linli_domain::member::Role;
use linli_domain::policy::Standing;
use linli_domain::systems::{care as visits, members};
use sea_orm::DbErr;
use serde_json::Value;

use super::actor;
use super::by_day::{self, Rare};
use super::hourly::{Over, count, look_ups};
use super::session::Session;
use crate::db::Fetch;
use crate::services::systems::care;
use crate::state::AppState;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error("no such query")]
    Unknown,
    #[error("not for this role")]
    NotAllowed,
    #[error("{field} cannot be read")]
    Unreadable { field: &'static str },
    #[error("too often; again in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("{0}")]
    Failed(#[from] anyhow::Error),
}

impl From<DbErr> for QueryError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Over> for QueryError {
    fn from(over: Over) -> Self {
        match over {
            Over::TooMany { seconds } => Self::TooMany { seconds },
            Over::Failed(error) => Self::Failed(error.into()),
        }
    }
}

/// Answers a query of the second door: what is too large or too private to keep on a phone.
///
/// # Errors
/// When there is no such query, the reader may not ask it, or an argument cannot be read.
pub async fn query(
    state: &AppState,
    session: &Session,
    name: &str,
    args: &Value,
) -> Result<Value, QueryError> {
    match name {
        "member" => find_member(state, session, args).await,
        "substitutes" => substitutes(state, session, args).await,
        _ => Err(QueryError::Unknown),
    }
}

/// A glimpse of the person with a phone number or an id, for staff of their community; `null` when
/// nobody there has it. All of them comes with the page that something is booked on for them.
async fn find_member(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let (staff, now) = (session.member.id, state.now());
    let today = by_day::count(state, (Rare::LookUp, staff), state.config.look_ups_per_day, now).await;
    if let Err(Over::TooMany { .. }) = today {
        // No desk has so many visitors: somebody copies everybody.
        tracing::warn!(target: "linli::audit", reader = %session.actor.id, "as many look-ups as a day allows");
    }
    today?;
    let found = if let Some(id) = args.get("member_id") {
        let id = id.as_str().and_then(|it| it.parse::<MemberId>().ok());
        let id = id.ok_or(QueryError::Unreadable { field: "member_id" })?;
        Fetch(state.db.reader()).within(&session.reach).member(id).await?
    } else {
        // Ids are not guessed.
        count(state, [(look_ups(staff), state.config.look_ups)], now).await?;
        let phone = args.get("phone").and_then(Value::as_str).and_then(|it| it.parse::<Phone>().ok());
        actor::by_phone(&state.db, &phone.ok_or(QueryError::Unreadable { field: "phone" })?).await?
    };
    let communities = state.places.all(&state.db).await?;
    let found = found.filter(|member| {
        communities.get(&member.community_id).is_some_and(|it| {
            let who = Standing::new(&session.actor, it, Some(member.id));
            members::may(&who, members::Action::Keep, Some(member))
        })
    });
    // Who asked for whom; numbers only, since the log holds no names.
    let shown = found.as_ref().map(|it| tracing::field::display(it.id));
    tracing::info!(target: "linli::audit", reader = %session.actor.id, member = shown, "look-up");
    serde_json::to_value(found.map(|it| it.glimpse())).map_err(|e| QueryError::Failed(e.into()))
}

/// Whom staff could send to a visit, and why the others cannot; `null` when there is no such visit
/// that the reader may send somebody to.
async fn substitutes(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let visit = args.get("booking_id").and_then(Value::as_str).and_then(|it| it.parse::<BookingId>().ok());
    let visit = visit.ok_or(QueryError::Unreadable { field: "booking_id" })?;
    let communities = state.places.all(&state.db).await?;
    let fetch = Fetch(state.db.reader()).within(&session.reach);
    let rows = care::substitutes(fetch, &communities, visit, state.now()).await?;
    let ranking = rows
        .bookings
        .get(&visit)
        .filter(|booking| {
            communities.get(&booking.community_id).is_some_and(|it| {
                let who = Standing::new(&session.actor, it, Some(booking.subject));
                visits::may(&who, visits::Action::Assign, booking)
            })
        })
        .and_then(|booking| visits::roster::substitutes(&rows, booking));
    serde_json::to_value(ranking).map_err(|e| QueryError::Failed(e.into()))
}
