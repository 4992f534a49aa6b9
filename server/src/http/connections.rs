//! Connections: accepted, served, ended.
//!
//! Thousands of streams of events are open at once, so what each connection holds counts. The server
//! of axum would look at the first bytes for another version of HTTP, which nobody speaks behind a
//! proxy, and thereby double the buffer; and it waits for the head of a request without end.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use super::gate::{Gate, Place};
use crate::config::Config;

/// What the program's limits say of connections.
#[derive(Clone)]
pub struct Limits {
    /// From one answer to the whole head of the next request.
    pub patience: Duration,
    pub gate: Arc<Gate>,
}

impl Limits {
    /// As the settings say.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let trusted = config.trusted_proxies.clone();
        Self {
            patience: Duration::from_secs(config.head_seconds),
            gate: Gate::new(config.connections, config.connections_per_address, trusted),
        }
    }
}

/// The longest head of a request, in bytes: many times the longest address and all cookies.
const LONGEST_HEAD: usize = 32 * 1024;

/// What somebody hears for whom there is no place, made without reading a word of theirs.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Serves until `stop` ends, then no new connections, and until the requests that run have their
/// answers.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.patience).max_header_size(LONGEST_HEAD);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, from) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        match limits.gate.enter(from.ip()) {
            Some(place) => {
                let watcher = open.watcher();
                tokio::spawn(connection(http.clone(), stream, from, router.clone(), place, watcher));
            }
            None => turn_away(stream),
        }
    }
    drop(listener);
    open.shutdown().await;
}

/// Says that there is no place, as far as the socket takes it at once: nobody waits for a stranger.
fn turn_away(stream: TcpStream) {
    let said = stream.into_std().and_then(|mut socket| socket.write_all(NO_PLACE));
    if let Err(error) = said {
        tracing::debug!(%error, "somebody was turned away without a word");
    }
}

/// On an answer that goes on for as long as somebody listens.
#[derive(Clone, Copy, Debug)]
pub struct Lasting;

async fn connection(
    http: http1::Builder,
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    place: Place,
    watcher: Watcher,
) {
    // A poke is small and shall not wait for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection gathers what it sends");
    }
    let place = Arc::new(place);
    let held = Arc::clone(&place);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        request.extensions_mut().insert(Arc::clone(&held));
        let (answer, place) = (router.clone().oneshot(request), Arc::clone(&held));
        async move {
            place.busy();
            let answer = answer.await;
            match &answer {
                Ok(it) if it.extensions().get::<Lasting>().is_some() => place.away(),
                Ok(_) | Err(_) => place.idle(),
            }
            answer
        }
    });
    let serving = watcher.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        served = serving => if let Err(error) = served {
            // Phones go into lifts.
            tracing::debug!(%error, "a connection ended early");
        },
        () = place.over() => {}
    }
}
