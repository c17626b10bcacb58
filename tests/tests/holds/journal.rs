//! The journal between workstations: whatever the order, repetition and interleaving in which entries arrive, the
//! tables are the same; they can be rebuilt; what was erased stays erased.

use moments_core::entities::{entity, moment_ref, staff_ref};
use moments_core::entry::{Author, EntityRef, Entry, PartName};
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::{MomentId, OfficeId, StaffId};
use moments_core::words::Audience;
use moments_store::home::Home;
use moments_store::keys::{DataKey, Holder, KeyFile, KeySlots};
use moments_store::{EntityChange, NewEntry, Now, Store, StoreError, target};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

const OFFICE: OfficeId = OfficeId(Uuid::from_u128(77));
const NOW: Now = Now { utc_ms: 1_795_547_790_000, offset_minutes: -300 };

struct Counter {
    store: Store,
    _folder: TempDir,
}

impl Counter {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
        home.create().unwrap();
        let file = KeyFile::create(&folder.path().join("key")).unwrap();
        let (key, _): (DataKey, _) = KeySlots::create(home.folder(), &[Holder::KeyFile(&file)]).unwrap();
        let store = Store::create::<StoreError>(
            &home,
            key,
            moments_tests::new_workstation(OFFICE, NOW),
            None,
            NOW,
            |_| Ok(()),
        )
        .unwrap();
        Self { store, _folder: folder }
    }

    fn write(&self, kind: &'static str, author: Author, entity: EntityRef, set: Fields, text: Fields) {
        let change = EntityChange { entity, set, text };
        let new = NewEntry { kind, audience: Audience::Office, author, changes: vec![change] };
        self.store.write::<_, StoreError>(NOW, |tx| tx.append(new)).unwrap();
    }

    fn all(&self) -> Vec<Entry> {
        let mut all = Vec::new();
        self.store
            .read::<_, StoreError>(|r| {
                r.for_each_entry(|e| {
                    all.push(e);
                    Ok(())
                })
            })
            .unwrap();
        all
    }

    fn digests(&self) -> std::collections::BTreeMap<&'static str, [u8; 32]> {
        self.store.read::<_, StoreError>(|r| r.table_digests()).unwrap()
    }

    fn is_sound(&self) -> bool {
        let proof = self.store.read::<_, StoreError>(|r| r.prove()).unwrap();
        assert!(proof.is_sound(), "{proof:?}");
        true
    }
}

/// What somebody does at one of three workstations.
#[derive(Debug, Clone)]
enum Act {
    Record {
        moment: u8,
        note: bool,
    },
    Amend {
        moment: u8,
        field: usize,
        value: u8,
    },
    Note {
        moment: u8,
        words: u8,
    },
    Void {
        moment: u8,
        undo: bool,
    },
    Rate {
        moment: u8,
        overall: u8,
    },
    Staff {
        person: u8,
        supervisor: bool,
    },
    Erase {
        target: Index,
        by: u8,
        text: bool,
    },
    Unknown {
        moment: u8,
    },
    /// This workstation reads some entries of the others.
    Sync {
        which: Vec<Index>,
    },
}

fn act() -> impl Strategy<Value = (usize, Act)> {
    let moment = 0u8..3;
    let act = prop_oneof![
        4 => (moment.clone(), any::<bool>()).prop_map(|(moment, note)| Act::Record { moment, note }),
        4 => (moment.clone(), 0usize..4, 0u8..4).prop_map(|(moment, field, value)| Act::Amend { moment, field, value }),
        2 => (moment.clone(), 0u8..9).prop_map(|(moment, words)| Act::Note { moment, words }),
        1 => (moment.clone(), any::<bool>()).prop_map(|(moment, undo)| Act::Void { moment, undo }),
        2 => (moment.clone(), 1u8..6).prop_map(|(moment, overall)| Act::Rate { moment, overall }),
        1 => (0u8..2, any::<bool>()).prop_map(|(person, supervisor)| Act::Staff { person, supervisor }),
        2 => (any::<Index>(), 0u8..2, any::<bool>()).prop_map(|(target, by, text)| Act::Erase { target, by, text }),
        1 => moment.prop_map(|moment| Act::Unknown { moment }),
        4 => prop::collection::vec(any::<Index>(), 0..8).prop_map(|which| Act::Sync { which }),
    ];
    (0usize..3, act)
}

