//! No caller may ask more often than a person could.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::cookie;
use super::extract::{Address, Visitor};
use super::problem::Problem;
use crate::metrics;
use crate::services::rates::{Caller, Kind};
use crate::services::session;
use crate::state::AppState;

/// Counts the request for its session, or for its address when nobody is signed in. Files of the
/// site and what balancers ask cost nothing and are not counted.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/health/") || state.site.has(path) {
        return next.run(request).await;
    }
    // A query is posted, but writes nothing.
    let reads = request.method().is_safe() || path.starts_with("/api/v1/query/");
    let kind = if reads { Kind::Read } else { Kind::Write };
    let (mut parts, body) = request.into_parts();
    let Ok(Address(address)) = Address::from_request_parts(&mut parts, &state).await;
    let config = &state.config;
    let now = state.now();
    let known =
        cookie::token(&parts.headers, config.is_https()).and_then(|it| session::remembered(&state, &it));
    let session = match known {
        Some(session) => Some(session),
        None => {
            // Whether a cookie is good costs a query, which an address that asks too often does not
            // get. Good ones are not counted for it: many phones may share one address.
            let most = config.requests_per_address;
            if let Err(seconds) = state.rates.check(address.into(), kind, most, now) {
                metrics::get().over_limit("address", kind.name());
                return Problem::TooFast { seconds }.into_response();
            }
            Visitor::from_request_parts(&mut parts, &state).await.ok().and_then(|it| it.0)
        }
    };
    let (caller, most) = match &session {
        Some(session) if reads => (Caller::Session(session.id), config.reads_per_session),
        Some(session) => (Caller::Session(session.id), config.writes_per_session),
        None => (Caller::from(address), config.requests_per_address),
    };
    if let Err(seconds) = state.rates.count(caller, kind, most, now) {
        metrics::get().over_limit(if session.is_some() { "session" } else { "address" }, kind.name());
        return Problem::TooFast { seconds }.into_response();
    }
    // The handler need not look it up again.
    if let Some(session) = session {
        parts.extensions.insert(session);
    }
    next.run(Request::from_parts(parts, body)).await
}
