//! Proving the store: pages, chains, and that the tables are what a fresh fold of the journal gives.

use crate::desk::Desk;
use crate::error::Result;
use moments_store::Proof;
use std::collections::BTreeMap;

impl Desk {
    /// Proves the store. It writes nothing.
    pub fn prove(&self) -> Result<Proof> {
        self.read(|r| Ok(r.prove()?))
    }

    /// A digest of each table that is folded from the journal: two workstations that have the same entries show the same.
    pub fn table_digests(&self) -> Result<BTreeMap<&'static str, [u8; 32]>> {
        self.read(|r| Ok(r.table_digests()?))
    }

    /// How many entries the journals hold.
    pub fn entries(&self) -> Result<u64> {
        self.read(|r| Ok(r.entries()?))
    }

    /// How many lives the journals of this workstation had: a restored or cloned store begins a new one.
    pub fn epochs(&self) -> Result<usize> {
        let here = self.place()?.workstation_id;
        self.read(|r| {
            Ok(moments_store::heads(r)?.iter().filter(|(workstation, _, _)| *workstation == here).count())
        })
    }
}
