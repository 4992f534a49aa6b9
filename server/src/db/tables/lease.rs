//! Who of several servers does a job, for how long; and what time the database says it is.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use linli_domain::time::Instant;

/// Takes a job for so many milliseconds, or goes on with it; false when another server has it. By the
/// database's clock where it has one. A lease that ends later than any could was given by a wrong clock
/// and holds nobody.
///
/// # Errors
/// When the database does not answer. So for all below.
pub async fn take<C: ConnectionTrait>(
    tx: &C,
    job: &str,
    holder: &str,
    now: Instant,
    lasts: i64,
) -> Result<bool, DbErr> {
    let backend = tx.get_database_backend();
    let now = if backend == DbBackend::Postgres { PRESENT.to_owned() } else { now.millis().to_string() };
    let sql = format!(
        "INSERT INTO lease (job, holder, ends, beat) VALUES ($1, $2, {now} + {lasts}, {now})
         ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, ends = excluded.ends, beat = excluded.beat
         WHERE lease.holder = excluded.holder OR lease.ends <= excluded.beat
            OR lease.ends > excluded.beat + 2 * {lasts}"
    );
    let values = [job.into(), holder.into()];
    let done = tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Leaves a job to others.
pub async fn leave<C: ConnectionTrait>(tx: &C, job: &str, holder: &str) -> Result<(), DbErr> {
    let sql = "UPDATE lease SET ends = 0 WHERE job = $1 AND holder = $2";
    let values = [job.into(), holder.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// What another clock than this process's says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reference {
    /// It is this time.
    Now(Instant),
    /// It is later than this: it was written down.
    Later(Instant),
}

/// The time of PostgreSQL, in milliseconds since 1970.
const PRESENT: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/// The clock of PostgreSQL. SQLite has none of its own: the newest time at which somebody did a job.
pub async fn reference<C: ConnectionTrait>(on: &C) -> Result<Option<Reference>, DbErr> {
    let backend = on.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        format!("SELECT {PRESENT}")
    } else {
        "SELECT max(beat) FROM lease".to_owned()
    };
    let row = on.query_one_raw(Statement::from_string(backend, sql)).await?;
    let ms: Option<i64> = row.map(|it| it.try_get_by_index(0)).transpose()?.flatten();
    let time = ms.map(Instant::from_millis);
    Ok(time.map(if backend == DbBackend::Postgres { Reference::Now } else { Reference::Later }))
}
