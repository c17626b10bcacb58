//! What a store is after something happened to it: opened again as the program does, and proven.

use crate::counter::{Counter, home};
use moments_store::home::machine_fingerprint;
use moments_store::{Now, Proof, Reader, Store, StoreError, heads};
use moments_tests::data_key;
use moments_tests::figures::Wrong;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// What must be in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Entries that were acknowledged.
    pub acknowledged: u64,
    /// Entries that there may be: those, and what was being written.
    pub at_most: u64,
    /// What was being written is there whole or not at all.
    pub whole: bool,
    /// Lives of this workstation, at most: more mean that it took itself for a copy that fell behind.
    pub lives: usize,
}

/// Opens the office in this folder and holds it against what must be there.
pub fn check(folder: &Path, expected: Expected) -> Result<u64, Wrong> {
    let damaged = |what: &dyn std::fmt::Debug| Wrong::Damaged(format!("{what:?}"));
    let counter = Counter::open(folder).map_err(|error| damaged(&error))?;
    let proof = counter.desk.prove().map_err(|error| damaged(&error))?;
    let epochs = counter.desk.epochs().map_err(|error| damaged(&error))?;
    counter.desk.close();
    judge(&proof, epochs, expected)
}

fn judge(proof: &Proof, epochs: usize, expected: Expected) -> Result<u64, Wrong> {
    let Expected { acknowledged, at_most, whole, .. } = expected;
    // The first entry of another life is none of those.
    let told = proof.entries.saturating_sub(epochs.saturating_sub(1) as u64);
    if told < acknowledged {
        return Err(Wrong::Lost(format!("{acknowledged} entries were acknowledged, {told} are there")));
    }
    if !proof.is_sound() || !proof.gaps.is_empty() {
        return Err(Wrong::Damaged(format!("{proof:?}")));
    }
    if epochs > expected.lives {
        return Err(Wrong::Unclear(format!("{epochs} lives and not {}: the mark was ahead", expected.lives)));
    }
    if told > at_most || whole && told != acknowledged && told != at_most {
        return Err(Wrong::Damaged(format!("half a verb: {told} entries, {acknowledged} to {at_most}")));
    }
    Ok(told)
}

/// Stores that were proven: by what they hold, not by how it lies in the files.
#[derive(Default)]
pub struct Proven(BTreeSet<u64>);

impl Proven {
    /// As [`check`], on the store without a desk over it. Every state's pages are checked and everything in it is read; the
    /// chain and a fresh fold are the same for the same journal and tables, and are made once for each.
    pub fn check(&mut self, folder: &Path, expected: Expected) -> Result<u64, Wrong> {
        let damaged = |what: &dyn std::fmt::Debug| Wrong::Damaged(format!("{what:?}"));
        let now = Now { utc_ms: 1_795_550_000_000, offset_minutes: -300 };
        let key = data_key(folder).map_err(|error| damaged(&error))?;
        let store =
            Store::open(&home(folder), key, machine_fingerprint(), now).map_err(|error| damaged(&error))?;
        let here = store.identity().workstation;
        let found = store.read(|reader| {
            let epochs = heads(reader)?.iter().filter(|(workstation, _, _)| *workstation == here).count();
            let holds = content(reader)?;
            if self.0.contains(&holds) {
                let damaged_pages = reader.damaged_pages()?;
                let (broken_entries, gaps, differing_tables) = (Vec::new(), Vec::new(), Vec::new());
                let entries = reader.entries()?;
                return Ok((
                    epochs,
                    holds,
                    Proof { entries, damaged_pages, broken_entries, gaps, differing_tables },
                ));
            }
            Ok::<_, StoreError>((epochs, holds, reader.prove()?))
        });
        let (epochs, holds, proof) = found.map_err(|error| damaged(&error))?;
        store.close();
        if proof.is_sound() && proof.gaps.is_empty() {
            self.0.insert(holds);
        }
        judge(&proof, epochs, expected)
    }
}

/// A number for everything in the journal and in the tables.
fn content(reader: &Reader<'_>) -> Result<u64, StoreError> {
    let mut hasher = DefaultHasher::new();
    reader.table_digests()?.hash(&mut hasher);
    reader.for_each_entry(|entry| {
        format!("{entry:?}").hash(&mut hasher);
        Ok(())
    })?;
    Ok(hasher.finish())
}
