//! Questions whose answers are not kept on phones.

use axum::extract::{Path, State};
use serde_json::Value;

use super::extract::{Json, SignedIn};
use super::problem::{Details, Problem};
use crate::services::queries::{self, QueryError};
use crate::state::AppState;

/// Ask a query by name. `member`: `{"phone": "138 0000 0001"}` or `{"member_id": "…"}`, who has this number, name and
/// number masked, for clerks of their community; `null` when nobody has it there. `substitutes`: `{"booking_id": "…"}`, whom a
/// clerk could send to a visit, best first, and which rule keeps the others.
#[utoipa::path(post, path = "/api/v1/query/{name}", tag = "query", security(("session" = [])),
    params(("name" = String, Path, description = "The query's name", example = "member")),
    request_body(content = Value, example = json!({"phone": "138 0000 0001"})),
    responses(
        (status = 200, description = "The answer", body = Value),
        (status = 401, description = "Nobody is signed in", body = Details, content_type = "application/problem+json"),
        (status = 429, description = "More requests than the person may make in a minute; `Retry-After` says when to go on", body = Details, content_type = "application/problem+json"),
        (status = 403, description = "Not for this role", body = Details, content_type = "application/problem+json"),
        (status = 404, description = "No such query", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "An argument cannot be read", body = Details, content_type = "application/problem+json"),
    ))]
pub async fn query(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(name): Path<String>,
    Json(args): Json<Value>,
) -> Result<axum::Json<Value>, Problem> {
    queries::query(&state, &session, &name, &args).await.map(axum::Json).map_err(Problem::from)
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Unknown => Self::NotFound,
            QueryError::NotAllowed => Self::NotAllowed,
            QueryError::Unreadable { field } => Self::BadField(Some(field.to_owned())),
            QueryError::TooMany { seconds } => Self::TooMany { seconds },
            QueryError::Failed(error) => {
                tracing::error!(error = format!("{error:#}"), "a query failed");
                Self::Busy
            }
        }
    }
}
