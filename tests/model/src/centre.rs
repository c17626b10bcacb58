//! `sync/central`: the landing zone, the database, and what an office is told.

use crate::entry::{Acknowledgement, Entry, File, Head, Key};
use crate::luck::{Luck, Step};
use crate::records::Records;
use crate::{Broken, Mutant};

/// What is committed.
#[derive(Debug, Clone)]
pub struct Database {
    pub records: Records,
    incarnation: u32,
    counter: u32,
    /// All that this database ever gave, or found in the landing zone.
    incarnations: Vec<u32>,
}

#[derive(Debug)]
pub struct Lying {
    pub file: File,
    is_refused: bool,
}

#[derive(Debug)]
pub struct Centre {
    pub database: Database,
    pub landing: Vec<Lying>,
    /// The acknowledgement in the landing zone.
    pub told: Option<Acknowledgement>,
    /// The program has just begun.
    is_first: bool,
}

enum Applied {
    Taken,
    Waiting,
    Refused,
}

impl Centre {
    pub fn new(luck: &mut Luck) -> Self {
        let incarnation = luck.number();
        let incarnations = vec![incarnation];
        let database = Database { records: Records::default(), incarnation, counter: 0, incarnations };
        Self { database, landing: Vec::new(), told: None, is_first: true }
    }

    pub fn land(&mut self, file: File) {
        match self.landing.iter_mut().find(|lying| lying.file.name == file.name) {
            Some(lying) if lying.file.is_same(&file) => {}
            Some(lying) => *lying = Lying { file, is_refused: false },
            None => self.landing.push(Lying { file, is_refused: false }),
        }
    }

    /// The program ended, however, and begins again.
    pub fn start(&mut self) {
        self.is_first = true;
    }

    /// The database is put back; what became of files is forgotten with it.
    pub fn put_back(&mut self, copy: Database) {
        self.database = copy;
        self.landing.iter_mut().for_each(|lying| lying.is_refused = false);
        self.start();
    }

    /// `ingest.rs`, `pass`.
    pub fn pass(&mut self, luck: &mut Luck) -> Step {
        if self.is_first && self.is_to_be_told(luck) {
            self.settle(luck)?;
        }
        self.is_first = false;
        luck.shuffle(&mut self.landing);
        let mut taken = Vec::new();
        loop {
            let before = taken.len();
            let is_next = |lying: &&Lying| !lying.is_refused && !taken.contains(&lying.file.name);
            let files = self.landing.iter().filter(is_next).map(|lying| lying.file.clone());
            for file in files.collect::<Vec<_>>() {
                match self.apply(&file, luck)? {
                    Applied::Taken => taken.push(file.name),
                    Applied::Waiting => {}
                    Applied::Refused => {
                        for lying in self.landing.iter_mut().filter(|lying| lying.file.name == file.name) {
                            lying.is_refused = true;
                        }
                    }
                }
            }
            if taken.len() == before {
                break;
            }
        }
        if !taken.is_empty() {
            self.settle(luck)?;
        }
        luck.step()?;
        self.landing.retain(|lying| !taken.contains(&lying.file.name));
        Ok(())
    }

    /// `apply.rs`: one transaction a bundle.
    fn apply(&mut self, file: &File, luck: &mut Luck) -> Step<Applied> {
        if file.damaged {
            return Ok(Applied::Refused);
        }
        let (journal, entries) = (file.name.journal, &file.bundle.entries);
        let records = &self.database.records;
        let have = records.have(journal);
        if file.name.from > have + 1 && !luck.is(Mutant::GapAccepted) {
            return Ok(Applied::Waiting);
        }
        luck.step()?;
        let other = |entry: &&Entry| records.at(entry.key).is_some_and(|here| here.hash != entry.hash);
        let next = entries.iter().find(|entry| entry.key.seq > have);
        let head = records.at(Key { journal, seq: have }).map_or(0, |head| head.hash);
        let seam = next.filter(|next| next.previous != head && !luck.is(Mutant::GapAccepted));
        let is_blind = luck.is(Mutant::ChainUnchecked) || luck.is(Mutant::ForkOverwritten);
        if entries.iter().find(other).or(seam).is_some() && !is_blind {
            self.database.records.note_fork(journal);
            return Ok(Applied::Refused);
        }
        if luck.is(Mutant::AcknowledgeBeforeCommit) {
            let mut then = self.database.clone();
            then.take(entries, have, luck);
            self.told = Some(self.word(&then, luck));
            luck.step()?;
        }
        self.database.take(entries, have, luck);
        luck.step()?;
        Ok(Applied::Taken)
    }

    /// `acknowledge.rs`, `is_to_be_told`: where the database has forgotten what it acknowledged, a new incarnation begins.
    fn is_to_be_told(&mut self, luck: &mut Luck) -> bool {
        let Database { incarnation, counter, incarnations, .. } = &self.database;
        let Some(told) = &self.told else { return *counter > 0 };
        let is_forgotten = if told.incarnation == *incarnation {
            told.counter > *counter
        } else {
            !incarnations.contains(&told.incarnation)
        };
        let is_all = told.incarnation == *incarnation && told.counter == *counter;
        if is_forgotten {
            let (lost, next) = (told.incarnation, luck.number());
            let lives = &mut self.database.incarnations;
            lives.extend(told.over.iter().chain([&lost, &next]));
            lives.sort_unstable();
            lives.dedup();
            self.database.incarnation = next;
        }
        !is_all
    }

    /// The acknowledgement is written of what is committed, and only then files go.
    fn settle(&mut self, luck: &mut Luck) -> Step {
        self.is_to_be_told(luck);
        luck.step()?;
        self.told = Some(self.word(&self.database, luck));
        luck.step()
    }

    fn word(&self, database: &Database, luck: &Luck) -> Acknowledgement {
        let mut heads = database.records.heads();
        if luck.is(Mutant::AcknowledgeMaximum) {
            for lying in self.landing.iter().filter(|lying| !lying.file.damaged) {
                let Some(last) = lying.file.bundle.entries.last() else { continue };
                match heads.iter_mut().find(|head| head.key.journal == last.key.journal) {
                    Some(head) if head.key.seq >= last.key.seq => {}
                    Some(head) => *head = Head { key: last.key, hash: last.hash },
                    None => heads.push(Head { key: last.key, hash: last.hash }),
                }
            }
        }
        let Database { incarnation, counter, incarnations, .. } = database;
        let over = incarnations.iter().filter(|life| *life != incarnation).copied().collect();
        Acknowledgement { incarnation: *incarnation, counter: *counter, over, heads }
    }

    /// I4: what an office was told is there, but where the database was put back and has not yet looked.
    pub fn tells_no_more_than_it_has(&self) -> Result<(), Broken> {
        let Some(told) = self.told.as_ref().filter(|told| told.incarnation == self.database.incarnation)
        else {
            return Ok(());
        };
        let is_here =
            |head: &&Head| self.database.records.at(head.key).is_none_or(|here| here.hash != head.hash);
        match told.heads.iter().find(is_here) {
            None => Ok(()),
            Some(head) => {
                Err(Broken::Unsound(format!("the centre acknowledged {head:?}, and hasn't got it")))
            }
        }
    }
}

impl Database {
    fn take(&mut self, entries: &[Entry], have: u32, luck: &Luck) {
        for entry in entries {
            self.records.put(*entry, luck);
        }
        if entries.last().is_some_and(|last| last.key.seq > have) {
            self.counter += 1;
        }
    }
}
