//! A small HTTP client: one connection kept open, one request at a time, as a phone has.

use anyhow::{Context, Result};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;

pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = tokio::net::TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string() })
    }

    pub async fn get(&mut self, path: &str, cookie: &str) -> Result<(StatusCode, Bytes)> {
        let request =
            Request::get(path).header("host", &self.host).header("cookie", cookie).body(Full::default())?;
        self.send(request).await
    }

    /// A pull that must succeed; its body as it travels.
    pub async fn pull(&mut self, path: &str, cookie: &str, encoding: &str) -> Result<Bytes> {
        let request = Request::get(path)
            .header("host", &self.host)
            .header("cookie", cookie)
            .header("accept-encoding", encoding)
            .body(Full::default())?;
        let (status, body) = self.send(request).await?;
        anyhow::ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
        Ok(body)
    }

    pub async fn post(&mut self, path: &str, cookie: &str, json: String) -> Result<(StatusCode, Bytes)> {
        let request = Request::post(path)
            .header("host", &self.host)
            .header("cookie", cookie)
            .header("content-type", "application/json")
            .header("sec-fetch-site", "same-origin")
            .body(Full::from(json))?;
        self.send(request).await
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes)> {
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await.context("no answer")?;
        let status = response.status();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

impl Client {
    /// Posts and answers with the cookie that comes back.
    pub async fn sign_in(&mut self, path: &str, json: String) -> Result<String> {
        let request = Request::post(path)
            .header("host", &self.host)
            .header("content-type", "application/json")
            .header("sec-fetch-site", "same-origin")
            .body(Full::from(json))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let cookie = response.headers().get("set-cookie").context("no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}
