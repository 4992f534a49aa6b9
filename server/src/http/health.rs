//! For whoever runs the server.

use axum::extract::State;
use http::StatusCode;
use sea_orm::ConnectionTrait;

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

/// The database answers, and the server is not stopping.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses(
    (status = 200, description = "Requests are welcome"),
    (status = 503, description = "The database does not answer, or the server is stopping"),
))]
pub async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if !state.is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match state.db.reader().execute_unprepared("SELECT 1").await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
