//! H4, second half: thousands of forms that are begun and never end.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::found::Found;
use crate::item::{ATTACKER, Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "half_open",
    tried: "thousands of forms with one byte of 60,000, left open",
    run: Run::Wire(&["--request-seconds", "10", "--body-seconds", "10"], |scene| Box::pin(run(scene))),
};

/// Seconds after which a request is given up, as the flag says, and what closing may take.
const GIVEN: Duration = Duration::from_secs(10 + 20);

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let wanted = scene.of(2_000, 200);
    let (mut open, mut turned_away) = (JoinSet::new(), 0);
    for _ in 0..wanted {
        match begin(scene.server.address).await {
            Ok(stream) => drop(open.spawn(ends(stream))),
            Err(_) => turned_away += 1,
        }
    }
    let began = Instant::now();
    let (mut ended, mut answers) = (0, 0);
    while let Ok(Some(done)) =
        tokio::time::timeout(GIVEN.saturating_sub(began.elapsed()), open.join_next()).await
    {
        ended += 1;
        answers += usize::from(done?);
    }
    let left = open.len();
    Ok(Found::new(format!(
        "{wanted} begun, {turned_away} turned away, {ended} ended by the server ({answers} with an answer), {left} left"
    ))
    .must(left == 0, "none is left when a request's time is over"))
}

async fn begin(to: SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(ATTACKER), 0))?;
    let mut stream = socket.connect(to).await?;
    let head = format!(
        "POST /rooms HTTP/1.1\r\nhost: {to}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 60000\r\n\r\na"
    );
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

/// Waits until the server ends it; whether it said why.
async fn ends(mut stream: TcpStream) -> bool {
    let mut said = [0; 512];
    let first = stream.read(&mut said).await.unwrap_or(0);
    if first > 0 {
        // An answer is enough: the rest of the form will not be read.
        return true;
    }
    false
}
