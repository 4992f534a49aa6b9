//! What keeps phones in sync is forgotten when no phone can need it any more, once a day. What people
//! did (bookings, requests, their stories) is not touched.

use crate::db::retention::{forget_changes, forget_outcomes, forget_refusals};
use crate::db::{DbError, Fetch};
use crate::state::AppState;

/// Forgets what is older than the settings say; does nothing when that was done within a day.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(state: &AppState) -> Result<(), DbError> {
    let now = state.now();
    let newest = Fetch(state.db.reader()).newest_mark().await?;
    if newest.is_some_and(|it| it > now.plus_days(-1)) {
        return Ok(());
    }
    let changes_before = now.plus_days(-state.config.change_days);
    let outcomes_before = now.plus_days(-state.config.outcome_days);
    let refusals_before = now.plus_days(-state.config.refusal_days);
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                forget_changes(tx, now, changes_before).await?;
                forget_refusals(tx, refusals_before).await?;
                forget_outcomes(tx, outcomes_before).await
            })
        })
        .await
}
