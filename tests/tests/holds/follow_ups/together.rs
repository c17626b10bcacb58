//! Follow-ups between workstations, and what is erased: nothing depends on the order in which entries arrive.

use super::{complained, open};
use moments_core::entities::follow_up_ref;
use moments_core::entry::{Author, EntityRef, Entry, PartName};
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_desk::ErrorCode;
use moments_desk::follow_ups::*;
use moments_desk::words::*;
use moments_store::home::Home;
use moments_store::keys::{Holder, KeyFile, KeySlots};
use moments_store::{EntityChange, NewEntry, Now, Store, StoreError};
use moments_tests::TestOffice;
use serde_json::{Value, json};
use std::cell::RefCell;
use uuid::Uuid;

fn write(store: &Store, now: Now, kind: &'static str, author: Author, change: EntityChange) {
    let new = NewEntry { kind, audience: Audience::Office, author, changes: vec![change] };
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

/// The counter beside, which has seen `seen` of the first one's entries; both act, then each reads the other's.
fn at_the_other_counter(
    office: TestOffice,
    seen: impl Fn(&Entry) -> bool,
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
            let first: Vec<Entry> = all_entries(store).into_iter().filter(|entry| seen(entry)).collect();
            other.absorb(now, &first).unwrap();
            here.take().unwrap()(store, now);
            there.take().unwrap()(&other, now);
            assert_eq!(store.absorb(now, &all_entries(&other)).unwrap().refused, []);
            other.absorb(now, &all_entries(store)).unwrap();
            let tables = |store: &Store| store.read::<_, StoreError>(|r| r.table_digests()).unwrap();
            for table in ["follow_ups", "follow_up_openings"] {
                assert_eq!(tables(store)[table], tables(&other)[table], "both show the same {table}");
            }
        })
        .unwrap()
}

fn set(id: FollowUpId, fields: &[(&str, Value)]) -> EntityChange {
    let fields = fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    EntityChange::new(follow_up_ref(&id), fields)
}

#[test]
fn two_supervisors_who_act_at_once_keep_both_and_five_workstations_make_one() {
    let office = TestOffice::new().unwrap();
    let id = complained(&office, "Ben");
    let ada = office.id("Ada");
    office.desk.acknowledge_follow_up(&office.actor("Ada"), id).unwrap();
    let (due, owner) = (set(id, &[("due", json!("2026-11-30"))]), set(id, &[("owner", json!(ada))]));
    let office = at_the_other_counter(
        office,
        |_| true,
        |store, now| write(store, now, kind::FOLLOW_UP_CHANGED, Author::Staff(ada), due),
        |store, now| write(store, now, kind::FOLLOW_UP_CHANGED, Author::Staff(ada), owner),
    );
    let item = open(&office).remove(0);
    assert_eq!((item.due.as_str(), item.owner_name.as_deref()), ("2026-11-30", Some("Ada")));
    assert!(!item.conflict, "different fields are no conflict");

    let (mine, yours) = (set(id, &[("status", json!("acted"))]), set(id, &[("status", json!("new"))]));
    let office = at_the_other_counter(
        office,
        |_| true,
        |store, now| write(store, now, kind::FOLLOW_UP_CHANGED, Author::Staff(ada), mine),
        |store, now| write(store, now, kind::FOLLOW_UP_CHANGED, Author::Staff(ada), yours),
    );
    let item = open(&office).remove(0);
    assert!(item.conflict, "two people changed this");
    assert_eq!(open(&office).len(), 1);
    let settled = office.desk.act_on_follow_up(&office.actor("Ada"), id, "called").unwrap();
    let settled = match settled.item.conflict {
        true => office.desk.close_follow_up(
            &office.actor("Ada"),
            id,
            &CloseFollowUp { changes_how_we_serve: Some(false), ..CloseFollowUp::default() },
        ),
        false => Ok(settled),
    };
    assert!(!settled.unwrap().item.conflict, "whoever has seen both settles it");
}

#[test]
fn an_act_that_arrives_before_its_moment_is_understood_and_waits_for_nothing() {
    let office = TestOffice::new().unwrap();
    let id = complained(&office, "Ben");
    office.desk.take_follow_up(&office.actor("Ada"), id).unwrap();
    let office = at_the_other_counter(
        office,
        // The other one has no moment at first: their store is compared at the end.
        |entry| !entry.kind.starts_with("moment"),
        |_, _| {},
        |store, _| {
            let waiting = store.read::<_, StoreError>(|r| r.follow_up(&id)).unwrap();
            if let Some(waiting) = waiting {
                assert!(!waiting.stands && waiting.due_on == "2026-12-01");
            }
        },
    );
    assert!(open(&office)[0].stands);
}

#[test]
fn what_was_erased_is_said_to_be_erased_and_what_a_newer_version_wrote_is_read_only() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let id = complained(&office, "Ben");
    office.desk.act_on_follow_up(&ada, id, "Called Mrs. K.").unwrap();
    office
        .desk
        .close_follow_up(
            &ada,
            id,
            &CloseFollowUp { changes_how_we_serve: Some(false), ..CloseFollowUp::default() },
        )
        .unwrap();
    let office = office
        .with_store(|store, now| {
            let entries = store.read::<_, StoreError>(|r| r.entries_of(&follow_up_ref(&id))).unwrap();
            let target = moments_store::target(&entries[0].key, PartName::Text);
            let set = Fields::from([("targets".to_owned(), json!([target]))]);
            let erasure = EntityRef::new("erasure", Uuid::from_u128(1));
            write(store, now, kind::PART_ERASED, Author::Cli, EntityChange::new(erasure, set));
        })
        .unwrap();
    let view = office.desk.follow_up(&ada, id).unwrap();
    assert_eq!((view.done.as_deref(), view.erased.as_slice()), (None, ["done".to_owned()].as_slice()));
    assert_eq!(view.item.status, FollowUpStatus::Closed);
    assert_eq!(office.desk.reopen_follow_up(&ada, id).unwrap().item.status, FollowUpStatus::Acted);

    let shared = set(id, &[("shared", json!(true))]);
    let office = office
        .with_store(|store, now| {
            write(store, now, "follow_up_shared", Author::Staff(office_id(&ada)), shared)
        })
        .unwrap();
    assert!(office.desk.follow_up(&ada, id).unwrap().item.read_only);
    assert_eq!(office.desk.take_follow_up(&ada, id).unwrap_err().code, ErrorCode::NewerVersion);
}

fn office_id(actor: &moments_desk::Actor) -> StaffId {
    actor.staff().unwrap()
}
