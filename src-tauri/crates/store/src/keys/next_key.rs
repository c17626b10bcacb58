//! The key slots of a store that gets a new data key, under a name of their own until the store has it.
//!
//! The store keeps its id: a slot is bound to the key as well, so that none of the old ones opens anything of the new.

use std::path::{Path, PathBuf};

use super::content::Content;
use super::slot::Header;
use super::slots::Made;
use super::{DataKey, Holder, KeyError, KeySlots};

/// Slots that hold a new data key and are not in force.
pub struct NextSlots<'a, 'h> {
    path: PathBuf,
    made: Made<'a, 'h>,
}

impl KeySlots {
    /// Makes a new data key, and the file with a slot for each holder under another name in the same folder; what a try
    /// that was cut off left there is overwritten. Each slot is read back from the disk and opened.
    pub fn next<'a, 'h>(
        &self,
        path: &Path,
        holders: &'a [Holder<'h>],
    ) -> Result<(DataKey, NextSlots<'a, 'h>), KeyError> {
        if holders.is_empty() {
            return Err(KeyError::NoHolder);
        }
        let key = DataKey::generate()?;
        let header = Header { store: self.content.header.store, key_check: Header::check(&key)? };
        let mut content = Content { header, slots: Vec::new() };
        let mut next = NextSlots { path: path.to_owned(), made: Made::default() };
        let mut make = || {
            for holder in holders {
                next.made.note(content.seal(&key, holder, self.today)?, holder);
            }
            content.write_file(path)?;
            next.made.read_back(path, &content, &key)
        };
        match make() {
            Ok(()) => Ok((key, next)),
            Err(error) => {
                next.drop_them();
                Err(error)
            }
        }
    }
}

impl NextSlots<'_, '_> {
    /// Takes file and secrets away again: the store keeps the key that it has.
    pub fn drop_them(self) {
        let _ = std::fs::remove_file(&self.path);
        self.made.forget();
    }
}
