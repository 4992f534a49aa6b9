//! Turns what cargo compiled for the browser into the site that the server serves.
//!
//! ```text
//! linli-bundle --wasm target/wasm32-unknown-unknown/wasm-dev/linli_frontend.wasm --out target/site
//! ```
//!
//! Everything under `/pkg/` is named by its content, so browsers may keep it for ever;
//! `assets.json` tells the server the names. Run from the root of the repository.

#![expect(clippy::print_stdout, reason = "a command that says what it does")]

mod compress;
mod icons;
mod offline;
mod site;
mod style;
mod wasm;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;

use crate::site::{Site, Urls};

/// Build the site folder from the compiled WebAssembly module, the styles and the public files.
#[derive(Parser)]
struct Arguments {
    /// The module as cargo left it.
    #[arg(long)]
    wasm: PathBuf,
    /// The folder to write.
    #[arg(long, default_value = "target/site")]
    out: PathBuf,
    /// The style sheet whose imports are joined.
    #[arg(long, default_value = "style/linli.css")]
    style: PathBuf,
    /// The folder whose files go to the root of the site as they are.
    #[arg(long, default_value = "public")]
    public: PathBuf,
    /// Make the module smaller with this `wasm-opt` program.
    #[arg(long, value_name = "PROGRAM")]
    wasm_opt: Option<PathBuf>,
    /// Also write brotli and gzip copies.
    #[arg(long)]
    compress: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let inputs = site::fingerprint(
        &[&arguments.wasm, &arguments.style, &arguments.public, &std::env::current_exe()?],
        &format!("{:?} {}", arguments.wasm_opt, arguments.compress),
    )?;
    if site::is_current(&arguments.out, &inputs) {
        println!("==> the site in {} is up to date", arguments.out.display());
        return Ok(());
    }
    bundle(&arguments, inputs)
}

fn bundle(arguments: &Arguments, inputs: String) -> Result<()> {
    println!("==> bundling {}", arguments.wasm.display());
    let mut browser = wasm::bind(&arguments.wasm)?;
    if let Some(program) = &arguments.wasm_opt {
        println!("==> making the WebAssembly smaller (about a minute)");
        browser.module = wasm::optimize(program, &browser.module)?;
    }
    let css = style::join(&arguments.style)?;
    let drawing = arguments.public.join("icon.svg");
    let svg =
        std::fs::read_to_string(&drawing).with_context(|| format!("no icon at {}", drawing.display()))?;

    let mut site = Site::open(&arguments.out)?;
    let wasm = site.add_hashed("linli", "wasm", &browser.module)?;
    let js = site.add_hashed("linli", "js", browser.script.as_bytes())?;
    let boot = site.add_hashed("boot", "js", wasm::boot_script("hydrate", &js, &wasm).as_bytes())?;
    let open = site.add_hashed("open", "js", wasm::boot_script("mount", &js, &wasm).as_bytes())?;
    let css = site.add_hashed("linli", "css", css.as_bytes())?;
    for (path, text) in &browser.snippets {
        site.add(&format!("/pkg/snippets/{path}"), text.as_bytes())?;
    }
    for icon in &icons::ICONS {
        site.add(&format!("/{}", icon.name), &icon.draw(&svg)?)?;
    }
    add_folder(&mut site, &arguments.public, "")?;
    let urls = Urls { js, wasm, css, boot };
    offline::add(&mut site, &arguments.public, &urls, &open)?;
    if arguments.compress {
        println!("==> compressing");
        compress::write_copies(&site.paths())?;
    }
    println!("{}", site.finish(urls, inputs)?);
    Ok(())
}

fn add_folder(site: &mut Site, folder: &Path, url: &str) -> Result<()> {
    for path in site::entries(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.starts_with('.') || offline::TEMPLATES.contains(&name) {
            continue;
        }
        let url = format!("{url}/{name}");
        if path.is_dir() {
            add_folder(site, &path, &url)?;
        } else {
            site.add(&url, &std::fs::read(&path)?)?;
        }
    }
    Ok(())
}
