//! From entries to states: everything that new entries are about is folded anew, by the core's fold, from all its entries.
//!
//! The order in which bundles arrive can't matter, since a fold reads all that is there. It needs the office's row locked: two
//! workstations may write about one thing.

use crate::enrol::retired;
use crate::entries::{COLUMNS, from_row, unsigned};
use crate::error::Result;
use crate::tables::{self, State};
use moments_core::entities::{Workstation, entity, may_be_erased};
use moments_core::entry::{EntityRef, Entry, EntryKey, PartName};
use moments_core::erasure::{Erasure, parse_target};
use moments_core::fields::unflatten;
use moments_core::fold::{Folded, KINDS, Slice, fold, slices};
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::{Row, Transaction};
use uuid::Uuid;

/// Entities that are folded at once: what their entries take in memory.
const AT_ONCE: usize = 1_000;

/// What this program can read of entries, as text: another one may know more.
pub fn kinds() -> String {
    KINDS.iter().map(|(kind, version)| format!("{kind} {version}")).collect::<Vec<_>>().join(", ")
}

/// Folds these, carries out what they erase, and folds what was erased. `next`: entries of one journal that were just put, so that
/// they need not be read again.
pub async fn refold(
    tx: &Transaction<'_>,
    office: OfficeId,
    changed: BTreeSet<EntityRef>,
    next: &[Entry],
) -> Result<()> {
    let (mut waiting, mut next) = (changed, Next::of(next));
    while !waiting.is_empty() {
        let all: Vec<EntityRef> = std::mem::take(&mut waiting).into_iter().collect();
        for some in all.chunks(AT_ONCE) {
            let mut states = Vec::new();
            for (subject, folded) in folded(tx, office, some, &next).await? {
                if subject.kind() == entity::ERASURE {
                    waiting.extend(carry_out(tx, office, &folded).await?);
                }
                if let (entity::WORKSTATION, Ok(id)) = (subject.kind(), subject.id().parse()) {
                    let (workstation, _) = unflatten::<Workstation>(&folded.fields);
                    if workstation.retired {
                        retired(tx, office, id, &workstation).await?;
                    }
                }
                states.push(State { subject, folded });
            }
            tables::put(tx, office, &states).await?;
        }
        // What was erased since is no longer as it came.
        next = Next::default();
    }
    Ok(())
}

/// Entries that are in the database and at hand, by what they are about.
#[derive(Default)]
struct Next<'a> {
    about: BTreeMap<&'a str, Vec<&'a Entry>>,
    /// Their journal and its part that they are.
    run: Option<(&'a EntryKey, u64)>,
}

impl<'a> Next<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let mut about: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            for subject in &entry.entities {
                about.entry(subject.as_str()).or_default().push(entry);
            }
        }
        Self {
            about,
            run: entries.first().zip(entries.last()).map(|(first, last)| (&first.key, last.key.seq)),
        }
    }

    fn holds(&self, key: &EntryKey) -> bool {
        self.run.is_some_and(|(first, last)| {
            (first.workstation, first.epoch) == (key.workstation, key.epoch)
                && (first.seq..=last).contains(&key.seq)
        })
    }
}

/// Folds everything of an office.
pub async fn refold_all(tx: &Transaction<'_>, office: OfficeId) -> Result<usize> {
    tables::clear(tx, office).await?;
    let rows =
        tx.query("SELECT DISTINCT entity FROM centre.entry_entities WHERE office = $1", &[&office.0]).await?;
    let mut all = BTreeSet::new();
    for row in &rows {
        all.extend(EntityRef::parse(row.try_get("entity")?));
    }
    let n = all.len();
    refold(tx, office, all, &[]).await?;
    Ok(n)
}

/// Folds what an older program could not read.
pub async fn refold_newer(tx: &Transaction<'_>, office: OfficeId) -> Result<usize> {
    let rows = tx.query("SELECT entity FROM centre.states WHERE office = $1 AND newer", &[&office.0]).await?;
    let mut all = BTreeSet::new();
    for row in &rows {
        all.extend(EntityRef::parse(row.try_get("entity")?));
    }
    let n = all.len();
    refold(tx, office, all, &[]).await?;
    Ok(n)
}

async fn folded(
    tx: &Transaction<'_>,
    office: OfficeId,
    subjects: &[EntityRef],
    next: &Next<'_>,
) -> Result<BTreeMap<EntityRef, Folded>> {
    let mut found: BTreeMap<EntityRef, Vec<Slice>> =
        subjects.iter().map(|subject| (subject.clone(), Vec::new())).collect();
    let mut add = |entry: &Entry| {
        let mut seen = BTreeSet::new();
        for (subject, slice) in entry.entities.iter().zip(slices(entry)) {
            // One that is named twice says what its first place says, as on a workstation.
            if seen.insert(subject)
                && let Some(slices) = found.get_mut(subject)
            {
                slices.push(slice);
            }
        }
    };
    let at_hand = subjects.iter().filter_map(|subject| next.about.get(subject.as_str())).flatten();
    let at_hand: BTreeMap<u64, &Entry> = at_hand.map(|entry| (entry.key.seq, *entry)).collect();
    at_hand.into_values().for_each(&mut add);
    for row in before(tx, office, subjects, next).await? {
        add(&from_row(&row)?);
    }
    Ok(found.into_iter().map(|(subject, slices)| (subject, fold(&slices))).collect())
}

