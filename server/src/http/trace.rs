//! A number for every request, one line in the log for each, and a net for panics.

use core::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::HeaderValue;
use tracing::Instrument;
use uuid::Uuid;

use super::limit::Asker;
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
    let caller = response.extensions_mut().remove::<Asker>();
    let who = caller.and_then(|it| it.who).map(tracing::field::display);
    let from = caller.map(|it| tracing::field::display(coarse(it.from)));
    let problem = response.extensions().get::<Problem>();
    if caller.is_some() && !problem.is_some_and(is_cheap) || CHEAP.has_room(began) {
        span.in_scope(|| {
        tracing::info!(target: "linli::access", %method, route, status, ms, who, from);
        if let Some(denied) = problem.filter(|it| is_denial(it)) {
            tracing::info!(target: "linli::audit", %method, route, who, from, code = denied.code(), "denied");
        }
    });
    }
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

/// Whether the answer costs whoever asks nothing, so that they can have thousands in a second.
const fn is_cheap(problem: &Problem) -> bool {
    matches!(problem, Problem::CrossSite | Problem::TooFast { .. } | Problem::Full { .. })
}

/// The log's lines for what is cheap to ask for, and for files: so many a minute. All are in the metrics.
static CHEAP: Lines = Lines { minute: AtomicU64::new(0), written: AtomicU64::new(0) };

const LINES_A_MINUTE: u64 = 600;

struct Lines {
    minute: AtomicU64,
    written: AtomicU64,
}

impl Lines {
    /// Whether one more may be written; in the first minute after many it says how many were not.
    fn has_room(&self, now: Instant) -> bool {
        static BEGAN: OnceLock<Instant> = OnceLock::new();
        let minute = now.saturating_duration_since(*BEGAN.get_or_init(|| now)).as_secs() / 60;
        if self.minute.swap(minute, Ordering::Relaxed) != minute {
            let before = self.written.swap(0, Ordering::Relaxed);
            if let Some(left_out) = before.checked_sub(LINES_A_MINUTE).filter(|it| *it > 0) {
                tracing::warn!(
                    left_out,
                    "requests for files, over a limit or from other sites have no line here"
                );
            }
        }
        self.written.fetch_add(1, Ordering::Relaxed) < LINES_A_MINUTE
    }
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
