//! For whoever runs the server.

use axum::extract::State;
use http::StatusCode;

use crate::services::readiness;
use crate::state::AppState;

/// Where to ask whether the process runs.
pub const LIVE: &str = "/health/live";
/// Where to ask whether requests are welcome.
pub const READY: &str = "/health/ready";

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "The process runs")))]
pub async fn live() -> &'static str {
    "live\n"
}

/// All that requests need is there: the database answers and takes writes, its schema is one that this
/// server knows, its disk has room, the clock can be right, and the server is not stopping. Looked at once a
/// second, however many ask.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses(
    (status = 200, description = "Requests are welcome"),
    (status = 503, description = "They are not; the text says why, such as `migrating` or `stopping`"),
))]
pub async fn ready(State(state): State<AppState>) -> (StatusCode, String) {
    match readiness::look(&state).await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(trouble) => (StatusCode::SERVICE_UNAVAILABLE, format!("{trouble}\n")),
    }
}
