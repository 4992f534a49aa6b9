//! Language, elder mode, text size, theme, and that the first start is over: a cookie, so that the first
//! byte of a page is right, and kept for the account.
//!
//! Whoever signs out leaves the device as it looks, since it is mostly their own, and a mark beside it.
//! With the mark the look is not taken for that of the next account, on a device that many use; a choice
//! takes the mark away.

use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use linli_app::forms::is_local;
use linli_app::store::Prefs;

use super::cookie;
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
    let chosen = (SET_COOKIE, left_behind(&state, false)?);
    let back = fields.get("back");
    if back.is_empty() {
        return Ok((StatusCode::NO_CONTENT, AppendHeaders([chosen])).into_response());
    }
    let back = if is_local(back) { back } else { "/" };
    Ok((AppendHeaders([chosen, (SET_COOKIE, look(&state, prefs)?)]), see_other(back)?).into_response())
}

/// The cookie that holds them for a year.
///
/// # Errors
/// None that their values can cause.
pub fn look(state: &AppState, prefs: Prefs) -> Result<HeaderValue, Problem> {
    line(state, Prefs::COOKIE, &prefs.to_cookie(), YEAR)
}

/// Sets the mark of somebody who has signed out, or takes it away.
///
/// # Errors
/// None.
pub fn left_behind(state: &AppState, is: bool) -> Result<HeaderValue, Problem> {
    if is { line(state, LEFT, "1", YEAR) } else { line(state, LEFT, "", 0) }
}

/// How the device looks that somebody signs in on: as it was chosen there, or plain where the look is that
/// of whoever left.
#[must_use]
pub fn here(headers: &HeaderMap) -> Prefs {
    let prefs = prefs_of(headers);
    match cookie::read(headers, LEFT) {
        Some("1") => Prefs { lang: prefs.lang, begun: prefs.begun, ..Prefs::default() },
        _ => prefs,
    }
}

/// Name of the mark's cookie.
const LEFT: &str = "linli_left";

/// In seconds.
const YEAR: u32 = 31_536_000;

fn line(state: &AppState, name: &str, value: &str, seconds: u32) -> Result<HeaderValue, Problem> {
    let secure = if state.config.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
    HeaderValue::try_from(cookie).map_err(|_| Problem::Broken)
}
