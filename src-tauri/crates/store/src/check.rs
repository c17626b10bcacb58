//! Proving a store: the pages, the chains, and that the tables are what a fresh fold gives.

use crate::backup::{self, Backup};
use crate::connection::{self, Use};
use crate::error::{Result, StoreError};
use crate::migrate;
use crate::refold::{Refold, rebuild_tables};
use crate::store::{Identity, Store, checkpoint, put_identity, read_identity};
use crate::transaction::Reader;
use crate::{journal, tables};
use moments_core::entry::{Entry, EntryError, EntryKey};
use moments_core::ids::{Epoch, WorkstationId};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What a proof of the store found. All empty and true: sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    pub entries: u64,
    /// Pages whose authentication code does not match, and what SQLite's own check found.
    pub damaged_pages: Vec<String>,
    /// `workstation epoch seq`: entries that do not verify or do not follow from the one before.
    pub broken_entries: Vec<String>,
    /// Journals in which numbers are missing; normal while bundles are under way, never in the own one.
    pub gaps: Vec<String>,
    /// Folded tables that differ from a fresh fold of the journal.
    pub differing_tables: Vec<String>,
}

impl Proof {
    pub fn is_sound(&self) -> bool {
        self.damaged_pages.is_empty() && self.broken_entries.is_empty() && self.differing_tables.is_empty()
    }
}

impl Store {
    /// Looks at every page while the counter goes on. What is found is looked at once more with nobody writing, and with the
    /// log emptied into the file: a page that is being written, or that only the log has whole, is no damage. Returns what
    /// is wrong; nothing: sound.
    pub fn check_pages(&self) -> Result<Vec<String>> {
        self.with_writer(checkpoint)?;
        let beside = connection::open(&self.home().database(), self.key(), Use::Read)?;
        if damaged_pages(&beside, Depth::Quick).is_ok_and(|found| found.is_empty()) {
            return Ok(Vec::new());
        }
        self.with_writer(|conn| {
            checkpoint(conn)?;
            damaged_pages(conn, Depth::Quick)
        })
    }
}

/// Opens a copy as a store would be and proves it whole: pages, chains, and tables as a fresh fold gives them. Whether it is
/// sound and holds what it says.
///
/// # Errors
/// `Damaged` where it does not open.
pub fn rehearse(store: &Store, backup: &Backup) -> Result<bool> {
    let mut conn = backup::open_copy(&backup.database(), store.key())?;
    let tx = conn.transaction()?;
    let (identity, _) = read_identity(&tx)?;
    let seq = journal::head(&tx, &identity.workstation, &identity.epoch)?.map_or(0, |(key, _)| key.seq);
    let about = &backup.about;
    let holds = (identity.epoch, seq, journal::count(&tx)?) == (about.epoch, about.seq, about.entries);
    Ok(holds && Reader { conn: &tx }.prove()?.is_sound())
}

impl Reader<'_> {
    /// Proves the store. It writes nothing: the fresh fold is made in memory.
    pub fn prove(&self) -> Result<Proof> {
        let mut proof = Proof {
            entries: 0,
            damaged_pages: damaged_pages(self.conn, Depth::Quick)?,
            broken_entries: Vec::new(),
            gaps: Vec::new(),
            differing_tables: Vec::new(),
        };
        check_chains(self.conn, &mut proof)?;
        let fresh = fresh_fold(self.conn)?;
        let (ours, theirs) = (digests(self.conn)?, digests(&fresh)?);
        proof.differing_tables = ours
            .iter()
            .filter(|(table, digest)| theirs.get(*table) != Some(digest))
            .map(|(t, _)| (*t).to_owned())
            .collect();
        Ok(proof)
    }

    /// What is wrong with the pages of the file, a line each, by their authentication codes and by SQLite's own quick check.
    pub fn damaged_pages(&self) -> Result<Vec<String>> {
        damaged_pages(self.conn, Depth::Quick)
    }

    /// A digest of each folded table's content, for comparing two stores.
    pub fn table_digests(&self) -> Result<BTreeMap<&'static str, [u8; 32]>> {
        digests(self.conn)
    }
}

/// Own entries that are read at each start.
const AT_START: u32 = 100;

/// What is looked at before anything is written: the schema, and the last entries of the own journal. The key and the first
/// page have proven themselves when it was opened; all pages are looked at later.
///
/// # Errors
/// `Damaged`.
pub fn at_start(conn: &Connection, own: &Identity) -> Result<()> {
    if schema(conn)? != schema(&migrate::empty()?)? {
        return Err(StoreError::Damaged);
    }
    let newest = journal::newest(conn, &own.workstation, &own.epoch, AT_START)?;
    let mut behind: Option<&Entry> = None;
    for entry in &newest {
        let follows = behind.is_none_or(|behind| behind.follows(Some((&entry.key, &entry.hash))).is_ok());
        if entry.verify().is_err() || !follows {
            return Err(StoreError::Damaged);
        }
        behind = Some(entry);
    }
    if newest.is_empty() { Err(StoreError::Damaged) } else { Ok(()) }
}

