//! Day sign-off: what was reviewed is held, and whatever is said about the day later is listed beside it, once. And what
//! kind of day it was.

use chrono::TimeDelta;
use moments_core::entities::{day_context_ref, moment_ref, sign_off_ref};
use moments_core::entry::{Author, EntityRef, Entry, PartName};
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::{MomentId, OfficeId};
use moments_core::words::Audience;
use moments_desk::moments::{ClientScreenMode, RatingForm};
use moments_desk::review::{
    ChangeKind, CountersOpen, DayContextChange, DayCounts, DaySignOffs, HeadHere, SignOffView,
};
use moments_desk::words::*;
use moments_desk::{Actor, ErrorCode};
use moments_store::home::Home;
use moments_store::keys::{Holder, KeyFile, KeySlots};
use moments_store::{EntityChange, NewEntry, Now, Store, StoreError};
use moments_tests::TestOffice;
use serde_json::{Value, json};
use uuid::Uuid;

const DAY: &str = "2026-11-24";

/// With paper cards, so that an answer comes when the test enters one.
fn office() -> TestOffice {
    let office = TestOffice::new().unwrap();
    office.desk.set_client_screen(ClientScreenMode::Paper);
    office
}

fn served(office: &TestOffice) -> MomentId {
    office.serve("Ben", office.usual()).unwrap().item.id
}

fn sign(office: &TestOffice, note: Option<&str>) -> DaySignOffs {
    office.clock.forward(TimeDelta::minutes(1));
    office.desk.sign_off_day(&office.actor("Ada"), Some(DAY), note).unwrap()
}

fn newest(office: &TestOffice) -> SignOffView {
    office.desk.sign_offs(&office.actor("Ada"), Some(DAY)).unwrap().sign_offs.remove(0)
}

fn told(signed: &SignOffView) -> Vec<(ChangeKind, MomentId)> {
    signed.changes.iter().map(|change| (change.what, change.moment)).collect()
}

fn amend(office: &TestOffice, id: MomentId) {
    let form = moments_desk::moments::MomentForm { note: Some("came back".into()), ..office.usual() };
    office.clock.forward(TimeDelta::minutes(1));
    office.desk.amend(&office.actor("Ada"), id, &form, "a note was missing").unwrap();
}

#[test]
fn a_sign_off_holds_who_when_why_what_was_counted_and_how_far_the_journal_reached() {
    let office = office();
    served(&office);
    let gone = served(&office);
    office.desk.void(&office.actor("Ada"), gone, VoidReason::Test, None).unwrap();
    office.desk.quick_enquiry(&office.actor("Ben"), None).unwrap();
    let complaint =
        moments_desk::moments::MomentForm { feedback: Some(vec![Feedback::Complaint]), ..office.usual() };
    office.serve("Noor", complaint).unwrap();

    let day = sign(&office, Some("  The line was long at noon. "));
    let signed = &day.sign_offs[0];
    assert_eq!(
        (signed.by.as_deref(), signed.note.as_deref()),
        (Some("Ada"), Some("The line was long at noon."))
    );
    assert!(signed.signed_at.starts_with("2026-11-24T14:") && signed.signed_at.ends_with("-05:00"));
    let counts = DayCounts {
        moments: 2,
        quick_enquiries: 1,
        voided: 1,
        eligible: 2,
        invited: 2,
        answered: 0,
        follow_ups: 1,
    };
    assert_eq!((signed.counts, day.now, day.over), (counts, counts, false));
    assert_eq!(signed.changes, [], "nothing has changed since");
    let [reach] = signed.journals.as_slice() else { panic!("{:?}", signed.journals) };
    assert_eq!((reach.workstation.label.as_str(), reach.here), ("Counter 1", HeadHere::Same));

    let id = signed.id;
    let head = (reach.seq, reach.hash.clone());
    let office = office
        .with_store(|store, _| {
            let entries = all(store);
            let at = entries.iter().position(|e| e.entities == [sign_off_ref(&id)]).unwrap();
            let (before, own) = (&entries[at - 1], &entries[at]);
            let hex = before.hash.iter().map(|b| format!("{b:02x}")).collect::<String>();
            assert_eq!((u32::try_from(before.key.seq).unwrap(), hex), head, "the last entry before it");
            assert_eq!((own.kind.as_str(), own.audience), (kind::DAY_SIGNED_OFF, Audience::OfficeAndCentre));
            let payload = String::from_utf8(own.payload.content.clone().unwrap().bytes).unwrap();
            assert!(!payload.contains("noon"), "free text lies in the part that can be erased");
        })
        .unwrap();
    assert_eq!(newest(&office).counts, counts);
}

