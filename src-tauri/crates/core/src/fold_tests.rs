use super::*;
use crate::entry::{Author, EntityRef, EntryKey, PartName, WrittenAt};
use crate::ids::{Epoch, WorkstationId};
use crate::words::Audience;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

fn fold_of(entries: &[Entry]) -> Folded {
    fold(&entries.iter().flat_map(slices).collect::<Vec<_>>())
}

fn subject() -> EntityRef {
    EntityRef::new("moment", "m")
}

/// Writes entries of one entity at several workstations; each sees what it was shown.
#[derive(Default)]
struct Counters {
    seqs: BTreeMap<u8, u64>,
    lamports: BTreeMap<u8, u64>,
    all: Vec<Entry>,
}

impl Counters {
    /// `sees` are the places in `all` of the entries that the writer's store holds.
    fn write(&mut self, workstation: u8, sees: &[usize], set: Fields, note: Option<&str>) -> usize {
        let seen: Vec<Entry> = sees.iter().map(|i| self.all[*i].clone()).collect();
        let highest = seen.iter().map(|e| e.lamport).max().unwrap_or(0);
        let lamport = next_lamport(highest.max(self.lamports.get(&workstation).copied().unwrap_or(0)));
        self.lamports.insert(workstation, lamport);
        let seq = self.seqs.entry(workstation).or_default();
        *seq += 1;
        let text: Vec<String> = note.iter().map(|_| "note".to_owned()).collect();
        let texts = note
            .map(|n| Texts { changes: vec![Fields::from([("note".into(), json!(n))])] })
            .unwrap_or_default();
        let payload = Payload { changes: vec![Change { set, text }] };
        let id = EntryId(Uuid::from_u128(u128::from(workstation) << 64 | u128::from(*seq)));
        self.all.push(
            Entry {
                key: EntryKey {
                    workstation: WorkstationId(Uuid::from_u128(u128::from(workstation))),
                    epoch: Epoch([0; 16]),
                    seq: *seq,
                },
                id,
                lamport,
                entities: vec![subject()],
                after: fold_of(&seen).heads,
                kind: kind::MOMENT_AMENDED.into(),
                version: 1,
                audience: Audience::Office,
                author: Author::App,
                at: WrittenAt { utc_ms: 0, offset_minutes: 0, clock_suspect: false },
                payload: Part::new([1; 32], serde_json::to_vec(&payload).unwrap()),
                text: Part::new([2; 32], serde_json::to_vec(&texts).unwrap()),
                previous: [0; 32],
                hash: [0; 32],
            }
            .seal_hash(),
        );
        self.all.len() - 1
    }
}

fn set(field: &str, value: Value) -> Fields {
    Fields::from([(field.to_owned(), value)])
}

#[test]
fn the_later_of_two_who_saw_each_other_stands_without_a_word() {
    let mut c = Counters::default();
    let first = c.write(1, &[], set("channel", json!("phone")), None);
    c.write(2, &[first], set("channel", json!("video")), None);
    let folded = fold_of(&c.all);
    assert_eq!(folded.fields["channel"], "video");
    assert_eq!(folded.conflicts, []);
    assert_eq!(folded.heads, [c.all[1].id]);
}

#[test]
fn two_people_who_did_not_see_each_other_are_named_and_a_third_settles_it() {
    let mut c = Counters::default();
    let first = c.write(1, &[], set("channel", json!("in_person")), None);
    let second = c.write(1, &[first], set("channel", json!("phone")), None);
    let third = c.write(2, &[first], set("channel", json!("video")), None);
    let folded = fold_of(&c.all);
    assert_eq!(folded.conflicts.len(), 1, "two people changed this");
    assert_eq!(folded.heads.len(), 2);

    c.write(1, &[first, second, third], set("channel", json!("phone")), None);
    let settled = fold_of(&c.all);
    assert_eq!(settled.fields["channel"], "phone");
    assert_eq!(settled.conflicts, [], "who had seen both settles it");
    assert_eq!(settled.heads.len(), 1);
}

#[test]
fn two_people_who_changed_different_fields_are_not_in_conflict() {
    let mut c = Counters::default();
    let first = c.write(1, &[], set("channel", json!("in_person")), None);
    c.write(1, &[first], set("wait", json!("under_5")), None);
    c.write(2, &[first], set("barriers", json!(["cost"])), None);
    let folded = fold_of(&c.all);
    assert_eq!(folded.conflicts, []);
    assert_eq!(
        (folded.fields["wait"].clone(), folded.fields["barriers"].clone()),
        (json!("under_5"), json!(["cost"]))
    );
}

#[test]
fn nobody_amends_a_clients_answer() {
    let mut c = Counters::default();
    let first = c.write(1, &[], set("ratings/r/overall", json!(2)), None);
    c.write(2, &[first], set("ratings/r/overall", json!(5)), None);
    assert_eq!(fold_of(&c.all).fields["ratings/r/overall"], 2);
}

#[test]
fn an_erased_note_reads_erased_and_a_later_one_is_not_touched() {
    let mut c = Counters::default();
    let first = c.write(1, &[], Fields::new(), Some("old"));
    c.all[first].part_mut(PartName::Text).erase();
    let folded = fold_of(&c.all);
    assert!(folded.erased.contains("note") && !folded.fields.contains_key("note"), "erased, never empty");

    c.write(1, &[first], Fields::new(), Some("new"));
    let folded = fold_of(&c.all);
    assert_eq!(folded.fields["note"], "new");
    assert!(folded.erased.is_empty());
}

#[test]
fn what_a_newer_version_wrote_makes_the_entity_read_only() {
    let mut c = Counters::default();
    let first = c.write(1, &[], set("channel", json!("phone")), None);
    c.write(2, &[first], set("channel", json!("telepathy")), None);
    c.all[1].version = 2;
    let folded = fold_of(&c.all);
    assert!(folded.newer);
    assert_eq!(folded.fields["channel"], "phone", "what is not understood is not guessed");
}

#[test]
fn what_cannot_be_read_is_named_and_stops_nothing() {
    let mut c = Counters::default();
    let first = c.write(1, &[], set("channel", json!("phone")), None);
    c.write(1, &[first], set("wait", json!("under_5")), None);
    c.all[1].payload = Part::new([0; 32], b"\xff{".to_vec());
    let folded = fold_of(&c.all);
    assert!(folded.unreadable);
    assert_eq!(folded.fields["channel"], "phone");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any order and any repetition of entries from three workstations folds to the same state.
    #[test]
    fn the_order_of_arrival_does_not_matter(
        writes in prop::collection::vec((1u8..=3, prop::collection::vec(any::<prop::sample::Index>(), 0..4), 0usize..4, 0u8..5, any::<bool>()), 1..14),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        erased in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut c = Counters::default();
        for (workstation, sees, field, value, with_note) in writes {
            let sees: Vec<usize> = if c.all.is_empty() { vec![] } else { sees.iter().map(|i| i.index(c.all.len())).collect() };
            let field = ["channel", "wait", "ratings/r/overall", "lines/1/outcome"][field];
            c.write(workstation, &sees, set(field, json!(value)), with_note.then_some("a note"));
        }
        if let Some(i) = erased {
            let i = i.index(c.all.len());
            c.all[i].part_mut(PartName::Text).erase();
        }
        let expected = fold_of(&c.all);
        let mut shuffled: Vec<Entry> = order.iter().map(|i| c.all[i.index(c.all.len())].clone()).collect();
        shuffled.extend(c.all.iter().rev().cloned());
        prop_assert_eq!(fold_of(&shuffled), expected);
    }
}
