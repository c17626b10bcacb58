//! Compares what a file holds with what is known, as a list of fields to set that is ready to be journaled.
//!
//! The comparison is pure and idempotent: a plan that was journaled and folded leaves nothing to do the second time.
//! It never overrules an administrator (a confirmed relationship or threshold, a service that the office retired),
//! never goes back to an older fiscal year, and never touches the quick list. Deliberately absent: the journal.

use super::inventory::{Refusal, Rows};
use super::key::{ServiceKey, StandardKey};
use super::service::{Record, Service, Source, Standard, Status};
use crate::fields::{Fields, difference, flatten};
use crate::limits::{CATALOGUE_ROWS_PER_ENTRY, PART_MAX_BYTES};
use std::collections::BTreeMap;

/// What to set on one service or standard.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanItem<K> {
    pub key: K,
    /// Only what differs; `null` sets a field back to its default.
    pub set: Fields,
}

impl<K> PlanItem<K> {
    /// The names of the fields that change.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.set.keys().map(String::as_str)
    }
}

/// What an import would do. Rows: read = new + changed + unchanged + older + superseded + refused.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan<K> {
    /// Rows of the file.
    pub read: u32,
    pub new: Vec<PlanItem<K>>,
    pub changed: Vec<PlanItem<K>>,
    pub unchanged: Vec<K>,
    /// Known already in a newer fiscal year than the file's.
    pub older: Vec<K>,
    /// Rows of an older fiscal year of an id that the file also holds in a newer one.
    pub superseded: u32,
    pub refused: Vec<Refusal>,
    /// Official and known, but no longer in the file, though the file tells all of their organization.
    pub withdrawn: Vec<PlanItem<K>>,
}

impl<K> ImportPlan<K> {
    /// Everything to journal, in a stable order.
    pub fn items(&self) -> impl Iterator<Item = &PlanItem<K>> {
        self.new.iter().chain(&self.changed).chain(&self.withdrawn)
    }

    /// As [`Self::items`], for journaling them.
    pub fn into_items(self) -> Vec<PlanItem<K>> {
        [self.new, self.changed, self.withdrawn].into_iter().flatten().collect()
    }

    /// Whether the import would change nothing.
    pub fn is_empty(&self) -> bool {
        self.items().next().is_none()
    }
}

/// Compares services. Fails only if a record can't be written as JSON.
pub fn plan_services(
    existing: &BTreeMap<ServiceKey, Service>,
    incoming: &Rows<ServiceKey, Service>,
) -> Result<ImportPlan<ServiceKey>, serde_json::Error> {
    plan(existing, incoming)
}

/// Compares standards; one whose service is not known is planned all the same, and waits for it.
pub fn plan_standards(
    existing: &BTreeMap<StandardKey, Standard>,
    incoming: &Rows<StandardKey, Standard>,
) -> Result<ImportPlan<StandardKey>, serde_json::Error> {
    plan(existing, incoming)
}

fn plan<R: Record>(
    existing: &BTreeMap<R::Key, R>,
    incoming: &Rows<R::Key, R>,
) -> Result<ImportPlan<R::Key>, serde_json::Error> {
    let mut plan = ImportPlan {
        read: incoming.read,
        new: Vec::new(),
        changed: Vec::new(),
        unchanged: Vec::new(),
        older: Vec::new(),
        superseded: incoming.superseded,
        refused: incoming.refused.clone(),
        withdrawn: Vec::new(),
    };
    let nothing = flatten(&R::default())?;
    for (key, record) in &incoming.taken {
        let Some(known) = existing.get(key) else {
            plan.new.push(PlanItem { key: key.clone(), set: difference(&nothing, &flatten(record)?) });
            continue;
        };
        if record.fiscal_year() < known.fiscal_year() {
            plan.older.push(key.clone());
            continue;
        }
        let set = difference(&flatten(known)?, &flatten(&merged(known, record))?);
        if set.is_empty() {
            plan.unchanged.push(key.clone());
        } else {
            plan.changed.push(PlanItem { key: key.clone(), set });
        }
    }
    for (key, known) in withdrawn(existing, incoming) {
        let mut gone = known.clone();
        gone.set_status(Status::Withdrawn);
        plan.withdrawn
            .push(PlanItem { key: key.clone(), set: difference(&flatten(known)?, &flatten(&gone)?) });
    }
    Ok(plan)
}

/// The file's record with the decisions that were taken here. A withdrawn one that is back is active again; one that
/// the office retired stays retired, with its names kept up to date.
fn merged<R: Record>(known: &R, incoming: &R) -> R {
    let mut merged = incoming.clone();
    merged.keep_decisions(known);
    if known.status() == Status::Retired {
        merged.set_status(Status::Retired);
    }
    merged
}

fn withdrawn<'a, R: Record>(
    existing: &'a BTreeMap<R::Key, R>,
    incoming: &'a Rows<R::Key, R>,
) -> impl Iterator<Item = (&'a R::Key, &'a R)> {
    let official = || existing.iter().filter(|(_, known)| known.source() == Source::Official);
    let mut newest_known: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, known) in official() {
        let year = newest_known.entry(known.owner()).or_default();
        *year = known.fiscal_year().max(*year);
    }
    // An organization whose newest year here is older than what is known of it: an old file, which tells nothing of
    // what is gone. One id in an older year than its organization's newest is no sign of that.
    let told = move |owner: &str| {
        incoming
            .owners
            .get(owner)
            .is_some_and(|year| newest_known.get(owner).is_none_or(|known| year.as_str() >= *known))
    };
    official().filter(move |(key, known)| {
        known.status() == Status::Active && !incoming.mentioned.contains(*key) && told(known.owner())
    })
}

/// Bytes of an entry's structured part that are kept free for what stands around the fields.
const ENTRY_SLACK_BYTES: usize = 4 * 1024;
/// Bytes around one item's fields.
const ITEM_SLACK_BYTES: usize = 64;

/// Cuts items into runs that fit an entry each, by count and by size. A single item always fits: see the test.
pub fn batches<K>(items: Vec<PlanItem<K>>) -> Vec<Vec<PlanItem<K>>> {
    let mut batches: Vec<Vec<PlanItem<K>>> = Vec::new();
    let mut bytes = 0;
    for item in items {
        let own = ITEM_SLACK_BYTES + json_bytes(&item.set);
        bytes += own;
        match batches.last_mut() {
            Some(batch) if batch.len() < CATALOGUE_ROWS_PER_ENTRY && bytes <= PART_MAX_BYTES => {
                batch.push(item)
            }
            Some(_) | None => {
                bytes = ENTRY_SLACK_BYTES + own;
                batches.push(vec![item]);
            }
        }
    }
    batches
}

fn json_bytes(set: &Fields) -> usize {
    serde_json::to_vec(set).map_or(PART_MAX_BYTES, |json| json.len())
}
