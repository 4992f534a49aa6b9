//! C1: a form whose placeholders hold placeholders, ten-fold a level.

use anyhow::Result;
use uuid::Uuid;

use crate::found::{Found, counted};
use crate::item::{Item, Run, Scene};

pub const ITEM: Item = Item {
    name: "c1",
    tried: "forms of 1 KB whose `next` unfolds to gigabytes",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

/// MiB that such a form may cost.
const FLAT: f64 = 96.0;

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut attacker = scene.attacker("13800000001").await?;
    let before = scene.server.memory()?;
    let mut forms: Vec<_> = [7, 9, 10].iter().take(scene.of(3, 2)).map(|levels| nested(*levels)).collect();
    forms.push(wide());
    let mut statuses = Vec::new();
    for form in forms {
        // No answer is an answer too, and a wrong one.
        statuses.push(attacker.client.form("/mine", &form).await.map_or(0, |it| it.status));
        if !scene.server.is_alive() {
            break;
        }
    }
    let grew = scene.server.peak().unwrap_or(f64::INFINITY) - before;
    Ok(Found::new(format!("answers {}, memory grew by {grew:.0} MiB", counted(&statuses)))
        .must(statuses.iter().all(|it| (400..500).contains(it)), "each is refused with a 4xx")
        .must(grew <= FLAT, "memory stays flat"))
}

fn form(next: String) -> Vec<(String, String)> {
    let field = |name: &str, value: String| (name.to_owned(), value);
    vec![
        field("mutation", "message.read@1".to_owned()),
        field("mid", Uuid::now_v7().to_string()),
        field("message_id", Uuid::now_v7().to_string()),
        field("next", next),
    ]
}

/// Each value holds the next placeholder ten times.
fn nested(levels: usize) -> Vec<(String, String)> {
    let names: Vec<_> = ('a'..='z').take(levels).map(|it| format!("{it}_id")).collect();
    let inner = names.iter().skip(1).map(|it| format!("{{{it}}}").repeat(10));
    let values = inner.chain([String::from("x").repeat(10)]);
    let mut fields = form("/{a_id}".to_owned());
    fields.extend(names.iter().cloned().zip(values));
    fields
}

/// One long value, wanted thousands of times.
fn wide() -> Vec<(String, String)> {
    let mut fields = form(format!("/{}", "{a_id}".repeat(4_000)));
    fields.push(("a_id".to_owned(), "x".repeat(20_000)));
    fields
}
