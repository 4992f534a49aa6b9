//! The site folder: names by content, the list of files, and the parting from older builds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::compress;

const LIST: &str = "assets.json";

/// Addresses of the files that pages name.
#[derive(Serialize, Deserialize)]
pub struct Urls {
    pub css: String,
    pub residents: Edition,
    pub staff: Edition,
}

/// Addresses of what one edition of the browser half is made of.
#[derive(Serialize, Deserialize, Default)]
pub struct Edition {
    pub js: String,
    pub wasm: String,
    pub boot: String,
    /// As `boot`, for a page that the phone opens by itself.
    pub open: String,
    /// The part of the module that arrives after the page is live.
    pub later: String,
}

impl Edition {
    /// All files that are this edition's alone.
    pub fn files(&self) -> [&str; 5] {
        [&self.js, &self.wasm, &self.boot, &self.open, &self.later]
    }
}

/// One file of the site.
#[derive(Serialize, Deserialize)]
pub struct File {
    pub url: String,
    pub bytes: usize,
    pub hash: String,
    /// The name changes with the content, so it may be kept for ever.
    pub immutable: bool,
}

/// What `assets.json` holds.
#[derive(Serialize, Deserialize)]
struct Assets {
    /// Changes when any file does.
    build: String,
    #[serde(flatten)]
    urls: Urls,
    files: Vec<File>,
    /// Of what this was built; only the bundler reads it.
    inputs: String,
}

/// A site being written.
pub struct Site {
    root: PathBuf,
    files: Vec<File>,
}

impl Site {
    /// Empties the folder, but for the hashed files of the build before this one: pages that are
    /// open right now may still ask for them.
    pub fn open(root: &Path) -> Result<Self> {
        let keep: BTreeSet<PathBuf> = read_list(root)
            .map(|assets| assets.files)
            .unwrap_or_default()
            .iter()
            .filter(|file| file.immutable)
            .map(|file| on_disk(root, &file.url))
            .collect();
        fs::create_dir_all(root).with_context(|| format!("cannot make {}", root.display()))?;
        clear(root, &keep)?;
        Ok(Self { root: root.to_owned(), files: Vec::new() })
    }

    /// Writes a file under its own name.
    pub fn add(&mut self, url: &str, content: &[u8]) -> Result<()> {
        self.write(url.to_owned(), content, hash(content), false)
    }

    /// Writes a file that may be there already, with the same content.
    pub fn add_once(&mut self, url: &str, content: &[u8]) -> Result<()> {
        match self.files.iter().find(|file| file.url == url) {
            None => self.add(url, content),
            Some(file) if file.hash == hash(content) => Ok(()),
            Some(_) => bail!("two files want to be {url}"),
        }
    }

    /// Writes `/pkg/<stem>-<hash>.<extension>` and returns that address.
    pub fn add_hashed(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let hash = hash(content);
        let url = format!("/pkg/{stem}-{hash}.{extension}");
        self.write(url.clone(), content, hash, true)?;
        Ok(url)
    }

    fn write(&mut self, url: String, content: &[u8], hash: String, immutable: bool) -> Result<()> {
        let path = on_disk(&self.root, &url);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
        self.files.push(File { url, bytes: content.len(), hash, immutable });
        Ok(())
    }

    /// The files of this build so far.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Where the files written so far are.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|file| self.path(&file.url)).collect()
    }

    /// Where a file lies.
    pub fn path(&self, url: &str) -> PathBuf {
        on_disk(&self.root, url)
    }

    /// Writes the list, last of all: a folder with a list is whole. Returns a line for people.
    pub fn finish(mut self, urls: Urls, inputs: String) -> Result<String> {
        self.files.sort_by(|one, other| one.url.cmp(&other.url));
        let named: String = self.files.iter().map(|file| format!("{} {}\n", file.url, file.hash)).collect();
        let build = hash(named.as_bytes());
        let sent = |url: &str| anyhow::Ok(compress::sent(&self.path(url))? / 1024);
        let summary = format!(
            "==> build {build}: {} files; browsers fetch {} KiB of wasm for residents and {} later, {} and {} for \
             staff, {} of css",
            self.files.len(),
            sent(&urls.residents.wasm)?,
            sent(&urls.residents.later)?,
            sent(&urls.staff.wasm)?,
            sent(&urls.staff.later)?,
            sent(&urls.css)?,
        );
        let assets = Assets { build, urls, files: self.files, inputs };
        fs::write(self.root.join(LIST), serde_json::to_vec_pretty(&assets)?)?;
        Ok(summary)
    }
}

