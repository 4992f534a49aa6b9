//! A page's form that got no decision loses nothing: the answer that says why carries all fields
//! along, with one button that sends them again.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, Uri};
use linli_app::bare_page::Unsent;
use linli_app::forms::is_local;

use super::extract::{self, Fields, is_form};
use super::problem::Problem;
use crate::state::AppState;

/// Keeps what a form says until it is answered. Stands inside the limits: of whoever asks too often
/// nothing is read, and nothing written. Outside the time-out and the net for panics, so that what they
/// answer loses nothing, and inside the guard, so that only linli's own pages can have a form offered
/// again.
pub async fn keep_fields(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !is_page(request.uri()) || !is_form(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let bytes = match extract::body(whole, &state).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let Fields(fields) = match Fields::read(&bytes, &state) {
        Ok(fields) => fields,
        Err(problem) => return problem.into_response(),
    };
    let action = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let undecided = matches!(
        response.extensions().get(),
        Some(
            Problem::SignedOut
                | Problem::OtherMember
                | Problem::TooMany { .. }
                | Problem::TooFast { .. }
                | Problem::DayOver { .. }
                | Problem::ManyDevices { .. }
                | Problem::Full { .. }
                | Problem::Busy
                | Problem::Broken
        )
    );
    if undecided {
        let action = if is_local(&action) { action } else { "/".to_owned() };
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
