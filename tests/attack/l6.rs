//! L6: the page that offers a form again leads to another host.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::found::Found;
use crate::item::{ATTACKER, Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "l6",
    tried: "a form posted to //evil.example/x without a session",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut wrong = Vec::new();
    let mut first = String::new();
    for target in ["//evil.example/x", "/\\evil.example/x", "//evil.example"] {
        let answer = post(scene.server.address, target).await?;
        if first.is_empty() {
            answer.lines().next().unwrap_or_default().clone_into(&mut first);
        }
        if ["action=\"//", "action=\"/\\", "location: //", "location: /\\"]
            .iter()
            .any(|it| answer.contains(it))
        {
            wrong.push(target);
        }
    }
    Ok(Found::new(format!("{first}; led away: {wrong:?}")).must(wrong.is_empty(), "it leads to this site"))
}

/// As it stands on the line: no client of good manners would send that.
async fn post(to: SocketAddr, target: &str) -> Result<String> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(ATTACKER), 0))?;
    let mut stream = socket.connect(to).await?;
    let body = "mutation=help.ask%401&what=lamp";
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: {to}\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(40), read).await.context("no answer")??;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