#[test]
fn each_later_change_is_listed_once_with_its_service_and_never_with_who_made_it() {
    let office = office();
    let (amended, carded, voided) = (served(&office), served(&office), served(&office));
    sign(&office, None);
    assert_eq!(told(&newest(&office)), [], "nothing has changed");

    let (ada, noor) = (office.actor("Ada"), office.actor("Noor"));
    amend(&office, amended);
    let card = RatingForm { overall: Some(2), ..RatingForm::default() };
    office.clock.forward(TimeDelta::minutes(1));
    office.desk.enter_card(&noor, carded, &card).unwrap();
    office.clock.forward(TimeDelta::minutes(1));
    office.desk.void(&ada, voided, VoidReason::Duplicate, None).unwrap();
    office.clock.forward(TimeDelta::minutes(1));
    office.desk.restore(&ada, voided).unwrap();
    let late = served(&office);

    let signed = newest(&office);
    let expected = [
        (ChangeKind::Amended, amended),
        (ChangeKind::Rated, carded),
        (ChangeKind::Voided, voided),
        (ChangeKind::Restored, voided),
        (ChangeKind::Recorded, late),
    ];
    assert_eq!(told(&signed), expected);
    let name = office.desk.moment(&ada, amended).unwrap().item.lines[0].name_en.clone();
    assert!(
        signed
            .changes
            .iter()
            .all(|c| c.name_en == name && c.at.as_deref().is_none_or(|at| at.starts_with(DAY)))
    );
    let now = office.desk.sign_offs(&ada, Some(DAY)).unwrap().now;
    assert_eq!((signed.counts.moments, now.moments), (3, 4));
    assert_eq!((signed.counts.answered, now.answered), (0, 1));
    let told = serde_json::to_string(&signed.changes).unwrap();
    for name in ["Ada", "Ben", "Noor"] {
        assert!(!told.contains(name) && !told.contains(&office.id(name).to_string()), "{told}");
    }
    assert!(!told.contains("overall"), "nor with a single answer");
}

#[test]
fn other_days_and_other_records_change_nothing_of_a_day_that_was_signed() {
    let office = office();
    served(&office);
    sign(&office, None);
    office.clock.forward(TimeDelta::days(1));
    served(&office);
    office.desk.quick_enquiry(&office.actor("Ben"), None).unwrap();
    let context = DayContextChange { marks: [(DayMark::Storm, true)].into(), ..DayContextChange::default() };
    office.desk.set_day_context(&office.actor("Ada"), Some(DAY), &context).unwrap();
    let day = office.desk.sign_offs(&office.actor("Ada"), Some(DAY)).unwrap();
    assert_eq!((day.over, day.sign_offs[0].changes.as_slice()), (true, [].as_slice()));
    assert_eq!(day.now, day.sign_offs[0].counts);
    let today = office.desk.sign_offs(&office.actor("Ada"), None).unwrap();
    assert_eq!((today.now.moments, today.sign_offs.len()), (1, 0), "the next day is not signed");
}

#[test]
fn signing_again_covers_what_changed_and_both_stand() {
    let office = office();
    let id = served(&office);
    sign(&office, Some("first"));
    amend(&office, id);
    let again = sign(&office, Some("second"));
    let notes: Vec<_> = again.sign_offs.iter().map(|s| s.note.as_deref().unwrap()).collect();
    assert_eq!(notes, ["second", "first"], "the newest first");
    assert_eq!(told(&again.sign_offs[0]), []);
    assert_eq!(
        told(&again.sign_offs[1]),
        [(ChangeKind::Amended, id)],
        "the first still says what came after it"
    );
    let twice = sign(&office, None);
    assert_eq!((twice.sign_offs.len(), told(&twice.sign_offs[0])), (3, vec![]), "also without a change");
}