fn schema(conn: &Connection) -> Result<Vec<(String, String, Option<String>)>> {
    let mut statement = conn.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// How far SQLite's own check goes beyond the authentication code of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    Quick,
    /// The indexes too.
    Whole,
}

pub(crate) fn damaged_pages(conn: &Connection, depth: Depth) -> Result<Vec<String>> {
    let mut found = Vec::new();
    #[cfg(feature = "plain")]
    if crate::plain::is_wanted() {
        return Ok(found);
    }
    let codes = "PRAGMA cipher_integrity_check";
    let checks: &[&str] = match depth {
        Depth::Quick => &[codes, "PRAGMA quick_check"],
        // To read a page is to prove its code, and it reads all but those that are free.
        Depth::Whole if connection::number(conn, "freelist_count")? == 0 => &["PRAGMA integrity_check"],
        Depth::Whole => &[codes, "PRAGMA integrity_check"],
    };
    for pragma in checks {
        let mut statement = conn.prepare(pragma)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        for line in lines {
            let line = line?;
            if line != "ok" {
                found.push(line);
            }
        }
    }
    Ok(found)
}

fn check_chains(conn: &Connection, proof: &mut Proof) -> Result<()> {
    let mut before: Option<(EntryKey, [u8; 32])> = None;
    let (identity, _) = read_identity(conn)?;
    let own = (identity.workstation, identity.epoch);
    journal::for_each(conn, |_, entry| {
        proof.entries += 1;
        let same = |key: &EntryKey| (key.workstation, key.epoch) == (entry.key.workstation, entry.key.epoch);
        let previous = before.filter(|(key, _)| same(key));
        let expected = previous.map_or(1, |(key, _)| key.seq + 1);
        let name = |k: &EntryKey| format!("{} {} {}", k.workstation, k.epoch, k.seq);
        let chained = if entry.key.seq == expected {
            entry.follows(previous.as_ref().map(|(key, hash)| (key, hash)))
        } else {
            proof.gaps.push(name(&entry.key));
            let ours = (entry.key.workstation, entry.key.epoch) == own;
            if ours { Err(EntryError::Chain) } else { Ok(()) }
        };
        if let Err(
            EntryError::Commit
            | EntryError::Hash
            | EntryError::Chain
            | EntryError::Stamp
            | EntryError::Limit(_),
        ) = entry.verify().and(chained)
        {
            proof.broken_entries.push(name(&entry.key));
        }
        before = Some((entry.key, entry.hash));
        Ok(())
    })
}

fn fresh_fold(conn: &Connection) -> Result<Connection> {
    let mut fresh = migrate::empty()?;
    let tx = fresh.transaction()?;
    // What a day opened is known by the office's id.
    put_identity(&tx, &read_identity(conn)?.0, None)?;
    let tombstones: Vec<([u8; 16], [u8; 16], i64, String)> = conn
        .prepare("SELECT workstation, epoch, seq, part FROM tombstones")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<std::result::Result<_, _>>()?;
    for (workstation, epoch, seq, part) in tombstones {
        tx.execute(
            "INSERT INTO tombstones (workstation, epoch, seq, part) VALUES (?1, ?2, ?3, ?4)",
            (workstation, epoch, seq, part),
        )?;
    }
    journal::for_each(conn, |_, entry| journal::insert(&tx, &entry).map(|_| ()))?;
    rebuild_tables(&tx, &mut Refold::default())?;
    tx.commit()?;
    Ok(fresh)
}

fn digests(conn: &Connection) -> Result<BTreeMap<&'static str, [u8; 32]>> {
    let mut all = BTreeMap::new();
    for (table, sql) in tables::FOLDED {
        let mut hasher = Sha256::new();
        let mut statement = conn.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let (tag, bytes): (u8, Vec<u8>) = match row.get_ref(column)? {
                    ValueRef::Null => (0, Vec::new()),
                    ValueRef::Integer(n) => (1, n.to_be_bytes().to_vec()),
                    ValueRef::Real(n) => (2, n.to_be_bytes().to_vec()),
                    ValueRef::Text(text) => (3, text.to_vec()),
                    ValueRef::Blob(blob) => (4, blob.to_vec()),
                };
                hasher.update([tag]);
                hasher.update((bytes.len() as u64).to_be_bytes());
                hasher.update(bytes);
            }
        }
        all.insert(*table, hasher.finalize().into());
    }
    Ok(all)
}

/// The last entry of every journal known here, by workstation and epoch.
pub fn heads(reader: &Reader<'_>) -> Result<Vec<(WorkstationId, Epoch, u64)>> {
    let mut statement = reader.conn.prepare_cached(
        "SELECT workstation, epoch, max(seq) AS seq FROM entries GROUP BY workstation, epoch ORDER BY workstation, epoch",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            WorkstationId(row.get("workstation")?),
            Epoch(row.get("epoch")?),
            row.get::<_, i64>("seq")?.unsigned_abs(),
        ))
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
