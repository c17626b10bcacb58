//! What is read on one snapshot, and the writing transaction: an entry goes into the journal, and what it touches is
//! folded, before the commit.

use crate::error::Result;
use crate::journal::{self, Put};
use crate::mark::Mark;
use crate::refold::Refold;
use crate::store::{Identity, Now, new_uuid, random};
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, PartName, WrittenAt};
use moments_core::fields::Fields;
use moments_core::fold::{Change, Payload, Texts, is_known, kind, next_lamport, stamp_is_believable};
use moments_core::ids::{EntryId, Epoch};
use moments_core::limits::PART_MAX_BYTES;
use moments_core::words::Audience;
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;
use std::ops::Deref;

/// A clock that stands this much before the last entry was turned back. Less is none: two transactions that waited for
/// each other may write in the other order than they read the clock, and no figure is finer than a minute.
const BACK_MS: i64 = 60 * 1000;
/// A clock that stands this much (92 days) behind the last entry leapt. A weekend, a holiday or a counter that is open for
/// one season leaves a gap too, and who comes back from it should not begin with a suspect entry.
const LEAP_MS: i64 = 92 * 24 * 60 * 60 * 1000;

/// Reads on one snapshot. The tables' modules add what can be asked.
pub struct Reader<'a> {
    pub(crate) conn: &'a Connection,
}

impl Reader<'_> {
    /// The entries of an entity, in the order in which they are folded.
    pub fn entries_of(&self, subject: &EntityRef) -> Result<Vec<Entry>> {
        let mut entries: Vec<Entry> =
            journal::of_entity(self.conn, subject)?.into_iter().map(|(_, e)| e).collect();
        entries.sort_by_key(|e| (e.stamp(), e.id));
        Ok(entries)
    }

    pub fn entry(&self, id: &EntryId) -> Result<Option<Entry>> {
        journal::by_id(self.conn, id)
    }

    /// How many entries the journal holds, of all workstations.
    pub fn entries(&self) -> Result<u64> {
        journal::count(self.conn)
    }

    /// Every entry, journal by journal.
    pub fn for_each_entry(&self, mut visit: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        journal::for_each(self.conn, |_, entry| visit(entry))
    }
}

/// What an entry sets on one entity: structured fields, and free-text fields for the erasable text part.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityChange {
    pub entity: EntityRef,
    pub set: Fields,
    pub text: Fields,
}

impl EntityChange {
    pub fn new(entity: EntityRef, set: Fields) -> Self {
        Self { entity, set, text: Fields::new() }
    }
}

/// An entry about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    pub kind: &'static str,
    pub audience: Audience,
    pub author: Author,
    pub changes: Vec<EntityChange>,
}

/// A writing transaction. It reads like a [`Reader`] and sees its own writes.
pub struct WriteTx<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) identity: Identity,
    pub(crate) now: Now,
    pub(crate) refold: Refold,
    /// What was appended last: the new head, to be marked.
    pub(crate) head: Option<(EntryKey, Hash)>,
    clock: Option<Clock>,
}

/// The journals' clock. It is read once, and what was taken in is written back once.
#[derive(Clone, Copy)]
struct Clock {
    /// The highest stamp known.
    lamport: u64,
    /// When the last own entry was written; 0 before the first.
    last_at_ms: i64,
    is_behind: bool,
}

impl<'a> Deref for WriteTx<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl<'a> WriteTx<'a> {
    pub(crate) fn new(conn: &'a Connection, identity: Identity, now: Now) -> Self {
        Self { reader: Reader { conn }, identity, now, refold: Refold::default(), head: None, clock: None }
    }
}

