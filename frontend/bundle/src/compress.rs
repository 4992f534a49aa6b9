//! Smaller copies beside the files, so that the server compresses nothing while it answers.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// Formats that are not compressed already.
const KINDS: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// Writes `<file>.br` and `<file>.gz` beside each file that gains by it.
pub fn write_copies(paths: &[PathBuf]) -> Result<()> {
    for path in paths.iter().filter(|path| is_compressible(path)) {
        let content = fs::read(path)?;
        for (extension, copy) in [("br", brotli(&content)?), ("gz", gzip(&content)?)] {
            if copy.len() < content.len() {
                fs::write(beside(path, extension), copy)?;
            }
        }
    }
    Ok(())
}

/// How many bytes a browser fetches: those of the brotli copy where there is one.
pub fn sent(path: &Path) -> Result<u64> {
    let copy = beside(path, "br");
    Ok(fs::metadata(if copy.exists() { &copy } else { path })?.len())
}

fn is_compressible(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| KINDS.contains(&extension))
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    // 4,096 bytes of buffer; quality 11 and a window of 2^24 bytes are the format's highest.
    brotli::CompressorWriter::new(&mut out, 4096, 11, 24).write_all(content)?;
    Ok(out)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn copies_unpack_to_the_file() {
        let content = "邻里".repeat(1000).into_bytes();
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(brotli(&content).unwrap().as_slice(), 4096)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, content);
        unpacked.clear();
        flate2::read::GzDecoder::new(gzip(&content).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, content);
    }

    #[test]
    fn pictures_get_no_copy_and_names_gain_an_ending() {
        assert!(!is_compressible(Path::new("site/icon-192.png")));
        assert!(is_compressible(Path::new("site/manifest.webmanifest")));
        assert_eq!(beside(Path::new("site/sw.js"), "br"), Path::new("site/sw.js.br"));
    }
}