#[test]
fn only_supervisors_sign_and_read_and_no_day_that_lies_ahead() {
    let office = office();
    served(&office);
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let administrator = Actor { roles: [Role::Administrator].into(), ..office.actor("Ada") };
    for nobody in [&ben, &administrator] {
        let refused = office.desk.sign_off_day(nobody, Some(DAY), None).unwrap_err();
        assert_eq!((refused.code, refused.data["role"].as_str()), (ErrorCode::NotPermitted, "supervisor"));
        assert_eq!(office.desk.sign_offs(nobody, Some(DAY)).unwrap_err().code, ErrorCode::NotPermitted);
    }
    let ahead = office.desk.sign_off_day(&ada, Some("2026-11-25"), None).unwrap_err();
    assert_eq!((ahead.field.as_deref(), ahead.data["problem"].as_str()), (Some("date"), "out_of_range"));
    let number = office.desk.sign_off_day(&ada, Some(DAY), Some("NAS 046 454 286")).unwrap_err();
    assert_eq!(number.data["problem"], "must_be_masked");
    assert_eq!(office.desk.sign_offs(&ada, Some(DAY)).unwrap().sign_offs, []);
    let closed = office.desk.sign_off_day(&ada, Some("2026-11-22"), Some("closed")).unwrap();
    assert_eq!(closed.now, DayCounts::default(), "a Sunday on which nobody came was reviewed too");
}

#[test]
fn a_note_that_is_erased_is_erased_and_what_was_signed_stays() {
    let office = office();
    served(&office);
    let id = sign(&office, Some("a name slipped in")).sign_offs[0].id;
    let office = office
        .with_store(|store, now| {
            let signed = store.read::<_, StoreError>(|r| r.entries_of(&sign_off_ref(&id))).unwrap().remove(0);
            let targets: Vec<_> =
                [PartName::Text, PartName::Payload].map(|p| moments_store::target(&signed.key, p)).into();
            let erasure = EntityRef::new("erasure", Uuid::from_u128(1));
            write(store, now, kind::PART_ERASED, Author::Cli, erasure, &[("targets", json!(targets))]);
        })
        .unwrap();
    let signed = newest(&office);
    assert_eq!((signed.note.as_deref(), signed.note_erased), (None, true), "erased, not empty");
    assert_eq!((signed.counts.moments, signed.changes.len()), (1, 0));
}

pub fn write(
    store: &Store,
    now: Now,
    kind: &'static str,
    by: Author,
    about: EntityRef,
    set: &[(&str, Value)],
) {
    let set = set.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect::<Fields>();
    let changes = vec![EntityChange::new(about, set)];
    let new = NewEntry { kind, audience: Audience::OfficeAndCentre, author: by, changes };
    store.write::<_, StoreError>(now, |tx| tx.append(new)).unwrap();
}

pub fn all(store: &Store) -> Vec<Entry> {
    let mut all = Vec::new();
    let each = |entry| {
        all.push(entry);
        Ok(())
    };
    store.read::<_, StoreError>(|r| r.for_each_entry(each)).unwrap();
    all
}

/// The counter beside: another workstation of the office, with a store of its own.
pub struct OtherCounter {
    pub store: Store,
    _folder: tempfile::TempDir,
}

impl OtherCounter {
    pub fn new(office: OfficeId, now: Now) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
        home.create().unwrap();
        let file = KeyFile::create(&folder.path().join("key")).unwrap();
        let (key, _) = KeySlots::create(home.folder(), &[Holder::KeyFile(&file)]).unwrap();
        let store = Store::create::<StoreError>(
            &home,
            key,
            moments_tests::new_workstation(office, now),
            None,
            now,
            |_| Ok(()),
        )
        .unwrap();
        Self { store, _folder: folder }
    }

    /// A moment that was served there, as it is journaled.
    pub fn serve(&self, now: Now, n: u128) -> MomentId {
        let id = MomentId(Uuid::from_u128(n));
        let set = [
            ("office_day", json!(DAY)),
            ("started_at", json!("2026-11-24T13:30:00-05:00")),
            ("lines/1/service", json!("unclassified")),
        ];
        write(&self.store, now, kind::MOMENT_RECORDED, Author::App, moment_ref(&id), &set);
        id
    }
}

