//! How a phone stands, told by somebody who asks for help with it. No names, no texts: counts, times
//! and the build.

use axum::extract::State;
use http::HeaderMap;
use http::header::USER_AGENT;
use linli_domain::time::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::extract::{Json, SignedIn};
use super::problem::{Details, Problem};
use crate::state::AppState;

/// The longest build and trouble that are noted, in characters.
const LONGEST: usize = 64;

/// How a phone stands.
#[derive(Deserialize, ToSchema)]
pub struct Report {
    /// The build that runs.
    build: String,
    /// Mutations that wait.
    waiting: u32,
    /// Refusals that nobody has seen to.
    refused: u32,
    /// When the phone was last brought up to date, by the server's clock.
    pulled: Option<Instant>,
    /// What the phone says is wrong, by its name.
    trouble: Option<String>,
    /// Bytes of storage that are used.
    used: Option<u64>,
}

/// By what the report is found again.
#[derive(Serialize, ToSchema)]
pub struct Reported {
    #[schema(example = "7F3A-19C2")]
    code: String,
}

/// Where reports are sent.
pub const REPORT: &str = "/api/v1/report";

/// Tell how this phone stands. It is noted in the log under the code of the answer.
#[utoipa::path(post, path = REPORT, tag = "session", security(("session" = [])), request_body = Report, responses(
    (status = 200, description = "Noted", body = Reported),
    (status = 401, description = "Nobody is signed in", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "A field is missing or cannot be read", body = Details, content_type = "application/problem+json"),
))]
pub async fn report(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    Json(report): Json<Report>,
) -> Result<axum::Json<Reported>, Problem> {
    let short = |text: &str| text.chars().filter(|it| !it.is_control()).take(LONGEST).collect::<String>();
    let random = Uuid::new_v4().simple().to_string().to_uppercase();
    let code = format!("{}-{}", random.get(..4).unwrap_or_default(), random.get(4..8).unwrap_or_default());
    let browser = headers.get(USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    tracing::info!(
        target: "linli::report",
        code,
        member = %session.member.id,
        build = short(&report.build),
        server = state.site.build,
        waiting = report.waiting,
        refused = report.refused,
        pulled = report.pulled.map(|it| it.to_string()),
        trouble = report.trouble.as_deref().map(short),
        used = report.used,
        browser = browser.chars().take(4 * LONGEST).collect::<String>(),
        "a phone tells how it stands"
    );
    Ok(axum::Json(Reported { code }))
}