/// First 16 hexadecimal digits of the SHA-256.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Says whether the inputs changed, from names, sizes and times, without reading them.
/// Of a style sheet its whole folder counts.
pub fn fingerprint(inputs: &[&Path], settings: &str) -> Result<String> {
    let mut seen = settings.to_owned();
    for input in inputs {
        let is_style = input.extension().is_some_and(|extension| extension == "css");
        let root = if is_style { input.parent().unwrap_or(input) } else { input };
        describe(root, &mut seen)?;
    }
    Ok(hash(seen.as_bytes()))
}

fn describe(path: &Path, seen: &mut String) -> Result<()> {
    let about = fs::metadata(path).with_context(|| format!("missing: {}", path.display()))?;
    if about.is_dir() {
        for entry in entries(path)? {
            describe(&entry, seen)?;
        }
        return Ok(());
    }
    let changed = about.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    seen.push_str(&format!("\n{} {} {changed}", path.display(), about.len()));
    Ok(())
}

/// Whether `root` holds a whole site made of exactly these inputs.
pub fn is_current(root: &Path, inputs: &str) -> bool {
    read_list(root).is_some_and(|assets| {
        assets.inputs == inputs && assets.files.iter().all(|file| on_disk(root, &file.url).is_file())
    })
}

/// What a folder holds, in the order of names, so that builds are the same everywhere.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn read_list(root: &Path) -> Option<Assets> {
    serde_json::from_slice(&fs::read(root.join(LIST)).ok()?).ok()
}

fn on_disk(root: &Path, url: &str) -> PathBuf {
    root.join(url.trim_start_matches('/'))
}

fn clear(folder: &Path, keep: &BTreeSet<PathBuf>) -> Result<()> {
    for path in entries(folder)? {
        if path.is_dir() {
            clear(&path, keep)?;
        } else if !keep.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("linli-bundle-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn urls(css: String) -> Urls {
        let edition = || Edition { wasm: css.clone(), later: css.clone(), ..Edition::default() };
        Urls { residents: edition(), staff: edition(), css }
    }

    #[test]
    fn a_hash_is_the_start_of_the_sha256() {
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn a_build_keeps_the_hashed_files_of_the_one_before_and_no_older() {
        let root = scratch("keep");
        let mut names = Vec::new();
        for content in ["one", "two", "three"] {
            let mut site = Site::open(&root).unwrap();
            let css = site.add_hashed("linli", "css", content.as_bytes()).unwrap();
            site.add(&format!("/{content}.txt"), b"").unwrap();
            names.push(css.clone());
            site.finish(urls(css), content.to_owned()).unwrap();
        }
        let there: Vec<bool> = names.iter().map(|url| on_disk(&root, url).exists()).collect();
        assert_eq!(there, [false, true, true]);
        assert!(!root.join("two.txt").exists(), "a file without a hash in its name goes at once");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_site_is_current_until_its_inputs_change_or_a_file_is_gone() {
        let root = scratch("current");
        let mut site = Site::open(&root).unwrap();
        let css = site.add_hashed("linli", "css", b"a{}").unwrap();
        site.finish(urls(css.clone()), "these".to_owned()).unwrap();
        assert!(is_current(&root, "these"));
        assert!(!is_current(&root, "others"));
        fs::remove_file(on_disk(&root, &css)).unwrap();
        assert!(!is_current(&root, "these"));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn the_fingerprint_of_a_style_sheet_covers_what_it_imports() {
        let root = scratch("style");
        let sheet = root.join("linli.css");
        fs::write(&sheet, "@import \"part.css\";").unwrap();
        let before = fingerprint(&[&sheet], "").unwrap();
        assert_eq!(before, fingerprint(&[&sheet], "").unwrap());
        fs::write(root.join("part.css"), "a{}").unwrap();
        assert_ne!(before, fingerprint(&[&sheet], "").unwrap());
        fs::remove_dir_all(root).unwrap();
    }
}
