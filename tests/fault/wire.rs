//! A phone's network: one connection kept open, and what it means when there is no answer.

use std::net::SocketAddr;
use std::time::Duration;

use futures::StreamExt;
use http::{Request, StatusCode};
use http_body_util::{BodyDataStream, BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use linli_domain::ids::MemberId;
use linli_domain::mutation::{Outcome, Push};
use linli_domain::sync::{Asked, Fault, Pull};
use linli_tests::pace::patience;
use serde_json::Value;
use tokio::time::timeout;

/// See the module.
pub struct Wire {
    address: SocketAddr,
    cookie: String,
    open: Option<SendRequest<Full<Bytes>>>,
    /// How long an answer may take.
    pub patience: Duration,
}

/// An answer that broke off, or none. The server may have heard the question.
struct Lost;

impl Wire {
    pub fn new(address: SocketAddr, cookie: &str) -> Self {
        Self { address, cookie: cookie.to_owned(), open: None, patience: patience(5) }
    }

    /// Goes on at another address.
    pub fn turn_to(&mut self, address: SocketAddr) {
        self.address = address;
        self.open = None;
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether the server says that it is ready.
    pub async fn is_ready(&mut self) -> bool {
        let ask = self.request("GET", "/health/ready", Bytes::new());
        self.ask(ask).await.is_ok_and(|(status, _)| status == StatusCode::OK)
    }

    /// Sends mutations in somebody's name.
    ///
    /// # Errors
    /// Why there is no answer. So for all below.
    pub async fn push(&mut self, me: MemberId, push: &Push) -> Result<Vec<Outcome>, Fault> {
        let body = serde_json::to_vec(push).expect("JSON");
        let path = format!("/api/sync/v1/push?member_id={me}");
        let ask = self.request("POST", &path, body.into());
        let mut answer = self.taken(ask).await?;
        Ok(serde_json::from_value(answer["outcomes"].take()).expect("outcomes"))
    }

    /// Asks for what changed.
    pub async fn pull(&mut self, me: MemberId, asked: &Asked) -> Result<Pull, Fault> {
        let cursor = asked.cursor.as_deref().unwrap_or_default();
        let device = asked.device;
        let path = format!("/api/sync/v1/pull?member_id={me}&device_id={device}&cursor={cursor}");
        let ask = self.request("GET", &path, Bytes::new());
        let answer = self.taken(ask).await?;
        Ok(serde_json::from_value(answer).expect("a pull"))
    }

    /// Opens a stream of events on a connection of its own.
    pub async fn listen(&mut self) -> Result<Stream, Fault> {
        self.open = None;
        let ask = self.request("GET", "/api/sync/v1/events", Bytes::new());
        let body = timeout(self.patience, async {
            let response = self.connected().await?.send_request(ask).await.map_err(|_| Lost)?;
            if response.status() == StatusCode::OK { Ok(response.into_body()) } else { Err(Lost) }
        });
        let Ok(Ok(body)) = body.await else { return Err(Fault::Offline) };
        // The connection lives as long as its body.
        let sender = self.open.take();
        Ok(Stream { body: BodyDataStream::new(body), unread: String::new(), _sender: sender })
    }

    fn request(&self, method: &str, path: &str, body: Bytes) -> Request<Full<Bytes>> {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("host", "localhost").header("cookie", &self.cookie);
        let request =
            request.header("content-type", "application/json").header("sec-fetch-site", "same-origin");
        request.body(Full::from(body)).expect("a request")
    }

    async fn taken(&mut self, ask: Request<Full<Bytes>>) -> Result<Value, Fault> {
        let Ok((status, body)) = self.ask(ask).await else { return Err(Fault::Offline) };
        // A body that breaks off is an answer lost; one that is whole is JSON.
        let answer: Value = serde_json::from_slice(&body).map_err(|_| Fault::Offline)?;
        if status.is_success() {
            return Ok(answer);
        }
        Err(match (status.as_u16(), answer["code"].as_str().unwrap_or_default()) {
            (_, "gap") => Fault::Gap { expected: answer["expected"].as_u64().expect("a number") },
            (_, "restored") => Fault::Restored,
            (_, "mid_reused") => Fault::MidReused,
            (_, "foreign_device") => Fault::ForeignDevice,
            (401, _) | (_, "other_member") => Fault::SignedOut,
            (426, _) => Fault::OtherBuild,
            (429, "day_over") => Fault::DayOver,
            (429, "many_devices") => Fault::ManyDevices,
            (429, _) => Fault::TooFast { seconds: 1 },
            (502..=504, _) => Fault::Busy,
            _ => Fault::Broken,
        })
    }

    async fn ask(&mut self, ask: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), Lost> {
        let patience = self.patience;
        let answer = timeout(patience, async {
            let response = self.connected().await?.send_request(ask).await.map_err(|_| Lost)?;
            let status = response.status();
            let body = response.into_body().collect().await.map_err(|_| Lost)?;
            Ok((status, body.to_bytes()))
        });
        let answer = answer.await.unwrap_or(Err(Lost));
        if answer.is_err() {
            self.open = None;
        }
        answer
    }

    async fn connected(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Lost> {
        let usable = match &mut self.open {
            Some(open) => open.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            let socket = tokio::net::TcpStream::connect(self.address).await.map_err(|_| Lost)?;
            socket.set_nodelay(true).map_err(|_| Lost)?;
            let made = hyper::client::conn::http1::handshake(TokioIo::new(socket)).await;
            let (sender, connection) = made.map_err(|_| Lost)?;
            tokio::spawn(connection);
            self.open = Some(sender);
        }
        self.open.as_mut().ok_or(Lost)
    }
}

/// An open stream of events.
pub struct Stream {
    body: BodyDataStream<Incoming>,
    unread: String,
    _sender: Option<SendRequest<Full<Bytes>>>,
}

impl Stream {
    /// The next version that it tells of, in the beginning or by a poke; none when it has ended. These
    /// streams are of people who see one community.
    pub async fn next(&mut self) -> Option<i64> {
        loop {
            while let Some((event, rest)) = self.unread.split_once("\n\n") {
                let said = event.lines().find_map(|it| it.strip_prefix("data: "));
                let said = said.map(|it| serde_json::from_str::<Value>(it).expect("JSON"));
                self.unread = rest.to_owned();
                if let Some(said) = said {
                    let head = said.pointer("/heads/0/seq").unwrap_or(&said["seq"]);
                    return Some(head.as_i64().unwrap_or_default());
                }
            }
            let some = self.body.next().await?.ok()?;
            self.unread.push_str(core::str::from_utf8(&some).ok()?);
        }
    }
}
