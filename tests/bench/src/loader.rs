//! Years of work from weeks of it: each moment of a store again, on other days and by other workstations, as entries that colleagues
//! could have written. They go in by the way that every bundle goes (`Store::absorb`), so that journal, tables, index and sums are
//! made by the same code; a test holds a store that was loaded against the one that was recorded.

use crate::pairs::Outcome;
use chrono::{DateTime, NaiveDate, TimeDelta};
use moments_core::entry::{EntityRef, Entry, EntryKey, Hash, Part};
use moments_core::ids::{EntryId, Epoch, WorkstationId};
use moments_store::{Now, Store};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What belongs to one moment alone.
const KINDS: [&str; 3] = ["moment", "rating", "draw"];
/// Entries of one transaction.
const AT_ONCE: usize = 2_000;

/// The end of a journal that is written here.
#[derive(Clone, Copy)]
struct Journal {
    next: EntryKey,
    head: Hash,
}

/// Entries of moments, and who is to have written them again.
pub struct Loader {
    entries: Vec<Entry>,
    ids: BTreeSet<Uuid>,
    journals: Vec<Journal>,
    lamport: u64,
}

impl Loader {
    /// Takes the moments of a store, and the workstations that are to have written the others.
    pub fn of(store: &Store, writers: &[WorkstationId]) -> Outcome<Self> {
        let (mut entries, mut lamport) = (Vec::new(), 0);
        store.read(|reader| {
            reader.for_each_entry(|entry| {
                lamport = lamport.max(entry.lamport);
                let is_its_own = entry.entities.iter().all(|entity| KINDS.contains(&entity.kind()));
                entries.extend(is_its_own.then_some(entry));
                Ok(())
            })
        })?;
        let uuid = |entity: &EntityRef| entity.id().parse::<Uuid>().ok();
        let mut ids: BTreeSet<Uuid> =
            entries.iter().flat_map(|entry| &entry.entities).filter_map(uuid).collect();
        ids.extend(entries.iter().map(|entry| entry.id.0));
        let journal = |workstation: &WorkstationId| {
            let epoch = Epoch(*Uuid::new_v5(&workstation.0, b"epoch").as_bytes());
            Journal { next: EntryKey { workstation: *workstation, epoch, seq: 1 }, head: [0; 32] }
        };
        Ok(Self { entries, ids, journals: writers.iter().map(journal).collect(), lamport })
    }

    /// Puts them into a store again, so many days earlier; `turn` tells the copies apart. Returns how many entries that were.
    pub fn load(&mut self, store: &Store, now: Now, days_earlier: i64, turn: u32) -> Outcome<usize> {
        let again = Again { ids: &self.ids, shift: TimeDelta::days(-days_earlier), turn };
        let mut batch = Vec::with_capacity(AT_ONCE);
        let (mut loaded, n) = (0, self.journals.len());
        for entry in &self.entries {
            // Whatever is said of one moment, one workstation says.
            let about = entry.entities.first().map_or(0, |entity| hash(again.entity(entity).as_str()));
            let Some(journal) = self.journals.get_mut(about % n.max(1)) else { continue };
            self.lamport += 1;
            let entry = again.written(entry, *journal, self.lamport)?;
            *journal = Journal { next: EntryKey { seq: entry.key.seq + 1, ..entry.key }, head: entry.hash };
            batch.push(entry);
            if batch.len() == AT_ONCE {
                loaded += absorbed(store, now, &batch)?;
                batch.clear();
            }
        }
        Ok(loaded + absorbed(store, now, &batch)?)
    }
}

fn absorbed(store: &Store, now: Now, entries: &[Entry]) -> Outcome<usize> {
    let absorbed = store.absorb(now, entries)?;
    if absorbed.new == entries.len() {
        Ok(absorbed.new)
    } else {
        Err(format!("of {} entries {} were new: {:?}", entries.len(), absorbed.new, absorbed.refused.first())
            .into())
    }
}

/// FNV-1a: any that is the same each time.
fn hash(text: &str) -> usize {
    let mixed = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    usize::try_from(mixed >> 8).unwrap_or(0)
}

/// How an entry becomes another one.
struct Again<'a> {
    ids: &'a BTreeSet<Uuid>,
    shift: TimeDelta,
    turn: u32,
}

