//! Copies of the records, and putting them back: nothing that was saved is lost, or it is told what is.

use chrono::TimeDelta;
use moments_desk::backups::{BackupsView, RecoveryView};
use moments_desk::moments::MomentForm;
use moments_desk::setup::StartState;
use moments_desk::{Desk, ErrorCode};
use moments_tests::{KEY, PROGRAM, TestOffice, all_bytes, data_key};
use std::path::{Path, PathBuf};

fn database(folder: &Path) -> PathBuf {
    folder.join("home/moments.db")
}

fn view(office: &TestOffice) -> BackupsView {
    office.desk.backups(&office.actor("Ada")).unwrap()
}

fn copies(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder.join("home/backups")).unwrap().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

/// Everything that is due is done, as it is beside the counter.
fn looked_after(desk: &Desk) {
    for _ in 0..20 {
        if !desk.look_after() {
            return;
        }
    }
    panic!("there is always something to do");
}

fn recovery(office: &TestOffice) -> RecoveryView {
    view(office).recoveries.into_iter().next().expect("something was put back")
}

fn served(office: &TestOffice) -> u32 {
    office.desk.my_day(&office.actor("Ben"), None).unwrap().n
}

fn flip(file: &Path, place: usize) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[place] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

/// Something that happens to a file or a folder.
type OnFolder = fn(&Path);

/// The first page and the log: a page that the log has whole is no damage.
fn ruin(folder: &Path) {
    flip(&database(folder), 200);
    let log = folder.join("home/moments.db-wal");
    if log.metadata().is_ok_and(|found| found.len() > 0) {
        flip(&log, 10);
    }
}

/// Ben serves so often, and the copy is made after the first ones.
fn office(before: usize, after: usize) -> TestOffice {
    let office = TestOffice::new().unwrap();
    for _ in 0..before {
        office.serve("Ben", office.usual()).unwrap();
    }
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    for _ in 0..after {
        office.serve("Ben", office.usual()).unwrap();
    }
    office
}

#[test]
fn a_copy_is_whole_while_the_counter_goes_on_and_the_program_makes_one_when_it_ends() {
    let office = office(3, 0);
    let made = view(&office);
    assert_eq!((made.copies.len(), made.entries_since), (1, 1), "the act of making it came after it");
    let office = std::thread::scope(|scope| {
        let copying = scope.spawn(|| {
            for _ in 0..5 {
                office.desk.back_up_now(&office.actor("Ada")).unwrap();
            }
        });
        for _ in 0..20 {
            office.serve("Ben", office.usual()).unwrap();
        }
        copying.join().unwrap();
        &office
    });
    looked_after(&office.desk);
    let looked = view(office);
    let went_well = |step: Option<moments_desk::backups::StepView>| step.unwrap().error.is_none();
    assert!(went_well(looked.pages) && went_well(looked.proof) && went_well(looked.rehearsal));
}

#[test]
fn the_end_of_the_program_copies_what_is_new_and_nothing_twice() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let office = office.while_closed(|folder| assert_eq!(copies(folder).len(), 1)).unwrap();
    let office = office.while_closed(|folder| assert_eq!(copies(folder).len(), 1)).unwrap();
    assert_eq!(served(&office), 1);
}

#[test]
fn one_copy_of_each_day_and_week_stays_and_a_leap_of_the_clock_takes_none_away() {
    let office = TestOffice::new().unwrap();
    for day in 0..40 {
        for _ in 0..2 {
            office.serve("Ben", office.usual()).unwrap();
            office.desk.back_up_now(&office.actor("Ada")).unwrap();
        }
        office.clock.forward(TimeDelta::days(1));
        let kept = view(&office).copies;
        assert!(kept.len() <= 10 && !kept.is_empty(), "day {day}: {}", kept.len());
    }
    let before: Vec<String> = view(&office).copies.into_iter().map(|copy| copy.name).collect();
    assert!((8..=10).contains(&before.len()), "{before:?}");
    office.clock.forward(TimeDelta::days(3650));
    office.serve("Ben", office.usual()).unwrap();
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    assert!(view(&office).copies.len() >= before.len() - 1, "one makes room for one");
    office.clock.forward(TimeDelta::days(-3651));
    office.serve("Ben", office.usual()).unwrap();
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    let newest = &view(&office).copies[0];
    assert_eq!(newest.number, 82, "the newest is the last one made, whatever the clock said");
}

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
    // Two moments, and the act of making the copy.
    assert_eq!(told.lost, 3);
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
        let office = office(3, 0).crash_with(|folder| harm(&database(folder))).unwrap();
        assert_eq!(served(&office), 3, "{name}");
        assert_eq!(recovery(&office).lost, 1, "{name}: the act of making the copy came after it");
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
fn a_rehearsal_finds_a_copy_that_rotted_and_another_is_made() {
    let office = office(3, 1);
    flip(&copies(office.folder())[0].join("moments.db"), 12_000);
    looked_after(&office.desk);
    let after = view(&office);
    assert!(after.copies.iter().any(|copy| copy.number == 2), "{after:?}");
    let whole = office.crash_with(ruin).unwrap();
    assert_eq!(served(&whole), 4);
}

#[test]
fn a_second_folder_has_the_copies_too_and_one_that_is_away_stops_nothing() {
    let elsewhere = tempfile::tempdir().unwrap();
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let inside = office.desk.set_second_folder(&ada, Some(office.folder().join("home/backups")));
    assert_eq!(inside.unwrap_err().code, ErrorCode::Invalid);
    let no_one = office.desk.set_second_folder(&office.actor("Ben"), None);
    assert_eq!(no_one.unwrap_err().code, ErrorCode::NotPermitted);
    office.desk.set_second_folder(&ada, Some(elsewhere.path().to_owned())).unwrap();
    office.serve("Ben", office.usual()).unwrap();
    office.desk.back_up_now(&ada).unwrap();
    assert_eq!(view(&office).copies.iter().filter(|copy| copy.second).count(), 1);
    let moved = elsewhere.path().with_extension("away");
    std::fs::rename(elsewhere.path(), &moved).unwrap();
    office.serve("Ben", office.usual()).unwrap();
    office.desk.back_up_now(&ada).unwrap();
    assert_eq!(view(&office).second.unwrap().error, Some(ErrorCode::FileUnwritable));
    std::fs::rename(&moved, elsewhere.path()).unwrap();
    // The whole disk of the computer is gone but for the keys: the second folder is enough.
    let office = office
        .crash_with(|folder| {
            std::fs::remove_dir_all(folder.join("home/backups")).unwrap();
            ruin(folder);
        })
        .unwrap();
    assert_eq!(served(&office), 1);
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
