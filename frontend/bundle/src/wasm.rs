//! The WebAssembly module and the JavaScript that carries it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasmparser::{ExternalKind, Parser, Payload, RefType, TypeRef};

use crate::sizes::{self, Owners};
use crate::snip::snip;
use crate::split::{self, SHARED, split};

/// What a browser needs to run the app.
pub struct Browser {
    pub script: String,
    pub module: Vec<u8>,
    /// The part that arrives later.
    pub later: Vec<u8>,
    /// What that part imports, as a script says it, from the `main` that has started.
    pub imports: String,
    /// What each of the two parts is made of.
    pub owners: [Owners; 2],
    /// JavaScript that crates bring along, by path under `snippets/`.
    pub snippets: BTreeMap<String, String>,
}

/// Parts the module and makes the bindings for a page that loads modules by itself. With an optimizer both
/// parts are made smaller.
pub fn bind(compiled: &Path, optimizer: Option<&Path>) -> Result<Browser> {
    let module = fs::read(compiled).with_context(|| format!("no module at {}", compiled.display()))?;
    // Taken out only now: what says where functions and data lie in the whole module is used up.
    let parts = split(&module).with_context(|| format!("in {}", compiled.display()))?;
    let mut output = Bindgen::new()
        .input_bytes("linli", snip(&parts.main)?)
        .out_name("linli")
        .web(true)?
        .typescript(false)
        // The other part needs the memory and the table of functions; names are counted, then taken out.
        .keep_lld_exports(true)
        .demangle(false)
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
    let small = |module: Vec<u8>| optimizer.map_or(Ok(module.clone()), |it| optimize(it, &module));
    let (main, later) = (small(output.wasm_mut().emit_wasm())?, small(snip(&parts.later)?)?);
    split::check(&main, &later)?;
    let canary = split::canary(&later)?.map_or_else(String::new, |it| format!(", {it}: 1"));
    Ok(Browser {
        script: output.js().to_owned(),
        owners: [sizes::owners(&main)?, sizes::owners(&later)?],
        imports: format!("{{ {SHARED}: {{ ...main{canary} }} }}"),
        module: sizes::without_names(&main)?,
        later: sizes::without_names(&later)?,
        snippets,
    })
}

/// Runs `wasm-opt` over a module, and keeps its names. The features are those that Rust's wasm32 target turns on.
fn optimize(program: &Path, module: &[u8]) -> Result<Vec<u8>> {
    let folder = std::env::temp_dir();
    let before = folder.join(format!("linli-{}-before.wasm", std::process::id()));
    let after = folder.join(format!("linli-{}-after.wasm", std::process::id()));
    fs::write(&before, module)?;
    let status = Command::new(program)
        .args(["-Oz", "-g", "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals"])
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
/// It also fetches the other part, again and again until it comes: after the page is live, but before where the
/// page that the server made is of that part. The page works as a plain one until then.
pub fn boot_script(start: Start, js: &str, wasm: &str, later: &str, imports: &str) -> String {
    let beside = |url: &str| url.replacen("/pkg/", "./", 1);
    let build = wasm.trim_end_matches(".wasm").rsplit('-').next().unwrap_or_default();
    let name = match start {
        Start::Hydrate => "hydrate",
        Start::Mount => "mount",
    };
    // A page in the background paints nothing until somebody looks; it starts all the same.
    let wait = "const painted = () => new Promise((done) => {\n  requestAnimationFrame(() => setTimeout(done));\n  \
                setTimeout(done, 500);\n});\n";
    let before = match start {
        Start::Hydrate => format!("{wait}await painted();\n"),
        Start::Mount => String::new(),
    };
    let go = match start {
        Start::Hydrate => format!(
            "const whole = document.querySelector(\"template[data-later]\") !== null;\n\
             if (whole) await rest();\n\
             hydrate(\"{build}\", whole);\n\
             if (!whole) {{\n  await painted();\n  await rest();\n  arrived();\n}}\n"
        ),
        Start::Mount => format!(
            "const coming = rest();\n\
             const late = new Promise((done) => setTimeout(done, 1000, false));\n\
             const whole = await Promise.race([coming.then(() => true), late]);\n\
             await mount(\"{build}\", whole);\n\
             if (!whole) {{\n  await coming;\n  arrived();\n}}\n"
        ),
    };
    format!(
        "{before}const module_or_path = fetch(new URL(\"{main}\", import.meta.url));\n\
         const {{ default: init, {name}, arrived }} = await import(\"{js}\");\n\
         const main = await init({{ module_or_path }});\n\
         const rest = async () => {{\n  \
           for (let pause = 2000; ; pause = Math.min(2 * pause, 60000)) {{\n    \
             try {{\n      \
               const answer = await fetch(new URL(\"{later}\", import.meta.url));\n      \
               if (!answer.ok) throw new TypeError(`the rest of the app: ${{answer.status}}`);\n      \
               await WebAssembly.instantiate(await answer.arrayBuffer(), {imports});\n      \
               return;\n    \
             }} catch (error) {{\n      \
               if (!(error instanceof TypeError)) console.error(error);\n      \
               await new Promise((again) => {{\n        \
                 setTimeout(again, pause);\n        \
                 addEventListener(\"online\", again, {{ once: true }});\n      \
               }});\n    \
             }}\n  \
           }}\n\
         }};\n\
         {go}",
        main = beside(wasm),
        js = beside(js),
        later = beside(later),
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
        let script =
            boot_script(Start::Hydrate, "/pkg/linli-1.js", "/pkg/linli-2.wasm", "/pkg/later-3.wasm", "{}");
        assert!(script.starts_with("const painted = "), "{script}");
        assert!(
            script.contains("const { default: init, hydrate, arrived } = await import(\"./linli-1.js\");")
        );
        assert!(script.contains("new URL(\"./linli-2.wasm\", import.meta.url)"));
        assert!(script.contains("new URL(\"./later-3.wasm\", import.meta.url)"));
        assert!(script.contains("hydrate(\"2\", whole);\n"), "{script}");
        let script =
            boot_script(Start::Mount, "/pkg/linli-1.js", "/pkg/linli-2.wasm", "/pkg/later-3.wasm", "{}");
        assert!(script.starts_with("const module_or_path = fetch("), "{script}");
    }
}
