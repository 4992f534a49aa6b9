//! The readers of what comes from outside, each by itself and as the handlers use them: for tests that
//! feed them anything (`make fuzz`).

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use linli_app::store::Prefs;
use linli_domain::mutation::Push;

use super::address::Address;
use super::cookie;
use super::extract::{Fields, Readable};
use super::problem::{Problem, prefs_of};
use crate::services::session::Token;
use crate::state::AppState;

/// The body of a push.
///
/// # Errors
/// What is answered when it cannot be read.
pub async fn push(state: &AppState, body: Vec<u8>) -> Result<Push, Problem> {
    Readable::from_request(posted("/api/sync/v1/push", "application/json", body), state).await.map(|it| it.0)
}

/// The fields of a form.
///
/// # Errors
/// What is answered when they cannot be read.
pub async fn fields(state: &AppState, body: Vec<u8>) -> Result<Vec<(String, String)>, Problem> {
    let form = posted("/mine", "application/x-www-form-urlencoded", body);
    Fields::from_request(form, state).await.map(|it| it.0)
}

fn posted(path: &'static str, kind: &'static str, body: Vec<u8>) -> Request {
    let mut request = Request::post(path).body(Body::from(body)).unwrap_or_default();
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    request
}

/// The address of a caller who came from `peer` and said this.
pub async fn address(state: &AppState, peer: SocketAddr, headers: HeaderMap) -> IpAddr {
    let mut parts = Request::new(Body::empty()).into_parts().0;
    parts.headers = headers;
    parts.extensions.insert(ConnectInfo(peer));
    let Ok(Address(address)) = Address::from_request_parts(&mut parts, state).await;
    address
}

/// The secret of a session, and how the app looks, from the cookies.
#[must_use]
pub fn cookies(headers: &HeaderMap, https: bool) -> (Option<Token>, Prefs) {
    (cookie::token(headers, https), prefs_of(headers))
}
