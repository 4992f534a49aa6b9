//! Limits of an hour that hold for all servers together: counted in the database.

use linli_domain::ids::MemberId;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};

use crate::db::{DbError, rates};
use crate::state::AppState;

const HOUR_MS: i64 = 3_600_000;

/// Why something may not be done now.
#[derive(Debug, thiserror::Error)]
pub enum Over {
    #[error("too often; again in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("{0}")]
    Failed(#[from] DbError),
}

/// Counts one more of each within this hour.
///
/// # Errors
/// When one of them is over its limit, or the database does not answer.
pub(super) async fn count<const N: usize>(
    state: &AppState,
    limits: [([u8; 32], i32); N],
    now: Instant,
) -> Result<(), Over> {
    let over = state.db.write(move |tx| Box::pin(over(tx, limits, now))).await?;
    over.map_or(Ok(()), |seconds| Err(Over::TooMany { seconds }))
}

/// As [`count`] within a transaction: the seconds to wait when one of them is over its limit. It counts
/// when the transaction is committed.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn over<C: ConnectionTrait, const N: usize>(
    tx: &C,
    limits: [([u8; 32], i32); N],
    now: Instant,
) -> Result<Option<u64>, DbErr> {
    let window = now.millis() - now.millis().rem_euclid(HOUR_MS);
    let mut over = false;
    for (key, limit) in limits {
        over |= rates::count(tx, key, Instant::from_millis(window)).await? > limit;
    }
    let left = u64::try_from(window + HOUR_MS - now.millis()).unwrap_or(0);
    Ok(over.then(|| left.div_ceil(1000)))
}

/// Whom a member of staff asks for by phone number, whichever way: numbers are guessed by trying.
pub(super) fn look_ups(staff: MemberId) -> [u8; 32] {
    key("look-up", staff.to_string())
}

/// What is counted: a kind of thing, and of whom.
pub(super) fn key(what: &str, of: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::new().chain_update(what).chain_update([0]).chain_update(of).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_different_kinds_differ() {
        assert_ne!(key("a", "bc"), key("ab", "c"));
    }
}
