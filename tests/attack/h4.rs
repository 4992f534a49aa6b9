//! H4, first half: forms of thousands of fields, each of which comes back as an element.

use anyhow::Result;

use crate::found::{Found, counted};
use crate::item::{ATTACKER, Item, Run, Scene};
use crate::wire::{Client, FORM};

pub const ITEM: Item = Item {
    name: "h4",
    tried: "forms of 21,800 empty fields from somebody who is not signed in, and from somebody who is",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let body = "a=&".repeat(21_800);
    let mut stranger = Client::new(scene.server.address, ATTACKER);
    let mut member = scene.attacker("13800000001").await?.client;
    let (mut statuses, mut largest) = (Vec::new(), 0);
    for n in 0..scene.of(400, 40) {
        let client = if n % 2 == 0 { &mut stranger } else { &mut member };
        let answer = client.send(http::Method::POST, "/rooms", FORM, body.clone()).await?;
        statuses.push(answer.status);
        largest = largest.max(answer.body.len());
    }
    Ok(Found::new(format!("answers {}, the largest {} KB", counted(&statuses), largest / 1000))
        .must(statuses.iter().all(|it| (400..500).contains(it)), "each is refused with a 4xx")
        .must(largest <= body.len(), "no answer is larger than what was sent"))
}
