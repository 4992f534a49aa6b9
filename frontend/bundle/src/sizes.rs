//! What the WebAssembly weighs, by part and by what it is for. Functions belong to the system whose folder is in
//! their name; views of leptos that are made for a page bear no name of it and count as libraries.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::snip::{imported_functions, names};

/// Bytes of code by owner, and of data.
pub type Owners = BTreeMap<String, u64>;

const DATA: &str = "(data)";

/// Counts a module that has its names still.
pub fn owners(module: &[u8]) -> Result<Owners> {
    let names = names(module)?;
    let (mut found, mut at) = (Owners::new(), imported_functions(module)?);
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::CodeSectionEntry(body) => {
                let name = names.get(&at).copied().unwrap_or_default();
                *found.entry(owner(&rustc_demangle::demangle(name).to_string())).or_default() +=
                    u64::try_from(body.as_bytes().len())?;
                at += 1;
            }
            Payload::DataSection(data) => {
                *found.entry(DATA.to_owned()).or_default() += u64::try_from(data.range().len())?;
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Whose a function is, by its name.
fn owner(name: &str) -> String {
    for krate in ["linli_app", "linli_domain"] {
        let system = name
            .match_indices(krate)
            .find_map(|(at, _)| name.get(at + krate.len()..)?.strip_prefix("::systems::"))
            .and_then(|rest| rest.split_once("::"));
        if let Some((system, _)) = system {
            return system.to_owned();
        }
    }
    let ours = ["linli_app", "linli_domain", "linli_frontend"].into_iter().find(|it| name.contains(it));
    ours.map_or("(libraries)", |it| it.trim_start_matches("linli_"))
        .replace("app", "(pages)")
        .replace("domain", "(rules)")
        .replace("frontend", "(browser)")
}

/// The module without the names of its functions.
pub fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    let mut bare = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if matches!(&payload, Payload::CustomSection(section) if section.name() == "name") {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            bare.section(&RawSection { id, data: module.get(range).unwrap_or_default() });
        }
    }
    Ok(bare.finish())
}

/// A table for people: a line an owner, a column a part, in KiB before compression.
pub fn table(parts: &[(&str, &Owners)]) -> String {
    let all: BTreeSet<&String> = parts.iter().flat_map(|(_, owners)| owners.keys()).collect();
    let mut lines = format!("    {:<14}", "KiB, unpacked");
    for (name, _) in parts {
        lines.push_str(&format!("{name:>17}"));
    }
    for owner in all {
        lines.push_str(&format!("\n    {owner:<14}"));
        for (_, owners) in parts {
            lines.push_str(&format!("{:>17}", owners.get(owner).copied().unwrap_or_default().div_ceil(1024)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_the_system_in_their_name() {
        for (name, whose) in [
            ("linli_app::systems::rooms::list::Rooms::{{closure}}", "rooms"),
            ("<linli_domain::systems::care::Visit as core::fmt::Debug>::fmt", "care"),
            ("core::ptr::drop_in_place<linli_app::systems::help::card::Card>", "help"),
            ("linli_app::pages::home::Home", "(pages)"),
            ("linli_domain::sync::Ledger::push", "(rules)"),
            ("linli_frontend::idb::open", "(browser)"),
            ("tachys::view::any_view::build", "(libraries)"),
        ] {
            assert_eq!(owner(name), whose, "{name}");
        }
    }

    #[test]
    fn the_table_has_a_line_an_owner() {
        let main = Owners::from([("rooms".to_owned(), 2048)]);
        let later = Owners::from([("care".to_owned(), 1)]);
        let table = table(&[("main", &main), ("later", &later)]);
        assert_eq!(table.lines().count(), 3, "{table}");
    }
}