#[test]
pub fn what_arrives_from_another_workstation_later_is_listed_whatever_order_it_comes_in() {
    let office = office();
    served(&office);
    let mut other = None;
    let mut there = Vec::new();
    let office = office
        .with_store(|store, now| {
            let counter = OtherCounter::new(store.identity().office, now);
            there.extend([1, 2, 3].map(|n| counter.serve(now, n)));
            // Of its four entries the second, the first moment, is still under way.
            let known: Vec<Entry> = all(&counter.store).into_iter().filter(|e| e.key.seq != 2).collect();
            assert_eq!(store.absorb(now, &known).unwrap().refused, []);
            other = Some(counter);
        })
        .unwrap();
    let day = sign(&office, None);
    let reach: Vec<u32> = day.sign_offs[0].journals.iter().map(|j| j.seq).collect();
    assert!(reach.contains(&1), "a sign-off answers for a journal up to its first gap: {reach:?}");
    assert!(day.journals.iter().any(|j| j.seq == 4), "which is not how far its entries reach here");
    let before = told(&day.sign_offs[0]);
    assert_eq!(before, [(ChangeKind::Recorded, there[1]), (ChangeKind::Recorded, there[2])]);

    let office = office
        .with_store(|store, now| {
            let other = &other.as_ref().unwrap().store;
            let set = [("voided", json!("test"))];
            write(other, now, kind::MOMENT_VOIDED, Author::App, moment_ref(&there[1]), &set);
            // The last first, and everything twice.
            let mut entries = all(other);
            entries.reverse();
            store.absorb(now, &entries).unwrap();
            store.absorb(now, &all(other)).unwrap();
        })
        .unwrap();
    let mut later = told(&newest(&office));
    later.sort_by_key(|(what, moment)| (*moment, *what == ChangeKind::Voided));
    let expected = [
        (ChangeKind::Recorded, there[0]),
        (ChangeKind::Recorded, there[1]),
        (ChangeKind::Voided, there[1]),
        (ChangeKind::Recorded, there[2]),
    ];
    assert_eq!(later, expected);
    assert_eq!(told(&sign(&office, None).sign_offs[0]), [], "signing again covers them");
}

#[test]
fn two_supervisors_at_two_workstations_who_sign_at_once_both_stand() {
    let office = office();
    served(&office);
    let (ada, ben) = (office.id("Ada"), office.id("Ben"));
    sign(&office, Some("here"));
    let mut there = None;
    let office = office
        .with_store(|store, now| {
            let other = OtherCounter::new(store.identity().office, now);
            // It has heard nothing of the first one.
            there = Some(other.serve(now, 1));
            let head = |seq, hash: &str| {
                let journal = other.store.identity();
                json!([{ "workstation": journal.workstation, "epoch": journal.epoch, "seq": seq, "hash": hash }])
            };
            let sign = |id: u128, by: StaffId, heads: Value| {
                let set = [
                    ("office_day", json!(DAY)),
                    ("signed_at", json!("2026-11-24T18:00:00-05:00")),
                    ("by", json!(by)),
                    ("heads", heads),
                ];
                let about = EntityRef::new("sign_off", Uuid::from_u128(id));
                write(&other.store, now, kind::DAY_SIGNED_OFF, Author::Staff(by), about, &set);
            };
            sign(1, ada, head(2, &"ab".repeat(32)));
            sign(2, ben, head(99, &"ab".repeat(32)));
            let entries = all(&other.store);
            assert_eq!(store.absorb(now, &entries).unwrap().refused, []);
        })
        .unwrap();
    let signed = office.desk.sign_offs(&office.actor("Ada"), Some(DAY)).unwrap().sign_offs;
    let stand: Vec<_> = signed.iter().map(|s| (s.by.as_deref().unwrap(), s.without_role)).collect();
    assert_eq!(stand, [("Ben", true), ("Ada", false), ("Ada", false)], "who never could sign is flagged");
    let here: Vec<_> = signed.iter().map(|s| s.journals[0].here).collect();
    assert_eq!(here, [HeadHere::NotHere, HeadHere::Differs, HeadHere::Same]);
    let ours = signed[2].changes.iter().map(|c| c.moment).collect::<Vec<_>>();
    assert_eq!(ours, [there.unwrap()], "what was served there is not among what was signed here");
    assert_eq!(signed[1].changes.len(), 1, "nor what was served here among what was signed there");
}

