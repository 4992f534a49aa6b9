//! What the servers do by themselves, now and then: one of them for all, and only while its clock is right.

use linli_domain::time::Instant;

use super::clock::{self, Astray};
use super::{retention, session, sweep};
use crate::db::DbError;
use crate::db::tables::{database_fact, lease};
use crate::metrics;
use crate::state::AppState;

/// The name of the lease: who has it does all the jobs.
const JOBS: &str = "jobs";

/// What came of one turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// This server did the jobs and moved on so many bookings.
    Did { moved: usize },
    /// Another server does them.
    Others,
    /// Nothing was done: the clock of this server cannot be right.
    Astray(Astray),
}

/// Does what time does: bookings expire, sessions and codes end, old changes are forgotten. A job that fails
/// is logged and keeps no other from its turn.
///
/// # Errors
/// When the database does not answer at all.
pub async fn turn(state: &AppState) -> Result<Turn, DbError> {
    session::forget_remembered(state);
    let numbers = metrics::get();
    let leads = leading(state).await;
    numbers.leads.set(i64::from(matches!(leads, Ok(Ok(true)))));
    match leads? {
        Ok(true) => {}
        Ok(false) => return Ok(Turn::Others),
        Err(astray) => return Ok(Turn::Astray(astray)),
    }
    let moved = match sweep::sweep(state).await {
        Ok(moved) => {
            numbers.swept.inc_by(u64::try_from(moved).unwrap_or(0));
            numbers.swept_at.set(state.now().millis() / 1000);
            moved
        }
        Err(error) => {
            numbers.job_failed("sweep");
            tracing::error!(%error, "bookings whose time has come were not looked at");
            0
        }
    };
    if let Err(error) = session::sweep(state).await {
        numbers.job_failed("sessions");
        tracing::error!(%error, "old sessions were not removed");
    }
    if let Err(error) = retention::forget(state).await {
        numbers.job_failed("retention");
        tracing::error!(%error, "old changes and answers were not removed");
    }
    Ok(Turn::Did { moved })
}

/// Whether this server does the jobs, or why it must not.
async fn leading(state: &AppState) -> Result<Result<bool, Astray>, DbError> {
    match clock::look(state).await? {
        Ok(()) => go_on(state).await.map(Ok),
        Err(astray) => Ok(Err(astray)),
    }
}

/// Takes the jobs, or goes on with them; false when another server has them.
pub(super) async fn go_on(state: &AppState) -> Result<bool, DbError> {
    let (holder, now) = (state.name.clone(), state.now());
    let lasts = state.config.lease_seconds.max(1).saturating_mul(1000);
    state
        .db
        .write(move |tx| {
            let holder = holder.clone();
            Box::pin(async move { lease::take(tx, JOBS, &holder, now, lasts).await })
        })
        .await
}

/// Leaves the jobs to another server at once: this one stops.
///
/// # Errors
/// When the database does not answer; then another takes them when the lease is over.
pub async fn leave(state: &AppState) -> Result<(), DbError> {
    metrics::get().leads.set(0);
    let holder = state.name.clone();
    let left = state.db.write(move |tx| {
        let holder = holder.clone();
        Box::pin(async move { lease::leave(tx, JOBS, &holder).await })
    });
    left.await
}

/// Whether a job was last done before then, or at a time that is yet to come.
pub(super) async fn is_due(state: &AppState, fact: &str, before: Instant) -> Result<bool, DbError> {
    let done = database_fact::get(state.db.reader(), fact).await?.and_then(|it| it.parse::<i64>().ok());
    let now = state.now().millis();
    Ok(done.is_none_or(|it| it <= before.millis() || it > now))
}

/// Notes when a job was done.
pub(super) async fn did(state: &AppState, fact: &str, now: Instant) -> Result<(), DbError> {
    let fact = fact.to_owned();
    let noted = state.db.write(move |tx| {
        let fact = fact.clone();
        Box::pin(async move { database_fact::set(tx, &fact, &now.millis().to_string()).await })
    });
    noted.await
}
