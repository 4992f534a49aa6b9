//! M7: whoever reaches the port names any address in `X-Forwarded-For`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use anyhow::Result;
use futures::FutureExt;
use linli_tests::program::free_port;
use serde_json::json;

use crate::found::{Found, counted};
use crate::item::{Item, Run};
use crate::stage::Stage;
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "m7",
    tried: "codes asked for with made-up addresses in X-Forwarded-For, and with bytes that are no text",
    run: Run::Own(|stage| run(stage).boxed()),
};

const ASKS: u32 = 80;

async fn run(stage: &Stage) -> Result<Found> {
    // Without a proxy nothing that is said counts.
    let server = stage.serve(&[]).await?;
    let alone = ask(server.address, |n| format!("198.51.100.{n}").into_bytes()).await?;
    drop(server);
    // Behind one: a line that is no text is no way around the limit either.
    let server = stage.serve(&["--proxies", "1"]).await?;
    let broken =
        ask(server.address, |n| [b"\xff\xfe, ".to_vec(), n.to_string().into_bytes()].concat()).await?;
    drop(server);
    let mut found = Found::new(format!("without a proxy {}; no text {}", counted(&alone), counted(&broken)))
        .must(alone.contains(&429), "without a proxy the caller's own address counts")
        .must(broken.contains(&429), "what cannot be read is no other caller");
    // By the machine's own address in its network: not by the proxy, which is on loopback.
    if let Some(own) = own_address() {
        let address = SocketAddr::new(own, free_port());
        let server = stage.serve_on(address, &stage.url, &["--proxies", "1"]).await?;
        let direct = ask(server.address, |n| format!("198.51.100.{n}").into_bytes()).await?;
        found.said += &format!("; past the proxy {}", counted(&direct));
        found.add(direct.contains(&429), "who comes past the proxy is not believed");
    } else {
        found.said += "; this machine has no other address to come past the proxy from";
    }
    Ok(found)
}

/// Asks for codes for numbers that nobody has.
async fn ask(to: SocketAddr, forwarded: impl Fn(u32) -> Vec<u8>) -> Result<Vec<u16>> {
    let mut client = Client::new(to, Ipv4Addr::LOCALHOST);
    let mut statuses = Vec::new();
    for n in 0..ASKS {
        client.forwarded = Some(forwarded(n));
        let phone = format!("136{:08}", 30_000_000 + n);
        statuses.push(client.post("/api/v1/session/code", &json!({ "phone": phone })).await?.status);
    }
    Ok(statuses)
}

/// The machine's address towards others, if it has one. Nothing is sent.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}