#[test]
fn the_counter_says_what_kind_of_day_it_is_and_supervisors_what_kind_another_was() {
    let office = office();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let set = |marks: &[(DayMark, bool)], n: Option<u32>, note: Option<&str>| DayContextChange {
        counters_open: n.map(|n| CountersOpen { n: Some(n) }),
        marks: marks.iter().copied().collect(),
        note: note.map(str::to_owned),
    };
    let empty = office.desk.day_context(&ben, None).unwrap();
    assert_eq!((empty.marks.as_slice(), empty.counters_open, empty.can_change), ([].as_slice(), None, true));
    let down = set(&[(DayMark::SystemDown, true)], Some(2), None);
    office.desk.set_day_context(&ben, None, &down).unwrap();
    let both =
        office.desk.set_day_context(&ada, None, &set(&[(DayMark::Storm, true)], None, Some("ice"))).unwrap();
    assert_eq!(both.marks, [DayMark::SystemDown, DayMark::Storm]);
    assert_eq!((both.counters_open, both.note.as_deref()), (Some(2), Some("ice")));
    let up = DayContextChange {
        counters_open: Some(CountersOpen { n: None }),
        ..set(&[(DayMark::SystemDown, false), (DayMark::Crowd, false)], None, Some(" "))
    };
    let after = office.desk.set_day_context(&ben, None, &up).unwrap();
    assert_eq!(
        (after.marks.as_slice(), after.counters_open, after.note),
        ([DayMark::Storm].as_slice(), None, None)
    );
    assert!(!after.conflict, "each had seen what was there");

    office.clock.forward(TimeDelta::days(1));
    assert_eq!(
        office.desk.set_day_context(&ben, Some(DAY), &down).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    assert!(!office.desk.day_context(&ben, Some(DAY)).unwrap().can_change);
    assert!(office.desk.set_day_context(&ada, Some(DAY), &down).is_ok());
    let ahead = office.desk.set_day_context(&ada, Some("2026-11-26"), &down).unwrap_err();
    assert_eq!(ahead.field.as_deref(), Some("date"));
    let many = office.desk.set_day_context(&ada, None, &set(&[], Some(100), None)).unwrap_err();
    assert_eq!(many.field.as_deref(), Some("counters_open"));
    let administrator = Actor { roles: [Role::Administrator].into(), ..office.actor("Ada") };
    assert_eq!(office.desk.day_context(&administrator, None).unwrap_err().code, ErrorCode::NotPermitted);
}

#[test]
fn two_workstations_that_mark_one_day_at_once_keep_both_and_one_field_twice_is_told() {
    let office = office();
    let ben = office.id("Ben");
    let day = day_context_ref(&DAY.parse().unwrap());
    let office = office
        .with_store(|store, now| {
            let counter = OtherCounter::new(store.identity().office, now);
            let other = &counter.store;
            let say = |store: &Store, set: &[(&str, Value)]| {
                write(store, now, kind::DAY_CONTEXT_SET, Author::Staff(ben), day.clone(), set);
            };
            say(store, &[("marks/storm", json!(true)), ("counters_open", json!(2))]);
            say(other, &[("marks/power_cut", json!(true)), ("counters_open", json!(3))]);
            store.absorb(now, &all(other)).unwrap();
            other.absorb(now, &all(store)).unwrap();
            let tables = |store: &Store| store.read::<_, StoreError>(|r| r.table_digests()).unwrap();
            assert_eq!(tables(store)["day_contexts"], tables(other)["day_contexts"]);
        })
        .unwrap();
    let context = office.desk.day_context(&office.actor("Ben"), Some(DAY)).unwrap();
    assert_eq!(context.marks, [DayMark::Storm, DayMark::PowerCut]);
    assert!(context.conflict && context.counters_open.is_some(), "one of the two numbers stands");
}