fn moment(n: u8) -> EntityRef {
    moment_ref(&MomentId(Uuid::from_u128(100 + u128::from(n))))
}

fn person(n: u8) -> StaffId {
    StaffId(Uuid::from_u128(200 + u128::from(n)))
}

fn fields(pairs: &[(&str, Value)]) -> Fields {
    pairs.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect()
}

fn perform(counters: &[Counter], at: usize, act: &Act, nth: usize) {
    let here = &counters[at];
    let no = Fields::new;
    match act {
        Act::Record { moment: m, note } => {
            let set = fields(&[
                ("office_day", json!("2026-11-24")),
                ("started_at", json!("2026-11-24T14:03:10-05:00")),
                ("lines/1/service", json!("1234")),
                ("lines/1/outcome", json!(["served", "default"])),
            ]);
            let text = if *note { fields(&[("note", json!(format!("secret {nth}")))]) } else { no() };
            here.write(kind::MOMENT_RECORDED, Author::Staff(person(0)), moment(*m), set, text);
        }
        Act::Amend { moment: m, field, value } => {
            let word = |words: [&'static str; 4]| words[usize::from(*value)];
            let (field, value) = match field {
                0 => ("channel", json!([word(["in_person", "phone", "video", "nonsense"]), "staff"])),
                1 => {
                    ("lines/1/outcome", json!([word(["served", "left", "referred", "turned_away"]), "staff"]))
                }
                2 => ("barriers", json!([word(["cost", "hours", "wait", "other"])])),
                _ if *value == 0 => ("lines/2/service", Value::Null),
                _ => ("lines/2/service", json!(value.to_string())),
            };
            here.write(
                kind::MOMENT_AMENDED,
                Author::Staff(person(1)),
                moment(*m),
                fields(&[(field, value)]),
                no(),
            );
        }
        Act::Note { moment: m, words } => {
            let text = fields(&[("note", json!(format!("secret words {words} of {nth}")))]);
            here.write(kind::MOMENT_AMENDED, Author::Staff(person(1)), moment(*m), no(), text);
        }
        Act::Void { moment: m, undo } => {
            let (kind, value) = if *undo {
                (kind::MOMENT_RESTORED, Value::Null)
            } else {
                (kind::MOMENT_VOIDED, json!("mistake"))
            };
            here.write(kind, Author::Staff(person(0)), moment(*m), fields(&[("voided", value)]), no());
        }
        Act::Rate { moment: m, overall } => {
            let id = Uuid::from_u128(300 + nth as u128 % 4);
            let set = fields(&[
                (&format!("ratings/{id}/overall"), json!(overall)),
                (&format!("ratings/{id}/state"), json!("rated")),
                (&format!("ratings/{id}/source"), json!("client_screen")),
            ]);
            here.write(kind::RATING_GIVEN, Author::App, moment(*m), set, no());
        }
        Act::Staff { person: p, supervisor } => {
            let roles = if *supervisor { json!(["counter", "supervisor"]) } else { json!(["counter"]) };
            let set =
                fields(&[("name", json!(format!("Person {p}"))), ("roles", roles), ("active", json!(true))]);
            let text = fields(&[("pin", json!(format!("secret verifier {nth}")))]);
            here.write(kind::STAFF_SET, Author::App, staff_ref(&person(*p)), set, text);
        }
        Act::Erase { target: t, by, text } => {
            let all: Vec<Entry> = here
                .all()
                .into_iter()
                .filter(|e| e.kind.starts_with("moment") || e.kind == kind::STAFF_SET)
                .collect();
            if all.is_empty() {
                return;
            }
            let victim = &all[t.index(all.len())];
            let part = if *text { PartName::Text } else { PartName::Payload };
            let set = fields(&[("targets", json!([target(&victim.key, part)]))]);
            let entity = EntityRef::new(entity::ERASURE, Uuid::from_u128(400 + nth as u128));
            here.write(kind::PART_ERASED, Author::Staff(person(*by)), entity, set, no());
        }
        Act::Unknown { moment: m } => {
            here.write(
                "moment_teleported",
                Author::App,
                moment(*m),
                fields(&[("channel", json!("warp"))]),
                no(),
            );
        }
        Act::Sync { which } => {
            let others: Vec<Entry> =
                counters.iter().enumerate().filter(|(i, _)| *i != at).flat_map(|(_, c)| c.all()).collect();
            if !others.is_empty() {
                let some: Vec<Entry> = which.iter().map(|i| others[i.index(others.len())].clone()).collect();
                assert_eq!(here.store.absorb(NOW, &some).unwrap().refused, []);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_repetition_of_three_workstations_entries_folds_to_the_same_tables(
        acts in prop::collection::vec(act(), 4..28),
        order in prop::collection::vec(any::<Index>(), 0..60),
    ) {
        let counters: Vec<Counter> = (0..3).map(|_| Counter::new()).collect();
        for (nth, (at, act)) in acts.iter().enumerate() {
            perform(&counters, *at, act, nth);
        }
        let everything: Vec<Entry> = counters.iter().flat_map(Counter::all).collect();

        // Two more workstations read everything: one in order, one shuffled, in pieces and doubled.
        let (first, second) = (Counter::new(), Counter::new());
        first.store.absorb(NOW, &everything).unwrap();
        let shuffled: Vec<Entry> = order.iter().map(|i| everything[i.index(everything.len())].clone()).collect();
        for piece in shuffled.chunks(3).chain(everything.rchunks(5)) {
            prop_assert_eq!(second.store.absorb(NOW, piece).unwrap().refused, vec![]);
        }
        prop_assert_eq!(first.digests(), second.digests());

        // And those that wrote: once they have read all, they agree too.
        for counter in &counters {
            counter.store.absorb(NOW, &everything).unwrap();
            prop_assert_eq!(counter.digests(), first.digests());
        }
        prop_assert!(second.is_sound());
        let before = second.digests();
        second.store.rebuild(NOW).unwrap();
        prop_assert_eq!(second.digests(), before, "rebuilt tables equal live ones");

        // What one erased never comes back from a copy that still has the bytes.
        let erased: Vec<_> = first.all().into_iter().filter(|e| e.text.content.is_none() || e.payload.content.is_none()).collect();
        for gone in &erased {
            let copies = everything.iter().filter(|e| e.key == gone.key).cloned().collect::<Vec<_>>();
            first.store.absorb(NOW, &copies).unwrap();
        }
        for gone in erased {
            let now = first.all().into_iter().find(|e| e.key == gone.key).unwrap();
            prop_assert_eq!(&now, &gone, "an erased part never comes back");
        }
        prop_assert_eq!(first.digests(), second.digests());
    }
}

#[test]
pub fn an_erasure_by_somebody_who_was_no_supervisor_waits_for_one_who_is() {
    let counter = Counter::new();
    let (clerk, chief) = (person(0), person(1));
    let staff = |id: &StaffId, roles: Value| {
        counter.write(
            kind::STAFF_SET,
            Author::App,
            staff_ref(id),
            fields(&[("roles", roles)]),
            Fields::new(),
        );
    };
    staff(&clerk, json!(["counter"]));
    staff(&chief, json!(["supervisor"]));
    let text = fields(&[("note", json!("secret"))]);
    counter.write(kind::MOMENT_RECORDED, Author::Staff(clerk), moment(0), Fields::new(), text);
    let victim = counter.all().into_iter().find(|e| e.kind == kind::MOMENT_RECORDED).unwrap().key;
    let erasure = EntityRef::new(entity::ERASURE, Uuid::from_u128(1));
    let set = fields(&[("targets", json!([target(&victim, PartName::Text)]))]);
    let has_text = || counter.all().into_iter().find(|e| e.key == victim).unwrap().text.content.is_some();

    counter.write(kind::PART_ERASED, Author::Staff(clerk), erasure.clone(), set, Fields::new());
    assert!(has_text(), "a clerk's erasure waits");
    counter.write(kind::ERASURE_CONFIRMED, Author::Staff(chief), erasure, Fields::new(), Fields::new());
    assert!(!has_text(), "a supervisor confirmed it");
}

#[test]
pub fn an_erasure_that_arrives_first_holds_for_moments_and_takes_no_persons_roles() {
    let (writer, reader) = (Counter::new(), Counter::new());
    let chief = Author::Staff(person(1));
    let roles = fields(&[("roles", json!(["supervisor"]))]);
    writer.write(kind::STAFF_SET, Author::App, staff_ref(&person(1)), roles, Fields::new());
    let text = fields(&[("note", json!("secret"))]);
    writer.write(kind::MOMENT_RECORDED, chief, moment(0), fields(&[("short_no", json!("A1"))]), text);
    let written = writer.all();
    let place = |kind: &str| written.iter().find(|e| e.kind == kind).unwrap().key;
    let targets = [
        target(&place(kind::MOMENT_RECORDED), PartName::Payload),
        target(&place(kind::MOMENT_RECORDED), PartName::Text),
        target(&place(kind::STAFF_SET), PartName::Payload),
    ];
    let erasure = EntityRef::new(entity::ERASURE, Uuid::from_u128(1));
    writer.write(
        kind::PART_ERASED,
        Author::Cli,
        erasure,
        fields(&[("targets", json!(targets))]),
        Fields::new(),
    );
    let erasure = writer.all().pop().unwrap();

    reader.store.absorb(NOW, &[erasure]).unwrap();
    reader.store.absorb(NOW, &written).unwrap();
    let at = |kind: &str| reader.all().into_iter().find(|e| e.key == place(kind)).unwrap();
    assert_eq!(at(kind::MOMENT_RECORDED).payload.content, None);
    assert_eq!(at(kind::MOMENT_RECORDED).text.content, None);
    assert!(at(kind::STAFF_SET).payload.content.is_some(), "who may do what is never erased");
    assert!(reader.is_sound());
}

#[test]
pub fn a_copy_without_some_bytes_is_filled_by_one_that_has_them() {
    let (writer, reader) = (Counter::new(), Counter::new());
    let text = fields(&[("note", json!("secret"))]);
    writer.write(kind::MOMENT_RECORDED, Author::App, moment(0), fields(&[("short_no", json!("A1"))]), text);
    let whole = writer.all();
    let mut without = whole.clone();
    for entry in &mut without {
        entry.payload.erase();
        entry.text.erase();
    }
    reader.store.absorb(NOW, &without).unwrap();
    reader.store.absorb(NOW, &whole).unwrap();
    assert!(whole.iter().all(|entry| reader.all().contains(entry)));
    assert!(reader.is_sound());
}

#[test]
fn a_forged_or_changed_entry_is_refused_and_blocks_nothing() {
    let (writer, reader) = (Counter::new(), Counter::new());
    for n in 0..3 {
        writer.write(
            kind::MOMENT_RECORDED,
            Author::App,
            moment(n),
            fields(&[("short_no", json!(n))]),
            Fields::new(),
        );
    }
    let mut entries = writer.all();
    entries[2].kind = "moment_voided".into();
    let absorbed = reader.store.absorb(NOW, &entries).unwrap();
    assert_eq!((absorbed.new, absorbed.refused.len()), (entries.len() - 1, 1));

    let mut leap = writer.all().pop().unwrap();
    leap.key.seq += 1;
    leap.lamport = 1 << 40;
    let leap = leap.seal_hash();
    assert_eq!(
        reader.store.absorb(NOW, &[leap]).unwrap().refused.len(),
        1,
        "a stamp out of reach is refused"
    );

    let mut fork = writer.all().pop().unwrap();
    fork.author = Author::Cli;
    let fork = fork.seal_hash();
    assert_eq!(
        reader.store.absorb(NOW, &[fork]).unwrap().refused.len(),
        1,
        "two entries cannot stand at one place"
    );
    assert!(reader.is_sound());
}

#[test]
fn the_journal_itself_refuses_to_be_changed() {
    let counter = Counter::new();
    counter.write(kind::MOMENT_RECORDED, Author::App, moment(0), Fields::new(), Fields::new());
    let before = counter.all();
    counter.store.rebuild(NOW).unwrap();
    assert_eq!(counter.all(), before);
    let seqs: Vec<u64> = before.iter().map(|e| e.key.seq).collect();
    assert_eq!(seqs, [1, 2], "gap-free from 1");
    assert!(before[1].follows(Some((&before[0].key, &before[0].hash))).is_ok());
}
