//! Forgetting what keeps phones in sync when no phone can need it any more.

use sea_orm::{ConnectionTrait, DbErr};

use linli_domain::time::Instant;

/// Changes that are older than `before`. They have no time of their own, which every write would pay
/// for: a mark made at each call says how far each community had come.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn forget_changes<C: ConnectionTrait>(tx: &C, now: Instant, before: Instant) -> Result<(), DbErr> {
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

/// Refusals that are older than `before`: nobody sends again for long what was refused, and somebody who
/// is refused all day must not fill the disk. Looks at the week until then, since it runs daily: not at
/// all answers of a year. What a longer standstill leaves goes with the other answers.
pub async fn forget_refusals<C: ConnectionTrait>(tx: &C, before: Instant) -> Result<(), DbErr> {
    let (from, before) = (before.plus_days(-7).millis(), before.millis());
    let refused = r#"{"result":"refused""#;
    let sql = format!(
        "DELETE FROM outcome WHERE decided > {from} AND decided <= {before}
         AND substr(result, 1, {}) = '{refused}'",
        refused.len()
    );
    tx.execute_unprepared(&sql).await.map(drop)
}

/// Answers to mutations that are older than `before`, then the devices that have none left. A phone
/// that comes back later than that with a mutation of then begins to number anew.
pub async fn forget_outcomes<C: ConnectionTrait>(tx: &C, before: Instant) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("DELETE FROM outcome WHERE decided <= {}", before.millis())).await?;
    tx.execute_unprepared(
        "DELETE FROM device WHERE NOT EXISTS (SELECT 1 FROM outcome WHERE outcome.device_id = device.id)",
    )
    .await?;
    Ok(())
}
