//! Entries, and the bundles that carry them.

use crate::luck::mixed;
use std::rc::Rc;

pub type Hash = u64;

/// The entries of one life of a workstation's store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Journal {
    pub workstation: u8,
    pub epoch: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub journal: Journal,
    pub seq: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    EpochStarted,
    /// From now on bundles are for this workstation too.
    Joined(u8),
    Moment,
    /// A kind that only the newer version knows.
    Newer,
    /// The text of that entry is to be nowhere.
    Erased(Key),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub key: Key,
    pub id: u32,
    pub what: What,
    pub previous: Hash,
    pub hash: Hash,
    /// Its text is here; else its commit alone.
    pub text: bool,
    /// By its writer's clock, in minutes.
    pub at: i64,
}

impl Entry {
    pub fn new(key: Key, id: u32, what: What, previous: Hash, at: i64) -> Self {
        let hash = hash(&key, id, previous);
        Self { key, id, what, previous, hash, text: what == What::Moment, at }
    }

    pub fn is_whole(&self) -> bool {
        self.hash == hash(&self.key, self.id, self.previous)
    }
}

fn hash(key: &Key, id: u32, previous: Hash) -> Hash {
    let place = u64::from(key.seq) << 40 | u64::from(key.journal.workstation) << 32;
    mixed(mixed(place | u64::from(key.journal.epoch)) ^ mixed(previous) ^ u64::from(id) << 7)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    Office,
    Centre,
}

/// `moments_bundle::Name`: what whoever carries it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    pub destination: Destination,
    pub journal: Journal,
    pub from: u32,
    pub to: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub key: Key,
    pub hash: Hash,
}

/// What is in a file, signed.
#[derive(Debug)]
pub struct Bundle {
    pub name: Name,
    pub entries: Vec<Entry>,
    pub known: Vec<Head>,
    /// The workstations that it is encrypted to, a bit each.
    pub recipients: u32,
}

/// A file as it lies somewhere.
#[derive(Debug, Clone)]
pub struct File {
    pub name: Name,
    pub bundle: Rc<Bundle>,
    /// Cut off, or a bit of it is another.
    pub damaged: bool,
}

impl File {
    /// Puts it where files lie, in place of one that is called the same.
    pub fn put_into(self, folder: &mut Vec<Self>) {
        match folder.iter_mut().find(|there| there.name == self.name) {
            Some(there) => *there = self,
            None => folder.push(self),
        }
    }

    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.bundle, &other.bundle) && self.damaged == other.damaged
    }
}

/// `moments_bundle::acknowledgement::Acknowledgement`.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    pub incarnation: u32,
    pub counter: u32,
    /// Lives of the database that are over.
    pub over: Vec<u32>,
    pub heads: Vec<Head>,
}
