//! The journal's rows: writing an entry, reading entries back, erasing a part.
//!
//! Nothing here knows what a kind means or which table is folded from it.

use crate::error::{Result, StoreError};
use moments_core::entities::may_be_erased;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, PartContent, PartName, WrittenAt};
use moments_core::ids::{EntryId, Epoch, WorkstationId};
use moments_core::words::Audience;
use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::cmp::Ordering;
use uuid::Uuid;

const COLUMNS: &str = "row, workstation, epoch, seq, id, lamport, entities, after, kind, version, audience, author, at_ms,
    offset_minutes, clock_suspect, payload, payload_salt, payload_commit, text, text_salt, text_commit, previous, hash";

/// What putting an entry into the journal did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// New here; the journal's row number.
    New(i64),
    /// The same entry was there already.
    Same,
    /// The same entry was there without some bytes that this copy brought.
    Filled(i64),
}

/// Writes an entry. Parts that were erased before stay erased, and are in `entry` afterwards.
pub fn put(conn: &Connection, entry: &mut Entry) -> Result<Put> {
    for part in erased_parts(conn, &entry.key)? {
        if may_be_erased(entry, part) {
            entry.part_mut(part).erase();
        } else {
            forget_tombstone(conn, &entry.key, part)?;
        }
    }
    let place = Place::read(conn, &entry.key)?;
    if place.is_taken {
        return match at(conn, &entry.key)? {
            Some((row, known)) if known.hash == entry.hash && known.id == entry.id => {
                fill(conn, row, &known, entry)
            }
            _ => Err(StoreError::Fork),
        };
    }
    let has_its_id = conn
        .prepare_cached("SELECT 1 FROM entries WHERE id = :id")?
        .exists(named_params! { ":id": entry.id.0 })?;
    if has_its_id || !place.fits(entry) {
        return Err(StoreError::Fork);
    }
    insert(conn, entry).map(Put::New)
}

/// A place in a journal, and what of the chain lies right beside it.
#[derive(Default)]
struct Place {
    is_taken: bool,
    /// The hash of the entry before.
    before: Option<Hash>,
    /// What the entry behind says is the hash of the one before it.
    behind: Option<Hash>,
}

impl Place {
    fn read(conn: &Connection, key: &EntryKey) -> Result<Self> {
        let mut statement = conn.prepare_cached(
            "SELECT seq, previous, hash FROM entries
             WHERE workstation = :workstation AND epoch = :epoch AND seq BETWEEN :before AND :behind",
        )?;
        let own = signed(key.seq);
        let mut rows = statement.query(named_params! {
            ":workstation": key.workstation.0, ":epoch": key.epoch.0, ":before": own - 1, ":behind": own.saturating_add(1),
        })?;
        let mut place = Self::default();
        while let Some(row) = rows.next()? {
            match row.get::<_, i64>(0)?.cmp(&own) {
                Ordering::Less => place.before = Some(row.get(2)?),
                Ordering::Equal => place.is_taken = true,
                Ordering::Greater => place.behind = Some(row.get(1)?),
            }
        }
        Ok(place)
    }

    /// Whether the entries beside it, as far as they are here, are of its chain.
    fn fits(&self, entry: &Entry) -> bool {
        let follows = match &self.before {
            Some(hash) => {
                let before = EntryKey { seq: entry.key.seq.saturating_sub(1), ..entry.key };
                entry.follows(Some((&before, hash))).is_ok()
            }
            None => entry.key.seq > 1 || entry.follows(None).is_ok(),
        };
        follows && self.behind.is_none_or(|previous| previous == entry.hash)
    }
}

