//! Language, elder mode, text size, theme, and that the first start is over: a cookie, so that the first
//! byte of a page is right, and kept for the account.
//!
//! A device keeps its look when somebody's session ends, since it is mostly their own. A second cookie says
//! how it looked for whoever was signed in last. What differs from that has been chosen since, by whoever
//! signs in next; the rest is nothing that their account should take over.

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
use crate::services::session::Session;
use crate::state::AppState;

/// Name of the cookie with the look of whoever was signed in last.
const LAST: &str = "linli_last";

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
    let mut cookies = HeaderMap::new();
    if let Some(session) = visitor {
        looks::remember(&state, session.home(), prefs).await;
        cookies.append(SET_COOKIE, set(&state, LAST, prefs)?);
    }
    let back = fields.get("back");
    if back.is_empty() {
        return Ok((StatusCode::NO_CONTENT, cookies).into_response());
    }
    let back = if is_local(back) && back.len() <= state.config.next_bytes { back } else { "/" };
    cookies.append(SET_COOKIE, set(&state, Prefs::COOKIE, prefs)?);
    Ok((cookies, see_other(back)?).into_response())
}

/// How the device looks from now on that somebody has signed in on.
///
/// # Errors
/// None that the values can cause.
pub async fn on_signing_in(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
) -> Result<[HeaderValue; 2], Problem> {
    let last = cookie::read(headers, LAST).map(|it| Prefs::default().with_cookie(it));
    let look = looks::on_signing_in(state, session.home(), prefs_of(headers), last).await;
    Ok([set(state, Prefs::COOKIE, look)?, set(state, LAST, look)?])
}

fn set(state: &AppState, name: &str, prefs: Prefs) -> Result<HeaderValue, Problem> {
    let line = cookie::line(name, &prefs.to_cookie(), state.config.is_https(), Some(YEAR));
    HeaderValue::try_from(line).map_err(|_| Problem::Broken)
}
