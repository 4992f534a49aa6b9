//! Limits of an hour or a day that hold for all servers together: counted in the database.

use linli_domain::ids::MemberId;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};

use crate::db::DbError;
use crate::db::tables::rate;
use crate::state::AppState;

/// In what time something is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Window {
    Hour,
    /// By UTC.
    Day,
}

impl Window {
    const fn millis(self) -> i64 {
        match self {
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
        }
    }

    fn began(self, now: Instant) -> Instant {
        Instant::from_millis(now.millis() - now.millis().rem_euclid(self.millis()))
    }

    /// Seconds until the next begins.
    pub(super) fn left(self, now: Instant) -> u64 {
        seconds(now, Instant::from_millis(self.began(now).millis() + self.millis()))
    }

    /// Counts one more; how many there are with it.
    ///
    /// # Errors
    /// When the database does not answer. So below.
    pub(super) async fn count<C: ConnectionTrait>(
        self,
        tx: &C,
        key: [u8; 32],
        now: Instant,
    ) -> Result<i32, DbErr> {
        rate::count(tx, key, self.began(now)).await
    }

    /// Takes one back.
    pub(super) async fn uncount<C: ConnectionTrait>(
        self,
        tx: &C,
        key: [u8; 32],
        now: Instant,
    ) -> Result<(), DbErr> {
        rate::uncount(tx, key, self.began(now)).await
    }
}

/// Seconds from now until then, begun ones counted whole.
pub(super) fn seconds(now: Instant, until: Instant) -> u64 {
    u64::try_from(until.millis() - now.millis()).unwrap_or(0).div_ceil(1000)
}

/// Why something may not be done now.
#[derive(Debug, thiserror::Error)]
pub enum Over {
    #[error("too often; again in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("{0}")]
    Failed(#[from] DbError),
}

/// Counts one more of each within this hour, up to the first that is over its limit.
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

/// As [`count`] within a transaction: the seconds to wait when one of them is over its limit. Those after
/// it are not counted: what is refused to one caller costs others nothing. It counts when the transaction
/// is committed.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn over<C: ConnectionTrait>(
    tx: &C,
    limits: impl IntoIterator<Item = ([u8; 32], i32), IntoIter: Send>,
    now: Instant,
) -> Result<Option<u64>, DbErr> {
    for (key, limit) in limits {
        if Window::Hour.count(tx, key, now).await? > limit {
            return Ok(Some(Window::Hour.left(now)));
        }
    }
    Ok(None)
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
