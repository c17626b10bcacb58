//! A bundle's entries become the office's: the next ones of its journal without a gap, each once, and nothing that contradicts what
//! is here.
//!
//! All of it happens in one transaction that has locked the office's row.

use crate::entries::{self, hash, pieces, signed, unsigned, uuid};
use crate::error::Result;
use crate::fold::{refold, without_erased};
use moments_bundle::{Header, Opened};
use moments_core::entry::{EntityRef, Entry, Hash, PartName};
use moments_core::ids::OfficeId;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Transaction;
use uuid::Uuid;

/// What became of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// All of it is here, this much of it new.
    Taken { new: usize },
    /// Entries before it are missing.
    Waiting { have: u64 },
    /// Why, as a sentence. What could be taken of it was.
    Refused { reason: String, new: usize },
}

/// Where a retired workstation's journal ends.
struct CutOff {
    last_seq: u64,
    head: Option<Hash>,
}

pub async fn apply(tx: &Transaction<'_>, office: OfficeId, opened: Opened, name: &str) -> Result<Applied> {
    let Opened { header, entries, .. } = opened;
    if i64::try_from(header.to).is_err() {
        return Ok(refused("its entries have numbers that no journal reaches"));
    }
    let (have, head) = journal(tx, office, &header).await?;
    if header.from > have.saturating_add(1) {
        return Ok(Applied::Waiting { have });
    }
    let (known, mut next): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.key.seq <= have);
    if let Some(fork) = fork(tx, office, &header, &known, &next, head).await? {
        quarantine(tx, office, fork, "fork", name).await?;
        return Ok(refused(format!(
            "entry {} is here with another content. A copy of the workstation's store may be in use elsewhere; nothing was overwritten",
            fork.key.seq
        )));
    }
    let beyond = match cut_off(tx, office, &header).await? {
        None => Vec::new(),
        Some(cut_off) => {
            let last = next.iter().find(|entry| entry.key.seq == cut_off.last_seq);
            if cut_off.head.zip(last).is_some_and(|(head, last)| last.hash != head) {
                return Ok(refused("it does not lead to the last entry of the retired workstation"));
            }
            let beyond = next.iter().position(|entry| entry.key.seq > cut_off.last_seq);
            beyond.map_or_else(Vec::new, |place| next.split_off(place))
        }
    };
    if let Some(twin) = same_id(tx, office, &next).await? {
        quarantine(tx, office, twin, "same_id", name).await?;
        return Ok(refused(format!("entry {} has the id of another entry of the office", twin.key.seq)));
    }
    let new = next.len();
    let mut changed = fill(tx, office, known).await?;
    let next = without_erased(tx, office, next).await?;
    changed.extend(next.iter().flat_map(|entry| entry.entities.iter().cloned()));
    entries::insert(tx, office, &next).await?;
    advance(tx, office, &header, next.last(), name).await?;
    refold(tx, office, changed, &next).await?;
    for entry in &beyond {
        quarantine(tx, office, entry, "retired", name).await?;
    }
    match beyond.first() {
        None => Ok(Applied::Taken { new }),
        Some(first) => {
            let reason = format!(
                "the workstation was retired, and its entries from {} on are behind its last one. Raise it with `moments-central retire` \
                 if they are to be taken",
                first.key.seq
            );
            Ok(Applied::Refused { reason, new })
        }
    }
}

fn refused(reason: impl Into<String>) -> Applied {
    Applied::Refused { reason: reason.into(), new: 0 }
}

/// How far the journal is here.
async fn journal(tx: &Transaction<'_>, office: OfficeId, header: &Header) -> Result<(u64, Hash)> {
    let row = tx
        .query_opt(
            "SELECT seq, hash FROM centre.journals WHERE office = $1 AND workstation = $2 AND epoch = $3 FOR UPDATE",
            &[&office.0, &header.workstation.0, &uuid(header.epoch)],
        )
        .await?;
    row.map_or(Ok((0, [0; 32])), |row| Ok((unsigned(row.try_get("seq")?), hash(row.try_get("hash")?)?)))
}

/// The first entry that contradicts what is here.
async fn fork<'a>(
    tx: &Transaction<'_>,
    office: OfficeId,
    header: &Header,
    known: &'a [Entry],
    next: &'a [Entry],
    head: Hash,
) -> Result<Option<&'a Entry>> {
    let rows = tx
        .query(
            "SELECT seq, hash FROM centre.entries
             WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq BETWEEN $4 AND $5",
            &[
                &office.0,
                &header.workstation.0,
                &uuid(header.epoch),
                &signed(header.from),
                &signed(header.to),
            ],
        )
        .await?;
    let mut here = BTreeMap::new();
    for row in &rows {
        here.insert(unsigned(row.try_get("seq")?), hash(row.try_get("hash")?)?);
    }
    let other = known.iter().find(|entry| here.get(&entry.key.seq) != Some(&entry.hash));
    // The hash of an entry holds those of all before it, so that only the seam is left to look at.
    let seam = next.first().filter(|first| first.previous != head);
    Ok(other.or(seam))
}

