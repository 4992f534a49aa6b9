//! L1: signs that turn a line around, that nobody sees, and names of several lines.

use anyhow::Result;
use serde_json::json;
use uuid::Uuid;

use crate::found::Found;
use crate::item::{Item, Run, Scene};
use linli_tests::builders::asked;

pub const ITEM: Item = Item {
    name: "l1",
    tried: "texts with marks of direction and invisible letters, names and addresses with line breaks",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

const SIGNS: [char; 12] = [
    '\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{200e}',
    '\u{200f}', '\u{ad}', '\u{3164}', '\u{2800}',
];

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut clerk = scene.attacker("13800000005").await?;
    let rows = clerk.pull().await?;
    let community = rows.communities.keys().next().map_or_else(Uuid::now_v7, |it| it.0);
    let spoilt: String = SIGNS.iter().flat_map(|it| ['a', *it]).collect();
    let (help, member) = (Uuid::now_v7(), Uuid::now_v7());
    let ask = json!({ "help_id": help, "what": format!("lamp {spoilt}.txt.exe"), "answerer": "community", "urgency": "usual" });
    let register = json!({
        "member_id": member, "household_id": Uuid::now_v7(), "community_id": community,
        "name": "王\n管理员", "address": "Lane 1\r\nLane 2", "gender": "female", "birth_year": 1950,
    });
    let pushed = clerk.push(&[("help.ask@1", ask), ("member.register@1", register)]).await?;
    let kept =
        clerk.pull().await?.matters.values().find(|it| it.id.0 == help).map(|it| asked(it).what.clone());
    let left = kept.as_ref().map_or(0, |it| it.chars().filter(|c| SIGNS.contains(c)).count());
    let id = scene.stage.literal(member);
    let lines = format!(
        "SELECT COUNT(*) FROM member WHERE id = {id} AND (name LIKE '%' || chr(10) || '%' OR address LIKE '%' || chr(10) || '%')"
    );
    let lines = match scene.stage.kind {
        crate::stage::Kind::Sqlite => lines.replace("chr(", "char("),
        crate::stage::Kind::Postgres => lines,
    };
    let broken = scene.stage.count(&lines).await?;
    Ok(Found::new(format!(
        "{} applied, {left} signs left, {broken} names of several lines",
        pushed.applied()
    ))
    .must(pushed.outcomes.len() == 2, "both are decided")
    .must(left == 0, "such signs go")
    .must(broken == 0, "a name is one line"))
}
