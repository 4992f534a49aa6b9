//! Somebody has signed out on a phone without a network. Its script cannot take the session's cookie away,
//! so it leaves one of its own, and the next request from there ends the session, whatever it asks for.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::SET_COOKIE;
use linli_app::forms::LEFT;

use super::cookie;
use super::limit::is_free;
use super::problem::Problem;
use crate::services::session::{self, Session};
use crate::state::AppState;

/// Ends the session of a phone whose person has left, and answers as to nobody. Stands inside the limits,
/// which look sessions up. Files of the site are the same for everybody and kept by whoever is on the way:
/// they take no cookies along.
pub async fn end_session(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if cookie::read(request.headers(), LEFT).is_none() || is_free(&state, &request) {
        return next.run(request).await;
    }
    let https = state.config.is_https();
    if let Some(token) = cookie::token(request.headers(), https)
        && let Err(error) = session::sign_out(&state, &token).await
    {
        // Both cookies stay, so that the next request tries again.
        tracing::error!(%error, "a session could not be ended");
        return Problem::Busy.into_response();
    }
    cookie::remove(request.headers_mut(), cookie::name(https));
    request.extensions_mut().remove::<Arc<Session>>();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let name = cookie::name(https);
    let enters = |it: &HeaderValue| it.to_str().is_ok_and(|it| it.starts_with(&format!("{name}=")));
    // Whoever signs in with this very request has a session of their own.
    if !headers.get_all(SET_COOKIE).iter().any(enters) {
        headers.extend(cookie::unset(https).map(|it| (SET_COOKIE, it)));
    }
    let gone = HeaderValue::try_from(cookie::line(LEFT, "", https, Some(0)));
    headers.extend(gone.ok().map(|it| (SET_COOKIE, it)));
    response
}
