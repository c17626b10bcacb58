//! Journals and what is folded from them: what a workstation's store and the centre's database have in common.

use crate::Mutant;
use crate::entry::{Entry, Head, Journal, Key, What};
use crate::luck::Luck;

#[derive(Debug, Clone, Default)]
pub struct Records {
    journals: Vec<(Journal, Vec<Entry>)>,
    tombstones: Vec<Key>,
    /// The ids of the entries that the screens and figures count.
    pub folded: Vec<u32>,
    /// Workstations that joined, a bit each.
    pub members: u32,
    /// Journals of which something was refused as a fork.
    pub forks: Vec<Journal>,
    reads_newer: bool,
    /// What a mistake passed over.
    dropped: Vec<u32>,
}

/// What putting an entry into a journal did: `moments_store::journal::Put`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    New,
    Same,
    Fork,
}

impl Records {
    pub fn journals(&self) -> impl Iterator<Item = (Journal, &[Entry])> {
        self.journals.iter().map(|(journal, entries)| (*journal, entries.as_slice()))
    }

    pub fn of(&self, journal: Journal) -> &[Entry] {
        let known = self.journals.iter().find(|(known, _)| *known == journal);
        known.map_or(&[], |(_, entries)| entries)
    }

    pub fn at(&self, key: Key) -> Option<&Entry> {
        place(self.of(key.journal), key).and_then(|place| self.of(key.journal).get(place))
    }

    fn at_mut(&mut self, key: Key) -> Option<&mut Entry> {
        let entries = self.journals.iter_mut().find(|(known, _)| *known == key.journal)?;
        let place = place(&entries.1, key)?;
        entries.1.get_mut(place)
    }

    /// How far a journal is here.
    pub fn have(&self, journal: Journal) -> u32 {
        self.of(journal).last().map_or(0, |last| last.key.seq)
    }

    pub fn heads(&self) -> Vec<Head> {
        let last = |entries: &[Entry]| entries.last().map(|last| Head { key: last.key, hash: last.hash });
        self.journals.iter().filter_map(|(_, entries)| last(entries)).collect()
    }

    pub fn is_erased(&self, key: Key) -> bool {
        self.tombstones.contains(&key)
    }

    /// `store/src/journal.rs`, `put`; at the centre `apply.rs` with `fill`, entry by entry.
    pub fn put(&mut self, mut entry: Entry, luck: &Luck) -> Put {
        if self.is_erased(entry.key) && !luck.is(Mutant::ErasedRestored) {
            entry.text = false;
        }
        let is_unchecked = luck.is(Mutant::ChainUnchecked);
        if let Some(known) = self.at_mut(entry.key).filter(|_| !luck.is(Mutant::NoDedupe)) {
            if known.hash == entry.hash || is_unchecked {
                known.text |= entry.text && known.hash == entry.hash;
                return Put::Same;
            }
            if luck.is(Mutant::ForkOverwritten) {
                *known = entry;
                self.fold(&entry);
                return Put::New;
            }
            return Put::Fork;
        }
        let before = Key { seq: entry.key.seq.saturating_sub(1), ..entry.key };
        let follows = self
            .at(before)
            .map_or(entry.key.seq > 1 || entry.previous == 0, |before| entry.previous == before.hash);
        if !follows && !is_unchecked {
            return Put::Fork;
        }
        if luck.is(Mutant::NewerDropped) && !self.reads_newer {
            self.dropped.push(entry.id);
        }
        self.push(entry);
        Put::New
    }

    /// An entry that can't be there yet, or one that a mistake puts in another's place.
    pub fn insert_own(&mut self, entry: Entry) {
        match self.at_mut(entry.key) {
            Some(there) => *there = entry,
            None => return self.push(entry),
        }
        self.fold(&entry);
    }

    fn push(&mut self, entry: Entry) {
        match self.journals.iter_mut().find(|(known, _)| *known == entry.key.journal) {
            Some((_, entries)) => entries.push(entry),
            None => self.journals.push((entry.key.journal, vec![entry])),
        }
        self.fold(&entry);
    }

    fn fold(&mut self, entry: &Entry) {
        match entry.what {
            What::EpochStarted => {}
            What::Joined(workstation) => self.members |= 1 << workstation,
            What::Moment => self.folded.push(entry.id),
            What::Newer => {
                if self.reads_newer {
                    self.folded.push(entry.id);
                }
            }
            What::Erased(key) => {
                self.tombstones.push(key);
                if let Some(erased) = self.at_mut(key) {
                    erased.text = false;
                }
            }
        }
    }

    /// A newer version of the program folds what waited for it.
    pub fn upgrade(&mut self) {
        if std::mem::replace(&mut self.reads_newer, true) {
            return;
        }
        let all = self.journals.iter().flat_map(|(_, entries)| entries);
        let waited = all.filter(|entry| entry.what == What::Newer).map(|entry| entry.id);
        let waited = waited.filter(|id| !self.dropped.contains(id));
        self.folded.extend(waited);
    }

    pub fn reads_newer(&self) -> bool {
        self.reads_newer
    }

    pub fn note_fork(&mut self, journal: Journal) {
        if !self.forks.contains(&journal) {
            self.forks.push(journal);
        }
    }
}

/// Where an entry stands: at its number, but where a mistake let one in that has no business there.
fn place(entries: &[Entry], key: Key) -> Option<usize> {
    let there = usize::try_from(key.seq).ok()?.checked_sub(1)?;
    if entries.get(there).is_some_and(|entry| entry.key.seq == key.seq) {
        return Some(there);
    }
    entries.iter().position(|entry| entry.key.seq == key.seq)
}
