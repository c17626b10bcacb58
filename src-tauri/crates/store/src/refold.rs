//! From entries to tables: folding every entity that an entry touches, and carrying out erasures.

use crate::error::Result;
use crate::journal;
use crate::tables::{self, exchange, flags, people};
use crate::transaction::WriteTx;
use moments_core::authority::{is_person, may_have_written, roles_ever};
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, PartName};
use moments_core::erasure::{Erasure, parse_target};
use moments_core::fold::{Folded, Slice, fold, heads, slices};
use moments_core::ids::{EntryId, StaffId};
use moments_core::words::Role;
use rusqlite::{Connection, named_params};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Entries that are kept read within one transaction; an import of the catalogue touches each of its entries 200 times.
const CACHED_ENTRIES: usize = 64;

struct ReadEntry {
    author: Author,
    kind: String,
    entities: Vec<EntityRef>,
    slices: Vec<Slice>,
}

/// One entity, folded, with who wrote about it.
struct FoldedEntity {
    folded: Folded,
    authors: BTreeSet<(Author, String)>,
    /// Of a person: every setting of their roles.
    roles: Vec<(Author, serde_json::Value)>,
}

/// The folding side of one transaction.
#[derive(Default)]
pub struct Refold {
    cache: BTreeMap<i64, Arc<ReadEntry>>,
    changed: BTreeSet<EntityRef>,
    /// What was erased in this transaction.
    pub erased: Vec<(EntryKey, PartName)>,
}

impl Refold {
    /// Whether bytes were erased: then the log must not keep them either.
    pub fn has_erased(&self) -> bool {
        !self.erased.is_empty()
    }

    pub fn into_changed(self) -> BTreeSet<EntityRef> {
        self.changed
    }

    /// The head entries of an entity, for the next writer's `after`.
    pub fn heads(&mut self, conn: &Connection, subject: &EntityRef) -> Result<Vec<EntryId>> {
        let read = self.about(conn, subject)?;
        Ok(heads(of(&read, subject).map(|(_, slice)| slice)))
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
        let FoldedEntity { folded, authors, roles } = self.folded(conn, subject)?;
        let person = is_person(subject);
        let before = person.map(|staff| people::roles_ever(conn, &staff)).transpose()?;
        let ever = person.map(|staff| roles_ever(&staff, roles.iter().map(|(by, roles)| (*by, roles))));
        let mut without_role = BTreeSet::new();
        for (author, kind) in authors {
            let Some(staff) = author.staff() else { continue };
            let theirs = match &ever {
                Some(ever) if person == Some(staff) => ever.clone(),
                _ => people::roles_ever(conn, &staff)?,
            };
            if !may_have_written(&kind, subject, author, &theirs) {
                without_role.insert(staff);
            }
        }
        tables::put(conn, subject, &folded, &without_role)?;
        self.changed.insert(subject.clone());
        if let Some((staff, ever)) = person.zip(ever).filter(|(_, ever)| before.as_ref() != Some(ever)) {
            people::put_roles_ever(conn, &staff, &ever)?;
            // What they wrote may have come before the word that they may.
            for waiting in flags::waiting_for_role(conn, &staff)? {
                self.entity(conn, &waiting)?;
            }
        }
        Ok(())
    }

    fn folded(&mut self, conn: &Connection, subject: &EntityRef) -> Result<FoldedEntity> {
        let read = self.about(conn, subject)?;
        let found = || of(&read, subject);
        let roles = |(read, slice): (&ReadEntry, &Slice)| {
            slice.value("roles").map(|roles| (read.author, roles.clone()))
        };
        Ok(FoldedEntity {
            folded: fold(found().map(|(_, slice)| slice)),
            authors: found().map(|(read, _)| (read.author, read.kind.clone())).collect(),
            roles: found().filter_map(roles).collect(),
        })
    }

    /// The entries that speak of an entity.
    fn about(&mut self, conn: &Connection, subject: &EntityRef) -> Result<Vec<Arc<ReadEntry>>> {
        let rows = journal::rows_of_entity(conn, subject)?;
        rows.into_iter().map(|row| self.read(conn, row)).collect()
    }

    fn read(&mut self, conn: &Connection, row: i64) -> Result<Arc<ReadEntry>> {
        if let Some(read) = self.cache.get(&row) {
            return Ok(Arc::clone(read));
        }
        let entry = journal::by_row(conn, row)?;
        Ok(self.remember(row, &entry))
    }

    fn remember(&mut self, row: i64, entry: &Entry) -> Arc<ReadEntry> {
        if self.cache.len() >= CACHED_ENTRIES {
            self.cache.pop_first();
        }
        let read = Arc::new(ReadEntry {
            author: entry.author,
            kind: entry.kind.clone(),
            entities: entry.entities.clone(),
            slices: slices(entry),
        });
        self.cache.insert(row, Arc::clone(&read));
        read
    }

    /// Carries out every erasure whose author may: a supervisor or administrator (at any time: order of arrival does
    /// not matter), the app, or the command line with the key. The others wait.
    fn carry_out_erasures(&mut self, conn: &Connection) -> Result<()> {
        // One that erases another's words makes that one to be looked at again.
        while self.carry_out_waiting(conn)? {}
        Ok(())
    }

    /// Whether one was carried out.
    fn carry_out_waiting(&mut self, conn: &Connection) -> Result<bool> {
        let mut any = false;
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
                    Author::Staff(staff) => ever_supervised(conn, &staff)?,
                };
            }
            if allowed {
                let erasure: Erasure = serde_json::from_str(&record)?;
                self.erase(conn, &erasure)?;
                conn.prepare_cached("UPDATE erasures SET applied = 1 WHERE id = :id")?
                    .execute(named_params! { ":id": id })?;
                any = true;
            }
        }
        Ok(any)
    }

    fn erase(&mut self, conn: &Connection, erasure: &Erasure) -> Result<()> {
        self.erase_parts(conn, erasure.targets.iter().filter_map(|t| parse_target(t)))
    }

    pub fn erase_parts(
        &mut self,
        conn: &Connection,
        parts: impl IntoIterator<Item = (EntryKey, PartName)>,
    ) -> Result<()> {
        let mut touched = BTreeSet::new();
        for (key, part) in parts {
            if let Some((row, _)) = journal::at(conn, &key)? {
                self.forget(row);
            }
            touched.extend(journal::erase(conn, &key, part)?);
            exchange::unseal(conn, &key)?;
            self.erased.push((key, part));
        }
        for subject in touched {
            self.entity(conn, &subject)?;
        }
        Ok(())
    }
}

/// What each of these says of an entity.
fn of<'a>(
    read: &'a [Arc<ReadEntry>],
    subject: &EntityRef,
) -> impl Iterator<Item = (&'a ReadEntry, &'a Slice)> {
    read.iter().filter_map(move |read| {
        let place = read.entities.iter().position(|e| e == subject)?;
        Some((read.as_ref(), read.slices.get(place)?))
    })
}

fn ever_supervised(conn: &Connection, staff: &StaffId) -> Result<bool> {
    let ever = people::roles_ever(conn, staff)?;
    Ok(ever.contains(&Role::Supervisor) || ever.contains(&Role::Administrator))
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
        "organizations",
        "cases",
        "follow_ups",
        "follow_up_openings",
        "draws",
        "sign_offs",
        "day_contexts",
        "moments",
        "days",
        "blocks",
        "day_sums",
        "keepings",
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
