//! H6: somebody takes every request that is open to neighbours and reads names, telephones and doors.

use anyhow::Result;
use linli_domain::help::Answerer;
use serde_json::json;

use crate::found::Found;
use crate::item::{Item, Run, Scene};
use crate::person::ask;
use linli_tests::builders::asked;

pub const ITEM: Item = Item {
    name: "h6",
    tried: "a resident takes every request for neighbours and pulls names, numbers and doors",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// Requests that one neighbour may have in hand.
const AT_ONCE: usize = 2;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    // There are some in the demo; these make sure that there are enough.
    for phone in ["13800000002", "13800000003", "13800000004", "13800000010"] {
        let mut person = scene.attacker(phone).await?;
        person.push(&[ask("neighbour"), ask("neighbour")]).await?;
    }
    let mut attacker = scene.attacker("13800000001").await?;
    let before = attacker.pull().await?;
    let others = |rows: &linli_domain::rows::Rows| {
        let is = |it: &&linli_domain::matter::Matter| {
            asked(it).answerer == Answerer::Neighbour && it.subject.is_none_or(|who| who.0 != attacker.id)
        };
        rows.matters.values().filter(is).cloned().collect::<Vec<_>>()
    };
    let known = |list: &[linli_domain::matter::Matter]| {
        list.iter().filter(|it| it.contact.as_ref().is_some_and(|c| !c.address.is_empty())).count()
    };
    let open = others(&before);
    let (there, known_before) = (open.len(), known(&open));
    let take: Vec<_> = open.iter().map(|it| ("help.take@1", json!({ "help_id": it.id }))).collect();
    let mut taken = 0;
    for some in take.chunks(50) {
        taken += attacker.push(some).await?.applied();
    }
    let after = attacker.pull().await?;
    let is = |it: &&linli_domain::matter::Matter| {
        asked(it).answerer == Answerer::Neighbour && it.subject.is_none_or(|who| who.0 != attacker.id)
    };
    let read = known(&after.matters.values().filter(is).cloned().collect::<Vec<_>>());
    Ok(Found::new(format!("of {there} requests {taken} taken; doors known: {known_before}, then {read}"))
        .must(there > AT_ONCE, "there are requests to take")
        .must(taken <= AT_ONCE && read <= AT_ONCE, "a neighbour has two in hand at most"))
}
