//! No caller may ask more often than a person could.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::Method;
use linli_domain::ids::MemberId;

use super::address::Address;
use super::extract::Visitor;
use super::problem::Problem;
use super::{cookie, health};
use crate::metrics;
use crate::services::rates::{self, Kind};
use crate::services::session;
use crate::state::AppState;

/// Counts the request for whoever is signed in, or for its address when nobody is. Files of the site and
/// what balancers ask cost nothing and are not counted, as long as they are only read. What is refused
/// here has cost a look into memory: nothing of its body was read.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if is_free(&state, &request) {
        return next.run(request).await;
    }
    let path = request.uri().path();
    // A query is posted, but writes nothing.
    let reads = request.method().is_safe() || path.starts_with("/api/v1/query/");
    let kind = if reads { Kind::Read } else { Kind::Write };
    let (mut parts, body) = request.into_parts();
    let Ok(from) = Address::from_request_parts(&mut parts, &state).await;
    let seen = |mut response: Response, who: Option<MemberId>| {
        response.extensions_mut().insert(Asker { who, from: from.0 });
        response
    };
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
            if let Err(seconds) = state.rates.check(from.0.into(), kind, most, now) {
                metrics::get().over_limit("address", kind.name());
                return seen(Problem::TooFast { seconds }.into_response(), None);
            }
            match Visitor::from_request_parts(&mut parts, &state).await {
                Ok(Visitor(session)) => session,
                // Who it is cannot be known now; nobody else shall pay for it.
                Err(problem) => return seen(problem.into_response(), None),
            }
        }
    };
    let who = session.as_ref().map(|it| it.member.id);
    let (counted, most) = match who {
        Some(member) if reads => (rates::Caller::Member(member), config.reads_per_session),
        Some(member) => (rates::Caller::Member(member), config.writes_per_session),
        None => (rates::Caller::from(from.0), config.requests_per_address),
    };
    if let Err(seconds) = state.rates.count(counted, kind, most, now) {
        metrics::get().over_limit(if who.is_some() { "member" } else { "address" }, kind.name());
        return seen(Problem::TooFast { seconds }.into_response(), who);
    }
    // The handlers need not look them up again.
    parts.extensions.insert(from);
    parts.extensions.insert(counted);
    if let Some(session) = session {
        parts.extensions.insert(session);
    }
    seen(next.run(Request::from_parts(parts, body)).await, who)
}

/// Whether the request is for a file of the site, or for what balancers ask, and only reads it.
pub(super) fn is_free(state: &AppState, request: &Request) -> bool {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    reads && (matches!(path, health::LIVE | health::READY) || state.site.has(path))
}

/// Who asked, for the log.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub who: Option<MemberId>,
    pub from: IpAddr,
}
