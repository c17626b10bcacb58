//! The fold: from the entries of one entity to its state, whatever the order in which they arrived.
//!
//! Each field takes the value of the entry with the highest stamp (a client's answer, of the lowest: nobody amends
//! it). Entries neither of which had seen the other are concurrent; where they set one field differently, the later
//! stamp stands and the fold names the conflict. The fold is total: what cannot be read is named, never refused.
//! It deliberately knows neither roles nor validation, which happen where an entry is written.

use crate::entry::{Entry, Part, Stamp};
use crate::fields::Fields;
use crate::ids::EntryId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The kinds of entries of this version, each with the highest version of its payload that it can read.
pub const KINDS: &[(&str, u16)] = &[
    (kind::EPOCH_STARTED, 1),
    (kind::OFFICE_SET, 1),
    (kind::WORKSTATION_SET, 1),
    (kind::WORKSTATION_RETIRED, 1),
    (kind::STAFF_SET, 1),
    (kind::SERVICE_SET, 1),
    (kind::CATALOGUE_IMPORTED, 1),
    (kind::QUICK_LIST_SET, 1),
    (kind::MOMENT_RECORDED, 1),
    (kind::MOMENT_AMENDED, 1),
    (kind::MOMENT_VOIDED, 1),
    (kind::MOMENT_RESTORED, 1),
    (kind::RATING_GIVEN, 1),
    (kind::DRAW_STARTED, 1),
    (kind::CASE_OPENED, 1),
    (kind::CASE_CHANGED, 1),
    (kind::FOLLOW_UP_CHANGED, 1),
    (kind::FOLLOW_UP_REPLIED, 1),
    (kind::ORGANIZATION_SET, 1),
    (kind::DIRECTORY_IMPORTED, 1),
    (kind::DAY_SIGNED_OFF, 1),
    (kind::DAY_CONTEXT_SET, 1),
    (kind::PART_ERASED, 1),
    (kind::ERASURE_CONFIRMED, 1),
    (kind::DAY_SUMMED, 1),
    (kind::KEPT_LONGER, 1),
    (kind::AUDIT, 1),
];

/// The names of the kinds.
pub mod kind {
    pub const EPOCH_STARTED: &str = "epoch_started";
    pub const OFFICE_SET: &str = "office_set";
    pub const WORKSTATION_SET: &str = "workstation_set";
    pub const WORKSTATION_RETIRED: &str = "workstation_retired";
    pub const STAFF_SET: &str = "staff_set";
    pub const SERVICE_SET: &str = "service_set";
    pub const CATALOGUE_IMPORTED: &str = "catalogue_imported";
    pub const QUICK_LIST_SET: &str = "quick_list_set";
    pub const MOMENT_RECORDED: &str = "moment_recorded";
    pub const MOMENT_AMENDED: &str = "moment_amended";
    pub const MOMENT_VOIDED: &str = "moment_voided";
    pub const MOMENT_RESTORED: &str = "moment_restored";
    pub const RATING_GIVEN: &str = "rating_given";
    pub const DRAW_STARTED: &str = "draw_started";
    pub const CASE_OPENED: &str = "case_opened";
    pub const CASE_CHANGED: &str = "case_changed";
    pub const FOLLOW_UP_CHANGED: &str = "follow_up_changed";
    pub const FOLLOW_UP_REPLIED: &str = "follow_up_replied";
    pub const ORGANIZATION_SET: &str = "organization_set";
    pub const DIRECTORY_IMPORTED: &str = "directory_imported";
    pub const DAY_SIGNED_OFF: &str = "day_signed_off";
    pub const DAY_CONTEXT_SET: &str = "day_context_set";
    pub const PART_ERASED: &str = "part_erased";
    pub const ERASURE_CONFIRMED: &str = "erasure_confirmed";
    pub const DAY_SUMMED: &str = "day_summed";
    pub const KEPT_LONGER: &str = "kept_longer";
    pub const AUDIT: &str = "audit";
}

/// Whether this version can read an entry's kind.
pub fn is_known(kind: &str, version: u16) -> bool {
    KINDS.iter().any(|(known, highest)| *known == kind && version >= 1 && version <= *highest)
}

/// The structured part of an entry: what it sets, an element per entity, in the header's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Payload {
    pub changes: Vec<Change>,
}

/// What an entry sets on one entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    pub set: Fields,
    /// The names of the fields whose values stand in the text part, so that an erased one is known by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
}

