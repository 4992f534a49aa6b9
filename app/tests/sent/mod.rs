//! The forms of a rendered page, filled in and read as the server reads them.

use std::collections::BTreeMap;

use linli_app::forms;
use linli_domain::time::{Instant, Zone};

/// What stands around the arguments of a mutation, or in place of one of them.
const AROUND: [&str; 6] = ["mutation", "next", "mid", "signed_in", "base_ver", "minutes"];

/// What is written otherwise than it is typed.
const REWRITTEN: [&str; 2] = ["phone", "wanted"];

/// Of every form of the page that writes something: nothing that a person fills in stands hidden as well, and
/// filled in it reads as a mutation that says all of it, hidden or typed. Answers with the mutations' names.
pub fn forms_say_what_they_ask(html: &str) -> Vec<&'static str> {
    let forms = html.split("<form ").skip(1).filter_map(|it| it.split("</form>").next());
    forms.filter_map(said).collect()
}

fn said(form: &str) -> Option<&'static str> {
    let (mut hidden, mut typed) = (BTreeMap::new(), BTreeMap::new());
    for tag in form
        .split('<')
        .filter(|it| ["input ", "textarea ", "select ", "button "].iter().any(|t| it.starts_with(t)))
    {
        let tag = tag.split('>').next().unwrap_or_default();
        let Some(name) = attribute(tag, "name") else { continue };
        let value = attribute(tag, "value").unwrap_or_default();
        match attribute(tag, "type").unwrap_or_default().as_str() {
            "hidden" => {
                let before = hidden.insert(name.clone(), value);
                assert_eq!(before, None, "{name} stands hidden twice in {form}");
            }
            // Any of them is as good.
            "radio" | "submit" => _ = typed.entry(name).or_insert(value),
            _ => _ = typed.insert(name.clone(), words_for(&name)),
        }
    }
    hidden.get("mutation")?;
    for name in typed.keys() {
        assert!(!hidden.contains_key(name), "{name} is asked and stands hidden as well in {form}");
    }
    let fields: Vec<_> = hidden.into_iter().chain(typed).collect();
    let read = forms::read(&fields, Instant::default(), &Zone::utc());
    let mutation = read.unwrap_or_else(|problem| panic!("{problem:?}: {form}")).mutation;
    let said = forms::fields_of(&mutation);
    for (name, value) in fields.iter().filter(|(name, _)| !AROUND.contains(&name.as_str())) {
        let found = said.iter().find(|(it, _)| it == name).map(|(_, value)| value);
        let found = found.unwrap_or_else(|| panic!("{} has no {name}: {form}", mutation.name()));
        assert!(found == value || REWRITTEN.contains(&name.as_str()), "{name}: {found}, not {value}");
    }
    Some(mutation.name())
}

fn words_for(field: &str) -> String {
    match field {
        "people" => "3",
        "birth_year" => "1948",
        "phone" => "13900000002",
        "wanted" => "2026-12-01T10:00",
        "age" => "65",
        "days" => "7",
        "from" => "2026-12-01",
        words => words,
    }
    .to_owned()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(html_escape::decode_html_entities(value).into_owned())
}
