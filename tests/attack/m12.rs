//! M12: a form that one person opened is sent in another's name.

use anyhow::{Context, Result};

use crate::found::Found;
use crate::item::{Item, Run, Scene};
use linli_tests::builders::asked;

pub const ITEM: Item = Item {
    name: "m12",
    tried: "a form for help that one person opened, sent after another has signed in",
    run: Run::Wire(&[], |scene| Box::pin(run(scene))),
};

const WORDS: &str = "My lamp and nobody else's";

async fn run(scene: &Scene<'_>) -> Result<Found> {
    let mut first = scene.attacker("13800000001").await?;
    let mut second = scene.attacker("13800000002").await?;
    let page = first.client.get("/help/ask").await?.text();
    let mut fields = hidden_fields(&page, "help.ask@1").context("the page has no such form")?;
    for (name, value) in [("what", WORDS), ("answerer", "community"), ("urgency", "usual")] {
        fields.retain(|(there, _)| there != name);
        fields.push((name.to_owned(), value.to_owned()));
    }
    let answer = second.client.form("/help/ask", &fields).await?;
    let asked = second.pull().await?.matters.values().any(|it| asked(it).what == WORDS);
    // The one who opened it may send it.
    let own = first.client.form("/help/ask", &fields).await?.status;
    Ok(Found::new(format!("another's: {}, one's own: {own}", answer.status))
        .must((400..500).contains(&answer.status) && !asked, "it is not done in another's name")
        .must(answer.text().contains("My lamp"), "the words are kept")
        .must(own == 303, "whoever opened it may send it"))
}

/// The hidden fields of the form that does this.
fn hidden_fields(page: &str, mutation: &str) -> Option<Vec<(String, String)>> {
    let form = page.split("<form").find(|it| it.contains(mutation))?.split("</form>").next()?;
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\""))?.1;
        rest.split('"').next().map(|it| it.replace("&amp;", "&"))
    };
    let fields = form.split("<input").skip(1).filter_map(|tag| {
        let tag = tag.split('>').next()?;
        let hidden = attribute(tag, "type").as_deref() == Some("hidden");
        hidden.then(|| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))?
    });
    Some(fields.collect())
}
