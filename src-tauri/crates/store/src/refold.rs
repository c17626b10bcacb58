//! From entries to tables: folding every entity that an entry touches, and carrying out erasures.

use crate::error::Result;
use crate::journal;
use crate::store::WriteTx;
use crate::tables::{self, audit::Erasure};
use moments_core::entities::{entity, staff_ref};
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, PartName};
use moments_core::fold::{Folded, Slice, fold, slices};
use moments_core::ids::{EntryId, StaffId};
use rusqlite::{Connection, named_params};
use std::collections::{BTreeMap, BTreeSet};

/// Entries that are kept read within one transaction; an import of the catalogue touches each of its entries 200 times.
const CACHED_ENTRIES: usize = 64;

struct ReadEntry {
    entities: Vec<EntityRef>,
    slices: Vec<Slice>,
}

/// The folding side of one transaction.
#[derive(Default)]
pub struct Refold {
    cache: BTreeMap<i64, ReadEntry>,
    changed: BTreeSet<EntityRef>,
}

impl Refold {
    pub fn into_changed(self) -> BTreeSet<EntityRef> {
        self.changed
    }

    /// The head entries of an entity, for the next writer's `after`.
    pub fn heads(&mut self, conn: &Connection, subject: &EntityRef) -> Result<Vec<EntryId>> {
        Ok(self.folded(conn, subject)?.heads)
    }

    /// An entry was put at `row`: folds its entities.
    pub fn entry(&mut self, conn: &Connection, row: i64, entry: &Entry) -> Result<()> {
        self.remember(row, entry);
        for subject in &entry.entities {
            self.entity(conn, subject)?;
        }
        let may_erase = entry.entities.iter().any(|e| matches!(e.kind(), entity::ERASURE | entity::STAFF));
        if may_erase { self.carry_out_erasures(conn) } else { Ok(()) }
    }

    /// An entry's bytes changed: it is to be read again.
    pub fn forget(&mut self, row: i64) {
        self.cache.remove(&row);
    }

    fn entity(&mut self, conn: &Connection, subject: &EntityRef) -> Result<()> {
        let folded = self.folded(conn, subject)?;
        tables::put(conn, subject, &folded)?;
        self.changed.insert(subject.clone());
        Ok(())
    }

    fn folded(&mut self, conn: &Connection, subject: &EntityRef) -> Result<Folded> {
        let rows = journal::rows_of_entity(conn, subject)?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            if !self.cache.contains_key(&row) {
                let entry = journal::by_row(conn, row)?;
                self.remember(row, &entry);
            }
            let read = self.cache.get(&row);
            found.extend(read.and_then(|read| {
                let place = read.entities.iter().position(|e| e == subject)?;
                read.slices.get(place).cloned()
            }));
        }
        Ok(fold(found))
    }

    fn remember(&mut self, row: i64, entry: &Entry) {
        if self.cache.len() >= CACHED_ENTRIES {
            self.cache.pop_first();
        }
        self.cache.insert(row, ReadEntry { entities: entry.entities.clone(), slices: slices(entry) });
    }

    /// Carries out every erasure whose author may: a supervisor or administrator (at any time: order of arrival does
    /// not matter), the app, or the command line with the key. The others wait.
    fn carry_out_erasures(&mut self, conn: &Connection) -> Result<()> {
        let waiting: Vec<(String, String)> = conn
            .prepare_cached("SELECT id, record FROM erasures WHERE applied = 0 ORDER BY id")?
            .query_map([], |row| Ok((row.get("id")?, row.get("record")?)))?
            .collect::<std::result::Result<_, _>>()?;
        for (id, record) in waiting {
            let subject = EntityRef::new(entity::ERASURE, &id);
            let authors: BTreeSet<Author> =
                journal::of_entity(conn, &subject)?.into_iter().map(|(_, e)| e.author).collect();
            let mut allowed = false;
            for author in authors {
                allowed |= match author {
                    Author::App | Author::Cli => true,
                    Author::Staff(staff) => self.ever_supervised(conn, &staff)?,
                };
            }
            if allowed {
                let erasure: Erasure = serde_json::from_str(&record)?;
                self.erase(conn, &erasure)?;
                conn.prepare_cached("UPDATE erasures SET applied = 1 WHERE id = :id")?
                    .execute(named_params! { ":id": id })?;
            }
        }
        Ok(())
    }

    fn erase(&mut self, conn: &Connection, erasure: &Erasure) -> Result<()> {
        let mut touched = BTreeSet::new();
        for (key, part) in erasure.targets.iter().filter_map(|t| parse_target(t)) {
            if let Some((row, _)) = journal::at(conn, &key)? {
                self.forget(row);
            }
            touched.extend(journal::erase(conn, &key, part)?);
        }
        for subject in touched {
            self.entity(conn, &subject)?;
        }
        Ok(())
    }

    fn ever_supervised(&mut self, conn: &Connection, staff: &StaffId) -> Result<bool> {
        let entries = journal::of_entity(conn, &staff_ref(staff))?;
        let subject = staff_ref(staff);
        Ok(entries.iter().any(|(_, entry)| {
            let place = entry.entities.iter().position(|e| *e == subject);
            let slice = place.and_then(|place| slices(entry).into_iter().nth(place));
            let roles = slice.as_ref().and_then(|slice| slice.value("roles")).and_then(|v| v.as_array());
            roles.is_some_and(|roles| {
                roles.iter().any(|r| matches!(r.as_str(), Some("supervisor" | "administrator")))
            })
        }))
    }
}

/// One target of an erasure as text.
pub fn target(key: &EntryKey, part: PartName) -> String {
    format!("{} {} {} {}", key.workstation, key.epoch, key.seq, part.as_str())
}

fn parse_target(text: &str) -> Option<(EntryKey, PartName)> {
    let mut words = text.split(' ');
    let key = EntryKey {
        workstation: words.next()?.parse().ok()?,
        epoch: words.next()?.parse().ok()?,
        seq: words.next()?.parse().ok()?,
    };
    let part = PartName::parse(words.next()?)?;
    words.next().is_none().then_some((key, part))
}

/// Empties every folded table and folds it anew, in the order in which the entities first appeared.
pub fn rebuild(tx: &mut WriteTx<'_>) -> Result<()> {
    let (conn, refold) = tx.refold();
    rebuild_tables(conn, refold)
}

pub(crate) fn rebuild_tables(conn: &Connection, refold: &mut Refold) -> Result<()> {
    for table in [
        "offices",
        "workstations",
        "staff",
        "services",
        "standards",
        "quick_lists",
        "moments",
        "audit",
        "erasures",
        "flags",
        "notes",
    ] {
        conn.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let entities: Vec<String> = conn
        .prepare("SELECT entity FROM entry_entities GROUP BY entity ORDER BY min(row)")?
        .query_map([], |row| row.get(0))?
        .collect::<std::result::Result<_, _>>()?;
    for subject in entities.iter().filter_map(|e| EntityRef::parse(e)) {
        refold.entity(conn, &subject)?;
    }
    refold.carry_out_erasures(conn)
}
