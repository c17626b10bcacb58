//! Entries that come from elsewhere: from other workstations, or from another file of this store.

use crate::error::{Result, StoreError};
use crate::journal::{self, Put};
use crate::store::{Now, Store, read_identity};
use moments_core::entry::{EntityRef, Entry, EntryKey, Hash};
use std::collections::BTreeSet;

impl Store {
    /// Takes entries that other workstations wrote, in any order, once or many times. Each is verified by itself;
    /// what is refused is named, and blocks nothing.
    ///
    /// Entries of this workstation's own epoch that it does not have mean that it was put back from an older copy: it
    /// begins a new epoch first, so that what it writes next cannot be taken for them.
    pub fn absorb(&self, now: Now, entries: &[Entry]) -> Result<Absorbed> {
        if self.is_overtaken_by(entries)? {
            let machine = self.with_writer(read_identity)?.1;
            self.start_new_epoch(machine, now, None)?;
        }
        let (mut absorbed, changed) = self.write::<_, StoreError>(now, |tx| {
            let (mut absorbed, mut forks) = (Absorbed::default(), BTreeSet::new());
            for entry in entries {
                // What stands on a fork is refused with it. By itself it would be taken behind a gap, and keep out for ever
                // what belongs there.
                let put =
                    if forks.contains(&entry.previous) { Err(StoreError::Fork) } else { tx.absorb(entry) };
                match put {
                    Ok(Put::Same) => absorbed.same += 1,
                    Ok(Put::New(_) | Put::Filled(_)) => absorbed.new += 1,
                    Err(StoreError::Entry(_)) => absorbed.refused.push(entry.key),
                    Err(StoreError::Fork) => {
                        forks.insert(entry.hash);
                        absorbed.refused.push(entry.key);
                    }
                    Err(other) => return Err(other),
                }
            }
            Ok(absorbed)
        })?;
        absorbed.changed = changed;
        Ok(absorbed)
    }

    /// Begins a new epoch if somebody has an entry of the present one that is not here, and says so: the store was put back from
    /// an older copy, or copied, and what it writes next would be taken for that.
    pub fn is_overtaken(&self, now: Now, key: &EntryKey, hash: &Hash) -> Result<bool> {
        let identity = self.identity();
        let own = (key.workstation, key.epoch) == (identity.workstation, identity.epoch);
        let here = || self.with_writer(|conn| journal::at(conn, key));
        let ahead = own && here()?.is_none_or(|(_, entry)| entry.hash != *hash);
        if ahead {
            let machine = self.with_writer(read_identity)?.1;
            self.start_new_epoch(machine, now, None)?;
        }
        Ok(ahead)
    }

    fn is_overtaken_by(&self, entries: &[Entry]) -> Result<bool> {
        let identity = self.identity();
        let own = |key: &EntryKey| (key.workstation, key.epoch) == (identity.workstation, identity.epoch);
        self.with_writer(|conn| {
            for entry in entries.iter().filter(|entry| own(&entry.key) && entry.verify().is_ok()) {
                if journal::at(conn, &entry.key)?.is_none_or(|(_, known)| known.hash != entry.hash) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

/// What [`Store::absorb`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed {
    pub new: usize,
    pub same: usize,
    pub refused: Vec<EntryKey>,
    /// The entities that are other than before.
    pub changed: BTreeSet<EntityRef>,
}
