//! Files that are never seen half-written: a temporary name, fsync, rename, fsync of the folder.

use crate::trouble::Trouble;
use sha2::{Digest, Sha256};
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How temporary files of couriers begin and end. Readers pass over names with a dot in front.
const TEMPORARY: (&str, &str) = (".courier-", ".part");
/// After this long a temporary file belongs to no courier that is still at work.
const LEFT_OVER: Duration = Duration::from_secs(24 * 60 * 60);

/// A file that is being written. It is removed when it is dropped without being given its name.
pub struct Temporary {
    path: PathBuf,
    file: File,
    named: bool,
}

impl Temporary {
    /// `mark` is the same each time, so that a file that a crash left over is taken up again and never becomes two.
    pub fn create(folder: &Path, mark: &str) -> Result<Self, Trouble> {
        let path = folder.join(format!("{}{mark}{}", TEMPORARY.0, TEMPORARY.1));
        // What lies there may be a link that somebody planted: it is removed, not followed.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Trouble::at(&path, error)),
            Ok(()) | Err(_) => {}
        }
        let file = File::create_new(&path).map_err(|error| Trouble::at(folder, error))?;
        Ok(Self { path, file, named: false })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    pub fn sync(&self) -> Result<(), Trouble> {
        self.file.sync_all().map_err(|error| Trouble::at(self.folder(), error))
    }

    /// Gives it its name, in the same folder. [`Self::sync`] comes first.
    pub fn name(mut self, name: &str) -> Result<(), Trouble> {
        let to = self.path.with_file_name(name);
        fs::rename(&self.path, &to).map_err(|error| Trouble::at(&to, error))?;
        self.named = true;
        sync_folder(&to)
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.named {
            // Where that fails too, the next start removes it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes the names in the folder of this file durable, on systems that know how.
fn sync_folder(of: &Path) -> Result<(), Trouble> {
    let Some(folder) = of.parent().filter(|_| cfg!(unix)) else { return Ok(()) };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some shares know no fsync of a folder.
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(Trouble::at(folder, error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a small file whole.
pub fn write(folder: &Path, mark: &str, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let mut file = Temporary::create(folder, mark)?;
    file.write_all(bytes).map_err(|error| Trouble::at(folder, error))?;
    file.sync()?;
    file.name(name)
}

/// Removes what this courier (`id`) left over in a folder, and what any courier left there long ago.
pub fn tidy(folder: &Path, id: &str, now: SystemTime) {
    let own = format!("{}{id}-", TEMPORARY.0);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let age = || entry.metadata().and_then(|of| of.modified()).map(|at| now.duration_since(at));
        let temporary = name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1);
        if temporary && (name.starts_with(&own) || matches!(age(), Ok(Ok(age)) if age > LEFT_OVER)) {
            // Where it can't be removed it harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// What tells one content of a file from the next without reading it.
pub fn stamp(of: &Metadata) -> String {
    let modified = of.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("{}-{}", of.len(), modified.unwrap_or_default().as_nanos())
}

/// Moves all of `from` to `to`, tells each piece, and answers the SHA-256 and the length of it.
pub fn pour(
    from: &mut impl Read,
    to: &mut impl Write,
    paths: (&Path, &Path),
    mut moved: impl FnMut(usize) -> Result<(), Trouble>,
) -> Result<(String, u64), Trouble> {
    let mut piece = vec![0; crate::pace::PIECE_BYTES];
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    loop {
        let count = match from.read(&mut piece) {
            Ok(0) => return Ok((hex(hash), length)),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Trouble::at(paths.0, error)),
        };
        let bytes = piece.get(..count).unwrap_or_default();
        hash.update(bytes);
        length = length.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        to.write_all(bytes).map_err(|error| Trouble::at(paths.1, error))?;
        moved(count)?;
    }
}

/// The SHA-256 of a file, read from the disk.
pub fn digest(path: &Path) -> Result<String, Trouble> {
    let mut file = File::open(path).map_err(|error| Trouble::at(path, error))?;
    pour(&mut file, &mut io::sink(), (path, path), |_| Ok(())).map(|(hash, _)| hash)
}

/// As text.
pub fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
