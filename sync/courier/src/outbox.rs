//! What lies in a workstation's outbox. The desk fills it and empties it, also while it is read.

use crate::disk;
use crate::place::Outgoing;
use crate::shape::BundleName;
use crate::trouble::Trouble;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    pub name: BundleName,
    pub path: PathBuf,
    pub bytes: u64,
    /// Tells one content from the next without reading it ([`disk::stamp`]).
    pub stamp: String,
}

/// The bundles of the outbox, in the order of their names.
pub fn list(outbox: &Path) -> Result<Vec<Lying>, Trouble> {
    let mut found = Vec::new();
    for entry in fs::read_dir(outbox).map_err(|error| Trouble::at(outbox, error))? {
        let entry = entry.map_err(|error| Trouble::at(outbox, error))?;
        let path = entry.path();
        let Some(name) = entry.file_name().to_str().and_then(BundleName::parse) else { continue };
        match fs::symlink_metadata(&path) {
            Ok(of) if of.is_file() => {
                found.push(Lying { name, path, bytes: of.len(), stamp: disk::stamp(&of) });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Trouble::at(&path, error)),
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

impl Lying {
    /// Reads it for its SHA-256.
    pub fn outgoing(&self) -> Result<Outgoing, Trouble> {
        let of_it = |error: io::Error| match error.kind() == io::ErrorKind::NotFound {
            true => Trouble::Gone(self.name.to_string()),
            false => Trouble::at(&self.path, error),
        };
        let mut file = File::open(&self.path).map_err(of_it)?;
        let stamp = |file: &File| file.metadata().map(|of| disk::stamp(&of)).map_err(of_it);
        let before = stamp(&file)?;
        let paths = (self.path.as_path(), self.path.as_path());
        let mut most = file.by_ref().take(self.bytes.saturating_add(1));
        let (sha256, bytes) = disk::pour(&mut most, &mut io::sink(), paths, |_| Ok(()))?;
        if before != self.stamp || stamp(&file)? != self.stamp || bytes != self.bytes {
            return Err(Trouble::Changed(self.name.to_string()));
        }
        Ok(Outgoing { name: self.name.clone(), path: self.path.clone(), bytes, sha256 })
    }
}
