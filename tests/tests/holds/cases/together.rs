//! Cases between workstations, and what is erased: nothing depends on the order in which entries arrive.

use super::of_service;
use moments_core::entities::case_ref;
use moments_core::entry::{Author, EntityRef, Entry, PartName};
use moments_core::fields::{Fields, flatten};
use moments_core::fold::kind;
use moments_core::words::Audience;
use moments_desk::ErrorCode;
use moments_desk::cases::*;
use moments_desk::words::*;
use moments_store::home::Home;
use moments_store::keys::{Holder, KeyFile, KeySlots};
use moments_store::{EntityChange, NewEntry, Now, Store, StoreError};
use moments_tests::TestOffice;
use serde_json::json;
use std::cell::RefCell;
use uuid::Uuid;

#[test]
fn a_number_that_names_a_person_cannot_stand_in_a_next_action_and_the_text_can_be_erased() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let form = |text: &str| CaseForm { next_action: Some(text.into()), ..of_service(&office, 1) };
    let refused = office.desk.open_case(&ben, &form("call 046 454 286")).unwrap_err();
    assert_eq!(
        (refused.field.as_deref(), refused.data["problem"].as_str()),
        (Some("next_action"), "must_be_masked")
    );
    let id = office.desk.open_case(&ben, &form("send the lease")).unwrap().item.id;

    let office = office
        .with_store(|store, now| {
            let opened = store.read::<_, StoreError>(|r| r.entries_of(&case_ref(&id))).unwrap().remove(0);
            let target = moments_store::target(&opened.key, PartName::Text);
            let set = Fields::from([("targets".to_owned(), json!([target]))]);
            let erasure = EntityRef::new("erasure", Uuid::from_u128(1));
            write(store, now, kind::PART_ERASED, Author::Cli, EntityChange::new(erasure, set));
        })
        .unwrap();
    let view = office.desk.case(&office.actor("Ben"), id).unwrap();
    assert_eq!(
        (view.item.next_action.as_deref(), view.item.next_action_erased),
        (None, true),
        "erased, not empty"
    );
}

fn write(store: &Store, now: Now, kind: &'static str, author: Author, change: EntityChange) {
    let new = NewEntry { kind, audience: Audience::OfficeAndCentre, author, changes: vec![change] };
    store.write::<_, StoreError>(now, |tx| tx.append(new)).unwrap();
}

fn all_entries(store: &Store) -> Vec<Entry> {
    let mut all = Vec::new();
    store
        .read::<_, StoreError>(|r| {
            r.for_each_entry(|entry| {
                all.push(entry);
                Ok(())
            })
        })
        .unwrap();
    all
}

/// The counter beside: another workstation of the office, which reads all of the first, acts, and is read by it.
fn at_the_other_counter(
    office: TestOffice,
    here: impl FnOnce(&Store, Now),
    there: impl FnOnce(&Store, Now),
) -> TestOffice {
    let (here, there) = (RefCell::new(Some(here)), RefCell::new(Some(there)));
    office
        .with_store(|store, now| {
            let folder = tempfile::tempdir().unwrap();
            let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
            home.create().unwrap();
            let file = KeyFile::create(&folder.path().join("key")).unwrap();
            let (key, _) = KeySlots::create(home.folder(), &[Holder::KeyFile(&file)]).unwrap();
            let office = store.identity().office;
            let other = Store::create::<StoreError>(
                &home,
                key,
                moments_tests::new_workstation(office, now),
                None,
                now,
                |_| Ok(()),
            )
            .unwrap();
            other.absorb(now, &all_entries(store)).unwrap();
            // Neither sees what the other does.
            here.take().unwrap()(store, now);
            there.take().unwrap()(&other, now);
            assert_eq!(store.absorb(now, &all_entries(&other)).unwrap().refused, []);
            other.absorb(now, &all_entries(store)).unwrap();
            let tables = |store: &Store| store.read::<_, StoreError>(|r| r.table_digests()).unwrap();
            assert_eq!(tables(store)["cases"], tables(&other)["cases"], "both counters show the same cases");
        })
        .unwrap()
}

