//! A file in the making.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::BackupError;

/// A file beside the one that it will become; removed when it does not. Nobody else may read it: it
/// holds all that is known of people.
pub(super) struct Part {
    path: PathBuf,
}

impl Part {
    pub(super) fn beside(file: &Path) -> Result<Self, BackupError> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = file.with_file_name(format!(".{name}.{}.part", Uuid::now_v7().simple()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).map_err(|cause| BackupError::File { path: file.to_owned(), cause })?;
        Ok(Self { path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name, for good: also when the power fails in the next moment.
    pub(super) fn becomes(self, file: &Path) -> Result<(), BackupError> {
        self.rename(file).map_err(|cause| BackupError::File { path: file.to_owned(), cause })
    }

    fn rename(&self, file: &Path) -> std::io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        fs::rename(&self.path, file)?;
        let directory = file.parent().filter(|it| !it.as_os_str().is_empty());
        File::open(directory.unwrap_or_else(|| Path::new(".")))?.sync_all()
    }

    /// Gives it the owner and the rights of another file, so that whoever used that one can use it.
    pub(super) fn owned_as(&self, other: &Path) -> Result<(), BackupError> {
        let like = || {
            let found = fs::metadata(other)?;
            fs::set_permissions(&self.path, found.permissions())?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::{MetadataExt, chown};
                let own = fs::metadata(&self.path)?;
                if (own.uid(), own.gid()) != (found.uid(), found.gid()) {
                    chown(&self.path, Some(found.uid()), Some(found.gid()))?;
                }
            }
            Ok(())
        };
        like().map_err(|cause| BackupError::File { path: other.to_owned(), cause })
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is nothing under this name any more.
        drop(fs::remove_file(&self.path));
    }
}