/// Writes an entry that cannot be there yet: the store's own next one.
pub fn insert(conn: &Connection, entry: &Entry) -> Result<i64> {
    let entities = entry.entities.iter().map(EntityRef::as_str).collect::<Vec<_>>().join(" ");
    let after: Vec<u8> = entry.after.iter().flat_map(|id| *id.0.as_bytes()).collect();
    let (payload, payload_salt) = bytes(&entry.payload);
    let (text, text_salt) = bytes(&entry.text);
    conn.prepare_cached(
        "INSERT INTO entries (workstation, epoch, seq, id, lamport, entities, after, kind, version, audience, author,
            at_ms, offset_minutes, clock_suspect, payload, payload_salt, payload_commit, text, text_salt, text_commit,
            previous, hash)
         VALUES (:workstation, :epoch, :seq, :id, :lamport, :entities, :after, :kind, :version, :audience, :author,
            :at_ms, :offset_minutes, :clock_suspect, :payload, :payload_salt, :payload_commit, :text, :text_salt,
            :text_commit, :previous, :hash)",
    )?
    .execute(named_params! {
        ":workstation": entry.key.workstation.0, ":epoch": entry.key.epoch.0, ":seq": signed(entry.key.seq),
        ":id": entry.id.0, ":lamport": signed(entry.lamport), ":entities": entities, ":after": after,
        ":kind": entry.kind, ":version": entry.version, ":audience": entry.audience.as_str(),
        ":author": entry.author.to_string(), ":at_ms": entry.at.utc_ms, ":offset_minutes": entry.at.offset_minutes,
        ":clock_suspect": entry.at.clock_suspect, ":payload": payload, ":payload_salt": payload_salt,
        ":payload_commit": entry.payload.commit, ":text": text, ":text_salt": text_salt,
        ":text_commit": entry.text.commit, ":previous": entry.previous, ":hash": entry.hash,
    })?;
    let row = conn.last_insert_rowid();
    let mut link =
        conn.prepare_cached("INSERT OR IGNORE INTO entry_entities (entity, row) VALUES (:entity, :row)")?;
    for entity in &entry.entities {
        link.execute(named_params! { ":entity": entity.as_str(), ":row": row })?;
    }
    Ok(row)
}

fn fill(conn: &Connection, row: i64, known: &Entry, arrived: &Entry) -> Result<Put> {
    let missing = |name: PartName| known.part(name).content.is_none() && arrived.part(name).content.is_some();
    let mut filled = false;
    for name in [PartName::Payload, PartName::Text] {
        if missing(name) {
            let (bytes, salt) = bytes(arrived.part(name));
            let sql = match name {
                PartName::Payload => {
                    "UPDATE entries SET payload = :bytes, payload_salt = :salt WHERE row = :row"
                }
                PartName::Text => "UPDATE entries SET text = :bytes, text_salt = :salt WHERE row = :row",
            };
            conn.prepare_cached(sql)?
                .execute(named_params! { ":bytes": bytes, ":salt": salt, ":row": row })?;
            filled = true;
        }
    }
    Ok(if filled { Put::Filled(row) } else { Put::Same })
}

/// Erases a part for ever: its bytes here now, and whatever arrives for it later. Returns the entry's entities.
pub fn erase(conn: &Connection, key: &EntryKey, part: PartName) -> Result<Vec<EntityRef>> {
    let known = at(conn, key)?;
    if known.as_ref().is_some_and(|(_, entry)| !may_be_erased(entry, part)) {
        return Ok(Vec::new());
    }
    conn.prepare_cached(
        "INSERT OR IGNORE INTO tombstones (workstation, epoch, seq, part) VALUES (:workstation, :epoch, :seq, :part)",
    )?
    .execute(named_params! {
        ":workstation": key.workstation.0, ":epoch": key.epoch.0, ":seq": signed(key.seq), ":part": part.as_str(),
    })?;
    let Some((row, entry)) = known else { return Ok(Vec::new()) };
    let sql = match part {
        PartName::Payload => "UPDATE entries SET payload = NULL, payload_salt = NULL WHERE row = :row",
        PartName::Text => "UPDATE entries SET text = NULL, text_salt = NULL WHERE row = :row",
    };
    conn.prepare_cached(sql)?.execute(named_params! { ":row": row })?;
    Ok(entry.entities)
}

fn forget_tombstone(conn: &Connection, key: &EntryKey, part: PartName) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM tombstones WHERE workstation = :workstation AND epoch = :epoch AND seq = :seq AND part = :part",
    )?
    .execute(named_params! {
        ":workstation": key.workstation.0, ":epoch": key.epoch.0, ":seq": signed(key.seq), ":part": part.as_str(),
    })?;
    Ok(())
}

/// The parts that were erased of the entry at a place, whether or not it is here.
pub fn erased_parts(conn: &Connection, key: &EntryKey) -> Result<Vec<PartName>> {
    let mut statement = conn.prepare_cached(
        "SELECT part FROM tombstones WHERE workstation = :workstation AND epoch = :epoch AND seq = :seq",
    )?;
    let place = named_params! {
        ":workstation": key.workstation.0, ":epoch": key.epoch.0, ":seq": signed(key.seq),
    };
    let parts = statement.query_map(place, |row| Ok(PartName::parse(row.get_ref(0)?.as_str()?)))?;
    Ok(parts.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?)
}

