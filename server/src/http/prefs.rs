//! Language, elder mode, text size, theme, and that the first start is over: a cookie, so that the first
//! byte of a page is right, and kept for the account.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use linli_app::forms::is_local;
use linli_app::store::Prefs;

use super::extract::{Fields, Visitor};
use super::pages::see_other;
use super::problem::{Problem, prefs_of};
use crate::services::looks;
use crate::state::AppState;

/// Changes what the fields name and goes back to the page in `back`. Without `back` the browser has set its
/// cookie itself, and only the account hears of it: a late answer must not undo a newer choice.
pub async fn change(
    State(state): State<AppState>,
    Visitor(visitor): Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let prefs = prefs_of(&headers).with_form(&fields.0);
    if let Some(session) = visitor {
        looks::remember(&state, session.member.id, prefs).await;
    }
    let back = fields.get("back");
    if back.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let back = if is_local(back) { back } else { "/" };
    Ok(([(SET_COOKIE, cookie(&state, prefs)?)], see_other(back)?).into_response())
}

/// The cookie that holds them for a year.
///
/// # Errors
/// None that their values can cause.
pub fn cookie(state: &AppState, prefs: Prefs) -> Result<HeaderValue, Problem> {
    let secure = if state.config.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{}={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}", Prefs::COOKIE, prefs.to_cookie());
    HeaderValue::try_from(cookie).map_err(|_| Problem::Broken)
}
