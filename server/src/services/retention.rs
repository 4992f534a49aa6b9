//! What keeps phones in sync is forgotten when no phone can need it any more, once a day. What people
//! did (bookings, requests, their stories) is not touched.

use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

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
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                forget_changes(tx, now, changes_before).await?;
                forget_outcomes(tx, outcomes_before).await
            })
        })
        .await
}

/// Changes have no time of their own, which every write would pay for: a mark a day says how far
/// each community had come.
async fn forget_changes(tx: &DatabaseTransaction, now: Instant, before: Instant) -> Result<(), DbErr> {
    let (now, before) = (now.millis(), before.millis());
    for sql in [
        format!(
            "INSERT INTO change_mark (community_id, at, seq)
             SELECT community_id, {now}, seq FROM community_head WHERE true
             ON CONFLICT (community_id, at) DO NOTHING"
        ),
        format!(
            "UPDATE community_head SET forgotten = (
                SELECT MAX(seq) FROM change_mark
                WHERE change_mark.community_id = community_head.community_id AND at <= {before})
             WHERE EXISTS (
                SELECT 1 FROM change_mark
                WHERE change_mark.community_id = community_head.community_id AND at <= {before})"
        ),
        "DELETE FROM change WHERE seq <= (
            SELECT forgotten FROM community_head
            WHERE community_head.community_id = change.community_id)"
            .to_owned(),
        format!("DELETE FROM change_mark WHERE at < {before}"),
    ] {
        tx.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Answers to mutations, then the devices that have none left. A phone that comes back later than
/// that with a mutation of then begins to number anew.
async fn forget_outcomes(tx: &DatabaseTransaction, before: Instant) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("DELETE FROM outcome WHERE decided <= {}", before.millis())).await?;
    tx.execute_unprepared(
        "DELETE FROM device WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.device_id = device.id)",
    )
    .await?;
    Ok(())
}
