//! Clients that send a byte now and then, and clients that read nothing.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::found::Found;
use crate::item::{ATTACKER, Item, Run, Scene};
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "slow_clients",
    tried: "heads and pushes that come byte by byte, answers that nobody reads",
    run: Run::Wire(&["--head-seconds", "5", "--request-seconds", "8", "--body-seconds", "8"], |scene| {
        Box::pin(run(scene))
    }),
};

/// However long the flags allow, twice, and a little.
const PATIENCE: Duration = Duration::from_secs(30);

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let to = scene.server.address;
    let cookie = scene.attacker("13800000001").await?.client.cookie;
    let head = format!("GET /rooms HTTP/1.1\r\nhost: {to}\r\nx-slow: ");
    let push = format!(
        "POST /api/sync/v1/push HTTP/1.1\r\nhost: {to}\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: 60000\r\n\r\n{{"
    );
    let (mut running, mut turned_away) = (JoinSet::new(), 0);
    let each = scene.of(400, 40);
    for n in 0..each * 2 {
        let beginning = if n % 2 == 0 { head.clone() } else { push.clone() };
        match begin(to, &beginning).await {
            Ok(stream) => drop(running.spawn(dribble(stream))),
            Err(_) => turned_away += 1,
        }
    }
    // A page each, many times on one connection, and nobody reads.
    let mut deaf = Vec::new();
    for _ in 0..each {
        let asks = format!("GET /rooms HTTP/1.1\r\nhost: {to}\r\ncookie: {cookie}\r\n\r\n").repeat(20);
        deaf.extend(begin(to, &asks).await.ok());
    }
    let began = Instant::now();
    let mut ended = 0;
    while let Ok(Some(done)) =
        tokio::time::timeout(PATIENCE.saturating_sub(began.elapsed()), running.join_next()).await
    {
        ended += usize::from(done?);
    }
    let left = running.len();
    let others = Client::new(to, std::net::Ipv4Addr::new(127, 0, 0, 88)).get("/sign-in").await?.status;
    drop(deaf);
    Ok(Found::new(format!(
        "{} slow ones, {turned_away} turned away, {ended} ended by the server, {left} left; another's page {others}",
        each * 2
    ))
    .must(left == 0 && ended + turned_away == each * 2, "the server ends them")
    .must(others == 200, "others are served"))
}

async fn begin(to: SocketAddr, beginning: &str) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(ATTACKER), 0))?;
    let mut stream = socket.connect(to).await?;
    stream.write_all(beginning.as_bytes()).await?;
    Ok(stream)
}

/// A byte each second until the server has had enough, or for a minute; whether it had.
async fn dribble(mut stream: TcpStream) -> bool {
    let mut said = [0; 256];
    for _ in 0..60 {
        tokio::select! {
            read = stream.read(&mut said) => {
                // An answer, an end or a reset: none of them waits for the rest.
                return !matches!(read, Ok(count) if count > 0 && said.starts_with(b"HTTP/1.1 200"));
            }
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                if stream.write_all(b"a").await.is_err() {
                    return true;
                }
            }
        }
    }
    false
}
