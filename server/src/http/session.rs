//! Signing in and out, for programs and the app.

use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use linli_domain::contact::Phone;
use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::RoleGrant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cookie;
use super::extract::{Json, SignedIn};
use super::problem::{Details, Problem};
use crate::services::known::Asker;
use crate::services::session::{self, Session};
use crate::services::sign_in::{self, SignInError};
use crate::state::AppState;

/// Asks for a code.
#[derive(Deserialize, ToSchema)]
pub struct AskCode {
    /// With or without country; mainland China's when without.
    #[schema(example = "138 0000 0001", max_length = 32)]
    phone: String,
}

/// A code is on its way, if anybody has the number.
#[derive(Serialize, ToSchema)]
pub struct CodeAsked {
    /// Names this request when signing in.
    request_id: Uuid,
    /// The code, in demo mode only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "493021")]
    demo_code: Option<String>,
}

/// Signs in.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    request_id: Uuid,
    #[schema(example = "493021", max_length = 32)]
    code: String,
    /// The phone or computer is not theirs: the cookie goes with the browser, and the session ends after
    /// hours instead of months. False when it is not said.
    #[serde(default)]
    borrowed: bool,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    member_id: MemberId,
    community_id: PlaceId,
    name: String,
    /// How they are greeted.
    called: String,
    roles: Vec<RoleGrant>,
    /// Elders whose grant to this person holds.
    acts_for: Vec<MemberId>,
}

impl From<&Session> for SessionView {
    fn from(session: &Session) -> Self {
        let member = &session.member;
        Self {
            member_id: member.id,
            community_id: member.community_id,
            name: member.name.clone(),
            called: member.greeted().to_owned(),
            roles: member.roles.clone(),
            acts_for: session.actor.acts_for.clone(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::TooMany { seconds } => Self::TooMany { seconds },
            SignInError::Full { seconds } => Self::Full { seconds },
            SignInError::WrongCode => Self::WrongCode,
            SignInError::CodeOver => Self::CodeOver,
            SignInError::NoAccount => Self::NoAccount,
            SignInError::Failed(error) => {
                tracing::error!(error = format!("{error:#}"), "signing in failed");
                Self::Busy
            }
        }
    }
}

/// Reads a number as a person typed it.
///
/// # Errors
/// [`Problem::BadPhone`].
pub fn phone(text: &str) -> Result<Phone, Problem> {
    text.parse().map_err(|_| Problem::BadPhone)
}

/// Ask for a sign-in code. The answer is the same whether or not anybody has the number.
#[utoipa::path(post, path = "/api/v1/session/code", tag = "session", request_body = AskCode, responses(
    (status = 202, description = "A code is on its way, if anybody has the number", body = CodeAsked),
    (status = 422, description = "No phone number", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too often; see Retry-After", body = Details, content_type = "application/problem+json"),
    (status = 503, description = "Too many at once; see Retry-After", body = Details, content_type = "application/problem+json"),
))]
pub async fn ask_code(
    State(state): State<AppState>,
    asker: Asker,
    Json(body): Json<AskCode>,
) -> Result<Response, Problem> {
    let asked = sign_in::ask_code(&state, &phone(&body.phone)?, asker).await?;
    let answer = CodeAsked { request_id: asked.request_id, demo_code: asked.shown };
    Ok((StatusCode::ACCEPTED, axum::Json(answer)).into_response())
}

/// Sign in with a code. Sets the session's cookie; a session that the caller had ends.
///
/// How the app looks is a matter of the pages; this changes nothing of it.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignIn, responses(
    (status = 200, description = "Signed in", body = SessionView),
    (status = 422, description = "The code is wrong, used, too old, or was tried too often", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "Too often; see Retry-After", body = Details, content_type = "application/problem+json"),
    (status = 503, description = "Too many at once; see Retry-After", body = Details, content_type = "application/problem+json"),
))]
pub async fn sign_in(
    State(state): State<AppState>,
    asker: Asker,
    headers: HeaderMap,
    Json(body): Json<SignIn>,
) -> Result<Response, Problem> {
    let entered = enter(&state, asker, &headers, body.request_id, &body.code, body.borrowed);
    let (cookies, session) = entered.await?;
    let cookies = AppendHeaders(cookies.map(|it| (SET_COOKIE, it)));
    Ok((cookies, axum::Json(SessionView::from(&*session))).into_response())
}

/// Signs in and makes the cookies: the session's, and the one by which the phone is known.
///
/// # Errors
/// As [`sign_in::sign_in`].
pub async fn enter(
    state: &AppState,
    asker: Asker,
    headers: &HeaderMap,
    request_id: Uuid,
    code: &str,
    borrowed: bool,
) -> Result<([HeaderValue; 2], std::sync::Arc<Session>), Problem> {
    let https = state.config.is_https();
    let old = cookie::token(headers, https);
    let entered = sign_in::sign_in(state, request_id, code, asker, old.as_ref(), borrowed).await?;
    let days = (!borrowed).then_some(state.config.session_limit_days);
    let cookie = cookie::set(&entered.token, https, days);
    let known = cookie::set_known(&entered.known, https, borrowed);
    Ok(([cookie.ok_or(Problem::Broken)?, known.ok_or(Problem::Broken)?], entered.session))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", security(("session" = [])), responses(
    (status = 200, description = "Who is signed in", body = SessionView),
    (status = 401, description = "Nobody is", body = Details, content_type = "application/problem+json"),
))]
pub async fn show(SignedIn(session): SignedIn) -> axum::Json<SessionView> {
    axum::Json(SessionView::from(&*session))
}

/// Sign out. Nothing happens when nobody is signed in.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", security(("session" = [])), responses(
    (status = 204, description = "Signed out; browsers clear their cache"),
))]
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    // A program that calls this clears its own storage: another account's unsent things may lie beside it.
    Ok((StatusCode::NO_CONTENT, leave(&state, &headers, "\"cache\"").await?).into_response())
}

/// Ends the session; headers that clear of the browser what is named.
///
/// # Errors
/// When the database fails; then the session holds.
pub async fn leave(state: &AppState, headers: &HeaderMap, what: &'static str) -> Result<HeaderMap, Problem> {
    let https = state.config.is_https();
    if let Some(token) = cookie::token(headers, https) {
        session::sign_out(state, &token).await.map_err(SignInError::Failed)?;
    }
    let mut clear = HeaderMap::new();
    clear.insert(SET_COOKIE, cookie::unset(https).ok_or(Problem::Broken)?);
    clear.insert("clear-site-data", HeaderValue::from_static(what));
    Ok(clear)
}
