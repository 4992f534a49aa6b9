//! Language, elder mode, text size, theme: a cookie, so that the first byte of a page is right.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use linli_app::forms::is_local;
use linli_app::store::Prefs;

use super::extract::Fields;
use super::pages::see_other;
use super::problem::{Problem, prefs_of};
use crate::state::AppState;

/// Changes what the fields name and goes back to the page in `back`.
pub async fn change(
    State(state): State<AppState>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let prefs = prefs_of(&headers).with_form(&fields.0);
    let back = Some(fields.get("back")).filter(|it| is_local(it)).unwrap_or("/");
    let secure = if state.config.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{}={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}", Prefs::COOKIE, prefs.to_cookie());
    let cookie = HeaderValue::try_from(cookie).map_err(|_| Problem::Broken)?;
    Ok(([(SET_COOKIE, cookie)], see_other(back)?).into_response())
}
