//! Entries as rows.

use crate::error::{CentreError, Result};
use crate::rows::{Cell, Columns, put};
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, PartContent, WrittenAt};
use moments_core::ids::{EntryId, Epoch, OfficeId, WorkstationId};
use moments_core::words::Audience;
use std::collections::BTreeSet;
use tokio_postgres::types::Type;
use tokio_postgres::{Row, Transaction};
use uuid::Uuid;

pub const COLUMNS: &str = "workstation, epoch, seq, id, lamport, entities, after, kind, version, audience, author, utc_ms,
    offset_minutes, clock_suspect, payload, payload_salt, payload_commit, text, text_salt, text_commit, previous, hash";

/// The same, behind the office, to write.
const WRITTEN: &Columns = &[
    ("office", Type::UUID),
    ("workstation", Type::UUID),
    ("epoch", Type::UUID),
    ("seq", Type::INT8),
    ("id", Type::UUID),
    ("lamport", Type::INT8),
    ("entities", Type::TEXT_ARRAY),
    ("after", Type::UUID_ARRAY),
    ("kind", Type::TEXT),
    ("version", Type::INT4),
    ("audience", Type::TEXT),
    ("author", Type::TEXT),
    ("utc_ms", Type::INT8),
    ("offset_minutes", Type::INT2),
    ("clock_suspect", Type::BOOL),
    ("payload", Type::BYTEA),
    ("payload_salt", Type::BYTEA),
    ("payload_commit", Type::BYTEA),
    ("text", Type::BYTEA),
    ("text_salt", Type::BYTEA),
    ("text_commit", Type::BYTEA),
    ("previous", Type::BYTEA),
    ("hash", Type::BYTEA),
];

const ABOUT: &Columns = &[
    ("office", Type::UUID),
    ("entity", Type::TEXT),
    ("workstation", Type::UUID),
    ("epoch", Type::UUID),
    ("seq", Type::INT8),
];

/// An epoch as its column has it.
pub fn uuid(epoch: Epoch) -> Uuid {
    Uuid::from_bytes(epoch.0)
}

/// Numbers of entries are far below 2⁶³: a bundle that says otherwise is refused before this.
pub fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

pub fn hash(bytes: &[u8]) -> Result<Hash> {
    bytes.try_into().map_err(|_| CentreError::Row("a hash"))
}

/// Puts entries that are not there yet.
pub async fn insert(tx: &Transaction<'_>, office: OfficeId, entries: &[Entry]) -> Result<()> {
    let rows: Vec<Vec<Cell<'_>>> = entries.iter().map(|entry| row(office, entry)).collect();
    put(tx, "entries", WRITTEN, &rows).await?;
    let rows: Vec<Vec<Cell<'_>>> = entries.iter().flat_map(|entry| about(office, entry)).collect();
    put(tx, "entry_entities", ABOUT, &rows).await
}

fn row(office: OfficeId, entry: &Entry) -> Vec<Cell<'_>> {
    let ((payload, payload_salt), (text, text_salt)) = (pieces(&entry.payload), pieces(&entry.text));
    vec![
        office.0.into(),
        entry.key.workstation.0.into(),
        uuid(entry.key.epoch).into(),
        signed(entry.key.seq).into(),
        entry.id.0.into(),
        signed(entry.lamport).into(),
        entry.entities.iter().map(EntityRef::as_str).collect::<Vec<_>>().into(),
        entry.after.iter().map(|id| id.0).collect::<Vec<_>>().into(),
        entry.kind.as_str().into(),
        entry.version.into(),
        entry.audience.as_str().into(),
        entry.author.to_string().into(),
        entry.at.utc_ms.into(),
        entry.at.offset_minutes.into(),
        entry.at.clock_suspect.into(),
        payload.into(),
        payload_salt.into(),
        entry.payload.commit.as_slice().into(),
        text.into(),
        text_salt.into(),
        entry.text.commit.as_slice().into(),
        entry.previous.as_slice().into(),
        entry.hash.as_slice().into(),
    ]
}

/// What an entry is about, each once.
fn about(office: OfficeId, entry: &Entry) -> Vec<Vec<Cell<'_>>> {
    let (workstation, epoch, seq) = (entry.key.workstation.0, uuid(entry.key.epoch), signed(entry.key.seq));
    let entities: BTreeSet<&str> = entry.entities.iter().map(EntityRef::as_str).collect();
    let row =
        |entity| vec![office.0.into(), Cell::from(entity), workstation.into(), epoch.into(), seq.into()];
    entities.into_iter().map(row).collect()
}

/// Bytes and salt, where there are any.
pub fn pieces(part: &Part) -> (Option<&[u8]>, Option<&[u8]>) {
    let content = part.content.as_ref();
    (content.map(|content| content.bytes.as_slice()), content.map(|content| content.salt.as_slice()))
}

pub fn from_row(row: &Row) -> Result<Entry> {
    let entities: Vec<&str> = row.try_get("entities")?;
    let after: Vec<Uuid> = row.try_get("after")?;
    let part = |bytes: &str, salt: &str, commit: &str| -> Result<Part> {
        let bytes: Option<Vec<u8>> = row.try_get(bytes)?;
        let salt: Option<&[u8]> = row.try_get(salt)?;
        let salt = salt.map(hash).transpose()?;
        let content = bytes.zip(salt).map(|(bytes, salt)| PartContent { salt, bytes });
        Ok(Part { commit: hash(row.try_get(commit)?)?, content })
    };
    let entities = entities.into_iter().map(|e| EntityRef::parse(e).ok_or(CentreError::Row("an entity")));
    Ok(Entry {
        key: EntryKey {
            workstation: WorkstationId(row.try_get("workstation")?),
            epoch: Epoch(*row.try_get::<_, Uuid>("epoch")?.as_bytes()),
            seq: unsigned(row.try_get("seq")?),
        },
        id: EntryId(row.try_get("id")?),
        lamport: unsigned(row.try_get("lamport")?),
        entities: entities.collect::<Result<_>>()?,
        after: after.into_iter().map(EntryId).collect(),
        kind: row.try_get("kind")?,
        version: u16::try_from(row.try_get::<_, i32>("version")?)
            .map_err(|_| CentreError::Row("a version"))?,
        audience: Audience::parse(row.try_get("audience")?).ok_or(CentreError::Row("an audience"))?,
        author: Author::parse(row.try_get("author")?).ok_or(CentreError::Row("an author"))?,
        at: WrittenAt {
            utc_ms: row.try_get("utc_ms")?,
            offset_minutes: row.try_get("offset_minutes")?,
            clock_suspect: row.try_get("clock_suspect")?,
        },
        payload: part("payload", "payload_salt", "payload_commit")?,
        text: part("text", "text_salt", "text_commit")?,
        previous: hash(row.try_get("previous")?)?,
        hash: hash(row.try_get("hash")?)?,
    })
}