impl Again<'_> {
    /// The same each time, and another in each turn; it sorts by its time, as the first one does.
    fn id(&self, id: Uuid) -> Uuid {
        let (bits, turn) = (id.as_u128(), u128::from(self.turn));
        let at = (bits >> 80).saturating_add_signed(i128::from(self.shift.num_milliseconds()));
        let rest = (bits ^ (turn << 30)) & ((1 << 80) - 1);
        Uuid::from_u128(at << 80 | rest)
    }

    fn entity(&self, entity: &EntityRef) -> EntityRef {
        match entity.id().parse() {
            Ok(id) => EntityRef::new(entity.kind(), self.id(id)),
            Err(_) => entity.clone(),
        }
    }

    fn written(&self, entry: &Entry, journal: Journal, lamport: u64) -> Outcome<Entry> {
        let known = |id: &EntryId| self.ids.contains(&id.0);
        let mut at = entry.at;
        at.utc_ms += self.shift.num_milliseconds();
        Ok(Entry {
            key: journal.next,
            id: EntryId(self.id(entry.id.0)),
            lamport,
            entities: entry.entities.iter().map(|entity| self.entity(entity)).collect(),
            after: entry.after.iter().filter(|id| known(id)).map(|id| EntryId(self.id(id.0))).collect(),
            at,
            payload: self.part(&entry.payload)?,
            text: self.part(&entry.text)?,
            previous: journal.head,
            ..entry.clone()
        }
        .seal_hash())
    }

    fn part(&self, part: &Part) -> Outcome<Part> {
        let Some(content) = part.content.as_ref().filter(|content| !content.bytes.is_empty()) else {
            return Ok(part.clone());
        };
        let mut value: Value = serde_json::from_slice(&content.bytes)?;
        self.value(&mut value);
        Ok(Part::new(content.salt, serde_json::to_vec(&value)?))
    }

    /// Ids and times wherever they stand.
    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(other) = self.text(text) {
                    *text = other;
                }
            }
            Value::Array(all) => all.iter_mut().for_each(|one| self.value(one)),
            Value::Object(fields) => fields.values_mut().for_each(|one| self.value(one)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&self, text: &str) -> Option<String> {
        if text.len() == 36 {
            let id = text.parse().ok().filter(|id| self.ids.contains(id))?;
            return Some(self.id(id).to_string());
        }
        if text.len() == 10 {
            return Some((text.parse::<NaiveDate>().ok()? + self.shift).to_string());
        }
        Some((DateTime::parse_from_rfc3339(text).ok()? + self.shift).to_rfc3339())
    }
}

/// Moments by day, to choose one of the usual size.
pub fn per_day(store: &Store) -> Outcome<BTreeMap<String, u32>> {
    let days = store.read(|reader| reader.days("0001-01-01", "9999-12-31"))?;
    let mut sizes = BTreeMap::new();
    for (day, _) in days {
        let n = store.read(|reader| reader.facts_of_day(&day))?.len();
        sizes.insert(day, u32::try_from(n)?);
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use moments_desk::moments::MomentForm;
    use moments_tests::TestOffice;

    /// Tables in which moments are.
    const TABLES: [&str; 7] = ["moments", "moment_lines", "ratings", "referrals", "notes", "days", "draws"];

    #[test]
    fn a_store_that_was_loaded_is_like_the_one_that_was_recorded_and_a_copy_of_its_days_is_days_earlier() {
        let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
        let noted = MomentForm { note: Some("pièce manquante".into()), ..one.usual() };
        for _ in 0..3 {
            one.serve("Ben", noted.clone()).unwrap();
            one.answered("Noor", one.usual(), 4).unwrap();
        }
        let amended = one.serve("Ben", one.usual()).unwrap().item.id;
        let changed = MomentForm { note: Some("rappelée".into()), ..one.usual() };
        one.desk.amend(&one.actor("Ben"), amended, &changed, "forgotten").unwrap();
        let two = one.colleague("Counter 2", stick.path()).unwrap();
        let writer = one.desk.handing_over(&one.actor("Ada")).unwrap().workstations[0].id;
        let (mut all, mut loader) = (Vec::new(), None);
        let one = one
            .with_store(|store, _| {
                let mut keep = |entry| {
                    all.push(entry);
                    Ok(())
                };
                store.read(|r| r.for_each_entry(&mut keep)).unwrap();
                loader = Some(Loader::of(store, &[writer]).unwrap());
            })
            .unwrap();
        let mut loader = loader.unwrap();
        // Everything else: who works here, and what is offered.
        all.retain(|entry| !loader.ids.contains(&entry.id.0));
        let two = two
            .with_store(|store, now| {
                let others: Vec<Entry> = all.iter().map(apart).collect();
                assert_eq!(store.absorb(now, &others).unwrap().refused, Vec::new());
                loader.load(store, now, 0, 0).unwrap();
            })
            .unwrap();
        let (here, there) = (one.desk.table_digests().unwrap(), two.desk.table_digests().unwrap());
        for table in TABLES {
            assert_eq!(here.get(table), there.get(table), "{table}");
        }
        let mut days = BTreeMap::new();
        let _two = two
            .with_store(|store, now| {
                loader.load(store, now, 21, 1).unwrap();
                days = per_day(store).unwrap();
            })
            .unwrap();
        assert_eq!(
            days.into_iter().collect::<Vec<_>>(),
            [("2026-11-03".into(), 7), ("2026-11-24".into(), 7)]
        );
    }

    /// As the first of an epoch of its own: what a journal says elsewhere is no part of this.
    fn apart(entry: &Entry) -> Entry {
        let epoch = Epoch(*entry.id.0.as_bytes());
        let key = EntryKey { epoch, seq: 1, ..entry.key };
        Entry { key, previous: [0; 32], ..entry.clone() }.seal_hash()
    }
}
