//! What handlers take from a request, each failure a [`Problem`].

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use linli_domain::ids::DeviceId;
use linli_domain::mutation::{Envelope, Push};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::cookie;
use super::problem::Problem;
use crate::services::session::{self, Session};
use crate::state::AppState;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let bytes = json_body(request, state).await?;
        let text = core::str::from_utf8(&bytes).map_err(|_| Problem::NotUtf8)?;
        serde_json::from_str(text).map(Self).map_err(|error| json_problem(&error))
    }
}

/// A push as far as it can be read: a mutation that cannot, as of another build, must not keep those
/// before it from being decided. Sent again without them it is first, and gets its problem.
pub struct Readable(pub Push);

impl FromRequest<AppState> for Readable {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let bytes = json_body(request, state).await?;
        let text = core::str::from_utf8(&bytes).map_err(|_| Problem::NotUtf8)?;
        read_push(text).map(Self)
    }
}

fn read_push(text: &str) -> Result<Push, Problem> {
    #[derive(Deserialize)]
    struct Unread {
        device_id: DeviceId,
        #[serde(default)]
        epoch: Option<String>,
        mutations: Vec<serde_json::Value>,
    }
    let error = match serde_json::from_str(text) {
        Ok(push) => return Ok(push),
        Err(error) => json_problem(&error),
    };
    let Ok(Unread { device_id, epoch, mutations }) = serde_json::from_str(text) else { return Err(error) };
    let read = mutations.into_iter().map_while(|it| serde_json::from_value::<Envelope>(it).ok());
    let mutations: Vec<_> = read.collect();
    if mutations.is_empty() { Err(error) } else { Ok(Push { device_id, epoch, mutations }) }
}

async fn json_body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::NotJson);
    }
    body(request, state).await
}

/// The fields of a form, in order.
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The value of a field; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }
}

impl FromRequest<AppState> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let limit = state.config.body_limit_kib;
        let fields = axum::Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|error| rejected(axum::response::IntoResponse::into_response(error).status(), limit))?
            .0;
        // The parser puts this sign in the place of bytes that are not UTF-8.
        if fields.iter().any(|(key, value)| key.contains('\u{fffd}') || value.contains('\u{fffd}')) {
            return Err(Problem::NotUtf8);
        }
        Ok(Self(fields))
    }
}

async fn body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    let push = request.uri().path() == super::sync::PUSH;
    let limit = if push { state.config.push_limit_kib } else { state.config.body_limit_kib };
    Bytes::from_request(request, state).await.map_err(|error| rejected(error.status(), limit))
}

fn rejected(status: StatusCode, kib: usize) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge { kib },
        _ => Problem::BadField(None),
    }
}

fn json_problem(error: &serde_json::Error) -> Problem {
    use serde_json::error::Category;
    // The message names a missing field in backticks; other messages may quote what was sent.
    let message = error.to_string();
    match error.classify() {
        Category::Data if unknown_mutation(&message) => Problem::OtherBuild,
        Category::Data => Problem::BadField(
            message
                .strip_prefix("missing field `")
                .and_then(|rest| rest.split('`').next())
                .map(str::to_owned),
        ),
        _ if message.starts_with("recursion limit") => Problem::TooDeep,
        _ => Problem::BadJson,
    }
}

/// Whether the message is about a variant that reads like the name of a mutation, such as `a.b@2`.
fn unknown_mutation(message: &str) -> bool {
    let name = message.strip_prefix("unknown variant `").and_then(|rest| rest.split('`').next());
    name.is_some_and(|it| it.contains('@'))
}

/// Who is signed in; a problem when nobody is.
pub struct SignedIn(pub Arc<Session>);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Visitor::from_request_parts(parts, state).await?.0.map(Self).ok_or(Problem::SignedOut)
    }
}

/// Who is signed in, if anybody.
pub struct Visitor(pub Option<Arc<Session>>);

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Arc<Session>>() {
            return Ok(Self(Some(Arc::clone(known))));
        }
        let Some(token) = cookie::token(&parts.headers, state.config.is_https()) else {
            return Ok(Self(None));
        };
        session::find(state, &token).await.map(Self).map_err(|error| {
            tracing::error!(%error, "a session could not be looked up");
            Problem::Busy
        })
    }
}

/// The caller's network address.
pub struct Address(pub IpAddr);

impl FromRequestParts<AppState> for Address {
    type Rejection = core::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |it| it.0.ip());
        let told = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|it| it.to_str().ok())
            .flat_map(|it| it.split(','))
            .map(|it| it.trim().parse().ok())
            .collect::<Vec<Option<IpAddr>>>();
        Ok(Self(behind(peer, &told, state.config.proxies)))
    }
}

/// The address that the outermost trusted proxy saw. Each proxy appends whom it saw; what stands
/// before is the caller's invention.
fn behind(peer: IpAddr, told: &[Option<IpAddr>], proxies: usize) -> IpAddr {
    let seen = proxies.checked_sub(1).and_then(|back| told.iter().rev().nth(back)).copied().flatten();
    seen.unwrap_or(peer)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn only_what_trusted_proxies_appended_counts() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let told = [Some(ip("9.9.9.9")), Some(ip("1.2.3.4")), Some(ip("10.0.0.1"))];
        assert_eq!(behind(ip("10.0.0.2"), &told, 0), ip("10.0.0.2"));
        assert_eq!(behind(ip("10.0.0.2"), &told, 1), ip("10.0.0.1"));
        assert_eq!(behind(ip("10.0.0.2"), &told, 2), ip("1.2.3.4"));
        assert_eq!(behind(ip("10.0.0.2"), &[], 1), ip("10.0.0.2"));
        assert_eq!(behind(ip("10.0.0.2"), &[None], 1), ip("10.0.0.2"));
    }

    #[test]
    fn bad_json_is_told_apart() {
        #[derive(serde::Deserialize, Debug)]
        #[expect(dead_code, reason = "only read")]
        struct Body {
            phone: String,
        }
        let read = |text: &str| json_problem(&serde_json::from_str::<Body>(text).unwrap_err());
        assert_eq!(read("{}"), Problem::BadField(Some("phone".to_owned())));
        assert_eq!(read("{\"phone\": 138}"), Problem::BadField(None));
        assert_eq!(read("{"), Problem::BadJson);
        let old = serde_json::from_str::<linli_domain::mutation::Mutation>(r#"{"name":"a.b@1","args":{}}"#)
            .unwrap_err();
        assert_eq!(json_problem(&old), Problem::OtherBuild);
        let deep = serde_json::from_str::<serde_json::Value>(&"[".repeat(200)).unwrap_err();
        assert_eq!(json_problem(&deep), Problem::TooDeep);
    }
}