async fn cut_off(tx: &Transaction<'_>, office: OfficeId, header: &Header) -> Result<Option<CutOff>> {
    let rows = tx
        .query(
            "SELECT epoch, last_seq, head FROM centre.retired_workstations WHERE office = $1 AND workstation = $2",
            &[&office.0, &header.workstation.0],
        )
        .await?;
    let mut cut_off = (!rows.is_empty()).then_some(CutOff { last_seq: 0, head: None });
    for row in &rows {
        if row.try_get::<_, Uuid>("epoch")? == uuid(header.epoch) {
            let head: Option<&[u8]> = row.try_get("head")?;
            cut_off = Some(CutOff {
                last_seq: unsigned(row.try_get("last_seq")?),
                head: head.map(hash).transpose()?,
            });
        }
    }
    Ok(cut_off)
}

/// An entry whose id is another's: of the same bundle, or here already.
async fn same_id<'a>(tx: &Transaction<'_>, office: OfficeId, next: &'a [Entry]) -> Result<Option<&'a Entry>> {
    let ids: Vec<Uuid> = next.iter().map(|entry| entry.id.0).collect();
    let rows = tx
        .query(
            // One at a time by its key, whatever the database believes of the table's size.
            "SELECT here.id FROM unnest($2::uuid[]) AS next (id), LATERAL (
                SELECT e.id FROM centre.entries e WHERE e.office = $1 AND e.id = next.id LIMIT 1) AS here",
            &[&office.0, &ids],
        )
        .await?;
    let mut seen = BTreeSet::new();
    for row in &rows {
        seen.insert(row.try_get::<_, Uuid>("id")?);
    }
    Ok(next.iter().find(|entry| !seen.insert(entry.id.0)))
}

async fn quarantine(
    tx: &Transaction<'_>,
    office: OfficeId,
    entry: &Entry,
    reason: &str,
    name: &str,
) -> Result<()> {
    tx.execute(
        "INSERT INTO centre.quarantine (office, workstation, epoch, seq, hash, reason, bundle)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        &[
            &office.0,
            &entry.key.workstation.0,
            &uuid(entry.key.epoch),
            &signed(entry.key.seq),
            &entry.hash.as_slice(),
            &reason,
            &name,
        ],
    )
    .await?;
    Ok(())
}

/// An entry that is here without a part, and comes with it: it was erased where the first bundle was sealed, or that bundle was
/// written before the centre was to read it. What was erased stays so.
async fn fill(tx: &Transaction<'_>, office: OfficeId, known: Vec<Entry>) -> Result<BTreeSet<EntityRef>> {
    let mut changed = BTreeSet::new();
    let known = with_a_gap(tx, office, known).await?;
    for entry in without_erased(tx, office, known).await? {
        for part in [PartName::Payload, PartName::Text] {
            let (Some(bytes), Some(salt)) = pieces(entry.part(part)) else { continue };
            let sql = match part {
                PartName::Payload => {
                    "UPDATE centre.entries SET payload = $5, payload_salt = $6
                     WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq = $4 AND payload IS NULL"
                }
                PartName::Text => {
                    "UPDATE centre.entries SET text = $5, text_salt = $6
                     WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq = $4 AND text IS NULL"
                }
            };
            let key = entry.key;
            let filled = tx
                .execute(
                    sql,
                    &[&office.0, &key.workstation.0, &uuid(key.epoch), &signed(key.seq), &bytes, &salt],
                )
                .await?;
            if filled > 0 {
                changed.extend(entry.entities.iter().cloned());
            }
        }
    }
    Ok(changed)
}

/// Those that are here without one of their parts.
async fn with_a_gap(tx: &Transaction<'_>, office: OfficeId, mut known: Vec<Entry>) -> Result<Vec<Entry>> {
    let ([first, ..], [.., last]) = (known.as_slice(), known.as_slice()) else { return Ok(known) };
    let rows = tx
        .query(
            "SELECT seq FROM centre.entries WHERE office = $1 AND workstation = $2 AND epoch = $3
                AND seq BETWEEN $4 AND $5 AND (payload IS NULL OR text IS NULL)",
            &[
                &office.0,
                &first.key.workstation.0,
                &uuid(first.key.epoch),
                &signed(first.key.seq),
                &signed(last.key.seq),
            ],
        )
        .await?;
    let mut gaps = BTreeSet::new();
    for row in &rows {
        gaps.insert(unsigned(row.try_get("seq")?));
    }
    known.retain(|entry| gaps.contains(&entry.key.seq));
    Ok(known)
}

/// Moves the head and the acknowledgement's counter on, and lets those go on that waited for it.
async fn advance(
    tx: &Transaction<'_>,
    office: OfficeId,
    header: &Header,
    last: Option<&Entry>,
    name: &str,
) -> Result<()> {
    let Some(last) = last else { return Ok(()) };
    let (workstation, epoch) = (header.workstation.0, uuid(header.epoch));
    let seq = signed(last.key.seq);
    tx.execute(
        "INSERT INTO centre.journals (office, workstation, epoch, seq, hash, last_bundle, last_bundle_at)
         VALUES ($1, $2, $3, $4, $5, $6, now())
         ON CONFLICT (office, workstation, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
            last_bundle = excluded.last_bundle, last_bundle_at = excluded.last_bundle_at",
        &[&office.0, &workstation, &epoch, &seq, &last.hash.as_slice(), &name],
    )
    .await?;
    tx.execute("UPDATE centre.offices SET counter = counter + 1 WHERE office = $1", &[&office.0]).await?;
    tx.execute(
        "UPDATE centre.landing_files SET state = 'queued', seen_at = now()
         WHERE office = $1 AND workstation = $2 AND epoch = $3 AND state = 'waiting' AND from_seq <= $4",
        &[&office.0, &workstation, &epoch, &(seq + 1)],
    )
    .await?;
    Ok(())
}
