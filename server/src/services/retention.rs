//! What keeps phones in sync is forgotten when no phone can need it any more, once a day. What people
//! did (bookings, requests, their stories) is not touched.

use futures::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::jobs;
use crate::db::DbError;
use crate::db::retention::{self, PIECE};
use crate::db::tables::database_fact;
use crate::metrics;
use crate::state::AppState;

/// Forgets what is older than the settings say; does nothing when that was done within a day.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(state: &AppState) -> Result<(), DbError> {
    let now = state.now();
    if !jobs::is_due(state, database_fact::FORGOTTEN, now.plus_days(-1)).await? {
        return Ok(());
    }
    let changes_before = now.plus_days(-state.config.change_days);
    let outcomes_before = now.plus_days(-state.config.outcome_days);
    state.db.write(move |tx| Box::pin(retention::mark_changes(tx, now, changes_before))).await?;
    for (community, up_to) in retention::forgotten(state.db.reader()).await? {
        let changes =
            in_pieces(state, "changes", move |tx| Box::pin(retention::forget_changes(tx, community, up_to)));
        if !changes.await? {
            return Ok(());
        }
    }
    let answers =
        in_pieces(state, "answers", move |tx| Box::pin(retention::forget_outcomes(tx, outcomes_before)));
    if !answers.await? {
        return Ok(());
    }
    let refusals_before = now.plus_days(-state.config.refusal_days);
    let refusals =
        in_pieces(state, "refusals", move |tx| Box::pin(retention::forget_refusals(tx, refusals_before)));
    if !refusals.await? {
        return Ok(());
    }
    let mut after = (Uuid::nil(), Uuid::nil());
    while let Some(up_to) = retention::next_devices(state.db.reader(), after).await? {
        let gone = state.db.write(move |tx| Box::pin(retention::forget_devices(tx, after, up_to))).await?;
        count("devices", gone);
        if !jobs::go_on(state).await? {
            return Ok(());
        }
        after = up_to;
    }
    jobs::did(state, database_fact::FORGOTTEN, now).await?;
    metrics::get().forgot_at.set(now.millis() / 1000);
    Ok(())
}

/// Forgets one piece after another until nothing is left; false when another server has the jobs now, and
/// goes on with it.
pub(super) async fn in_pieces<F>(state: &AppState, what: &'static str, piece: F) -> Result<bool, DbError>
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> BoxFuture<'t, Result<u64, DbErr>>
        + Copy
        + Send
        + Sync
        + 'static,
{
    loop {
        let gone = state.db.write(piece).await?;
        count(what, gone);
        if !jobs::go_on(state).await? {
            return Ok(false);
        }
        if gone < PIECE {
            return Ok(true);
        }
    }
}

fn count(what: &'static str, gone: u64) {
    metrics::get().forgotten.get_or_create(&metrics::label("what", what)).inc_by(gone);
}
