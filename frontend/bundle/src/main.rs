//! Turns what cargo compiled for the browser into the site that the server serves.
//!
//! ```text
//! linli-bundle --modules target/browser/wasm32-unknown-unknown/debug --out target/site
//! ```
//!
//! Everything under `/pkg/` is named by its content, so browsers may keep it for ever;
//! `assets.json` tells the server the names. Run from the root of the repository.

#![expect(clippy::print_stdout, reason = "a command that says what it does")]

mod compress;
mod icons;
mod offline;
mod site;
mod sizes;
mod snip;
mod split;
mod style;
mod wasm;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::site::{Edition, Site, Urls};
use crate::wasm::Start;

/// Build the site folder from the compiled WebAssembly modules, the styles and the public files.
#[derive(Parser)]
struct Arguments {
    /// The folder where cargo left the modules of both editions.
    #[arg(long)]
    modules: PathBuf,
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
    /// Fail when what a page of either edition starts with, as a browser fetches it, is larger.
    #[arg(long, value_name = "KIB")]
    at_most: Option<u64>,
    /// Fail when what arrives after a page of either edition is live is larger.
    #[arg(long, value_name = "KIB")]
    later_at_most: Option<u64>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let [residents, staff] = ["linli_frontend_residents", "linli_frontend_staff"]
        .map(|it| arguments.modules.join(it).with_extension("wasm"));
    let inputs = site::fingerprint(
        &[&residents, &staff, &arguments.style, &arguments.public, &std::env::current_exe()?],
        &format!(
            "{:?} {} {:?} {:?}",
            arguments.wasm_opt, arguments.compress, arguments.at_most, arguments.later_at_most
        ),
    )?;
    if site::is_current(&arguments.out, &inputs) {
        println!("==> the site in {} is up to date", arguments.out.display());
        return Ok(());
    }
    bundle(&arguments, &residents, &staff, inputs)
}

fn bundle(arguments: &Arguments, residents: &Path, staff: &Path, inputs: String) -> Result<()> {
    let css = style::join(&arguments.style)?;
    let drawing = arguments.public.join("icon.svg");
    let svg =
        std::fs::read_to_string(&drawing).with_context(|| format!("no icon at {}", drawing.display()))?;

    let mut site = Site::open(&arguments.out)?;
    let optimizer = arguments.wasm_opt.as_deref();
    let css = site.add_hashed("linli", "css", css.as_bytes())?;
    let (residents, of_residents) = add_edition(&mut site, residents, optimizer)?;
    let (staff, of_staff) = add_edition(&mut site, staff, optimizer)?;
    let urls = Urls { css, residents, staff };
    for icon in &icons::ICONS {
        site.add(&format!("/{}", icon.name), &icon.draw(&svg)?)?;
    }
    add_folder(&mut site, &arguments.public, "")?;
    offline::add(&mut site, &arguments.public, &urls)?;
    if arguments.compress {
        println!("==> compressing");
        compress::write_copies(&site.paths())?;
    }
    let parts = [
        ("residents", &urls.residents.wasm, &of_residents[0], arguments.at_most),
        ("residents, later", &urls.residents.later, &of_residents[1], arguments.later_at_most),
        ("staff", &urls.staff.wasm, &of_staff[0], arguments.at_most),
        ("staff, later", &urls.staff.later, &of_staff[1], arguments.later_at_most),
    ];
    println!("{}", sizes::table(&parts.map(|(name, _, owners, _)| (name, owners))));
    let mut heavy = Vec::new();
    for (name, url, _, limit) in parts {
        let sent = compress::sent(&site.path(url))?;
        let most = limit.map_or_else(String::new, |it| format!(", at most {it}"));
        println!("    {name}: {:.1} KiB as fetched{most}", kib(sent));
        if limit.is_some_and(|limit| sent > limit * 1024) {
            heavy.push(name);
        }
    }
    if !heavy.is_empty() {
        bail!("phones would fetch more WebAssembly than they may: {}", heavy.join("; "));
    }
    println!("{}", site.finish(urls, inputs)?);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn kib(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}

fn add_edition(
    site: &mut Site,
    compiled: &Path,
    optimizer: Option<&Path>,
) -> Result<(Edition, [sizes::Owners; 2])> {
    println!("==> bundling {}", compiled.display());
    let browser = wasm::bind(compiled, optimizer)?;
    // Both editions bring the same ones.
    for (path, text) in &browser.snippets {
        site.add_once(&format!("/pkg/snippets/{path}"), text.as_bytes())?;
    }
    let wasm = site.add_hashed("linli", "wasm", &browser.module)?;
    let later = site.add_hashed("later", "wasm", &browser.later)?;
    let js = site.add_hashed("linli", "js", browser.script.as_bytes())?;
    let mut script = |name: &str, start| {
        site.add_hashed(name, "js", wasm::boot_script(start, &js, &wasm, &later, &browser.imports).as_bytes())
    };
    let (boot, open) = (script("boot", Start::Hydrate)?, script("open", Start::Mount)?);
    Ok((Edition { js, wasm, boot, open, later }, browser.owners))
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
