//! What a store is after something happened to it: opened again as the program does, and proven.

use crate::counter::Counter;
use std::path::Path;

/// What was found in many of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub cases: u64,
    /// Something that was acknowledged is not there.
    pub lost: u64,
    /// It does not open, is not sound, or holds half of a verb.
    pub damaged: u64,
    /// An error that nobody was told of, or told by a code that says nothing; a warning of a loss that was none.
    pub unclear: u64,
    /// The first few that were wrong.
    pub wrong: Vec<String>,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.lost += other.lost;
        self.damaged += other.damaged;
        self.unclear += other.unclear;
        self.wrong.extend(other.wrong);
        self.wrong.truncate(12);
    }

    pub fn is_clean(&self) -> bool {
        self.lost + self.damaged + self.unclear == 0
    }

    pub fn tell(&mut self, what: impl FnOnce() -> String) {
        if self.wrong.len() < 12 {
            self.wrong.push(what());
        }
    }

    /// Counts one case.
    pub fn count(&mut self, verdict: Result<(), Wrong>, name: impl FnOnce() -> String) {
        self.cases += 1;
        let Err(wrong) = verdict else { return };
        match &wrong {
            Wrong::Lost(_) => self.lost += 1,
            Wrong::Damaged(_) => self.damaged += 1,
            Wrong::Unclear(_) => self.unclear += 1,
        }
        self.tell(|| format!("{}: {wrong:?}", name()));
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    Lost(String),
    Damaged(String),
    Unclear(String),
}

/// What must be in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Entries that were acknowledged.
    pub acknowledged: u64,
    /// Entries that there may be: those, and what was being written.
    pub at_most: u64,
    /// What was being written is there whole or not at all.
    pub whole: bool,
    /// Lives of this workstation: more mean that it took itself for a copy that fell behind.
    pub epochs: usize,
}

/// Opens the office in this folder and holds it against what must be there.
pub fn check(folder: &Path, expected: Expected) -> Result<u64, Wrong> {
    let damaged = |what: &dyn std::fmt::Debug| Wrong::Damaged(format!("{what:?}"));
    let counter = Counter::open(folder).map_err(|error| damaged(&error))?;
    let proof = counter.desk.prove().map_err(|error| damaged(&error))?;
    let epochs = counter.desk.epochs().map_err(|error| damaged(&error))?;
    let entries = proof.entries;
    counter.desk.close();
    let Expected { acknowledged, at_most, whole, .. } = expected;
    // The first entry of another life is none of those.
    let told = entries.saturating_sub(epochs.saturating_sub(expected.epochs) as u64);
    if told < acknowledged {
        return Err(Wrong::Lost(format!("{acknowledged} entries were acknowledged, {told} are there")));
    }
    if !proof.is_sound() || !proof.gaps.is_empty() {
        return Err(damaged(&proof));
    }
    if epochs != expected.epochs {
        return Err(Wrong::Unclear(format!("{epochs} lives and not {}: the mark was ahead", expected.epochs)));
    }
    if told > at_most || whole && told != acknowledged && told != at_most {
        return Err(Wrong::Damaged(format!("half a verb: {told} entries, {acknowledged} to {at_most}")));
    }
    Ok(told)
}
