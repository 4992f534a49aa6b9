//! A site of names without files, for tests and measurements of everything but the files.

use std::io;
use std::path::Path;

/// Writes the list of such a site into `folder`, which is made.
///
/// # Errors
/// When it cannot be written.
pub fn names_only(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let edition = r#"{"boot":"/pkg/boot.js"}"#;
    let list =
        format!(r#"{{"build":"t","css":"/pkg/a.css","residents":{edition},"staff":{edition},"files":[]}}"#);
    std::fs::write(folder.join("assets.json"), list)
}
