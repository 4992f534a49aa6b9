//! Connections: accepted, served, ended.
//!
//! Thousands of streams of events are open at once, so what each connection holds counts. The server
//! of axum would look at the first bytes for another version of HTTP, which nobody speaks behind a
//! proxy, and thereby double the buffer; and it waits for the head of a request without end.

use std::future::Future;
use std::net::SocketAddr;
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

/// Serves until `stop` ends, then no new connections, and until the requests that run have their
/// answers. A connection has `patience` from one answer to the whole head of its next request.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    patience: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, from) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        tokio::spawn(connection(http.clone(), stream, from, router.clone(), open.watcher()));
    }
    drop(listener);
    open.shutdown().await;
}

async fn connection(
    http: http1::Builder,
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    watcher: Watcher,
) {
    // A poke is small and shall not wait for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection gathers what it sends");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        router.clone().oneshot(request)
    });
    let served = watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await;
    if let Err(error) = served {
        // Phones go into lifts.
        tracing::debug!(%error, "a connection ended early");
    }
}
