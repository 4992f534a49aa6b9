//! What handlers take from a request, each failure a [`Problem`].

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use linli_app::forms::SIGNED_IN;
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::mutation::{Envelope, Mutation, Push};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::cookie;
use super::gate::Place;
use super::problem::Problem;
use crate::services::session::{self, Session};
use crate::state::AppState;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let bytes = json_body(request, state).await?;
        let text = composed(core::str::from_utf8(&bytes).map_err(|_| Problem::NotUtf8)?);
        serde_json::from_str(&text).map(Self).map_err(|error| json_problem(&error))
    }
}

/// A push as far as it can be read: a mutation that cannot, as of another build, must not keep those
/// before it from being decided. Sent again without them it is first, and gets its problem.
pub struct Readable(pub Push);

impl FromRequest<AppState> for Readable {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let bytes = json_body(request, state).await?;
        let text = composed(core::str::from_utf8(&bytes).map_err(|_| Problem::NotUtf8)?);
        read_push(&text, &state.site.build).map(Self)
    }
}

fn read_push(text: &str, build: &str) -> Result<Push, Problem> {
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
    let other = mutations.first().is_some_and(|it| is_of_another_build(it, build));
    let error = if other { Problem::OtherBuild } else { error };
    let read = mutations.into_iter().map_while(|it| serde_json::from_value::<Envelope>(it).ok());
    let mutations: Vec<_> = read.collect();
    if mutations.is_empty() { Err(error) } else { Ok(Push { device_id, epoch, mutations }) }
}

/// Whether a mutation has a name that reads like one, such as `a.b@2`, and that this build does not know; or one
/// that it knows, with something else in it, from a build that says which it is and is not this one.
fn is_of_another_build(mutation: &serde_json::Value, ours: &str) -> bool {
    let text = |name| mutation.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let (name, build) = (text("name"), text("build"));
    name.contains('@') && (!Mutation::names().any(|it| it == name) || !(build.is_empty() || build == ours))
}

async fn json_body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    if !is_of_kind(&request, "application/json") {
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

    /// Whether the form was made for who is signed in now. A form of a build that did not say so yet is
    /// taken as theirs.
    ///
    /// # Errors
    /// [`Problem::OtherMember`].
    pub fn are_of(&self, session: &Session) -> Result<(), Problem> {
        let whose = self.get(SIGNED_IN);
        let same = whose.is_empty() || whose.parse::<MemberId>().is_ok_and(|it| it == session.member.id);
        if same { Ok(()) } else { Err(Problem::OtherMember) }
    }

    /// Reads what a form sent; so much of it as any form of linli's has.
    ///
    /// # Errors
    /// [`Problem::ManyFields`], [`Problem::NotUtf8`].
    pub fn read(bytes: &[u8], state: &AppState) -> Result<Self, Problem> {
        let limit = state.config.form_fields;
        // Counted before any is made: each costs many times its letters.
        if bytes.split(|it| *it == b'&').filter(|it| !it.is_empty()).nth(limit).is_some() {
            return Err(Problem::ManyFields { limit });
        }
        let fields: Vec<(String, String)> =
            serde_urlencoded::from_bytes(bytes).map_err(|_| Problem::BadField(None))?;
        // The parser puts this sign in the place of bytes that are not UTF-8.
        if fields.iter().any(|(key, value)| key.contains('\u{fffd}') || value.contains('\u{fffd}')) {
            return Err(Problem::NotUtf8);
        }
        let fields = fields.into_iter().map(|(key, value)| match composed(&value) {
            Cow::Borrowed(_) => (key, value),
            Cow::Owned(value) => (key, value),
        });
        Ok(Self(fields.collect()))
    }
}

/// A text in the normal form of Unicode that keyboards and fonts go by (NFC): letters and their accents in one
/// piece, and of the signs that exist twice the one that all use, so that alike names are alike. Of JSON nothing
/// but what stands in its texts can change.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

impl FromRequest<AppState> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if !is_form(&request) {
            return Err(Problem::BadField(None));
        }
        Self::read(&body(request, state).await?, state)
    }
}

/// Whether the body says that it is the fields of a form.
pub fn is_form(request: &Request) -> bool {
    is_of_kind(request, "application/x-www-form-urlencoded")
}

fn is_of_kind(request: &Request, wanted: &str) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

/// The whole body, when it comes in time. One that is said to be too large is not read at all.
///
/// # Errors
/// [`Problem::TooLarge`], [`Problem::Slow`].
pub async fn body(request: Request, state: &AppState) -> Result<Bytes, Problem> {
    let push = request.uri().path() == super::sync::PUSH;
    let kib = if push { state.config.push_limit_kib } else { state.config.body_limit_kib };
    let most = kib.saturating_mul(1024);
    let said = request.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|it| it > most) {
        return Err(Problem::TooLarge { kib });
    }
    let patience = Duration::from_secs(state.config.body_seconds);
    // Whoever sends slowly keeps their place until somebody else wants it.
    let place = request.extensions().get::<Arc<Place>>().cloned();
    if let Some(place) = &place {
        place.idle();
    }
    let read = tokio::time::timeout(patience, axum::body::to_bytes(request.into_body(), most)).await;
    if let Some(place) = &place {
        place.busy();
    }
    match read {
        // Or the caller has gone, and hears nothing.
        Ok(read) => read.map_err(|_| Problem::TooLarge { kib }),
        Err(_) => Err(Problem::Slow),
    }
}

fn json_problem(error: &serde_json::Error) -> Problem {
    use serde_json::error::Category;
    // The message names a missing field in backticks; other messages may quote what was sent.
    let message = error.to_string();
    match error.classify() {
        Category::Data => Problem::BadField(
            message
                .strip_prefix("missing field `")
                .and_then(|rest| rest.split('`').next())
                .map(str::to_owned),
        ),
        Category::Syntax | Category::Eof | Category::Io if message.starts_with("recursion limit") => {
            Problem::TooDeep
        }
        Category::Syntax | Category::Eof | Category::Io => Problem::BadJson,
    }
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn b24_what_comes_in_is_in_one_piece() {
        assert_eq!(composed("{\"name\":\"E\u{301}ric\"}"), "{\"name\":\"\u{c9}ric\"}");
        // A sign that Unicode has twice, for old character sets of Korea.
        assert_eq!(composed("\u{f9e1}"), "李");
        for same in ["plain", "买买提·艾山", "𠮷田㛃", "\u{e863}", "{\"a\":\"<\"}", "１９４８"]
        {
            assert!(matches!(composed(same), Cow::Borrowed(it) if it == same), "{same}");
        }
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
        let known = r#"{"name":"help.take@1","args":{}}"#;
        let read = serde_json::from_str::<Mutation>(known).unwrap_err();
        assert_eq!(json_problem(&read), Problem::BadField(Some("help_id".to_owned())));
        for (name, build, other) in [
            ("a.b@1", "", true),
            ("help.take@2", "ours", true),
            ("help.take@1", "", false),
            ("help.take@1", "ours", false),
            ("help.take@1", "theirs", true),
            ("help", "theirs", false),
        ] {
            let mutation = serde_json::json!({ "name": name, "build": build });
            assert_eq!(is_of_another_build(&mutation, "ours"), other, "{name} of {build}");
        }
        let deep = serde_json::from_str::<serde_json::Value>(&"[".repeat(200)).unwrap_err();
        assert_eq!(json_problem(&deep), Problem::TooDeep);
    }
}
