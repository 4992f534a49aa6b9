//! The built site: style, script, WebAssembly, icons. Read once into memory, since it is a few
//! megabytes, and served with the copies that the bundler compressed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use linli_app::shell::{Assets, Edition};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Why there is no site to serve.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error("There is no built site in {path}: run `make site`, or name its directory with --site.", path = .0.display())]
    Missing(PathBuf),
    #[error("There are no files of another build in {path}: its `linli site DIR` writes them.", path = .0.display())]
    NoFiles(PathBuf),
    #[error("The site in {path} cannot be read or written: {cause}.", path = .path.display())]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("The list assets.json of the built site is not valid: {0}.")]
    List(serde_json::Error),
}

/// Where files lie that are named by their content.
pub const FILES: &str = "/pkg/";

/// The list that the bundler writes last.
const LIST: &str = "assets.json";

/// The names in that list.
#[derive(Deserialize)]
struct List {
    #[serde(default)]
    build: String,
    css: String,
    residents: Edition,
    staff: Edition,
}

/// A whole site.
#[derive(Default)]
pub struct Site {
    files: HashMap<String, File>,
    /// The files that every page names.
    pub assets: Assets,
    /// Changes when any file does.
    pub build: String,
}

struct File {
    kind: HeaderValue,
    etag: HeaderValue,
    immutable: bool,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

impl Site {
    /// Reads a directory; an empty path means the embedded site, or else `target/site`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, SiteError> {
        if path.as_os_str().is_empty() {
            #[cfg(feature = "embed")]
            return embedded::open();
            #[cfg(not(feature = "embed"))]
            return Self::read(Path::new("target/site"));
        }
        Self::read(path)
    }

    /// Serves the files under `/pkg/` of another build's site too: while servers of two builds run, a page of
    /// one asks the other for its files. Their names hold a hash of what is in them, so none is mistaken.
    ///
    /// # Errors
    /// When there is no such directory, or it cannot be read.
    pub fn and(mut self, other: &Path) -> Result<Self, SiteError> {
        let pkg = other.join("pkg");
        if !pkg.is_dir() {
            return Err(SiteError::NoFiles(other.to_owned()));
        }
        let mut raw = HashMap::new();
        collect(&pkg, "/pkg", &mut raw)
            .map_err(|cause| SiteError::Unreadable { path: other.to_owned(), cause })?;
        for (path, file) in files_of(&raw) {
            if file.immutable {
                self.files.entry(path).or_insert(file);
            }
        }
        Ok(self)
    }

    /// Writes what pages ask for under `/pkg/` into a directory, for a server of another build; how many files.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn unpack(&self, folder: &Path) -> Result<usize, SiteError> {
        let failed = |cause| SiteError::Unreadable { path: folder.to_owned(), cause };
        let mut written = 0;
        for (path, file) in
            self.files.iter().filter(|(path, file)| path.starts_with("/pkg/") && file.immutable)
        {
            let target = folder.join(path.trim_start_matches('/'));
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent).map_err(failed)?;
            }
            let copies =
                [("", Some(&file.plain)), (".br", file.brotli.as_ref()), (".gz", file.gzip.as_ref())];
            for (ending, bytes) in copies {
                let mut name = target.clone().into_os_string();
                name.push(ending);
                bytes.map_or(Ok(()), |it| std::fs::write(name, it)).map_err(failed)?;
            }
            written += 1;
        }
        Ok(written)
    }

    fn read(root: &Path) -> Result<Self, SiteError> {
        if !root.join(LIST).is_file() {
            return Err(SiteError::Missing(root.to_owned()));
        }
        let mut raw = HashMap::new();
        collect(root, "", &mut raw)
            .map_err(|cause| SiteError::Unreadable { path: root.to_owned(), cause })?;
        Self::from_files(raw)
    }

    fn from_files(mut raw: HashMap<String, Bytes>) -> Result<Self, SiteError> {
        let list = raw.remove("/assets.json").unwrap_or_default();
        let list: List = serde_json::from_slice(&list).map_err(SiteError::List)?;
        let files = files_of(&raw).collect();
        let assets = Assets { css: list.css, residents: list.residents, staff: list.staff };
        Ok(Self { files, assets, build: list.build })
    }

    /// Whether there is a file of this name.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The answer for a file of the site; `None` when there is none of this name.
    #[must_use]
    pub fn serve(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let file = self.files.get(path)?;
        let known = headers.get(IF_NONE_MATCH).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let mut response = if known
            .split(',')
            .any(|it| it.trim().trim_start_matches("W/").as_bytes() == file.etag.as_bytes())
        {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let accepted = headers.get(ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
            let (encoding, bytes) = match (&file.brotli, &file.gzip) {
                (Some(bytes), _) if accepts(accepted, "br") => (Some("br"), bytes),
                (_, Some(bytes)) if accepts(accepted, "gzip") => (Some("gzip"), bytes),
                _ => (None, &file.plain),
            };
            let mut response = Response::new(Body::from(bytes.clone()));
            response.headers_mut().insert(CONTENT_TYPE, file.kind.clone());
            if let Some(encoding) = encoding {
                response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        };
        let lasting = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(lasting));
        headers.insert(ETAG, file.etag.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        Some(response)
    }
}

impl File {
    fn new(path: &str, plain: Bytes, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Self {
        let hash: String = Sha256::digest(&plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let kind = match path.rsplit('.').next() {
            Some("webmanifest") => "application/manifest+json".to_owned(),
            _ => mime_guess::from_path(path).first_or_octet_stream().to_string(),
        };
        let text = kind.starts_with("text/") && !kind.contains("charset");
        let kind = if text { format!("{kind}; charset=utf-8") } else { kind };
        Self {
            // The bundler puts into /pkg/ what is named by its content, and snippets by path.
            immutable: path.starts_with("/pkg/") && path.contains(&hash),
            kind: HeaderValue::try_from(kind).unwrap_or(HeaderValue::from_static("application/octet-stream")),
            etag: HeaderValue::try_from(format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\"")),
            plain,
            brotli,
            gzip,
        }
    }
}

/// Whether `Accept-Encoding` takes a coding (RFC 9110, section 12.5.3): named, and not with `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|it| {
        let mut parts = it.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let zero = parts
            .any(|it| it.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0));
        named && !zero
    })
}