/// The text part: values of free-text fields, an element per entity, in the header's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    pub changes: Vec<Fields>,
}

/// The state of one entity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folded {
    pub fields: Fields,
    /// Fields whose value was erased and not set since.
    pub erased: BTreeSet<String>,
    /// The whole structured part of some entry was erased: fields may be missing that cannot be named.
    pub payload_erased: bool,
    /// The entries that no other entry of the entity names as seen; what the next writer puts into `after`.
    pub heads: Vec<EntryId>,
    /// Two people changed this.
    pub conflicts: Vec<Conflict>,
    /// Some entry is of a kind or version that a newer Moments wrote: the entity is read-only here.
    pub newer: bool,
    /// Some entry of a known kind holds what cannot be read.
    pub unreadable: bool,
    /// Kinds of the entries, each once.
    pub kinds: BTreeSet<String>,
}

impl Folded {
    /// The record itself has arrived, not only what was said about it later.
    pub fn has(&self, kind: &str) -> bool {
        self.kinds.contains(kind)
    }
}

/// Two entries, neither of which had seen the other, that set a field differently. The second stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    pub field: String,
    pub lost: EntryId,
    pub stands: EntryId,
}

/// What one entry says about one entity, read once.
pub struct Slice {
    stamp: Stamp,
    id: EntryId,
    after: Arc<[EntryId]>,
    kind: Arc<str>,
    known: bool,
    set: Fields,
    /// Fields whose value was erased.
    erased: BTreeSet<String>,
    payload_erased: bool,
    unreadable: bool,
}

impl Slice {
    /// The value that this entry sets, where it is known.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.set.get(field)
    }
}

/// Reads an entry: a slice for each of its entities, in the header's order.
pub fn slices(entry: &Entry) -> Vec<Slice> {
    let after: Arc<[EntryId]> = entry.after.clone().into();
    let kind: Arc<str> = entry.kind.as_str().into();
    let known = is_known(&entry.kind, entry.version);
    let payload = if known { parse::<Payload>(&entry.payload) } else { Parsed::Content(Payload::default()) };
    let texts = if known { parse::<Texts>(&entry.text) } else { Parsed::Content(Texts::default()) };
    let payload_erased = matches!(payload, Parsed::Erased);
    let unreadable = matches!(payload, Parsed::Unreadable) || matches!(texts, Parsed::Unreadable);
    let text_erased = matches!(texts, Parsed::Erased);
    let mut changes = payload.content().changes.into_iter();
    let mut texts = texts.content().changes.into_iter();
    entry
        .entities
        .iter()
        .map(|_| {
            let change = changes.next().unwrap_or_default();
            let mut set = change.set;
            let erased: BTreeSet<String> =
                if text_erased { change.text.into_iter().collect() } else { BTreeSet::new() };
            set.retain(|field, _| !erased.contains(field));
            set.extend(texts.next().unwrap_or_default());
            Slice {
                stamp: entry.stamp(),
                id: entry.id,
                after: Arc::clone(&after),
                kind: Arc::clone(&kind),
                known,
                set,
                erased,
                payload_erased,
                unreadable,
            }
        })
        .collect()
}

/// A field as one entry sets it; without a value where that was erased.
struct Setting<'a> {
    entry: usize,
    value: Option<&'a Value>,
}

/// Folds what all entries of one entity say about it. The order does not matter; doubles count once.
pub fn fold<'a>(slices: impl IntoIterator<Item = &'a Slice>) -> Folded {
    let mut ordered: Vec<&Slice> = slices.into_iter().collect();
    ordered.sort_by_key(|s| (s.stamp, s.id));
    ordered.dedup_by_key(|s| s.stamp.key);

    let mut folded = Folded { heads: heads(ordered.iter().copied()), ..Folded::default() };
    for slice in &ordered {
        if !folded.has(&slice.kind) {
            folded.kinds.insert(slice.kind.to_string());
        }
        folded.newer |= !slice.known;
        folded.payload_erased |= slice.payload_erased;
        folded.unreadable |= slice.unreadable;
    }
    // One entry tells of it, as of most: nothing to compare.
    if let [only] = ordered.as_slice() {
        return Folded { fields: only.set.clone(), erased: only.erased.clone(), ..folded };
    }
    let ancestors = ancestors(&ordered);
    let ids: Vec<EntryId> = ordered.iter().map(|s| s.id).collect();
    for (field, history) in settings(&ordered) {
        let first_counts = field.starts_with("ratings/");
        let Some(standing) = (if first_counts { history.first() } else { history.last() }) else { continue };
        match standing.value {
            Some(value) => {
                folded.fields.insert(field.to_owned(), value.clone());
            }
            None => {
                folded.erased.insert(field.to_owned());
            }
        }
        folded.conflicts.extend(conflicts(field, standing, &history, &ids, &ancestors));
    }
    folded
}

