//! Holding what a rule counts over until the commit. The database's own rule keeps a resource's
//! times apart; a household's quota and a caregiver's working hours are sums over many rows, which
//! only decisions one after another keep right.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};
use uuid::Uuid;

/// Waits until nobody else decides over these (households, communities), and keeps others waiting
/// until the transaction ends. What is read afterwards is as the last of them left it. On SQLite
/// there is one writer anyway.
///
/// # Errors
/// When the database does not answer, or another holds one of them for too long.
pub(super) async fn hold<C: ConnectionTrait>(tx: &C, ids: &[Uuid]) -> Result<(), DbErr> {
    if ids.is_empty() || tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // In one order within a statement. A group of writes holds more later on, so that two servers can
    // wait for each other; PostgreSQL ends one of them, whose writes then run one by one.
    let mut keys: Vec<_> = ids.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    let places: Vec<_> = (1..=keys.len()).map(|at| format!("(${at}::bigint)")).collect();
    let sql = format!("SELECT pg_advisory_xact_lock(key) FROM (VALUES {}) AS held (key)", places.join(", "));
    let values: Vec<Value> = keys.into_iter().map(Value::from).collect();
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}

/// The number that the lock goes by. Two ids with one number only wait for each other.
fn key(id: &Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}