impl WriteTx<'_> {
    /// What is to be done before the commit. Returns what was folded and erased, and the new head.
    pub(crate) fn finish(self) -> Result<(Refold, Option<(EntryKey, Hash)>)> {
        if let Some(clock) = self.clock.filter(|clock| clock.is_behind) {
            put_clock(self.reader.conn, clock)?;
        }
        Ok((self.refold, self.head))
    }

    fn clock(&mut self) -> Result<Clock> {
        if let Some(clock) = self.clock {
            return Ok(clock);
        }
        let clock = self
            .reader
            .conn
            .prepare_cached("SELECT lamport, last_at_ms FROM identity WHERE one = 1")?
            .query_row([], |row| {
                let lamport = row.get::<_, i64>("lamport")?.unsigned_abs();
                Ok(Clock { lamport, last_at_ms: row.get("last_at_ms")?, is_behind: false })
            })?;
        Ok(*self.clock.insert(clock))
    }

    pub fn now(&self) -> Now {
        self.now
    }

    pub fn identity(&self) -> Identity {
        self.identity
    }

    pub(crate) fn refold(&mut self) -> (&Connection, &mut Refold) {
        (self.reader.conn, &mut self.refold)
    }

    /// Appends an entry to this workstation's journal and folds what it touches.
    pub fn append(&mut self, new: NewEntry) -> Result<EntryId> {
        let conn = self.reader.conn;
        let Clock { lamport: last_lamport, last_at_ms, .. } = self.clock()?;
        let head = match self.head {
            Some(head) => Some(head),
            None => journal::head(conn, &self.identity.workstation, &self.identity.epoch)?,
        };
        let lamport = next_lamport(last_lamport);
        let clock_suspect =
            last_at_ms != 0 && !(-BACK_MS..=LEAP_MS).contains(&(self.now.utc_ms - last_at_ms));
        let mut after = BTreeSet::new();
        for change in &new.changes {
            after.extend(self.refold.heads(conn, &change.entity)?);
        }
        let (entities, payload, text) = parts(new.changes)?;
        let id = EntryId(new_uuid(self.now)?);
        let entry = Entry {
            key: EntryKey {
                workstation: self.identity.workstation,
                epoch: self.identity.epoch,
                seq: head.map_or(1, |(key, _)| key.seq + 1),
            },
            id,
            lamport,
            entities,
            after: after.into_iter().collect(),
            kind: new.kind.to_owned(),
            version: 1,
            audience: new.audience,
            author: new.author,
            at: WrittenAt { utc_ms: self.now.utc_ms, offset_minutes: self.now.offset_minutes, clock_suspect },
            payload,
            text,
            previous: head.map_or([0; 32], |(_, hash)| hash),
            hash: [0; 32],
        }
        .seal_hash();
        // What others would refuse is not written either.
        entry.verify()?;
        let row = journal::insert(conn, &entry)?;
        #[cfg(feature = "planted")]
        crate::planted::before_fold(conn)?;
        let clock = Clock { lamport, last_at_ms: self.now.utc_ms, is_behind: false };
        put_clock(conn, clock)?;
        self.clock = Some(clock);
        self.refold.entry(conn, row, &entry)?;
        self.head = Some((entry.key, entry.hash));
        Ok(id)
    }

    /// Names the epoch before with the head that the store has of it, and the head that was lost where one is known.
    pub(crate) fn begin_epoch(
        &mut self,
        previous: Option<(EntryKey, Hash)>,
        lost: Option<Mark>,
    ) -> Result<()> {
        let hex = |hash: Hash| hash.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let mut set = Fields::new();
        if let Some((key, hash)) = previous {
            set.insert("previous_epoch".into(), key.epoch.to_string().into());
            set.insert("previous_seq".into(), key.seq.into());
            set.insert("previous_head".into(), hex(hash).into());
        }
        if let Some(mark) = lost {
            set.insert("lost_epoch".into(), Epoch(mark.epoch).to_string().into());
            set.insert("lost_seq".into(), mark.seq.into());
            set.insert("lost_head".into(), hex(mark.head).into());
        }
        let subject = EntityRef::new(entity::EPOCH, self.identity.epoch);
        self.append(NewEntry {
            kind: kind::EPOCH_STARTED,
            audience: Audience::OfficeAndCentre,
            author: Author::App,
            changes: vec![EntityChange::new(subject, set)],
        })?;
        Ok(())
    }

    /// What was erased before is erased here as well, where it is not.
    pub(crate) fn erase_again(&mut self, parts: &[(EntryKey, PartName)]) -> Result<()> {
        let conn = self.reader.conn;
        let mut standing = Vec::new();
        for (key, part) in parts {
            if !journal::erased_parts(conn, key)?.contains(part) {
                standing.push((*key, *part));
            }
        }
        self.refold.erase_parts(conn, standing)
    }

    pub(crate) fn absorb(&mut self, entry: &Entry) -> Result<Put> {
        entry.verify()?;
        let conn = self.reader.conn;
        let clock = self.clock()?;
        if !stamp_is_believable(&entry.stamp(), clock.lamport) {
            return Err(moments_core::entry::EntryError::Stamp.into());
        }
        let mut stored = entry.clone();
        let put = journal::put(conn, &mut stored)?;
        if let Put::New(row) | Put::Filled(row) = put {
            if entry.lamport > clock.lamport {
                self.clock = Some(Clock { lamport: entry.lamport, is_behind: true, ..clock });
            }
            if put == Put::Filled(row) {
                stored = journal::by_row(conn, row)?;
            }
            self.refold.forget(row);
            self.refold.entry(conn, row, &stored)?;
        }
        Ok(put)
    }
}

fn put_clock(conn: &Connection, clock: Clock) -> Result<()> {
    let lamport = i64::try_from(clock.lamport).unwrap_or(i64::MAX);
    conn.prepare_cached("UPDATE identity SET lamport = :lamport, last_at_ms = :at_ms WHERE one = 1")?
        .execute(named_params! { ":lamport": lamport, ":at_ms": clock.last_at_ms })?;
    Ok(())
}

/// What an entry is about, and its two parts.
fn parts(changes: Vec<EntityChange>) -> Result<(Vec<EntityRef>, Part, Part)> {
    let (mut entities, mut payload, mut texts) = (Vec::new(), Payload::default(), Texts::default());
    for EntityChange { entity, set, text } in changes {
        entities.push(entity);
        payload.changes.push(Change { set, text: text.keys().cloned().collect() });
        texts.changes.push(text);
    }
    let has_text = texts.changes.iter().any(|text| !text.is_empty());
    let text = if has_text { serde_json::to_vec(&texts)? } else { Vec::new() };
    let payload = serde_json::to_vec(&payload)?;
    if payload.len() > PART_MAX_BYTES || text.len() > PART_MAX_BYTES {
        return Err(moments_core::entry::EntryError::Limit("part").into());
    }
    Ok((entities, Part::new(random()?, payload), Part::new(random()?, text)))
}

/// Whether this version understands an entry's kind; the rest is kept as it came.
pub fn understands(entry: &Entry) -> bool {
    is_known(&entry.kind, entry.version)
}
