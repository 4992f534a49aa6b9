//! A phone that listens to the stream of events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue, Method};
use linli_domain::ids::PlaceId;
use linli_server::live::{self, Running};
use serde_json::Value;
use tower::ServiceExt;

use crate::app::App;
use crate::clients::Client;
use crate::pace::patience;

/// Longer than anything here should take, in seconds; a test that waits so long fails.
const LONG: u64 = 30;

/// What a stream says.
#[derive(Clone, PartialEq, Debug)]
pub enum Said {
    /// The communities of the session with their versions, in the order of their ids.
    Hello(Vec<(PlaceId, i64)>),
    Poke(PlaceId, i64),
    Beat,
    End,
}

/// An open stream of events.
pub struct Events {
    pub headers: HeaderMap,
    body: BodyDataStream,
    unread: String,
}

impl Client {
    /// Opens a stream, as a browser that would take anything compressed.
    pub async fn listen(&self) -> Events {
        let mut request = self.request(Method::GET, "/api/sync/v1/events", "", Body::empty());
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        let answer = self.app.router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200);
        let (parts, body) = answer.into_parts();
        Events { headers: parts.headers, body: body.into_data_stream(), unread: String::new() }
    }

    /// Opens a stream and hears its first event.
    pub async fn listen_after_hello(&self) -> Events {
        let mut events = self.listen().await;
        assert!(matches!(events.next().await, Said::Hello(_)));
        events
    }
}

impl Events {
    /// The next thing that the stream says.
    pub async fn next(&mut self) -> Said {
        tokio::time::timeout(patience(LONG), self.read()).await.expect("something is said")
    }

    /// The next thing but a sign of life.
    pub async fn news(&mut self) -> Said {
        loop {
            match self.next().await {
                Said::Beat => {}
                said => return said,
            }
        }
    }

    /// Whether nothing but signs of life is said for this long.
    pub async fn is_quiet(&mut self, milliseconds: u64) -> bool {
        tokio::time::timeout(Duration::from_millis(milliseconds), self.news()).await.is_err()
    }

    async fn read(&mut self) -> Said {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n") {
                let said = said(event);
                self.unread = rest.to_owned();
                return said;
            }
            match self.body.next().await {
                Some(bytes) => {
                    self.unread.push_str(core::str::from_utf8(&bytes.expect("a piece")).expect("text"));
                }
                None => return Said::End,
            }
        }
    }
}

fn said(event: &str) -> Said {
    let field = |name: &str| event.lines().find_map(|it| it.strip_prefix(name));
    let head = |it: &Value| {
        let place = serde_json::from_value(it["community"].clone()).expect("a community");
        (place, it["seq"].as_i64().expect("a version"))
    };
    let data = || serde_json::from_str::<Value>(field("data: ").expect("data")).expect("JSON");
    match field("event: ") {
        Some("hello") => Said::Hello(data()["heads"].as_array().expect("heads").iter().map(head).collect()),
        Some("poke") => {
            let (place, seq) = head(&data());
            Said::Poke(place, seq)
        }
        Some(other) => panic!("{other}"),
        None => Said::Beat,
    }
}

impl App {
    /// Tells open streams of changes until what is given is dropped, as `linli serve` does.
    pub fn tell(&self) -> Running {
        live::start(&self.state)
    }
}
