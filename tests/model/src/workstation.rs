//! A workstation: its store, its two folders, and the mark beside them.

use crate::Mutant;
use crate::entry::{Acknowledgement, Destination, Entry, File, Hash, Journal, Key, What};
use crate::luck::{Luck, Step};
use crate::records::Records;

/// Who said how far they have a journal: a workstation, or the centre.
pub const CENTRE: u8 = u8::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub peer: u8,
    pub key: Key,
}

/// A bundle that the store remembers to have made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    pub destination: Destination,
    pub journal: Journal,
    pub from: u32,
    pub to: u32,
    pub recipients: u32,
}

/// What is in the store: whole after every kill, as of the last commit.
#[derive(Debug, Clone)]
pub struct Store {
    pub records: Records,
    pub own: u8,
    pub epoch: u32,
    pub machine: u32,
    /// What is written is for a centre too.
    pub has_centre: bool,
    pub known: Vec<Known>,
    /// Lives of the centre's database that spoke, the present one last: incarnation and counter.
    pub said: Vec<(u32, u32)>,
    pub sealed: Vec<Sealed>,
    pub sealed_to: Vec<(Destination, Journal, u32)>,
}

#[derive(Debug, Clone)]
pub struct Workstation {
    pub store: Store,
    pub mark: Option<(Key, Hash)>,
    pub outbox: Vec<File>,
    pub inbox: Vec<File>,
    pub said: Vec<Acknowledgement>,
    /// The computer that it is on.
    pub machine: u32,
    /// Its clock, in minutes.
    pub clock: i64,
    pub wanted: bool,
    /// It is a copy, and goes when somebody notices.
    pub copy: bool,
}

/// What the screen called saved.
#[derive(Debug, Clone, Copy)]
pub struct Saved {
    pub entry: Entry,
    pub day: u32,
}

impl Workstation {
    pub fn new(own: u8, has_centre: bool, luck: &mut Luck) -> Self {
        let machine = luck.number();
        let store = Store {
            records: Records::default(),
            own,
            epoch: 0,
            machine,
            has_centre,
            known: Vec::new(),
            said: Vec::new(),
            sealed: Vec::new(),
            sealed_to: Vec::new(),
        };
        let mut new = Self {
            store,
            mark: None,
            outbox: Vec::new(),
            inbox: Vec::new(),
            said: Vec::new(),
            machine,
            clock: 0,
            wanted: false,
            copy: false,
        };
        new.start_new_epoch(luck);
        new
    }

    pub fn journal(&self) -> Journal {
        Journal { workstation: self.store.own, epoch: self.store.epoch }
    }

    fn next(&self, what: What, luck: &mut Luck) -> Entry {
        let journal = self.journal();
        let head = self.store.records.of(journal).last();
        let key = Key { journal, seq: head.map_or(1, |head| head.key.seq + 1) };
        Entry::new(key, luck.number(), what, head.map_or(0, |head| head.hash), self.clock)
    }

    /// One transaction: number, entry, fold (`store/src/transaction.rs`, `append`). Then the mark, then the screen.
    pub fn record(&mut self, what: What, day: u32, luck: &mut Luck, saved: &mut Vec<Saved>) -> Step {
        luck.room()?;
        let entry = self.next(what, luck);
        self.put_own(entry);
        luck.step()?;
        self.write_mark();
        saved.push(Saved { entry, day });
        luck.step()
    }

    /// The window and the command line save in the same instant.
    pub fn record_two(&mut self, day: u32, luck: &mut Luck, saved: &mut Vec<Saved>) -> Step {
        if !luck.is(Mutant::SequenceOutsideTransaction) {
            self.record(What::Moment, day, luck, saved)?;
            return self.record(What::Moment, day, luck, saved);
        }
        let both = [self.next(What::Moment, luck), self.next(What::Moment, luck)];
        for entry in both {
            luck.room()?;
            self.put_own(entry);
            saved.push(Saved { entry, day });
        }
        self.write_mark();
        Ok(())
    }

    /// With what is erased goes the bundle that holds it (`tables/exchange.rs`, `unseal`).
    fn put_own(&mut self, entry: Entry) {
        self.store.records.insert_own(entry);
        self.unseal(&entry);
    }

    pub fn unseal(&mut self, entry: &Entry) {
        if let What::Erased(key) = entry.what {
            let holds = |bundle: &Sealed| {
                bundle.journal == key.journal && (bundle.from..=bundle.to).contains(&key.seq)
            };
            self.store.sealed.retain(|bundle| !holds(bundle));
        }
    }

    fn write_mark(&mut self) {
        let last = self.store.records.of(self.journal()).last();
        self.mark = last.map(|last| (last.key, last.hash));
    }

    /// `store.rs`, `start_new_epoch`: one transaction.
    pub fn start_new_epoch(&mut self, luck: &mut Luck) {
        self.store.epoch = luck.number();
        self.store.machine = self.machine;
        let first = self.next(What::EpochStarted, luck);
        self.put_own(first);
        self.write_mark();
    }

    /// The program starts (`store.rs`, `open`): a store that is behind its mark, or on another machine, is no longer what wrote last.
    pub fn start(&mut self, luck: &mut Luck) {
        self.wanted = false;
        let is_ahead = self
            .mark
            .is_some_and(|(key, hash)| self.store.records.at(key).is_none_or(|here| here.hash != hash));
        let is_elsewhere = self.store.machine != self.machine;
        if (is_ahead || is_elsewhere) && !luck.is(Mutant::EpochReused) {
            self.start_new_epoch(luck);
        } else {
            self.write_mark();
        }
    }

    /// `store/src/absorb.rs`, `is_overtaken`: somebody has an entry of this life that is not here.
    pub fn is_overtaken(&mut self, key: Key, hash: Hash, luck: &mut Luck) {
        let is_own = key.journal == self.journal();
        let is_ahead = is_own && self.store.records.at(key).is_none_or(|here| here.hash != hash);
        if is_ahead && !luck.is(Mutant::EpochReused) {
            self.start_new_epoch(luck);
        }
    }
}
