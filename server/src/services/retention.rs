//! What keeps phones in sync is forgotten when no phone can need it any more, once a day. What people
//! did (bookings, requests, their stories) is not touched.

use uuid::Uuid;

use super::jobs;
use crate::db::retention::{self, PIECE};
use crate::db::{DbError, facts};
use crate::metrics;
use crate::state::AppState;

/// Forgets what is older than the settings say; does nothing when that was done within a day.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(state: &AppState) -> Result<(), DbError> {
    let now = state.now();
    if !jobs::is_due(state, facts::FORGOTTEN, now.plus_days(-1)).await? {
        return Ok(());
    }
    let changes_before = now.plus_days(-state.config.change_days);
    let outcomes_before = now.plus_days(-state.config.outcome_days);
    state.db.write(move |tx| Box::pin(retention::mark_changes(tx, now, changes_before))).await?;
    let counts = &metrics::get().forgotten;
    for (community, up_to) in retention::forgotten(state.db.reader()).await? {
        loop {
            let gone = state.db.write(move |tx| Box::pin(retention::forget_changes(tx, community, up_to)));
            let gone = gone.await?;
            counts.get_or_create(&metrics::label("what", "changes")).inc_by(gone);
            if gone < PIECE {
                break;
            }
        }
        jobs::go_on(state).await?;
    }
    loop {
        let gone =
            state.db.write(move |tx| Box::pin(retention::forget_outcomes(tx, outcomes_before))).await?;
        counts.get_or_create(&metrics::label("what", "answers")).inc_by(gone);
        if gone < PIECE {
            break;
        }
        jobs::go_on(state).await?;
    }
    let refusals_before = now.plus_days(-state.config.refusal_days);
    loop {
        let gone =
            state.db.write(move |tx| Box::pin(retention::forget_refusals(tx, refusals_before))).await?;
        counts.get_or_create(&metrics::label("what", "refusals")).inc_by(gone);
        if gone < PIECE {
            break;
        }
        jobs::go_on(state).await?;
    }
    let mut after = Uuid::nil();
    while let Some(up_to) = retention::next_devices(state.db.reader(), after).await? {
        let gone = state.db.write(move |tx| Box::pin(retention::forget_devices(tx, after, up_to))).await?;
        counts.get_or_create(&metrics::label("what", "devices")).inc_by(gone);
        after = up_to;
    }
    jobs::did(state, facts::FORGOTTEN, now).await?;
    metrics::get().forgot_at.set(now.millis() / 1000);
    Ok(())
}
