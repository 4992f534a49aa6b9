//! People who use the app over HTTP.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use linli_domain::ids::{DeviceId, MemberId, MutationId};
use linli_domain::mutation::{Envelope, Mutation, Outcome, Settled};
use linli_domain::refusal::Refusal;
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{Pull, Step};
use linli_server::db::tables::session;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;

use crate::app::App;
use crate::builders;

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().expect("text"))
    }

    /// The code of the problem that it must be, of this status.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], status);
        for part in ["type", "title", "detail", "code", "request_id"] {
            assert!(json[part].as_str().is_some_and(|it| !it.is_empty()), "{part} of {json}");
        }
        json["code"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }
}

/// A browser or phone.
pub struct Client {
    pub app: App,
    pub who: Option<MemberId>,
    pub cookie: Option<String>,
    pub device: DeviceId,
    pub lang: &'static str,
    n: AtomicU64,
}

impl Client {
    fn new(app: &App, who: Option<MemberId>, cookie: Option<String>) -> Self {
        let device = DeviceId(Uuid::now_v7());
        Self { app: app.clone(), who, cookie, device, lang: "en", n: AtomicU64::new(0) }
    }

    /// The same browser at another server over the same database.
    #[must_use]
    pub fn at(self, app: &App) -> Self {
        Self { app: app.clone(), ..self }
    }

    /// A request as a page of the site would send it.
    pub fn request(&self, method: Method, path: &str, kind: &str, body: impl Into<Body>) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(ACCEPT_LANGUAGE, self.lang);
        if !kind.is_empty() {
            request = request.header(CONTENT_TYPE, kind);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        request.body(body.into()).expect("a request")
    }

    /// Sends a request as a page of the site would.
    pub async fn send(&self, method: Method, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        self.send_as_is(self.request(method, path, kind, body)).await
    }

    /// Sends a request exactly as it is.
    pub async fn send_as_is(&self, request: Request<Body>) -> Answer {
        let response = self.app.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, "application/json", body.to_string()).await
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("fields");
        self.send(Method::POST, path, "application/x-www-form-urlencoded", body).await
    }

    /// The next envelope of this device.
    pub fn envelope(&self, mutation: Mutation) -> Envelope {
        Envelope {
            mid: MutationId(Uuid::now_v7()),
            n: self.n.fetch_add(1, Ordering::SeqCst) + 1,
            base_ver: None,
            client_time: self.app.now(),
            build: "test".to_owned(),
            mutation,
        }
    }

    /// Pushes envelopes and gives the raw answer.
    pub async fn push_raw(&self, envelopes: &[Envelope]) -> Answer {
        let body = json!({ "device_id": self.device, "mutations": envelopes });
        self.post("/api/sync/v1/push", &body).await
    }

    /// Pushes envelopes that must all be decided.
    pub async fn push_all(&self, envelopes: &[Envelope]) -> Vec<Outcome> {
        let answer = self.push_raw(envelopes).await.is(200);
        serde_json::from_value(answer.json()["outcomes"].clone()).expect("outcomes")
    }

    /// Pushes one mutation.
    pub async fn push(&self, mutation: Mutation) -> Settled {
        let outcomes = self.push_all(&[self.envelope(mutation)]).await;
        outcomes.into_iter().next().expect("an outcome").result
    }

    /// Pushes one that must be applied.
    pub async fn applied(&self, mutation: Mutation) {
        let text = format!("{mutation:?}");
        assert_eq!(self.push(mutation).await, Settled::Applied, "{text}");
    }

    /// Pushes one that must be refused.
    pub async fn refused(&self, mutation: Mutation) -> Refusal {
        let text = format!("{mutation:?}");
        match self.push(mutation).await {
            Settled::Refused { refusal } => refusal,
            Settled::Applied => panic!("applied: {text}"),
        }
    }

    /// Pulls everything, or what changed since a cursor.
    pub async fn pull(&self, cursor: Option<&str>) -> Pull {
        let device = self.device;
        let path = format!("/api/sync/v1/pull?device_id={device}&cursor={}", cursor.unwrap_or_default());
        let answer = self.get(&path).await.is(200);
        serde_json::from_str(&answer.text).expect("a pull")
    }

    /// All that this person may have.
    pub async fn rows(&self) -> Rows {
        let mut rows = Rows::default();
        let pull = self.pull(None).await;
        assert!(pull.reset);
        patch(&mut rows, pull.patch);
        rows
    }
}

/// Does to rows what a phone does with a pull.
pub fn patch(rows: &mut Rows, steps: Vec<Step>) {
    assert!(!steps.iter().any(|it| matches!(it, Step::Newer(_))), "what the server sends this build reads");
    rows.patch(steps);
}

/// The rows of a patch.
pub fn put(steps: &[Step]) -> Vec<&Row> {
    let mut rows = Vec::new();
    for step in steps {
        if let Step::Put(row) = step {
            rows.push(&**row);
        }
    }
    rows
}

/// The session's part of a `Set-Cookie`.
pub fn cookie(answer: &Answer) -> String {
    answer.header(SET_COOKIE.as_str()).split(';').next().unwrap_or_default().to_owned()
}

macro_rules! roles {
    ($($name:ident = $who:expr;)*) => {
        $(pub async fn $name(&self) -> Client {
            self.sign_in($who).await
        })*
    };
}

impl App {
    pub fn anonymous(&self) -> Client {
        Client::new(self, None, None)
    }

    roles! {
        resident = builders::ELDER;
        family = builders::DAUGHTER;
        neighbour = builders::NEIGHBOUR;
        rival = builders::RIVAL;
        stranger = builders::STRANGER;
        caregiver = builders::carer(0).1;
        keeper = builders::KEEPER;
        clerk = builders::CLERK;
        other_clerk = builders::OTHER_CLERK;
        supervisor = builders::SUPERVISOR;
        officer = builders::OFFICER;
        administrator = builders::ADMINISTRATOR;
    }

    /// Signs somebody in by the code that the demo sender shows.
    pub async fn sign_in(&self, who: MemberId) -> Client {
        let mut client = self.anonymous();
        let asked = client
            .post("/api/v1/session/code", &json!({ "phone": builders::phone(who) }))
            .await
            .is(202)
            .json();
        let body = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
        let answer = client.post("/api/v1/session", &body).await.is(200);
        assert_eq!(answer.json()["member_id"], json!(who));
        client.cookie = Some(cookie(&answer));
        client.who = Some(who);
        client
    }

    /// Somebody who signed in earlier: for crowds, since a sign-in hashes for a while.
    pub async fn signed_in(&self, who: MemberId, community: linli_domain::ids::PlaceId) -> Client {
        let token: [u8; 32] = rand::random();
        let now = self.now().millis();
        let row = session::ActiveModel {
            id: Set(Uuid::now_v7()),
            token_hash: Set(Sha256::digest(token).to_vec()),
            community_id: Set(community.0),
            member_id: Set(who.0),
            created_at: Set(now),
            seen_at: Set(now),
            expires_at: Set(now + 86_400_000 * 30),
            borrowed: Set(false),
        };
        session::Entity::insert(row).exec_without_returning(self.behind()).await.expect("a session");
        let cookie = format!("linli-local={}", URL_SAFE_NO_PAD.encode(token));
        Client::new(self, Some(who), Some(cookie))
    }
}
