//! A file in a place that a person chose: whole or not at all, and never where the store stands.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, Result};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

impl Desk {
    /// Writes a file, which replaces one of that name, and gives its name. The whole path is given; a name that ends
    /// otherwise gets `ending` (without its dot) after it.
    ///
    /// # Errors
    /// `DiskFull`; `FileUnwritable` where it can't be written, where it is a folder, and where another file has the longer
    /// name. What was there is untouched.
    pub(crate) fn write_file(&self, path: &Path, ending: &str, bytes: &[u8]) -> Result<String> {
        let mut path = PathBuf::from(path);
        let folder = path.is_dir();
        let ends_well = path.extension().is_some_and(|has| has.eq_ignore_ascii_case(ending));
        if !ends_well {
            path.as_mut_os_string().push(format!(".{ending}"));
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let about = |code: ErrorCode| ApiError::new(code).with("file", &name);
        // Nobody was asked whether the file with the longer name may go.
        let another = !ends_well && path.exists();
        if !path.is_absolute() || folder || another || self.is_in_home(&path) {
            return Err(about(ErrorCode::FileUnwritable));
        }
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        replace(&path, bytes).map_err(|error| {
            about(if full.contains(&error.kind()) { ErrorCode::DiskFull } else { ErrorCode::FileUnwritable })
        })?;
        Ok(name)
    }

    /// Nothing that is chosen in a window may stand where the store stands.
    fn is_in_home(&self, path: &Path) -> bool {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let home = self.home.folder().canonicalize().ok();
        folder.is_some_and(|folder| home.is_some_and(|home| folder.starts_with(home)))
    }
}

/// Written beside its place under another name, brought to the disk, then renamed: a file of that name is the old one or
/// the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    // What a crash left behind doesn't stand in the way for ever.
    let random = u32::from_le_bytes(moments_store::random().map_err(io::Error::other)?);
    beside.push(format!("-{random:08x}.part"));
    let beside = path.with_file_name(beside);
    let mut file = File::create_new(&beside)?;
    let written =
        file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}
