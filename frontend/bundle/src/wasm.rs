//! The WebAssembly module and the JavaScript that carries it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{ExternalKind, Parser, Payload, RefType, TypeRef};

use crate::snip::snip;

/// What a browser needs to run the app.
pub struct Browser {
    pub script: String,
    pub module: Vec<u8>,
    /// JavaScript that crates bring along, by path under `snippets/`.
    pub snippets: BTreeMap<String, String>,
}

/// Makes the bindings for a page that loads modules by itself.
pub fn bind(compiled: &Path) -> Result<Browser> {
    let module = fs::read(compiled).with_context(|| format!("no module at {}", compiled.display()))?;
    let mut output = Bindgen::new()
        .input_bytes("linli", snip(&module)?)
        .out_name("linli")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("no bindings for {}", compiled.display()))?;
    let mut snippets: BTreeMap<String, String> =
        output.local_modules().iter().map(|(path, text)| (path.clone(), text.clone())).collect();
    for (folder, texts) in output.snippets() {
        for (index, text) in texts.iter().enumerate() {
            snippets.insert(format!("{folder}/inline{index}.js"), text.clone());
        }
    }
    Ok(Browser { script: output.js().to_owned(), module: output.wasm_mut().emit_wasm(), snippets })
}

/// Runs `wasm-opt` over a module. The features are those that Rust's wasm32 target turns on.
pub fn optimize(program: &Path, module: &[u8]) -> Result<Vec<u8>> {
    let folder = std::env::temp_dir();
    let before = folder.join(format!("linli-{}-before.wasm", std::process::id()));
    let after = folder.join(format!("linli-{}-after.wasm", std::process::id()));
    fs::write(&before, module)?;
    let status = Command::new(program)
        .args(["-Oz", "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals"])
        .args(["--enable-nontrapping-float-to-int", "--enable-reference-types", "--enable-sign-ext"])
        .arg(&before)
        .arg("-o")
        .arg(&after)
        .status()
        .with_context(|| format!("cannot run {}", program.display()))?;
    fs::remove_file(&before)?;
    if !status.success() {
        bail!("{} gave up: {status}", program.display());
    }
    let smaller = fs::read(&after)?;
    fs::remove_file(&after)?;
    // An optimizer too old for the module exports the wrong one of its tables, and says nothing. The
    // page would then never start.
    if exported_tables(module)? != exported_tables(&smaller)? {
        bail!("{} mixed up the tables of the module; a newer one is needed", program.display());
    }
    Ok(smaller)
}

/// What each exported table holds, by the name that JavaScript knows.
fn exported_tables(module: &[u8]) -> Result<BTreeMap<String, RefType>> {
    let (mut tables, mut exports) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if let TypeRef::Table(table) = import?.ty {
                        tables.push(table.element_type);
                    }
                }
            }
            Payload::TableSection(own) => {
                for table in own {
                    tables.push(table?.ty.element_type);
                }
            }
            Payload::ExportSection(all) => {
                for export in all {
                    let export = export?;
                    if export.kind == ExternalKind::Table {
                        exports.push((export.name.to_owned(), export.index));
                    }
                }
            }
            _ => {}
        }
    }
    let held = |(name, index): (String, u32)| {
        let table = tables.get(usize::try_from(index)?).context("an export of no table")?;
        Ok((name, *table))
    };
    exports.into_iter().map(held).collect()
}

/// What starts the app.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// On a page that the server rendered: what people read is painted before anything else is fetched.
    Hydrate,
    /// On the page that the phone keeps, which shows nothing yet.
    Mount,
}

/// The script a page loads first: it starts the module at one of its functions and tells it which
/// build it is, by the hash in the module's name. A file of its own, so the page needs no inline script.
pub fn boot_script(start: Start, js: &str, wasm: &str) -> String {
    let beside = |url: &str| url.replacen("/pkg/", "./", 1);
    let build = wasm.trim_end_matches(".wasm").rsplit('-').next().unwrap_or_default();
    // A page in the background paints nothing until somebody looks; it starts all the same.
    let (name, wait) = match start {
        Start::Hydrate => (
            "hydrate",
            "await new Promise((painted) => {\n  requestAnimationFrame(() => setTimeout(painted));\n  \
             setTimeout(painted, 500);\n});\n",
        ),
        Start::Mount => ("mount", ""),
    };
    format!(
        "{wait}const module_or_path = fetch(new URL(\"{}\", import.meta.url));\n\
         const {{ default: init, {name} }} = await import(\"{}\");\n\
         await init({{ module_or_path }});\n\
         {name}(\"{build}\");\n",
        beside(wasm),
        beside(js),
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_told_apart_by_their_names() {
        // (module (table 1 funcref) (table 1 externref) (export "x" (table 1)))
        let module = b"\0asm\x01\0\0\0\x04\x07\x02\x70\x00\x01\x6f\x00\x01\x07\x05\x01\x01x\x01\x01";
        let tables = exported_tables(module).unwrap();
        assert_eq!(tables, BTreeMap::from([("x".to_owned(), RefType::EXTERNREF)]));
    }

    #[test]
    fn the_boot_script_names_its_neighbours() {
        let script = boot_script(Start::Hydrate, "/pkg/linli-1.js", "/pkg/linli-2.wasm");
        assert!(script.starts_with("await new Promise((painted)"), "{script}");
        assert!(script.contains("const { default: init, hydrate } = await import(\"./linli-1.js\");"));
        assert!(script.contains("new URL(\"./linli-2.wasm\", import.meta.url)"));
        assert!(script.ends_with("hydrate(\"2\");\n"));
        let script = boot_script(Start::Mount, "/pkg/linli-1.js", "/pkg/linli-2.wasm");
        assert!(script.starts_with("const module_or_path = fetch("), "{script}");
    }
}
