//! H3: a stranger asks for so many codes that the owner of a number gets none.

use std::net::Ipv4Addr;

use anyhow::Result;
use serde_json::json;

use crate::found::{Found, counted};
use crate::item::{ATTACKER, Item, Run, Scene};
use crate::person::Person;
use crate::wire::Client;

pub const ITEM: Item = Item {
    name: "h3",
    tried: "one address over its limit asks for codes of somebody else's number",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

const VICTIM: &str = "13800000001";

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut stranger = Client::new(scene.server.address, ATTACKER);
    // Up to the address's own limit with numbers that nobody has.
    let (mut random, mut waits) = (Vec::new(), true);
    for n in 0..64_u32 {
        let (status, said_when) = ask(&mut stranger, &format!("139{:08}", 10_000_000 + n)).await?;
        waits &= status == 202 || said_when;
        random.push(status);
    }
    let mut aimed = Vec::new();
    for _ in 0..12 {
        aimed.push(ask(&mut stranger, VICTIM).await?.0);
    }
    let home = Ipv4Addr::new(127, 0, 0, 88);
    let owner = Person::sign_in(&scene.server, &scene.stage.gateway, VICTIM, home).await;
    let why = owner.as_ref().err().map(ToString::to_string).unwrap_or_default();
    Ok(Found::new(format!("random numbers {}; the victim's {}", counted(&random), counted(&aimed)))
        .must(random.contains(&429), "an address has a limit")
        .must(waits, "who is refused hears when to come again")
        .must(owner.is_ok(), &format!("the owner signs in from home: {why}")))
}

/// Asks for a code; the answer, and whether it says when to come again.
async fn ask(client: &mut Client, phone: &str) -> Result<(u16, bool)> {
    let answer = client.post("/api/v1/session/code", &json!({ "phone": phone })).await?;
    Ok((answer.status, answer.asks_to_wait()))
}
