//! What the courier asks of a place, whether it is a folder or an object store.

use crate::disk::Temporary;
use crate::shape::{BundleName, Kind};
use crate::trouble::Trouble;
use std::fs::File;
use std::io;
use std::path::PathBuf;

/// A file that a place has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub name: String,
    pub bytes: u64,
    /// Tells one content of a name from the next.
    pub tag: String,
}

/// Which of a place's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Bundles(Kind),
    /// Beside the folders of bundles.
    Acknowledgement,
}

/// A bundle of the outbox, on its way.
#[derive(Debug)]
pub struct Outgoing {
    pub name: BundleName,
    pub path: PathBuf,
    pub bytes: u64,
    pub sha256: String,
}

impl Outgoing {
    pub fn open(&self) -> Result<File, Trouble> {
        File::open(&self.path).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                Trouble::Gone(self.name.to_string())
            } else {
                Trouble::at(&self.path, error)
            }
        })
    }
}

/// Two kinds of places, and each is visited by one thread at a time.
pub trait Place: Send {
    /// Makes sure that the place is there, and says which medium it is: empty where that can't change.
    fn arrive(&self) -> Result<String, Trouble>;

    /// The bundles for the office, and whatever else lies among them. Names are as listed: nothing of them is checked.
    fn list(&self) -> Result<Vec<Listed>, Trouble>;

    fn acknowledgement(&self) -> Result<Option<Listed>, Trouble>;

    /// Puts a bundle under its name, whole or not at all, and proves that it is there. `known` is the store's own tag for
    /// what was carried before under this name; the new one is answered.
    fn put(&self, bundle: &Outgoing, known: Option<&str>) -> Result<Option<String>, Trouble>;

    /// Writes a listed file to `into`, and nothing that is longer than listed.
    fn get(&self, shelf: Shelf, listed: &Listed, into: &mut Temporary) -> Result<(), Trouble>;
}
