//! The files of the project: what a person wrote, without what is fetched, built or generated.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing written by hand, wherever they are.
const MADE_FOLDERS: [&str; 7] = [".git", "target", "node_modules", "dist", "dist-demo", "paraglide", "gen"];

/// Files that a command writes.
const MADE_FILES: [&str; 3] = ["Cargo.lock", "ui/package-lock.json", "ui/src/api/bindings.ts"];

pub struct File {
    /// From the repository's root, with `/`.
    pub path: String,
    pub text: String,
}

impl File {
    pub fn ends_with(&self, endings: &[&str]) -> bool {
        Path::new(&self.path).extension().is_some_and(|end| endings.iter().any(|known| end == *known))
    }
}

pub fn root() -> PathBuf {
    let tests =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells its tests where they are"));
    tests.parent().expect("tests/ is in the repository").to_owned()
}

/// Every file of text under `folder`, in order.
pub fn written_in(folder: &str) -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    walk(&root, &root.join(folder), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!files.is_empty(), "{folder} holds files: an empty walk would pass every rule");
    files
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the project can be read") {
        let entry = entry.expect("its entries too");
        let path = entry.path();
        if path.is_dir() {
            if !MADE_FOLDERS.iter().any(|made| entry.file_name() == *made) {
                walk(root, &path, files);
            }
            continue;
        }
        let shown =
            path.strip_prefix(root).expect("it is under the root").to_string_lossy().replace('\\', "/");
        // A file of bytes (an icon, a font) has no text to keep tidy; one that another program just removed is gone.
        if let (false, Ok(text)) = (MADE_FILES.contains(&shown.as_str()), fs::read_to_string(&path)) {
            files.push(File { path: shown, text });
        }
    }
}