/// Files with the copies of theirs that are compressed.
fn files_of(raw: &HashMap<String, Bytes>) -> impl Iterator<Item = (String, File)> {
    raw.iter().filter(|(path, _)| !path.ends_with(".br") && !path.ends_with(".gz")).map(|(path, plain)| {
        let beside = |ending: &str| raw.get(&format!("{path}.{ending}")).cloned();
        (path.clone(), File::new(path, plain.clone(), beside("br"), beside("gz")))
    })
}

fn collect(folder: &Path, url: &str, into: &mut HashMap<String, Bytes>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let url = format!("{url}/{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &url, into)?;
        } else {
            into.insert(url, Bytes::from(std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

#[cfg(feature = "embed")]
mod embedded {
    use std::collections::HashMap;

    use axum::body::Bytes;
    use rust_embed::RustEmbed;

    use super::{Site, SiteError};

    #[derive(RustEmbed)]
    #[folder = "../target/dist/site"]
    struct Embedded;

    pub fn open() -> Result<Site, SiteError> {
        let files: HashMap<String, Bytes> = Embedded::iter()
            .filter_map(|name| {
                Embedded::get(&name).map(|file| (format!("/{name}"), Bytes::from(file.data.into_owned())))
            })
            .collect();
        Site::from_files(files)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn site() -> Site {
        let hash: String = Sha256::digest(b"body{}").iter().take(8).map(|b| format!("{b:02x}")).collect();
        let css = format!("/pkg/linli-{hash}.css");
        let none = r#"{"boot":""}"#;
        let list = format!(r#"{{"build":"b","css":"{css}","residents":{none},"staff":{none},"files":[]}}"#);
        let files = [
            ("/assets.json".to_owned(), Bytes::from(list)),
            (css.clone(), Bytes::from_static(b"body{}")),
            (format!("{css}.br"), Bytes::from_static(b"small")),
            ("/sw.js".to_owned(), Bytes::from_static(b"self")),
        ];
        Site::from_files(HashMap::from(files)).unwrap()
    }

    fn header(name: http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::try_from(value).unwrap())])
    }

    #[test]
    fn hashed_files_are_kept_and_others_are_asked_for_again() {
        let site = site();
        let css = site.serve(&site.assets.css, &header(ACCEPT_ENCODING, "gzip, br")).unwrap();
        assert_eq!(css.headers()[CONTENT_ENCODING], "br");
        assert!(css.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let worker = site.serve("/sw.js", &header(ACCEPT_ENCODING, "br")).unwrap();
        assert_eq!(worker.headers()[CACHE_CONTROL], "no-cache");
        assert!(!worker.headers().contains_key(CONTENT_ENCODING));
        let known = header(IF_NONE_MATCH, worker.headers()[ETAG].to_str().unwrap());
        assert_eq!(site.serve("/sw.js", &known).unwrap().status(), StatusCode::NOT_MODIFIED);
        assert!(site.serve("/assets.json", &HeaderMap::new()).is_none());
        assert!(site.serve("/../Cargo.toml", &HeaderMap::new()).is_none());
    }

    #[test]
    fn a_coding_with_weight_zero_is_not_accepted() {
        assert!(accepts("gzip;q=0.5, br", "br"));
        assert!(!accepts("br;q=0", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
