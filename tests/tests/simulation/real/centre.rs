//! What stands for the centre beside real desks: it opens real bundles, takes what follows what it has, and signs what it says. The
//! centre itself, with its database, is tested in `sync/central`.

use moments_bundle::acknowledgement::Acknowledgement;
use moments_bundle::certificate::{CentreCard, OfficeCard};
use moments_bundle::keys::Keys;
use moments_bundle::{Destination, Head, Reader, open};
use moments_core::entry::Entry;
use moments_core::ids::{Epoch, WorkstationId};
use std::collections::BTreeMap;
use uuid::Uuid;

type Journals = BTreeMap<(WorkstationId, Epoch), Vec<Entry>>;

pub struct Centre {
    keys: Keys,
    office: OfficeCard,
    pub journals: Journals,
    copy: Journals,
    landing: BTreeMap<String, Vec<u8>>,
    /// Which life of its database this is.
    life: u128,
    counter: u64,
}

impl Centre {
    pub fn card(keys: &Keys) -> String {
        serde_json::to_string(&CentreCard { name: "Ottawa".into(), keys: keys.public() }).unwrap()
    }

    pub fn new(keys: Keys, office: OfficeCard) -> Self {
        let (journals, landing) = (Journals::new(), BTreeMap::new());
        Self { keys, office, copy: journals.clone(), journals, landing, life: 1, counter: 0 }
    }

    pub fn land(&mut self, name: &str, bytes: Vec<u8>) {
        self.landing.insert(name.to_owned(), bytes);
    }

    /// Takes what can be taken; what is ahead of a gap waits, what is damaged or a fork goes.
    pub fn pass(&mut self) {
        loop {
            let before = self.landing.len();
            let (journals, reader) = (
                &mut self.journals,
                Reader { keys: &self.keys, card: &self.office, destination: Destination::Centre },
            );
            let counter = &mut self.counter;
            self.landing.retain(|_, bytes| {
                let Ok(opened) = open(bytes, &reader) else { return false };
                let key = (opened.header.workstation, opened.header.epoch);
                let journal = journals.entry(key).or_default();
                let have = journal.len() as u64;
                if opened.header.from > have + 1 {
                    return true;
                }
                let head = journal.last().map_or([0; 32], |last| last.hash);
                let next: Vec<Entry> =
                    opened.entries.into_iter().filter(|entry| entry.key.seq > have).collect();
                if next.first().is_some_and(|first| first.previous == head) {
                    journal.extend(next);
                    *counter += 1;
                }
                false
            });
            if self.landing.len() == before || self.landing.is_empty() {
                return;
            }
        }
    }

    pub fn keep_a_copy(&mut self) {
        self.copy = self.journals.clone();
    }

    /// The database is put back: it begins a new life, and tells what it has.
    pub fn put_back(&mut self) {
        self.journals = self.copy.clone();
        self.life += 1;
    }

    pub fn says(&self) -> Vec<u8> {
        let heads = self.journals.values().filter_map(|journal| journal.last()).map(|last| Head {
            workstation: last.key.workstation,
            epoch: last.key.epoch,
            seq: last.key.seq,
            hash: last.hash,
        });
        let over = (1..self.life).map(Uuid::from_u128).collect();
        let incarnation = Uuid::from_u128(self.life);
        let word = Acknowledgement {
            office: self.office.office,
            incarnation,
            counter: self.counter,
            over,
            heads: heads.collect(),
            at_ms: 0,
        };
        word.sign(&self.keys).unwrap()
    }
}