#[test]
fn two_workstations_that_change_one_case_at_once_keep_both_and_the_supervisor_reads_it() {
    let office = TestOffice::new().unwrap();
    let (ben, noor) = (office.id("Ben"), office.id("Noor"));
    let id = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item.id;
    let set = |fields: &[(&str, serde_json::Value)]| {
        let fields = fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        EntityChange::new(case_ref(&id), fields)
    };
    let (due, owner) = (set(&[("due", json!("2026-12-01"))]), set(&[("owner", json!(noor))]));
    let office = at_the_other_counter(
        office,
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(ben), due),
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(noor), owner),
    );
    let item = office.desk.case(&office.actor("Ada"), id).unwrap().item;
    assert_eq!((item.due.as_deref(), item.owner_name.as_deref()), (Some("2026-12-01"), Some("Noor")));
    assert!(!item.conflict, "different fields are no conflict");

    let (mine, yours) = (set(&[("status", json!("met"))]), set(&[("status", json!("waiting_for_client"))]));
    let office = at_the_other_counter(
        office,
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(ben), mine),
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(noor), yours),
    );
    let ada = office.actor("Ada");
    let item = office.desk.case(&ada, id).unwrap().item;
    assert!(item.conflict, "two people changed this");
    // Whoever decides, having seen both, settles it.
    let settled = match item.status.is_open() {
        true => office.desk.close_case(&ada, id, CaseStatus::Met),
        false => office.desk.reopen_case(&ada, id),
    };
    assert!(!settled.unwrap().item.conflict);
}

#[test]
fn two_cases_with_one_code_are_both_shown() {
    let office = TestOffice::new().unwrap();
    let first = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item;
    let noor = office.id("Noor");
    // What another workstation drew, far from here.
    let twin = moments_core::case::Case {
        code: first.code.clone(),
        opened_at: chrono::DateTime::parse_from_rfc3339("2026-11-20T10:00:00-05:00").ok(),
        opened_by: Some(noor),
        service: "unclassified".into(),
        language: "fr".into(),
        ..Default::default()
    };
    let id: CaseId = "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap();
    let change = EntityChange::new(case_ref(&id), flatten(&twin).unwrap());
    let office = at_the_other_counter(
        office,
        |_, _| {},
        |store, now| write(store, now, kind::CASE_OPENED, Author::Staff(noor), change),
    );
    let found = office.desk.find_case(&office.actor("Ben"), &first.code).unwrap();
    assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [id, first.id], "the older first");
}

#[test]
fn what_a_newer_version_wrote_about_a_case_makes_it_read_only_and_what_came_first_waits() {
    let office = TestOffice::new().unwrap();
    let ben = office.id("Ben");
    let id = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item.id;
    let only_changed: CaseId = "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap();
    let stranger = StaffId(Uuid::from_u128(9));
    let office = at_the_other_counter(
        office,
        |_, _| {},
        |store, now| {
            let shared = EntityChange::new(case_ref(&id), Fields::from([("shared".into(), json!(true))]));
            write(store, now, "case_shared", Author::Staff(ben), shared);
            let due = EntityChange::new(
                case_ref(&only_changed),
                Fields::from([("due".into(), json!("2026-12-01"))]),
            );
            write(store, now, kind::CASE_CHANGED, Author::Staff(stranger), due);
        },
    );
    let actor = office.actor("Ben");
    let view = office.desk.case(&actor, id).unwrap();
    assert!(view.item.read_only);
    assert_eq!(office.desk.take_case(&actor, id).unwrap_err().code, ErrorCode::NewerVersion);
    assert_eq!(
        office.desk.close_case(&actor, id, CaseStatus::Met).unwrap_err().code,
        ErrorCode::NewerVersion
    );
    assert_eq!(office.desk.case(&actor, only_changed).unwrap_err().code, ErrorCode::NotFound, "incomplete");
    assert_eq!(office.desk.my_cases(&actor).unwrap().n, 1);
}
