//! The stream of events.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use core::convert::Infallible;
use futures::StreamExt;
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::connections::Lasting;
use super::cookie;
use super::extract::SignedIn;
use super::problem::{Details, Problem};
use crate::live;
use crate::state::AppState;

/// Hear of changes: server-sent events that only say that there is something to pull. First
/// `hello` with `{"heads": [{"community": "…", "seq": 42}]}`, then `poke` with
/// `{"community": "…", "seq": 43}` for every change in a community of which the session sees
/// something; of several at once only the newest. A comment now and then is a sign of life. The stream
/// ends when the session or its permissions change and when the server stops: open it again and pull.
#[utoipa::path(get, path = "/api/sync/v1/events", tag = "sync", security(("session" = [])), responses(
    (status = 200, description = "Events, without end", body = String, content_type = "text/event-stream"),
    (status = 401, description = "Nobody is signed in", body = Details, content_type = "application/problem+json"),
    (status = 429, description = "More requests than the person may make in a minute; `Retry-After` says when to go on", body = Details, content_type = "application/problem+json"),
    (status = 503, description = "As many streams as may be are open, or the server is stopping; pull now and then", body = Details, content_type = "application/problem+json"),
))]
pub async fn events(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = cookie::token(&headers, state.config.is_https()).ok_or(Problem::SignedOut)?;
    let opened = live::open(&state, &session, token).await.map_err(|error| {
        tracing::warn!(%error, "a stream was not opened");
        Problem::Busy
    })?;
    let events = opened.ok_or(Problem::SignedOut)?.map(Ok::<_, Infallible>);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        // nginx would gather what is said.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
        // When it ends the connection does: it holds no place that could be given away.
        (CONNECTION, HeaderValue::from_static("close")),
    ];
    Ok((Extension(Lasting), headers, Body::from_stream(events)).into_response())
}
