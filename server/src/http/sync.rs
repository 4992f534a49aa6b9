//! Push and pull.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::mutation::{Once, Outcome, Push, Settled};
use linli_domain::refusal::{CommonRefusal, Refusal};
use linli_domain::sync::Pull;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Json, Readable, SignedIn};
use super::problem::{Details, Problem};
use crate::services::mutate::{self, PushError};
use crate::services::pull::{self, PullError};
use crate::services::session::Session;
use crate::state::AppState;

/// What became of the mutations of a push, in their order.
#[derive(Serialize, ToSchema)]
pub struct Pushed {
    /// Fewer than were sent when the server could not go on; send the rest again.
    outcomes: Vec<Outcome>,
}

/// Where mutations are sent.
pub const PUSH: &str = "/api/sync/v1/push";

/// Send mutations. A refusal is an outcome with status 200; the same mutation sent again has the
/// same outcome.
#[utoipa::path(post, path = PUSH, tag = "sync", security(("session" = [])), params(
    ("member_id" = Option<MemberId>, Query, description = "On whose behalf the device acts; anybody else who is signed in is refused"),
), request_body = Push, responses(
    (status = 200, description = "Decided, each applied or refused", body = Pushed),
    (status = 401, description = "Nobody is signed in", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "More requests than one person may make in a minute, more mutations than in a day, more devices, or more people registered than in an hour or a day; `code` says which, `Retry-After` when to go on", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "The device belongs to somebody else, or somebody else is signed in than `member_id` says", body = Details, content_type = "application/problem+json"),
    (status = 409, description = "The numbers have a gap, `expected` is next; or the database was restored since the last pull: pull first", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "Unreadable, too many, or one id for two mutations", body = Details, content_type = "application/problem+json"),
    (status = 426, description = "The first mutation is of a build that this server does not know; keep it. One behind others is left out, as if it was not sent", body = Details, content_type = "application/problem+json"),
    (status = 503, description = "Nothing was decided; try again", body = Details, content_type = "application/problem+json"),
))]
pub async fn push(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(whose): Query<Whose>,
    Readable(push): Readable,
) -> Result<axum::Json<Pushed>, Problem> {
    whose.check(&session)?;
    let outcomes = mutate::push(&state, &session, push).await?;
    Ok(axum::Json(Pushed { outcomes }))
}

/// Decide one mutation at once. For what no phone keeps, such as another phone number for somebody; any mutation
/// may come this way, as it may by a form without a script. The same `mid` sent again has the same outcome.
#[utoipa::path(post, path = "/api/sync/v1/now", tag = "sync", security(("session" = [])), params(
    ("member_id" = Option<MemberId>, Query, description = "In whose name it is sent; anybody else who is signed in is refused"),
), request_body = Once, responses(
    (status = 200, description = "Decided, applied or refused", body = Settled),
    (status = 401, description = "Nobody is signed in", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "Somebody else is signed in than `member_id` says", body = Details, content_type = "application/problem+json"),
    (status = 422, description = "Unreadable", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "More requests than one person may make in a minute, or more mutations than in a day, or more devices; `code` says which, `Retry-After` when to go on", body = Details, content_type = "application/problem+json"),
    (status = 503, description = "Nothing was decided; try again", body = Details, content_type = "application/problem+json"),
))]
pub async fn now(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(whose): Query<Whose>,
    Json(once): Json<Once>,
) -> Result<axum::Json<Settled>, Problem> {
    whose.check(&session)?;
    match mutate::form(&state, &session, once.mid, once.base_ver, once.mutation).await {
        Ok(outcome) => Ok(axum::Json(outcome.result)),
        // Decided before, changed and sent again: its id is used up.
        Err(PushError::MidReused) => {
            Ok(axum::Json(Settled::Refused { refusal: Refusal::Common(CommonRefusal::Exists) }))
        }
        Err(error) => Err(error.into()),
    }
}

/// On whose behalf a device acts. A browser has one session for all its pages, and a page of somebody
/// who was signed in before must not act in another's name.
#[derive(Deserialize)]
pub struct Whose {
    member_id: Option<MemberId>,
}

impl Whose {
    fn check(&self, session: &Session) -> Result<(), Problem> {
        let same = self.member_id.is_none_or(|it| it == session.member.id);
        if same { Ok(()) } else { Err(Problem::OtherMember) }
    }
}

impl From<PushError> for Problem {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Gap { expected } => Self::Gap { expected },
            PushError::MidReused => Self::MidReused,
            PushError::ForeignDevice => Self::ForeignDevice,
            PushError::Restored => Self::Restored,
            PushError::TooMany { limit } => Self::ManyMutations { limit },
            PushError::ManyDevices { limit } => Self::ManyDevices { limit },
            PushError::DayOver { limit, seconds } => Self::DayOver { limit, seconds },
            PushError::Elsewhere | PushError::Busy => Self::Busy,
        }
    }
}

/// Where the last pull ended.
#[derive(Deserialize)]
pub struct Since {
    /// As the last pull gave it; none or empty for everything.
    cursor: Option<String>,
    /// The device that asks, for its last number and newest outcomes.
    device_id: Option<DeviceId>,
}

/// Fetch what changed since the last pull.
#[utoipa::path(get, path = "/api/sync/v1/pull", tag = "sync", security(("session" = [])), params(
    ("cursor" = Option<String>, Query, description = "As the last pull gave it; none or empty for everything"),
    ("member_id" = Option<MemberId>, Query, description = "On whose behalf the device asks; anybody else who is signed in is refused"),
    ("device_id" = Option<DeviceId>, Query, description = "The device that asks, for its last number and newest outcomes"),
), responses(
    (status = 200, description = "Changes since the cursor, or everything", body = Pull),
    (status = 401, description = "Nobody is signed in", body = Details, content_type = "application/problem+json"),
    (status = 403, description = "Somebody else is signed in than `member_id` says", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "More requests, or more pulls of everything, than the person may make in a minute; `Retry-After` says when to go on", body = Details, content_type = "application/problem+json"),
))]
pub async fn pull(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Query(whose): Query<Whose>,
    Query(since): Query<Since>,
) -> Result<Response, Problem> {
    whose.check(&session)?;
    let cursor = since.cursor.as_deref().filter(|it| !it.is_empty());
    let pulled =
        pull::pull(&state, &session, cursor, since.device_id).await.map_err(|error| match error {
            PullError::TooOften { seconds } => Problem::TooFast { seconds },
            PullError::Failed(error) => {
                tracing::error!(%error, "a pull failed");
                Problem::Busy
            }
        })?;
    Ok(axum::Json(pulled.ok_or(Problem::SignedOut)?).into_response())
}
