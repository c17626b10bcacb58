//! Damage of every kind, on a store that was in use: it is found, put right from a copy, and what is lost is told exactly.

use moments_desk::setup::StartState;
use moments_tests::figures::{self, Figure, Tally, Wrong};
use moments_tests::generated::Dice;
use moments_tests::{KEY, TestOffice, copy_folder};
use std::path::Path;
use std::sync::Mutex;

/// Cases of one chunk.
const EACH: u64 = 100;
const PAGE: usize = 4096;

/// An office with months of work, a copy, and some more work: as a power cut leaves it, with its log, and as an orderly end does.
struct Prepared {
    with_log: tempfile::TempDir,
    closed: tempfile::TempDir,
    office: TestOffice,
    /// Moments.
    recorded: u32,
}

fn prepared() -> Prepared {
    let office = TestOffice::new().unwrap();
    let mut recorded = 0;
    let mut serve = |n: u32| {
        recorded += n;
        (0..n).for_each(|_| drop(office.serve("Ben", office.usual()).unwrap()));
    };
    serve(40);
    office.desk.back_up_now(&office.actor("Ada")).unwrap();
    serve(15);
    while office.desk.look_after() {}
    serve(10);
    let (with_log, closed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    copy_folder(office.folder(), with_log.path()).unwrap();
    office.desk.close();
    copy_folder(office.folder(), closed.path()).unwrap();
    // The copy that was made at the end would have everything.
    let copies = |of: &tempfile::TempDir| of.path().join("home/backups");
    std::fs::remove_dir_all(copies(&closed)).unwrap();
    copy_folder(&copies(&with_log), &copies(&closed)).unwrap();
    Prepared { with_log, closed, office, recorded }
}

fn harm(home: &Path, dice: &mut Dice) -> String {
    let (database, log) = (home.join("moments.db"), home.join("moments.db-wal"));
    let has_log = log.metadata().is_ok_and(|found| found.len() > 0);
    let kinds = if has_log { 7 } else { 5 };
    let change = |file: &Path, change: &mut dyn FnMut(&mut Vec<u8>)| {
        let mut bytes = std::fs::read(file).unwrap();
        change(&mut bytes);
        std::fs::write(file, bytes).unwrap();
    };
    let mut place = |below: usize| dice.below(below);
    match place(kinds) {
        0 => {
            let at = place(std::fs::read(&database).unwrap().len());
            change(&database, &mut |bytes| bytes[at] ^= 1);
            format!("a bit at {at}")
        }
        1 => {
            let length = place(std::fs::read(&database).unwrap().len());
            change(&database, &mut |bytes| bytes.truncate(length));
            format!("cut off at {length}")
        }
        2 => {
            let page = place(std::fs::read(&database).unwrap().len() / PAGE);
            change(&database, &mut |bytes| bytes[page * PAGE..(page + 1) * PAGE].fill(0));
            format!("page {page} is zeros")
        }
        3 => {
            let page = place(std::fs::read(&database).unwrap().len() / PAGE);
            change(&database, &mut |bytes| {
                let first: Vec<u8> = bytes[..PAGE].to_vec();
                bytes[page * PAGE..(page + 1) * PAGE].copy_from_slice(&first);
            });
            format!("page {page} is another one")
        }
        4 => {
            std::fs::remove_file(&database).unwrap();
            "gone".to_owned()
        }
        5 => {
            std::fs::remove_file(&log).unwrap();
            let _ = std::fs::remove_file(home.join("moments.db-shm"));
            "without its log".to_owned()
        }
        _ => {
            let at = place(std::fs::read(&log).unwrap().len());
            change(&log, &mut |bytes| bytes[at] ^= 1);
            format!("a bit of the log at {at}")
        }
    }
}

/// What one case came to.
struct Case {
    found: bool,
    lost: u32,
    told: u32,
}

fn case(prepared: &Prepared, folder: &Path, harm: impl FnOnce(&Path)) -> Result<Case, Wrong> {
    harm(&folder.join("home"));
    let damaged = |what: &dyn std::fmt::Debug| Wrong::Damaged(format!("{what:?}"));
    let desk = prepared.office.desk_in(folder, KEY).unwrap();
    let state = desk.start("test");
    if !matches!(state, StartState::Ready { .. }) {
        return Err(damaged(&state));
    }
    while desk.look_after() {}
    let recoveries = desk.backups(&prepared.office.actor("Ada")).map_err(|error| damaged(&error))?.recoveries;
    let told: u32 = recoveries.iter().map(|told| told.lost).sum();
    let found = !recoveries.is_empty();
    let here = desk.my_day(&prepared.office.actor("Ben"), None).map_err(|error| damaged(&error))?.n;
    let lost = prepared.recorded - here;
    if lost > 0 && !found {
        return Err(Wrong::Lost(format!("{lost} moments are gone and nobody was told")));
    }
    if lost > told {
        return Err(Wrong::Unclear(format!("{lost} moments are gone, and {told} entries were told")));
    }
    let proof = desk.prove().map_err(|error| damaged(&error))?;
    if proof.is_sound() { Ok(Case { found, lost, told }) } else { Err(damaged(&proof)) }
}

#[test]
fn damage_of_every_kind_is_found_and_put_right_and_what_is_lost_is_told() {
    let prepared = prepared();
    let came_to = Mutex::new([0; 4]);
    let figure = Figure { name: "damage", quick: 500, long: 10_000 };
    figures::run_together(&figure, EACH, |chunk, cases| {
        let mut tally = Tally::default();
        for seed in (chunk * EACH..).take(cases as usize) {
            let (mut what, folder) = (String::new(), tempfile::tempdir().unwrap());
            let from = if seed.is_multiple_of(2) { &prepared.with_log } else { &prepared.closed };
            copy_folder(from.path(), folder.path()).unwrap();
            let case = case(&prepared, folder.path(), |home| what = harm(home, &mut Dice::of(seed)));
            if let Ok(case) = &case {
                let counted = [u32::from(case.found), u32::from(!case.found), case.lost, case.told];
                came_to.lock().unwrap().iter_mut().zip(counted).for_each(|(all, one)| *all += one);
            }
            tally.count(case.map(|_| ()), || format!("seed {seed}, {what}"));
        }
        tally
    });
    // Harmless: another place in the log than any commit's, or a page that the log has whole.
    let [found, harmless, lost, told] = *came_to.lock().unwrap();
    println!("damage: {found} put right, {harmless} harmless; {lost} moments lost, {told} entries told");
    assert!(found >= harmless, "most damage matters");
}

/// What must be noticed: a store that lost its last moments and says so to nobody, and one that does not open.
#[test]
fn a_loss_that_nobody_is_told_of_is_noticed() {
    let prepared = prepared();
    let judged = |harm: &dyn Fn(&Path)| {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(prepared.closed.path(), folder.path()).unwrap();
        case(&prepared, folder.path(), harm).map(|_| ())
    };
    assert_eq!(judged(&|_| ()), Ok(()));
    // An old state put in the place of everything, as nothing here can notice: with the mark of that time.
    let older = |home: &Path| {
        let copies = home.join("backups");
        let copy = std::fs::read_dir(copies).unwrap().flatten().next().unwrap().path();
        std::fs::copy(copy.join("moments.db"), home.join("moments.db")).unwrap();
        std::fs::remove_file(home.join("mark")).unwrap();
    };
    assert!(matches!(judged(&older), Err(Wrong::Lost(_))));
    let without_copies = |home: &Path| {
        std::fs::remove_dir_all(home.join("backups")).unwrap();
        std::fs::write(home.join("moments.db"), [7; 4096]).unwrap();
    };
    assert!(matches!(judged(&without_copies), Err(Wrong::Damaged(_))));
}