/// Entries about these that are not at hand. Each table is asked by its key, one at a time, whatever the database believes of its size.
async fn before(
    tx: &Transaction<'_>,
    office: OfficeId,
    subjects: &[EntityRef],
    next: &Next<'_>,
) -> Result<Vec<Row>> {
    let names: Vec<&str> = subjects.iter().map(EntityRef::as_str).collect();
    let rows = tx
        .query(
            "SELECT DISTINCT about.* FROM unnest($2::text[]) AS subject (entity), LATERAL (
                SELECT a.workstation, a.epoch, a.seq FROM centre.entry_entities a
                WHERE a.office = $1 AND a.entity = subject.entity OFFSET 0) AS about",
            &[&office.0, &names],
        )
        .await?;
    let (mut workstations, mut epochs, mut seqs) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let (workstation, epoch): (Uuid, Uuid) = (row.try_get("workstation")?, row.try_get("epoch")?);
        let seq: i64 = row.try_get("seq")?;
        let key = EntryKey {
            workstation: WorkstationId(workstation),
            epoch: Epoch(*epoch.as_bytes()),
            seq: unsigned(seq),
        };
        if !next.holds(&key) {
            workstations.push(workstation);
            epochs.push(epoch);
            seqs.push(seq);
        }
    }
    if seqs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx
        .query(
            "SELECT entry.* FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS key (workstation, epoch, seq), LATERAL (
                SELECT * FROM centre.entries e WHERE e.office = $1 AND e.workstation = key.workstation
                    AND e.epoch = key.epoch AND e.seq = key.seq LIMIT 1) AS entry",
            &[&office.0, &workstations, &epochs, &seqs],
        )
        .await?;
    Ok(rows)
}

/// Takes the bytes of what an erasure names, and says what is to be folded again.
///
/// Who may erase was asked where it was written: the centre doesn't know an office's roles, and keeps nothing longer than any
/// workstation that signs for the office wants it kept.
async fn carry_out(tx: &Transaction<'_>, office: OfficeId, folded: &Folded) -> Result<BTreeSet<EntityRef>> {
    let (erasure, _) = unflatten::<Erasure>(&folded.fields);
    let mut touched = BTreeSet::new();
    for (key, part) in erasure.targets.iter().filter_map(|target| parse_target(target)) {
        touched.extend(erase(tx, office, &key, part).await?);
    }
    Ok(touched)
}

/// What was erased is known from now on, arrived or not. Says what is to be folded again; nothing where it was erased before.
async fn erase(
    tx: &Transaction<'_>,
    office: OfficeId,
    key: &EntryKey,
    part: PartName,
) -> Result<Vec<EntityRef>> {
    let (workstation, epoch) = (key.workstation.0, crate::entries::uuid(key.epoch));
    let Ok(seq) = i64::try_from(key.seq) else { return Ok(Vec::new()) };
    tx.execute(
        "INSERT INTO centre.tombstones (office, workstation, epoch, seq, part) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        &[&office.0, &workstation, &epoch, &seq, &part.as_str()],
    )
    .await?;
    let row = tx
        .query_opt(
            &format!(
                "SELECT {COLUMNS} FROM centre.entries
                 WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq = $4"
            ),
            &[&office.0, &workstation, &epoch, &seq],
        )
        .await?;
    let Some(entry) = row.as_ref().map(from_row).transpose()? else { return Ok(Vec::new()) };
    if !may_be_erased(&entry, part) || entry.part(part).content.is_none() {
        return Ok(Vec::new());
    }
    let sql = match part {
        PartName::Payload => {
            "UPDATE centre.entries SET payload = NULL, payload_salt = NULL
             WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq = $4"
        }
        PartName::Text => {
            "UPDATE centre.entries SET text = NULL, text_salt = NULL
             WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq = $4"
        }
    };
    tx.execute(sql, &[&office.0, &workstation, &epoch, &seq]).await?;
    Ok(entry.entities)
}

/// Takes from entries that arrive what was erased before they did.
pub async fn without_erased(
    tx: &Transaction<'_>,
    office: OfficeId,
    mut entries: Vec<Entry>,
) -> Result<Vec<Entry>> {
    let ([first, ..], [.., last]) = (entries.as_slice(), entries.as_slice()) else { return Ok(entries) };
    let rows = tx
        .query(
            "SELECT seq, part FROM centre.tombstones
             WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq BETWEEN $4 AND $5",
            &[
                &office.0,
                &first.key.workstation.0,
                &crate::entries::uuid(first.key.epoch),
                &crate::entries::signed(first.key.seq),
                &crate::entries::signed(last.key.seq),
            ],
        )
        .await?;
    for row in &rows {
        let seq = unsigned(row.try_get("seq")?);
        let Some(part) = PartName::parse(row.try_get("part")?) else { continue };
        for entry in entries.iter_mut().filter(|entry| entry.key.seq == seq) {
            if may_be_erased(entry, part) {
                entry.part_mut(part).erase();
            }
        }
    }
    Ok(entries)
}
