//! The attacker's HTTP client: one connection, kept open as long as the server does, from an address
//! of this machine's own that the caller chooses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;

/// Nothing may take longer; an answer that does not come in this time counts as none.
const PATIENCE: Duration = Duration::from_secs(60);

pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub took: Duration,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether it says: not now, and when again.
    pub fn asks_to_wait(&self) -> bool {
        matches!(self.status, 429 | 503) && !self.header("retry-after").is_empty()
    }
}

pub struct Client {
    pub to: SocketAddr,
    /// Any of 127.0.0.0/8: the server sees it as another address.
    from: Ipv4Addr,
    pub cookie: String,
    /// Sent as `X-Forwarded-For`, in whatever bytes.
    pub forwarded: Option<Vec<u8>>,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    pub const fn new(to: SocketAddr, from: Ipv4Addr) -> Self {
        Self { to, from, cookie: String::new(), forwarded: None, sender: None }
    }

    /// Another connection from the same address.
    pub const fn again(&self) -> Self {
        Self::new(self.to, self.from)
    }

    async fn connected(&mut self) -> Result<SendRequest<Full<Bytes>>> {
        if let Some(mut sender) = self.sender.take()
            && sender.ready().await.is_ok()
        {
            return Ok(sender);
        }
        let socket = TcpSocket::new_v4()?;
        if self.to.ip().is_loopback() {
            socket.bind(SocketAddr::new(IpAddr::V4(self.from), 0))?;
        }
        let stream = socket.connect(self.to).await.context("no connection")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        kind: &str,
        body: impl Into<Bytes>,
    ) -> Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.to.to_string())
            .header("sec-fetch-site", "same-origin")
            .header("accept-language", "en");
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        if let Some(forwarded) = &self.forwarded {
            request = request.header("x-forwarded-for", forwarded.as_slice());
        }
        let request = request.body(Full::new(body.into()))?;
        let began = Instant::now();
        let asked = async {
            let mut sender = self.connected().await?;
            let response = match sender.try_send_request(request).await {
                Ok(response) => response,
                Err(mut error) => {
                    // The server had closed it, as after a form that it did not read: as browsers do, on another.
                    let Some(unsent) = error.take_message() else {
                        return Err(error.into_error()).context("no answer");
                    };
                    sender = self.connected().await?;
                    sender.send_request(unsent).await.context("no answer")?
                }
            };
            let (parts, body) = response.into_parts();
            let body = body.collect().await.context("half an answer")?.to_bytes();
            self.sender = Some(sender);
            anyhow::Ok((parts, body))
        };
        let (parts, body) =
            tokio::time::timeout(PATIENCE, asked).await.context("no answer within a minute")??;
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body, took: began.elapsed() })
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(Method::GET, path, "", "").await
    }

    pub async fn post(&mut self, path: &str, json: &serde_json::Value) -> Result<Answer> {
        self.send(Method::POST, path, JSON, json.to_string()).await
    }

    pub async fn form(&mut self, path: &str, fields: &[(String, String)]) -> Result<Answer> {
        self.send(Method::POST, path, FORM, serde_urlencoded::to_string(fields)?).await
    }
}
