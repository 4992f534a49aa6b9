//! The second door for data: questions whose answers are too large or too private to keep on a phone.

use sea_orm::DbErr;
use serde_json::Value;

use super::hourly::Over;
use super::session::Session;
use crate::services::systems;
use crate::state::AppState;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error("no such query")]
    Unknown,
    #[error("not for this role")]
    NotAllowed,
    #[error("{field} cannot be read")]
    Unreadable { field: &'static str },
    #[error("too often; again in {seconds} s")]
    TooMany { seconds: u64 },
    #[error("{0}")]
    Failed(#[from] anyhow::Error),
}

impl From<DbErr> for QueryError {
    fn from(error: DbErr) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Over> for QueryError {
    fn from(over: Over) -> Self {
        match over {
            Over::TooMany { seconds } => Self::TooMany { seconds },
            Over::Failed(error) => Self::Failed(error.into()),
        }
    }
}

/// Answers a query of the second door: what is too large or too private to keep on a phone.
///
/// # Errors
/// When there is no such query, the reader may not ask it, or an argument cannot be read.
pub async fn query(
    state: &AppState,
    session: &Session,
    name: &str,
    args: &Value,
) -> Result<Value, QueryError> {
    systems::answer(state, session, name, args).await.unwrap_or(Err(QueryError::Unknown))
}
