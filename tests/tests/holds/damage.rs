//! Damage of every kind, on a store that was in use: it is found, put right from a copy, and what is lost is told exactly.
//!
//! The number of cases comes from `MOMENTS_DAMAGE_CASES`; without it, so many that the tests stay quick.

use moments_tests::generated::Dice;
use moments_tests::{KEY, TestOffice, copy_folder};
use std::path::Path;

const QUICK: u64 = 500;
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

fn case(prepared: &Prepared, seed: u64) -> Case {
    let mut dice = Dice::of(seed);
    let folder = tempfile::tempdir().unwrap();
    let from = if seed.is_multiple_of(2) { &prepared.with_log } else { &prepared.closed };
    copy_folder(from.path(), folder.path()).unwrap();
    let home = folder.path().join("home");
    let what = harm(&home, &mut dice);
    let desk = prepared.office.desk_in(folder.path(), KEY).unwrap();
    let state = desk.start("test");
    assert!(matches!(state, moments_desk::setup::StartState::Ready { .. }), "seed {seed}, {what}: {state:?}");
    while desk.look_after() {}
    let ada = prepared.office.actor("Ada");
    let told: u32 = desk.backups(&ada).unwrap().recoveries.iter().map(|told| told.lost).sum();
    let found = !desk.backups(&ada).unwrap().recoveries.is_empty();
    let here = desk.my_day(&prepared.office.actor("Ben"), None).unwrap().n;
    let lost = prepared.recorded - here;
    assert!(found || lost == 0, "seed {seed}, {what}: {lost} moments are gone and nobody was told");
    assert!(
        lost as u32 <= told,
        "seed {seed}, {what}: {lost} moments are gone, and {told} entries were told"
    );
    assert!(desk.prove().unwrap().is_sound(), "seed {seed}, {what}");
    Case { found, lost, told }
}

#[test]
fn damage_of_every_kind_is_found_and_put_right_and_what_is_lost_is_told() {
    let cases = std::env::var("MOMENTS_DAMAGE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(QUICK);
    let prepared = prepared();
    let (mut found, mut lost, mut told, mut harmless) = (0, 0, 0, 0);
    for seed in 0..cases {
        let case = case(&prepared, seed);
        found += u64::from(case.found);
        // Another place in the log than any commit's, or a page that the log has whole.
        harmless += u64::from(!case.found);
        lost += case.lost;
        told += case.told;
    }
    println!(
        "damage: {cases} cases, {found} put right, {harmless} harmless; {lost} moments lost, {told} entries told as lost"
    );
    assert!(found > cases / 2, "most damage matters");
}
