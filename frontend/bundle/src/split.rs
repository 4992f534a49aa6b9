//! Parts the module into what a page starts with and what arrives after it is live. The border is the one
//! function that `app/src/pages/later.rs` names: what nothing else needs lies in the second part, code and
//! data. Both share a memory and a table of functions, and call each other through that table.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

/// What the second part asks the first one for, by the name of the module that it imports from.
pub const SHARED: &str = "__wasm_split";

const CANARY: &str = "__canary_";

/// A module in two parts, both with the names of their functions.
pub struct Parts {
    pub main: Vec<u8>,
    pub later: Vec<u8>,
}

/// Parts a module that was linked with `--emit-relocs`.
///
/// # Errors
/// When it was not, or has not exactly one border.
pub fn split(module: &[u8]) -> Result<Parts> {
    let folder = std::env::temp_dir().join(format!("linli-{}-split", std::process::id()));
    fs::create_dir_all(&folder)?;
    let parts = split_into(module, &folder);
    fs::remove_dir_all(&folder)?;
    parts
}

fn split_into(module: &[u8], folder: &Path) -> Result<Parts> {
    let main = folder.join("main.wasm");
    let mut options = Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.emit_dwarf = false;
    let made = transform(options).map_err(|error| anyhow!("the module cannot be parted: {error:#}"))?;
    let [later] = made.split_modules.as_slice() else {
        bail!("the module has {} parts beside the first, not one", made.split_modules.len());
    };
    Ok(Parts { main: fs::read(&main)?, later: fs::read(later).context("the second part is missing")? })
}

/// The names that the second part imports from the first.
fn shared(later: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(later) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                if import.module != SHARED {
                    bail!("the second part imports {} from {}", import.name, import.module);
                }
                names.push(import.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// What a build with debug assertions asks for beside: a name that no other build's parts have.
pub fn canary(later: &[u8]) -> Result<Option<String>> {
    Ok(shared(later)?.into_iter().find(|it| it.starts_with(CANARY)))
}

/// Makes sure that the first part, as it is shipped, has all that the second one imports.
pub fn check(main: &[u8], later: &[u8]) -> Result<()> {
    let mut exported = Vec::new();
    for payload in Parser::new(0).parse_all(main) {
        if let Payload::ExportSection(exports) = payload? {
            for export in exports {
                exported.push(export?.name.to_owned());
            }
        }
    }
    match shared(later)?.into_iter().find(|it| !exported.contains(it) && !it.starts_with(CANARY)) {
        Some(missing) => bail!("the second part needs {missing}, which the first one does not share"),
        None => Ok(()),
    }
}
