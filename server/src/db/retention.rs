//! Forgetting what keeps phones in sync when no phone can need it any more. A piece at a time: nobody who
//! writes waits for the whole of it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::time::Instant;

/// How many rows one transaction forgets.
pub const PIECE: u64 = 5_000;

/// Notes how far each community has come, and up to where its changes are older than `before`. They have no
/// time of their own, which every write would pay for: a mark made at each call says it.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn mark_changes<C: ConnectionTrait>(tx: &C, now: Instant, before: Instant) -> Result<(), DbErr> {
    let (now, before) = (now.millis(), before.millis());
    let mark = "INSERT INTO change_mark (community_id, at, seq)
         SELECT community_id, $1, seq FROM community_head WHERE true
         ON CONFLICT (community_id, at) DO NOTHING";
    say(tx, mark, [now]).await?;
    let up_to = "UPDATE community_head SET forgotten = (
            SELECT MAX(seq) FROM change_mark
            WHERE change_mark.community_id = community_head.community_id AND at <= $1)
         WHERE EXISTS (
            SELECT 1 FROM change_mark
            WHERE change_mark.community_id = community_head.community_id AND at <= $1)";
    say(tx, up_to, [before]).await?;
    say(tx, "DELETE FROM change_mark WHERE at < $1", [before]).await?;
    Ok(())
}

/// Says something with values to the database, as whoever listens to its statements hears it; how many rows it was.
async fn say<C: ConnectionTrait, V: Into<Value>>(
    tx: &C,
    sql: &str,
    values: impl IntoIterator<Item = V>,
) -> Result<u64, DbErr> {
    let values = values.into_iter().map(Into::into);
    let done = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(done.rows_affected())
}

/// The communities with the version up to which each has forgotten.
pub async fn forgotten<C: ConnectionTrait>(on: &C) -> Result<Vec<(Uuid, i64)>, DbErr> {
    let ask = "SELECT community_id, forgotten FROM community_head WHERE forgotten > 0".to_owned();
    let rows = on.query_all_raw(Statement::from_string(on.get_database_backend(), ask)).await?;
    rows.iter().map(|it| Ok((it.try_get_by_index(0)?, it.try_get_by_index(1)?))).collect()
}

/// Forgets the oldest changes of a community up to a version; how many.
pub async fn forget_changes<C: ConnectionTrait>(tx: &C, community: Uuid, up_to: i64) -> Result<u64, DbErr> {
    let sql = format!(
        "DELETE FROM change WHERE community_id = $1 AND seq <= $2 AND seq IN (
            SELECT seq FROM change WHERE community_id = $1 AND seq <= $2 ORDER BY seq LIMIT {PIECE})"
    );
    say(tx, &sql, [Value::from(community), up_to.into()]).await
}

/// Forgets the oldest answers to mutations up to `before`; how many.
pub async fn forget_outcomes<C: ConnectionTrait>(tx: &C, before: Instant) -> Result<u64, DbErr> {
    let sql = format!(
        "DELETE FROM outcome WHERE (community_id, device_id, n) IN (
            SELECT community_id, device_id, n FROM outcome WHERE decided <= $1 ORDER BY decided LIMIT {PIECE})"
    );
    say(tx, &sql, [before.millis()]).await
}

/// Forgets the oldest refusals up to `before`; how many. Nobody sends again for long what was refused, and
/// somebody who is refused all day must not fill the disk. Looks at the week until then, since it runs
/// daily: not at all answers of a year. What a longer standstill leaves goes with the other answers.
pub async fn forget_refusals<C: ConnectionTrait>(tx: &C, before: Instant) -> Result<u64, DbErr> {
    let (from, before) = (before.plus_days(-7).millis(), before.millis());
    let refused = r#"{"result":"refused""#;
    let sql = format!(
        "DELETE FROM outcome WHERE (community_id, device_id, n) IN (
             SELECT community_id, device_id, n FROM outcome WHERE decided > $1 AND decided <= $2
             AND substr(result, 1, {}) = '{refused}' ORDER BY decided LIMIT {PIECE})",
        refused.len()
    );
    say(tx, &sql, [from, before]).await
}

/// The last of the next devices in the order of their communities and ids.
pub async fn next_devices<C: ConnectionTrait>(
    on: &C,
    (community, id): (Uuid, Uuid),
) -> Result<Option<(Uuid, Uuid)>, DbErr> {
    let sql = format!(
        "SELECT community_id, id FROM (
            SELECT community_id, id FROM device WHERE (community_id, id) > ($1, $2)
            ORDER BY community_id, id LIMIT {PIECE}) AS piece
         ORDER BY community_id DESC, id DESC LIMIT 1"
    );
    let ask = Statement::from_sql_and_values(on.get_database_backend(), sql, [community.into(), id.into()]);
    let found = on.query_one_raw(ask).await?;
    found.map(|it| Ok((it.try_get_by_index(0)?, it.try_get_by_index(1)?))).transpose()
}

/// Forgets the devices of such a piece that have no answer left; how many. A phone that comes back later
/// with a mutation of then begins to number anew.
pub async fn forget_devices<C: ConnectionTrait>(
    tx: &C,
    after: (Uuid, Uuid),
    up_to: (Uuid, Uuid),
) -> Result<u64, DbErr> {
    let sql = "DELETE FROM device WHERE (community_id, id) > ($1, $2) AND (community_id, id) <= ($3, $4)
        AND NOT EXISTS (
            SELECT 1 FROM outcome WHERE outcome.community_id = device.community_id
            AND outcome.device_id = device.id)";
    say(tx, sql, [after.0, after.1, up_to.0, up_to.1]).await
}

/// How large the database is, and its log where that is known: bytes.
pub async fn sizes<C: ConnectionTrait>(on: &C) -> Result<(i64, i64), DbErr> {
    let backend = on.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT pg_database_size(current_database()), (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint"
        }
        _ => "SELECT page_count * page_size, 0 FROM pragma_page_count(), pragma_page_size()",
    };
    let row = on.query_one_raw(Statement::from_string(backend, sql.to_owned())).await?;
    let Some(row) = row else { return Ok((0, 0)) };
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

/// Forgets the device of a person of a community that has rested longest, with the answers to what it sent; false
/// when none has rested since `before`.
pub async fn forget_rested<C: ConnectionTrait>(
    tx: &C,
    community: PlaceId,
    owner: MemberId,
    before: Instant,
) -> Result<bool, DbErr> {
    let backend = tx.get_database_backend();
    let sql = "SELECT device.id FROM device
         LEFT JOIN outcome ON outcome.community_id = device.community_id
            AND outcome.device_id = device.id AND outcome.n = device.last_n
         WHERE device.community_id = $1 AND device.member_id = $2 AND COALESCE(outcome.decided, 0) <= $3
         ORDER BY COALESCE(outcome.decided, 0) LIMIT 1";
    let values = [community.0.into(), owner.0.into(), before.millis().into()];
    let Some(row) = tx.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await? else {
        return Ok(false);
    };
    let id: Uuid = row.try_get_by_index(0)?;
    for sql in [
        "DELETE FROM outcome WHERE community_id = $1 AND device_id = $2",
        "DELETE FROM device WHERE community_id = $1 AND id = $2",
    ] {
        let values = [community.0.into(), id.into()];
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    Ok(true)
}
