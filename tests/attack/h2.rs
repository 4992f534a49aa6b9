//! H2: ids of mutations that are chosen so that what they make meets what is there.

use anyhow::Result;
use serde_json::Value;
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};
use crate::person::{Person, ask};

pub const ITEM: Item = Item {
    name: "h2",
    tried: "mutations whose ids make the ids of events meet, sent again and again",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// Each of these asks once, so that no limit of asking is met.
const PHONES: [&str; 4] = ["13800000001", "13800000002", "13800000003", "13800000004"];

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let first = Uuid::now_v7();
    let mut statuses = Vec::new();
    let mut people = Vec::new();
    for phone in PHONES {
        people.push(scene.attacker(phone).await?);
    }
    let mut all_there = true;
    for (place, person) in people.iter_mut().enumerate() {
        for step in [1_u128, 2] {
            let away = u128::try_from(place)? * 2 + step - 1;
            let mid = Uuid::from_u128(first.as_u128().wrapping_add(away << 32));
            let (name, args) = ask("community");
            let id = args.get("help_id").cloned().unwrap_or_default();
            let mut applied = false;
            for _ in 0..scene.of(40, 6) {
                let pushed = person.push_as(&[(mid, name, args.clone())]).await?;
                statuses.push(pushed.answer.status);
                applied |= pushed.applied() == 1;
                // Decided once is decided: the same again has the same answer by the same number.
                if !pushed.outcomes.is_empty() {
                    break;
                }
            }
            all_there &= !applied || is_there(person, &id).await?;
        }
    }
    Ok(Found::new(format!("answers {}", counted(&statuses)))
        .must(statuses.iter().all(|it| *it == 200), "each is decided, applied or refused, at once")
        .must(all_there, "what was said to be applied is there"))
}

async fn is_there(person: &mut Person, id: &Value) -> Result<bool> {
    let id = id.as_str().unwrap_or_default().parse::<Uuid>()?;
    Ok(person.pull().await?.helps.keys().any(|it| it.0 == id))
}
