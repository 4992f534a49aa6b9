//! SQLite databases with the world in them, each a copy of one that the first test of a program makes.

use std::fs::{self, File};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use uuid::Uuid;

/// A database of its own; gone with [`Copied::remove`].
pub struct Copied(PathBuf);

impl Copied {
    /// Copies the database that `make` writes, at the address that it is given. It is made anew when this program
    /// was built anew: migrations and the world are parts of it.
    pub async fn of<F: Future<Output = ()>>(make: impl FnOnce(String) -> F) -> Self {
        let original = original();
        let lock = File::create(original.with_extension("lock")).expect("a lock file");
        lock.lock().expect("the lock");
        if !original.exists() {
            let building = Self(original.with_extension("building"));
            building.remove();
            make(building.url()).await;
            forget_older(&original);
            fs::rename(&building.0, &original).expect("it is whole");
            building.remove();
        }
        let copy = Self(std::env::temp_dir().join(format!("linli-test-{}.db", Uuid::now_v7())));
        fs::copy(&original, &copy.0).expect("a copy");
        copy
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.0.display())
    }

    /// Removes it with what SQLite keeps beside it.
    pub fn remove(&self) {
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(format!("{}{ending}", self.0.display())));
        }
    }
}

/// Named after this program and when it was built.
fn original() -> PathBuf {
    let program = std::env::current_exe().expect("a program");
    let built = fs::metadata(&program).and_then(|it| it.modified()).expect("a time");
    let built = built.duration_since(UNIX_EPOCH).expect("since 1970").as_millis();
    let name = program.file_stem().unwrap_or_default().to_string_lossy();
    let folder = program.parent().unwrap_or_else(|| Path::new(".")).join("worlds");
    fs::create_dir_all(&folder).expect("a folder");
    folder.join(format!("{name}.{built}.db"))
}

/// Removes what this program left when it was built before.
fn forget_older(original: &Path) {
    let ours = |it: &Path| it.file_stem().map(|it| it.to_string_lossy().split('.').next().map(str::to_owned));
    for it in fs::read_dir(original.parent().expect("a folder")).into_iter().flatten().flatten() {
        let path = it.path();
        let is_whole = path.extension().is_some_and(|it| it == "db");
        if is_whole && path != original && ours(&path) == ours(original) {
            drop(fs::remove_file(path));
        }
    }
}
