//! What opens the app without a network, for each edition: the page that is nobody's, and the service
//! worker with the list of what it keeps.

use std::path::Path;

use anyhow::{Context, Result};

use crate::site::{Edition, File, Site, Urls, hash};

const SHELL: &str = "shell.html";
const WORKER: &str = "sw.js";
/// Before both names in the staff's edition.
const STAFF: &str = "staff-";

/// Files of the public folder that are filled in here.
pub const TEMPLATES: [&str; 2] = [SHELL, WORKER];

/// Files that only the browser's own dialogs show, or that no phone needs.
const NOT_KEPT: [&str; 2] = ["/screenshots/", "/robots.txt"];

/// Writes both for both editions; last of all, since the lists have every other file.
pub fn add(site: &mut Site, public: &Path, urls: &Urls) -> Result<()> {
    let read = |name: &str| {
        let path = public.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("missing: {}", path.display()))
    };
    let (shell, worker) = (read(SHELL)?, read(WORKER)?);
    let shared = list(site.files(), &[&urls.residents, &urls.staff]);
    for (before, edition) in [("", &urls.residents), (STAFF, &urls.staff)] {
        let Edition { js, wasm, open, .. } = edition;
        let names = [("{css}", &urls.css), ("{js}", js), ("{wasm}", wasm), ("{open}", open)];
        let page = names.iter().fold(shell.clone(), |text, (mark, url)| text.replace(mark, url));
        let at = format!("/{before}{SHELL}");
        site.add(&at, page.as_bytes())?;
        let own = |it: &&File| it.url == at || edition.files().contains(&it.url.as_str());
        let mut lines = shared.clone();
        lines.extend(site.files().iter().filter(own).map(line));
        lines.sort();
        let lines = lines.join(", ");
        let filled = worker
            .replace("{build}", &hash(lines.as_bytes()))
            .replace("{shell}", &at)
            .replace("/*{files}*/", &lines);
        site.add(&format!("/{before}{WORKER}"), filled.as_bytes())?;
    }
    Ok(())
}

/// The files that every edition keeps, as the worker's list has them.
fn list(files: &[File], editions: &[&Edition]) -> Vec<String> {
    let of_edition = |url: &str| editions.iter().any(|it| it.files().contains(&url));
    files
        .iter()
        .filter(|it| !of_edition(&it.url) && !NOT_KEPT.iter().any(|start| it.url.starts_with(start)))
        .map(line)
        .collect()
}

fn line(file: &File) -> String {
    format!("[\"{}\", \"{}\", {}]", file.url, file.hash, file.bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_worker_knows_every_file_and_the_page_its_own() {
        let folder = std::env::temp_dir().join(format!("linli-offline-{}", std::process::id()));
        let public = folder.join("public");
        fs::create_dir_all(&public).unwrap();
        fs::write(public.join(SHELL), "<link href=\"{css}\"><script src=\"{open}\">").unwrap();
        let worker = "const BUILD = \"{build}\"; const SHELL = \"{shell}\"; const FILES = [/*{files}*/];";
        fs::write(public.join(WORKER), worker).unwrap();
        let build = |text: &str| {
            let mut site = Site::open(&folder.join("site")).unwrap();
            let css = site.add_hashed("linli", "css", text.as_bytes()).unwrap();
            site.add("/screenshots/home.png", b"large").unwrap();
            let mut edition = |name: &str| {
                let open = site.add_hashed("open", "js", name.as_bytes()).unwrap();
                let later = site.add_hashed("later", "wasm", name.as_bytes()).unwrap();
                Edition { open, later, ..Edition::default() }
            };
            let urls = Urls { residents: edition("residents"), staff: edition("staff"), css };
            add(&mut site, &public, &urls).unwrap();
            urls
        };
        let written = |name: &str| fs::read_to_string(folder.join("site").join(name)).unwrap();
        let urls = build("one");
        let css = format!("[\"{}\", \"{}\", 3]", urls.css, hash(b"one"));
        for (before, own, other) in
            [("", &urls.residents, &urls.staff), ("staff-", &urls.staff, &urls.residents)]
        {
            let (shell, worker) =
                (written(&format!("{before}shell.html")), written(&format!("{before}sw.js")));
            assert_eq!(shell, format!("<link href=\"{}\"><script src=\"{}\">", urls.css, own.open));
            assert!(worker.contains(&format!("const SHELL = \"/{before}shell.html\";")), "{worker}");
            assert!(worker.contains(&format!("[\"/{before}shell.html\"")), "{worker}");
            assert!(worker.contains(&css) && worker.contains(&own.open), "{worker}");
            assert!(worker.contains(&own.later) && !worker.contains(&other.later), "{worker}");
            assert!(!worker.contains("screenshots") && !worker.contains(&other.open), "{worker}");
            assert_eq!(worker.matches("shell.html\", ").count(), 1, "{worker}");
        }
        let before = written("sw.js");
        build("two");
        assert_ne!(written("sw.js"), before, "another build is another worker");
        fs::remove_dir_all(folder).unwrap();
    }
}
