//! Reads folders: the newest file of a tree, to tell whether something made from it is out of date.

use std::path::Path;
use std::time::SystemTime;

/// When anything under `folder` was last written, leaving out the named folders.
pub fn newest(folder: &Path, leaving_out: &[&str]) -> Option<SystemTime> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        let written = if path.is_dir() {
            if leaving_out.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            self::newest(&path, leaving_out)
        } else {
            written(&path)
        };
        newest = newest.max(written);
    }
    newest
}

pub fn written(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|about| about.modified()).ok()
}
