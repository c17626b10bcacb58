//! Putting the records back: nothing that was saved is lost, or it is told what is.

use super::*;
use moments_desk::moments::MomentForm;
use moments_desk::setup::StartState;
use moments_desk::{Home, Keys};
use moments_tests::{KEY, PROGRAM, all_bytes, data_key};

#[test]
fn a_damaged_store_is_put_back_by_itself_and_what_can_still_be_read_is_taken_over() {
    let office = office(5, 7).crash_with(ruin).unwrap();
    assert_eq!(served(&office), 5, "nothing could be read of a file whose first page is gone");
    let told = recovery(&office);
    assert!(told.exact && !told.read);
    assert_eq!(told.lost, told.missing[0].to - told.missing[0].from + 1);
    assert_eq!(told.whole_to + told.lost, told.missing[0].to, "the mark knows how far it had come");
    office.serve("Ben", office.usual()).unwrap();
    assert_eq!(served(&office), 6, "the counter goes on");
    let quarantine = office.folder().join("home/quarantine").join(told.quarantine.unwrap());
    assert!(quarantine.join("moments.db").exists(), "nothing is deleted");
    office.desk.recovery_read(&office.actor("Ada")).unwrap();
    assert!(recovery(&office).read);
}

/// The outbox is a second copy of what was sealed, and a stick a third.
#[test]
fn what_own_bundles_have_is_here_again_before_anybody_is_told_what_is_missing() {
    let (office, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
    let ada = office.actor("Ada");
    office.desk.office_card(&ada).unwrap();
    office.serve("Ben", office.usual()).unwrap();
    office.desk.back_up_now(&ada).unwrap();
    let (mut sealed, mut carried) = (0, 0);
    for step in ["sealed", "carried", "neither"] {
        office.serve("Ben", office.usual()).unwrap();
        match step {
            "sealed" => sealed = office.desk.seal_now(&ada).unwrap(),
            "carried" => carried = office.desk.write_stick(&ada, stick.path(), |_, _| true).unwrap().bundles,
            _ => {}
        }
    }
    assert!(sealed > 0 && carried > 0);
    // Of the outbox, the last file is gone as well.
    let office = office
        .crash_with(|folder| {
            ruin(folder);
            let outbox = std::fs::read_dir(folder.join("home/outbox")).unwrap();
            let mut files: Vec<PathBuf> = outbox.map(|file| file.unwrap().path()).collect();
            files.sort();
            std::fs::remove_file(files.last().unwrap()).unwrap();
        })
        .unwrap();
    assert_eq!(served(&office), 2, "what was sealed is here before the first screen");
    let told = recovery(&office);
    assert!(told.exact && told.lost > 0);
    assert_eq!(told.whole_to + told.lost, told.missing.last().unwrap().to);
    // The stick brings more of it, and what is told follows.
    office.desk.read_stick(&office.actor("Ada"), stick.path(), |_, _| true).unwrap();
    assert_eq!(served(&office), 3);
    let later = recovery(&office);
    assert!(later.lost < told.lost && later.whole_to > told.whole_to);
    assert_eq!(later.whole_to + later.lost, told.whole_to + told.lost);
}

#[test]
fn without_its_log_a_store_is_filled_from_a_copy_and_tells_what_no_copy_has() {
    let office = TestOffice::new().unwrap();
    let office = office.while_closed(|_| {}).unwrap();
    for _ in 0..4 {
        office.serve("Ben", office.usual()).unwrap();
    }
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    for _ in 0..2 {
        office.serve("Ben", office.usual()).unwrap();
    }
    let without_log = |folder: &Path| {
        std::fs::remove_file(folder.join("home/moments.db-wal")).unwrap();
        let _ = std::fs::remove_file(folder.join("home/moments.db-shm"));
    };
    let office = office.crash_with(without_log).unwrap();
    assert_eq!(served(&office), 4);
    let told = recovery(&office);
    assert!(told.exact && told.quarantine.is_none());
    assert_eq!(told.lost, 2, "the moments since the copy");
    assert_eq!(office.desk.epochs().unwrap(), 2, "what is written next is not taken for what is lost");
}

#[test]
fn a_store_that_is_gone_empty_or_cut_off_is_put_back() {
    let harms: [(&str, OnFolder); 4] = [
        ("gone", |file| std::fs::remove_file(file).unwrap()),
        ("empty", |file| std::fs::write(file, b"").unwrap()),
        ("cut off", |file| std::fs::write(file, &std::fs::read(file).unwrap()[..5000]).unwrap()),
        ("zeros", |file| std::fs::write(file, vec![0; 8192]).unwrap()),
    ];
    for (name, harm) in harms {
        let office = office(3, 1).crash_with(|folder| harm(&database(folder))).unwrap();
        assert_eq!(served(&office), 3, "{name}");
        assert!(recovery(&office).lost >= 1, "{name}: the moment since the copy is told");
    }
}

#[test]
fn damage_that_is_found_while_clients_are_served_is_put_right_and_what_is_open_stays_open() {
    let office = office(30, 6);
    // What is in the log moves into the file, where the damage will be.
    looked_after(&office.desk);
    let open = office.desk.open_moment(&office.actor("Noor"), MomentForm::default()).unwrap();
    let file = database(office.folder());
    let pages = std::fs::metadata(&file).unwrap().len() / 4096;
    // Pages in the middle and at the end, none of them the first.
    for page in [pages / 2, pages - 2] {
        flip(&file, usize::try_from(page).unwrap() * 4096 + 100);
    }
    let copying = office.desk.back_up_now(&office.actor("Ada")).unwrap_err();
    assert_eq!(copying.code, ErrorCode::Damaged, "damaged pages are not copied");
    looked_after(&office.desk);
    assert_eq!(served(&office) + recovery(&office).lost.min(6), 36, "what is not there is told");
    assert_eq!(office.desk.counter(&office.actor("Noor")).unwrap().open[0].id, open.id);
    office.serve("Ben", office.usual()).unwrap();
    looked_after(&office.desk);
    assert_eq!(view(&office).recoveries.len(), 1, "once");
}

#[test]
fn a_damaged_copy_is_not_used_and_where_there_is_none_the_file_stays_as_it_is() {
    let office = office(3, 0);
    office.serve("Ben", office.usual()).unwrap();
    office.clock.forward(TimeDelta::days(1));
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    let office = office
        .crash_with(|folder| {
            let all = copies(folder);
            assert_eq!(all.len(), 2);
            flip(&all[1].join("moments.db"), 9000);
            ruin(folder);
        })
        .unwrap();
    assert_eq!(served(&office), 0, "yesterday's moments are not today's");
    assert!(copies(office.folder()).iter().any(|copy| copy.extension().is_some_and(|e| e == "damaged")));

    let office = self::office(3, 0);
    let code = office.recovery_code.clone();
    office.desk.close();
    for copy in copies(office.folder()) {
        flip(&copy.join("moments.db"), 9000);
    }
    ruin(office.folder());
    let before = std::fs::read(database(office.folder())).unwrap();
    let desk = office.second_desk(KEY).unwrap();
    let state = desk.start(PROGRAM);
    assert!(matches!(&state, StartState::Failed { error } if error.code == ErrorCode::Damaged), "{state:?}");
    assert_eq!(desk.unlock_with_code(PROGRAM, &code).unwrap_err().code, ErrorCode::Damaged);
    assert_eq!(std::fs::read(database(office.folder())).unwrap(), before);
}

#[test]
fn what_was_erased_does_not_come_back_with_a_copy() {
    let office = TestOffice::new().unwrap();
    let note = "Zebrafinch quartermaster";
    let form = MomentForm { note: Some(note.into()), ..office.usual() };
    let id = office.serve("Ben", form).unwrap().item.id;
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    let office = office.with_store(|store, now| erase_the_note(store, now, &id.to_string())).unwrap();
    let only_the_first = |folder: &Path| {
        for copy in copies(folder).into_iter().skip(1) {
            std::fs::remove_dir_all(copy).unwrap();
        }
        ruin(folder);
    };
    let office = office.crash_with(only_the_first).unwrap();
    assert_eq!(served(&office), 1);
    assert!(office.desk.search(&office.actor("Ben"), "Zebrafinch").unwrap().is_empty());
    let shown = office.desk.moment(&office.actor("Ben"), id).unwrap();
    assert!(!format!("{shown:?}").contains(note));
}

fn erase_the_note(store: &moments_store::Store, now: moments_store::Now, moment: &str) {
    use moments_core::entities::{entity, moment_ref};
    use moments_core::entry::{Author, EntityRef, PartName};
    use moments_core::fields::flatten;
    let id = moments_core::ids::MomentId(moment.parse().unwrap());
    let targets = store
        .read::<_, moments_store::StoreError>(|r| {
            let mut found = Vec::new();
            r.for_each_entry(|entry| {
                if entry.entities.contains(&moment_ref(&id)) {
                    found.push(moments_store::target(&entry.key, PartName::Text));
                }
                Ok(())
            })?;
            Ok(found)
        })
        .unwrap();
    let erasure = moments_store::Erasure { targets, ..Default::default() };
    store
        .write::<_, moments_store::StoreError>(now, |tx| {
            let about = EntityRef::new(entity::ERASURE, moments_store::new_uuid(now)?);
            tx.append(moments_store::NewEntry {
                kind: moments_core::fold::kind::PART_ERASED,
                audience: moments_core::words::Audience::OfficeAndCentre,
                author: Author::App,
                changes: vec![moments_store::EntityChange::new(about, flatten(&erasure).unwrap())],
            })
        })
        .unwrap();
}

#[test]
fn key_slots_that_are_gone_or_damaged_come_back_from_a_copy() {
    let harms: [(&str, OnFolder); 2] = [
        ("gone", |slots| std::fs::remove_file(slots).unwrap()),
        ("damaged", |slots| std::fs::write(slots, b"{ half a file").unwrap()),
    ];
    for (name, harm) in harms {
        let office = office(2, 1).crash_with(|folder| harm(&folder.join("home/keyslots.json"))).unwrap();
        assert_eq!(served(&office), 3, "{name}");
    }
    let office = office(2, 0)
        .crash_with(|folder| {
            for file in ["moments.db", "moments.db-wal", "moments.db-shm", "keyslots.json"] {
                std::fs::remove_file(folder.join("home").join(file)).unwrap();
            }
        })
        .unwrap();
    assert_eq!(served(&office), 2, "with the copies alone");
}

#[test]
fn an_office_goes_on_on_another_computer_from_the_newest_sound_copy_that_its_code_opens() {
    let share = tempfile::tempdir().unwrap();
    let (ours, theirs) = (office(2, 0), office(4, 0));
    for office in [&ours, &theirs] {
        office.desk.set_second_folder(&office.actor("Ada"), Some(share.path().to_owned())).unwrap();
        office.clock.forward(TimeDelta::days(1));
        for _ in 0..2 {
            office.serve("Ben", office.usual()).unwrap();
            office.desk.back_up_now(&office.actor("Ada")).unwrap();
            office.clock.forward(TimeDelta::days(1));
        }
    }
    let fresh = |name: &str| {
        let home = Home::locate(Some(&share.path().join(name))).unwrap();
        let keys = Keys { key_file: None, no_keystore: true };
        Desk::new(home, keys, Desk::system_clock())
    };
    let entries = |name: &str, code: &str| {
        let desk = fresh(name);
        desk.set_up_from_copy(PROGRAM, share.path(), code).unwrap();
        assert!(desk.prove().unwrap().is_sound());
        desk.entries().unwrap()
    };
    let both = [entries("first", &ours.recovery_code), entries("second", &theirs.recovery_code)];
    assert!(both[0] < both[1], "each code opens its own: {both:?}");
    let copies = moments_store::backup::find(share.path()).unwrap();
    let newest = copies.iter().find(|copy| copy.about.workstation == workstation(&ours)).unwrap();
    flip(&newest.database(), 9000);
    assert!(entries("third", &ours.recovery_code) < both[0], "the one before is taken");
    let no_code = fresh("fourth").set_up_from_copy(PROGRAM, share.path(), &recovery_code_of_nobody());
    assert_eq!(no_code.unwrap_err().code, ErrorCode::WrongKey);
    let empty = tempfile::tempdir().unwrap();
    let nothing = fresh("fifth").set_up_from_copy(PROGRAM, empty.path(), &ours.recovery_code);
    assert_eq!(nothing.unwrap_err().code, ErrorCode::NotFound);
}

fn workstation(office: &TestOffice) -> moments_core::ids::WorkstationId {
    let copies = moments_store::backup::list(&office.folder().join("home/backups")).unwrap();
    copies[0].about.workstation
}

fn recovery_code_of_nobody() -> String {
    moments_store::keys::RecoveryCode::generate().unwrap().display().to_string()
}

#[test]
fn what_is_missing_is_told_also_where_the_program_ends_before_it_could_tell() {
    let office = TestOffice::new().unwrap().while_closed(|_| {}).unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let office = office
        .crash_with(|folder| {
            std::fs::remove_file(folder.join("home/moments.db-wal")).unwrap();
            let _ = std::fs::remove_file(folder.join("home/moments.db-shm"));
            // As far as the new epoch, and no further.
            let home = Home::locate(Some(&folder.join("home"))).unwrap();
            let now = moments_store::Now { utc_ms: 1_795_546_999_000, offset_minutes: -300 };
            let machine = moments_store::home::machine_fingerprint();
            drop(moments_store::Store::open(&home, data_key(folder).unwrap(), machine, now).unwrap());
        })
        .unwrap();
    assert_eq!(recovery(&office).lost, 1);
    let office = office.crash_and_restart().unwrap();
    assert_eq!(view(&office).recoveries.len(), 1, "once");
}

#[test]
fn a_restore_that_was_cut_off_at_any_step_is_finished_by_the_next_start() {
    let steps: [(&str, OnFolder); 3] = [
        ("the copy was brought", |_| {}),
        ("the log was put aside", |home| {
            let aside = home.join("quarantine/20261124T190000Z-1");
            std::fs::create_dir_all(&aside).unwrap();
            std::fs::rename(home.join("moments.db-wal"), aside.join("moments.db-wal")).unwrap();
        }),
        ("log and database were put aside", |home| {
            let aside = home.join("quarantine/20261124T190000Z-1");
            std::fs::create_dir_all(&aside).unwrap();
            for name in ["moments.db-wal", "moments.db-shm", "moments.db"] {
                std::fs::rename(home.join(name), aside.join(name)).unwrap();
            }
        }),
    ];
    for (name, step) in steps {
        let office = office(3, 2);
        let office = office
            .crash_with(|folder| {
                let home = folder.join("home");
                let copy = copies(folder).remove(0);
                std::fs::copy(copy.join("moments.db"), home.join("moments.db.restored")).unwrap();
                let about: serde_json::Value =
                    serde_json::from_slice(&std::fs::read(copy.join("about.json")).unwrap()).unwrap();
                let under_way = serde_json::json!({
                    "quarantine": "20261124T190000Z-1", "backup": about, "mark": null
                });
                std::fs::write(home.join("restoring.json"), under_way.to_string()).unwrap();
                step(&home);
                assert!(data_key(folder).is_ok());
            })
            .unwrap();
        assert_eq!(served(&office), 5, "{name}: what was put aside is sound, and taken over");
        assert_eq!(recovery(&office).lost, 0, "{name}");
        let left = all_bytes(&office.folder().join("home"));
        let is_left = |file: &str| left.iter().any(|(path, _)| path.file_name().is_some_and(|n| n == file));
        assert!(!is_left("restoring.json") && !is_left("moments.db.restored"), "{name}");
    }
}

#[test]
pub fn an_administrator_puts_an_older_copy_back_and_nothing_is_lost_by_it() {
    let office = office(3, 2);
    let name = view(&office).copies[0].name.clone();
    let refused = office.desk.restore_copy(&office.actor("Ben"), &name).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotPermitted);
    let unknown = office.desk.restore_copy(&office.actor("Ada"), "../../etc").unwrap_err();
    assert_eq!(unknown.code, ErrorCode::Invalid);
    office.desk.restore_copy(&office.actor("Ada"), &name).unwrap();
    assert_eq!(served(&office), 5);
    assert_eq!(recovery(&office).lost, 0);
    office.serve("Ben", office.usual()).unwrap();
    let office = office.crash_and_restart().unwrap();
    assert_eq!(served(&office), 6);
}

#[test]
fn a_chosen_copy_that_can_t_be_opened_is_said_and_changes_nothing() {
    let office = office(3, 2);
    let copies = view(&office).copies;
    let copy = office.folder().join("home/backups").join(&copies[0].name).join("moments.db");
    flip(&copy, 4096 * 3 + 100);
    let refused = office.desk.restore_copy(&office.actor("Ada"), &copies[0].name).unwrap_err();
    assert_eq!(refused.code, ErrorCode::CopyUnusable);
    assert_eq!(served(&office), 5);
    assert!(view(&office).recoveries.is_empty(), "nothing was put back");
}
