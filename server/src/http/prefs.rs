//! Language, elder mode, text size, theme, and that the first start is over: a cookie, so that the first
//! byte of a page is right, and kept for the account.
//!
//! Whoever signs out leaves the device as it looks, since it is mostly their own. What they left stands in
//! a second cookie, so that on a device which many use the next account does not take it for its own.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
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

/// Name of the cookie with what was left.
const LEFT: &str = "linli_left";

/// In seconds.
const YEAR: i64 = 31_536_000;

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
    Ok(([(SET_COOKIE, look(&state, prefs)?)], see_other(back)?).into_response())
}

/// The cookie that holds them for a year.
///
/// # Errors
/// None that their values can cause.
pub fn look(state: &AppState, prefs: Prefs) -> Result<HeaderValue, Problem> {
    set(state, Prefs::COOKIE, &prefs.to_cookie(), YEAR)
}

/// The cookie that says what somebody leaves who signs out.
///
/// # Errors
/// As [`look`].
pub fn leave(state: &AppState, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
    set(state, LEFT, &prefs_of(headers).to_cookie(), YEAR)
}

/// Takes that cookie away.
///
/// # Errors
/// As [`look`].
pub fn taken(state: &AppState) -> Result<HeaderValue, Problem> {
    set(state, LEFT, "", 0)
}

/// What was chosen on this device by whoever signs in now: without what the one before has left, who has
/// signed out or, with `anothers`, is still signed in.
#[must_use]
pub fn chosen_here(headers: &HeaderMap, anothers: bool) -> Prefs {
    let prefs = prefs_of(headers);
    let left = cookie::read(headers, LEFT).filter(|it| !it.is_empty());
    match left {
        _ if anothers => prefs.since(prefs),
        Some(left) => prefs.since(Prefs::default().with_cookie(left)),
        None => prefs,
    }
}

fn set(state: &AppState, name: &str, value: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let line = cookie::line(name, value, state.config.is_https(), seconds);
    HeaderValue::try_from(line).map_err(|_| Problem::Broken)
}