/// The entry at a place, with its row number.
pub fn at(conn: &Connection, key: &EntryKey) -> Result<Option<(i64, Entry)>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entries WHERE workstation = :workstation AND epoch = :epoch AND seq = :seq"
    );
    let found = conn
        .prepare_cached(&sql)?
        .query_row(
            named_params! { ":workstation": key.workstation.0, ":epoch": key.epoch.0, ":seq": signed(key.seq) },
            from_row,
        )
        .optional()?;
    Ok(found)
}

/// The last entry of a workstation's epoch.
pub fn head(
    conn: &Connection,
    workstation: &WorkstationId,
    epoch: &Epoch,
) -> Result<Option<(EntryKey, [u8; 32])>> {
    Ok(conn
        .prepare_cached(
            "SELECT seq, hash FROM entries WHERE workstation = :workstation AND epoch = :epoch ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(named_params! { ":workstation": workstation.0, ":epoch": epoch.0 }, |row| {
            let key = EntryKey { workstation: *workstation, epoch: *epoch, seq: unsigned(row.get("seq")?) };
            Ok((key, row.get("hash")?))
        })
        .optional()?)
}

/// The last entries of a workstation's epoch, the newest first.
pub fn newest(conn: &Connection, workstation: &WorkstationId, epoch: &Epoch, n: u32) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entries WHERE workstation = :workstation AND epoch = :epoch ORDER BY seq DESC LIMIT :n"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map(named_params! { ":workstation": workstation.0, ":epoch": epoch.0, ":n": n }, from_row)?;
    rows.map(|row| Ok(row?.1)).collect()
}

/// The entries of a journal from a place on, in their order: no more than so many, and none behind the one with which their parts
/// come to more than so many bytes.
pub fn from(conn: &Connection, from: &EntryKey, most: usize, bytes: usize) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entries WHERE workstation = :workstation AND epoch = :epoch AND seq >= :seq
         ORDER BY seq LIMIT :most"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        named_params! {
            ":workstation": from.workstation.0, ":epoch": from.epoch.0, ":seq": signed(from.seq),
            ":most": i64::try_from(most).unwrap_or(i64::MAX),
        },
        from_row,
    )?;
    let (mut found, mut read) = (Vec::new(), 0_usize);
    for row in rows {
        let (_, entry) = row?;
        let parts =
            [&entry.payload, &entry.text].map(|part| part.content.as_ref().map_or(0, |c| c.bytes.len()));
        read = read.saturating_add(parts.iter().sum());
        found.push(entry);
        if read > bytes {
            break;
        }
    }
    Ok(found)
}

/// Behind the highest number that a journal could have: behind workstation and epoch alone SQLite would begin with the first of
/// their entries, and pass over each.
const NEXT_JOURNAL: &str = "SELECT workstation, epoch FROM entries
     WHERE (workstation, epoch, seq) > (:workstation, :epoch, 9223372036854775807)
     ORDER BY workstation, epoch, seq LIMIT 1";

/// Every journal of which there are entries, found by leaping from one to the next.
pub fn journals(conn: &Connection) -> Result<Vec<(WorkstationId, Epoch)>> {
    let mut next = conn.prepare_cached(NEXT_JOURNAL)?;
    let mut found: Vec<(WorkstationId, Epoch)> = Vec::new();
    loop {
        // Nothing stands before an empty value.
        let (workstation, epoch): (&[u8], &[u8]) =
            found.last().map_or((&[], &[]), |(workstation, epoch)| (workstation.0.as_bytes(), &epoch.0));
        let journal = next
            .query_row(named_params! { ":workstation": workstation, ":epoch": epoch }, |row| {
                Ok((WorkstationId(row.get("workstation")?), Epoch(row.get("epoch")?)))
            })
            .optional()?;
        match journal {
            Some(journal) => found.push(journal),
            None => return Ok(found),
        }
    }
}

/// The last entry behind `after` to which no number is missing; `None` where there is none.
pub fn unbroken(conn: &Connection, after: &EntryKey) -> Result<Option<(u64, [u8; 32])>> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, hash FROM entries WHERE workstation = :workstation AND epoch = :epoch AND seq > :seq ORDER BY seq",
    )?;
    let mut rows = statement.query(named_params! {
        ":workstation": after.workstation.0, ":epoch": after.epoch.0, ":seq": signed(after.seq),
    })?;
    let mut last = None;
    let mut expected = after.seq + 1;
    while let Some(row) = rows.next()? {
        if unsigned(row.get("seq")?) != expected {
            break;
        }
        last = Some((expected, row.get("hash")?));
        expected += 1;
    }
    Ok(last)
}

