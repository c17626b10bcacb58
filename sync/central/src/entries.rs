//! Entries as rows.

use crate::error::{CentreError, Result};
use futures::future::try_join_all;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, PartContent, WrittenAt};
use moments_core::ids::{EntryId, Epoch, OfficeId, WorkstationId};
use moments_core::words::Audience;
use tokio_postgres::{Row, Transaction};
use uuid::Uuid;

pub const COLUMNS: &str = "workstation, epoch, seq, id, lamport, entities, after, kind, version, audience, author, utc_ms,
    offset_minutes, clock_suspect, payload, payload_salt, payload_commit, text, text_salt, text_commit, previous, hash";

/// Statements that are on their way at once.
const AT_ONCE: usize = 500;

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
    let put = tx
        .prepare(&format!(
            "INSERT INTO centre.entries (office, {COLUMNS})
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"
        ))
        .await?;
    let about = tx
        .prepare(
            "INSERT INTO centre.entry_entities (office, entity, workstation, epoch, seq)
             SELECT $1, entity, $3, $4, $5 FROM unnest($2::text[]) AS entity ON CONFLICT DO NOTHING",
        )
        .await?;
    for some in entries.chunks(AT_ONCE) {
        try_join_all(some.iter().map(|entry| async {
            let entities: Vec<&str> = entry.entities.iter().map(EntityRef::as_str).collect();
            let after: Vec<Uuid> = entry.after.iter().map(|id| id.0).collect();
            let (workstation, epoch) = (entry.key.workstation.0, uuid(entry.key.epoch));
            let (seq, lamport) = (signed(entry.key.seq), signed(entry.lamport));
            let (payload, payload_salt) = pieces(&entry.payload);
            let (text, text_salt) = pieces(&entry.text);
            tx.execute(
                &put,
                &[
                    &office.0,
                    &workstation,
                    &epoch,
                    &seq,
                    &entry.id.0,
                    &lamport,
                    &entities,
                    &after,
                    &entry.kind,
                    &i32::from(entry.version),
                    &entry.audience.as_str(),
                    &entry.author.to_string(),
                    &entry.at.utc_ms,
                    &entry.at.offset_minutes,
                    &entry.at.clock_suspect,
                    &payload,
                    &payload_salt,
                    &entry.payload.commit.as_slice(),
                    &text,
                    &text_salt,
                    &entry.text.commit.as_slice(),
                    &entry.previous.as_slice(),
                    &entry.hash.as_slice(),
                ],
            )
            .await?;
            tx.execute(&about, &[&office.0, &entities, &workstation, &epoch, &seq]).await
        }))
        .await?;
    }
    Ok(())
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
