//! Limits of an hour that hold for all servers together: counted in the database.

use linli_domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, EntityTrait};
use sha2::{Digest, Sha256};

use crate::db::DbError;
use crate::db::entities::rate;
use crate::state::AppState;

pub(super) const HOUR_MS: i64 = 3_600_000;

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
    let window = now.millis() - now.millis().rem_euclid(HOUR_MS);
    let over = state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut over = false;
                for (key, limit) in limits {
                    let one =
                        rate::ActiveModel { key: Set(key.to_vec()), window: Set(window), count: Set(1) };
                    let more = OnConflict::columns([rate::Column::Key, rate::Column::Window])
                        .value(rate::Column::Count, Expr::col((rate::Entity, rate::Column::Count)).add(1))
                        .to_owned();
                    let row = rate::Entity::insert(one).on_conflict(more).exec_with_returning(tx).await?;
                    over |= row.count > limit;
                }
                Ok(over)
            })
        })
        .await?;
    if over {
        let seconds = u64::try_from((window + HOUR_MS - now.millis()) / 1000 + 1).unwrap_or(1);
        return Err(Over::TooMany { seconds });
    }
    Ok(())
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
