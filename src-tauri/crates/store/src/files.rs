//! Files that are written whole or not at all.

use crate::home::create_private;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Read and written at a time, in bytes.
const CHUNK: usize = 1024 * 1024;

/// Puts `bytes` in the place of a file: after a power cut there is the old one or the new one.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next = next_to(path);
    let mut file = create_private(&next)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&next, path)?;
    sync_folder_of(path)
}

/// Copies a file, durably, and calls `go_on` after each mebibyte with the bytes so far.
///
/// # Errors
/// `Interrupted` where `go_on` says no; what was copied until then is taken away again.
pub fn copy(from: &Path, to: &Path, mut go_on: impl FnMut(u64) -> bool) -> io::Result<()> {
    let copied = (|| {
        let mut source = File::open(from)?;
        let mut target = create_private(to)?;
        let mut chunk = vec![0; CHUNK];
        let mut done = 0_u64;
        loop {
            let n = source.read(&mut chunk)?;
            let Some(read) = chunk.get(..n).filter(|read| !read.is_empty()) else { break };
            target.write_all(read)?;
            done += n as u64;
            if !go_on(done) {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        target.sync_all()
    })();
    if copied.is_err() {
        let _ = std::fs::remove_file(to);
    }
    copied
}

/// Whether two files hold the same bytes.
pub fn are_equal(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    let (mut left, mut right) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let (n, m) = (read_full(&mut one, &mut left)?, read_full(&mut other, &mut right)?);
        if n != m || left.get(..n) != right.get(..m) {
            return Ok(false);
        }
        if n == 0 {
            return Ok(true);
        }
    }
}

/// Fills the buffer as far as the file goes.
fn read_full(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// Makes a rename or a new file in this folder durable. Windows has no such call, and needs none on NTFS.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// [`sync_folder`] of the folder that a file lies in.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => sync_folder(folder),
        Some(_) | None => sync_folder(Path::new(".")),
    }
}

/// A file that may be gone already.
pub fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn next_to(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".next");
    path.with_file_name(name)
}
