//! A number for every request, one line in the log for each, and a net for panics.

use core::fmt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::HeaderValue;
use tracing::Instrument;
use uuid::Uuid;

use super::limit::Caller;
use super::problem::Problem;
use crate::metrics;
use crate::services::rates::coarse;
use crate::state::AppState;

/// Finds one request in the log.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// Numbers the request, and logs its route (never the address, which names people's things), its
/// status and its time, who asked by their id, and roughly from where. Who was denied something is noted
/// whatever the log's level.
pub async fn trace(mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::now_v7());
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    let began = Instant::now();
    let span = tracing::info_span!("request", %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let route = response.extensions_mut().remove::<Route>();
    let route = route.as_ref().map_or("page", |it| it.0.as_str());
    let status = response.status().as_u16();
    let took = began.elapsed();
    metrics::get().answered(&method, route, response.status(), took);
    let ms = took.as_secs_f64() * 1000.0;
    // Files and what balancers ask have no caller that was looked up.
    let caller = response.extensions_mut().remove::<Caller>();
    let who = caller.and_then(|it| it.who).map(tracing::field::display);
    let from = caller.map(|it| tracing::field::display(coarse(it.from)));
    span.in_scope(|| {
        tracing::info!(target: "linli::access", %method, route, status, ms, who, from);
        if let Some(denied) = response.extensions().get::<Problem>().filter(|it| is_denial(it)) {
            tracing::info!(target: "linli::audit", %method, route, who, from, code = denied.code(), "denied");
        }
    });
    if let Ok(value) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Whether somebody asked for what they may not have.
const fn is_denial(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::NotAllowed | Problem::CrossSite | Problem::ForeignDevice | Problem::OtherMember
    )
}

/// Answers a handler's panic, and gives up a request that takes too long.
pub async fn rescue(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(state.config.request_seconds);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(limit, answered).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!("a handler panicked");
            Problem::Broken.into_response()
        }
        Err(_) => Problem::Busy.into_response(),
    }
}

#[derive(Clone)]
struct Route(String);

/// Tells [`trace`] which route was taken; inside the router, where that is known.
pub async fn tell_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|it| Route(it.as_str().to_owned()));
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}
