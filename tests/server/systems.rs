//! What is told of adding a system, held against the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Of every kind, and so everybody's.
const ENGINE: &str = "bookings";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn systems() -> Vec<String> {
    let folders = entries(&root().join("app/domain/src/systems"));
    folders.iter().filter(|it| it.is_dir()).map(|it| name(it)).filter(|it| it != ENGINE).collect()
}

/// Sources that are nobody's own: neither a system's, nor a kind of row's, nor the demo's, nor tests.
fn shared(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        let name = name(&path);
        if path.is_dir() {
            let own = name == "demo" || name == "tests" || folder.ends_with("systems");
            if !own {
                shared(&path, found);
            }
        } else {
            let own = name != "mod.rs" && ["systems", "tables"].iter().any(|it| folder.ends_with(it));
            if !own && name != "tests.rs" {
                found.push(path);
            }
        }
    }
}

/// The program in a source: without comments, and without its tests.
fn program(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|it| !it.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether it names a system, or what is made for one: `help::`, `mod help;`, `HelpMutation`.
fn knows(program: &str, system: &str) -> bool {
    let one = system.strip_suffix('s').filter(|_| system != "hours").unwrap_or(system);
    let made = |name: &str| {
        ["Mutation", "Refusal", "Deed", "Settings"].map(|kind| {
            let (first, rest) = name.split_at(1);
            format!("{}{rest}{kind}", first.to_uppercase())
        })
    };
    let made: Vec<_> = made(system).into_iter().chain(made(one)).collect();
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    program.split(|it| !is_part(it)).any(|word| made.iter().any(|it| it == word))
        || program.match_indices(system).any(|(at, _)| {
            let (before, after) = (&program[..at], &program[at + system.len()..]);
            !before.ends_with(is_part)
                && (after.starts_with("::") || before.ends_with("mod ") && after.starts_with(';'))
        })
}

#[test]
fn what_knows_a_system_by_name_stands_in_the_list() {
    let mut sources = Vec::new();
    for folder in ["app/domain/src", "app/src", "frontend/src", "server/src"] {
        shared(&root().join(folder), &mut sources);
    }
    let systems = systems();
    assert!(systems.len() > 5, "{systems:?}");
    let knowing: BTreeSet<_> = sources
        .iter()
        .filter(|path| {
            let program = program(path);
            systems.iter().any(|it| knows(&program, it))
        })
        .map(|it| it.strip_prefix(root()).unwrap().display().to_string())
        .collect();
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let told = architecture.split("\n## ").find(|it| it.starts_with("Adding a system")).unwrap();
    let listed: BTreeSet<_> = told
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|it| it.ends_with(".rs") && it.contains('/') && !it.contains('<'))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, knowing, "left: ARCHITECTURE.md, “Adding a system”; right: the sources");
}

#[test]
fn every_system_has_its_folder_in_each_layer() {
    for system in systems().iter().map(String::as_str).chain([ENGINE]) {
        for needed in [
            format!("app/domain/src/systems/{system}/mutations.rs"),
            format!("app/domain/src/systems/{system}/may.rs"),
            format!("app/src/systems/{system}/mod.rs"),
            format!("server/src/services/systems/{system}.rs"),
        ] {
            assert!(root().join(&needed).exists(), "{needed}");
        }
    }
}