/// The entries that speak of an entity, with their row numbers.
pub fn of_entity(conn: &Connection, entity: &EntityRef) -> Result<Vec<(i64, Entry)>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entries WHERE row IN (SELECT row FROM entry_entities WHERE entity = :entity) ORDER BY row"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(named_params! { ":entity": entity.as_str() }, from_row)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// The row numbers of the entries that speak of an entity.
pub fn rows_of_entity(conn: &Connection, entity: &EntityRef) -> Result<Vec<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT row FROM entry_entities WHERE entity = :entity ORDER BY row")?;
    let rows = statement.query_map(named_params! { ":entity": entity.as_str() }, |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// One entry by its row number.
pub fn by_row(conn: &Connection, row: i64) -> Result<Entry> {
    let sql = format!("SELECT {COLUMNS} FROM entries WHERE row = :row");
    Ok(conn.prepare_cached(&sql)?.query_row(named_params! { ":row": row }, from_row)?.1)
}

/// One entry by its id.
pub fn by_id(conn: &Connection, id: &EntryId) -> Result<Option<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM entries WHERE id = :id");
    Ok(conn
        .prepare_cached(&sql)?
        .query_row(named_params! { ":id": id.0 }, from_row)
        .optional()?
        .map(|(_, e)| e))
}

/// Calls `visit` with every entry, journal by journal, in their order.
pub fn for_each(conn: &Connection, mut visit: impl FnMut(i64, Entry) -> Result<()>) -> Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM entries ORDER BY workstation, epoch, seq");
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (number, entry) = from_row(row)?;
        visit(number, entry)?;
    }
    Ok(())
}

/// How many entries there are, of all workstations: they are numbered as they come, and none is ever deleted.
pub fn count(conn: &Connection) -> Result<u64> {
    Ok(unsigned(conn.query_row("SELECT coalesce(max(row), 0) FROM entries", [], |row| row.get(0))?))
}

/// The columns of a row one behind the other: to look 23 names up takes as long as to read what they name.
struct InOrder<'r>(&'r Row<'r>, usize);

impl<'r> InOrder<'r> {
    fn next<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.1 += 1;
        self.0.get(self.1 - 1)
    }

    fn text(&mut self) -> rusqlite::Result<&'r str> {
        self.1 += 1;
        Ok(self.0.get_ref(self.1 - 1)?.as_str()?)
    }

    fn bytes(&mut self) -> rusqlite::Result<&'r [u8]> {
        self.1 += 1;
        Ok(self.0.get_ref(self.1 - 1)?.as_blob()?)
    }

    fn part(&mut self) -> rusqlite::Result<Part> {
        let (bytes, salt): (Option<Vec<u8>>, Option<[u8; 32]>) = (self.next()?, self.next()?);
        let content = bytes.zip(salt).map(|(bytes, salt)| PartContent { salt, bytes });
        Ok(Part { commit: self.next()?, content })
    }
}

/// In the order of [`COLUMNS`].
fn from_row(row: &Row<'_>) -> rusqlite::Result<(i64, Entry)> {
    let mut row = InOrder(row, 0);
    let number = row.next()?;
    let entry = Entry {
        key: EntryKey {
            workstation: WorkstationId(row.next()?),
            epoch: Epoch(row.next()?),
            seq: unsigned(row.next()?),
        },
        id: EntryId(row.next()?),
        lamport: unsigned(row.next()?),
        entities: row.text()?.split(' ').filter_map(EntityRef::parse).collect(),
        after: row
            .bytes()?
            .chunks_exact(16)
            .filter_map(|id| Uuid::from_slice(id).ok())
            .map(EntryId)
            .collect(),
        kind: row.next()?,
        version: row.next()?,
        audience: Audience::parse(row.text()?).unwrap_or_default(),
        author: Author::parse(row.text()?).unwrap_or(Author::App),
        at: WrittenAt { utc_ms: row.next()?, offset_minutes: row.next()?, clock_suspect: row.next()? },
        payload: row.part()?,
        text: row.part()?,
        previous: row.next()?,
        hash: row.next()?,
    };
    Ok((number, entry))
}

fn bytes(part: &Part) -> (Option<&[u8]>, Option<[u8; 32]>) {
    part.content.as_ref().map_or((None, None), |c| (Some(c.bytes.as_slice()), Some(c.salt)))
}

/// SQLite's integers are signed; ours stay below 2^53.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
