//! Copies of the records: whole, rotated, rehearsed, in a second folder too.

pub mod putting_back;

use chrono::TimeDelta;
use moments_desk::backups::{BackupsView, RecoveryView};
use moments_desk::{Desk, ErrorCode};
use moments_tests::TestOffice;
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
    assert_eq!((made.copies.len(), made.entries_since), (1, 0), "also the act of making it is in it");
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