/// Each field with all that set it, in the order of their stamps.
fn settings<'a>(ordered: &[&'a Slice]) -> BTreeMap<&'a str, Vec<Setting<'a>>> {
    let mut settings: BTreeMap<&str, Vec<Setting>> = BTreeMap::new();
    for (entry, slice) in ordered.iter().enumerate() {
        let erased = slice.erased.iter().map(|field| (field, None));
        for (field, value) in slice.set.iter().map(|(field, value)| (field, Some(value))).chain(erased) {
            settings.entry(field).or_default().push(Setting { entry, value });
        }
    }
    settings
}

enum Parsed<T> {
    Content(T),
    Erased,
    Unreadable,
}

impl<T: Default> Parsed<T> {
    fn content(self) -> T {
        match self {
            Self::Content(content) => content,
            Self::Erased | Self::Unreadable => T::default(),
        }
    }
}

fn parse<T: for<'de> Deserialize<'de> + Default>(part: &Part) -> Parsed<T> {
    match &part.content {
        None => Parsed::Erased,
        Some(content) if content.bytes.is_empty() => Parsed::Content(T::default()),
        Some(content) => serde_json::from_slice(&content.bytes).map_or(Parsed::Unreadable, Parsed::Content),
    }
}

/// The entries that no other names as seen, sorted: [`Folded::heads`] alone.
pub fn heads<'a>(slices: impl IntoIterator<Item = &'a Slice>) -> Vec<EntryId> {
    let (mut ids, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for slice in slices {
        ids.insert(slice.id);
        seen.extend(slice.after.iter().copied());
    }
    ids.difference(&seen).copied().collect()
}

/// For each entry, the places of all entries that its writer had seen, directly or through others.
///
/// Stamps agree with what was seen, so one pass in stamp order is enough; a forged `after` that names a later entry
/// is ignored.
fn ancestors(ordered: &[&Slice]) -> Vec<BTreeSet<usize>> {
    let places: BTreeMap<EntryId, usize> =
        ordered.iter().enumerate().map(|(place, e)| (e.id, place)).collect();
    let mut all: Vec<BTreeSet<usize>> = Vec::with_capacity(ordered.len());
    for (place, entry) in ordered.iter().enumerate() {
        let parents: Vec<usize> = entry
            .after
            .iter()
            .filter_map(|id| places.get(id).copied())
            .filter(|parent| *parent < place)
            .collect();
        let mut seen: BTreeSet<usize> = parents.iter().copied().collect();
        for parent in parents {
            if let Some(theirs) = all.get(parent) {
                seen.extend(theirs.iter().copied());
            }
        }
        all.push(seen);
    }
    all
}

/// The settings of a field that lost against the standing one without having been seen by its writer.
fn conflicts(
    field: &str,
    standing: &Setting<'_>,
    history: &[Setting<'_>],
    ids: &[EntryId],
    ancestors: &[BTreeSet<usize>],
) -> Vec<Conflict> {
    let saw = |later: usize, earlier: usize| ancestors.get(later).is_some_and(|seen| seen.contains(&earlier));
    let id = |place: usize| ids.get(place).copied();
    history
        .iter()
        .filter(|other| other.entry != standing.entry && differ(other.value, standing.value))
        .filter(|other| !saw(standing.entry, other.entry) && !saw(other.entry, standing.entry))
        .filter_map(|other| {
            Some(Conflict { field: field.to_owned(), lost: id(other.entry)?, stands: id(standing.entry)? })
        })
        .collect()
}

/// What was erased is nobody's other opinion.
fn differ(a: Option<&Value>, b: Option<&Value>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a != b)
}

/// The stamp that the next entry takes: one above everything known.
pub fn next_lamport(highest_known: u64) -> u64 {
    highest_known.saturating_add(1)
}

/// Whether another workstation's stamp is believable beside the highest one known here.
pub fn stamp_is_believable(stamp: &Stamp, highest_known: u64) -> bool {
    stamp.lamport <= crate::limits::LAMPORT_MAX
        && stamp.lamport <= highest_known.saturating_add(crate::limits::LAMPORT_LEAP_MAX)
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
