//! Holding what a rule counts over until the commit. The database's own rule keeps a resource's
//! times apart; a household's quota and a caregiver's working hours are sums over many rows, and
//! opening hours are read by whoever books, which only decisions one after another keep right.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

/// What to hold (households, communities, resources).
#[derive(Clone, Copy, Default)]
pub struct Held<'a> {
    /// While nobody else decides over it.
    pub alone: &'a [Uuid],
    /// While nobody holds it alone; others may hold it so too.
    pub shared: &'a [Uuid],
}

/// Waits until it can be held so, and holds it until the transaction ends. What is read afterwards is
/// as the last of those left it who were waited for. On SQLite there is one writer anyway.
///
/// # Errors
/// When the database does not answer, or another holds one of them for too long.
pub(super) async fn hold<C: ConnectionTrait>(tx: &C, held: Held<'_>) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // In one order within a statement. A group of writes holds more later on, so that two servers can
    // wait for each other; PostgreSQL ends one of them, whose writes then run one by one.
    let mut values: Vec<Value> = Vec::new();
    let mut parts = Vec::new();
    for (lock, ids) in [("pg_advisory_xact_lock", held.alone), ("pg_advisory_xact_lock_shared", held.shared)]
    {
        let mut keys: Vec<_> = ids.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            continue;
        }
        let places: Vec<_> = (1..=keys.len()).map(|at| format!("(${}::bigint)", values.len() + at)).collect();
        parts.push(format!("SELECT {lock}(key)::text FROM (VALUES {}) AS held (key)", places.join(", ")));
        values.extend(keys.into_iter().map(Value::from));
    }
    if parts.is_empty() {
        return Ok(());
    }
    let sql = parts.join(" UNION ALL ");
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}

/// The number that the lock goes by. Two ids with one number only wait for each other.
fn key(id: &Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}
