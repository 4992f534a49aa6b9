//! What opens the app without a network: the page that is nobody's, and the service worker with the
//! list of what it keeps.

use std::path::Path;

use anyhow::{Context, Result};

use crate::site::{File, Site, Urls, hash};

const SHELL: &str = "shell.html";
const WORKER: &str = "sw.js";

/// Files of the public folder that are filled in here.
pub const TEMPLATES: [&str; 2] = [SHELL, WORKER];

/// Files that only the browser's own dialogs show, or that no phone needs.
const NOT_KEPT: [&str; 2] = ["/screenshots/", "/robots.txt"];

/// Writes both; last of all, since the list has every other file.
pub fn add(site: &mut Site, public: &Path, urls: &Urls, open: &str) -> Result<()> {
    let read = |name: &str| {
        let path = public.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("missing: {}", path.display()))
    };
    let names = [("{css}", urls.css.as_str()), ("{js}", &urls.js), ("{wasm}", &urls.wasm), ("{open}", open)];
    let shell = names.iter().fold(read(SHELL)?, |text, (mark, url)| text.replace(mark, url));
    site.add(&format!("/{SHELL}"), shell.as_bytes())?;
    let list = list(site.files());
    let worker = read(WORKER)?.replace("{build}", &hash(list.as_bytes())).replace("/*{files}*/", &list);
    site.add(&format!("/{WORKER}"), worker.as_bytes())
}

/// The files as the worker's list has them.
fn list(files: &[File]) -> String {
    let mut lines: Vec<_> = files
        .iter()
        .filter(|it| !NOT_KEPT.iter().any(|start| it.url.starts_with(start)))
        .map(|it| format!("[\"{}\", \"{}\", {}]", it.url, it.hash, it.bytes))
        .collect();
    lines.sort();
    lines.join(", ")
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
        fs::write(public.join(WORKER), "const BUILD = \"{build}\"; const FILES = [/*{files}*/];").unwrap();
        let build = |text: &str| {
            let mut site = Site::open(&folder.join("site")).unwrap();
            let css = site.add_hashed("linli", "css", text.as_bytes()).unwrap();
            site.add("/screenshots/home.png", b"large").unwrap();
            let urls = Urls { js: String::new(), wasm: String::new(), css, boot: String::new() };
            add(&mut site, &public, &urls, "/pkg/open-1.js").unwrap();
            let worker = fs::read_to_string(folder.join("site/sw.js")).unwrap();
            (urls.css, worker, fs::read_to_string(folder.join("site/shell.html")).unwrap())
        };
        let (css, worker, shell) = build("one");
        assert_eq!(shell, format!("<link href=\"{css}\"><script src=\"/pkg/open-1.js\">"));
        assert!(worker.contains(&format!("[\"{css}\", \"{}\", 3]", hash(b"one"))));
        assert!(worker.contains("[\"/shell.html\"") && !worker.contains("screenshots"));
        assert_ne!(worker, build("two").1, "another build is another worker");
        fs::remove_dir_all(folder).unwrap();
    }
}
