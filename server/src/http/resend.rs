//! A page's form that got no decision loses nothing: the answer that says why carries all fields
//! along, with one button that sends them again.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{Method, Uri};
use linli_app::bare_page::Unsent;

use super::extract::Fields;
use super::problem::Problem;
use crate::state::AppState;

/// Keeps what a form says until it is answered. Stands outside the limits and the time-out, so that
/// their refusals lose nothing either, and inside the guard, so that only linli's own pages can have
/// a form offered again.
pub async fn keep_fields(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !is_page(request.uri()) {
        return next.run(request).await;
    }
    let kib = state.config.body_limit_kib;
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, kib * 1024).await else {
        return Problem::TooLarge { kib }.into_response();
    };
    let mut copy = Request::post(parts.uri.clone()).body(Body::from(bytes.clone())).unwrap_or_default();
    if let Some(kind) = parts.headers.get(CONTENT_TYPE) {
        copy.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    let action = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let undecided = matches!(
        response.extensions().get(),
        Some(
            Problem::SignedOut
                | Problem::TooMany { .. }
                | Problem::TooFast { .. }
                | Problem::DayOver { .. }
                | Problem::Busy
                | Problem::Broken
        )
    );
    if undecided && let Ok(Fields(fields)) = Fields::from_request(copy, &state).await {
        response.extensions_mut().insert(Unsent { action, fields });
    }
    response
}

/// Whether the address is one of the app's pages. The forms of `/sign-in` answer with themselves,
/// and what they hold is not for keeping.
fn is_page(uri: &Uri) -> bool {
    let path = uri.path();
    !["/api/", "/sign-in", "/sign-out", "/prefs"].iter().any(|it| path.starts_with(it))
}
