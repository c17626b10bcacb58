//! The disk is full: at the next byte, or after some moments. What was saved stays, the person is told, and the counter
//! goes on as soon as there is room, without a new start.

use crate::check::{Expected, check};
use crate::counter::{Counter, Prepared};
use moments_desk::ErrorCode;
use moments_store::planted::{self, Fault};
use moments_test_disk::Disk;
use moments_tests::copy_folder;
use moments_tests::figures::{self, Figure, Tally, Wrong};
use std::path::Path;
use std::process::Command;

/// A page, and somewhat less than what one moment takes in the log.
const STEP: u64 = 4096 + 24;
/// Moments on one disk; it is full long before.
const MOMENTS: u64 = 40;

/// Serves until the disk is full, makes room, and serves on.
fn fill(folder: &Path, room: impl Fn(Option<u64>), size: u64) -> Result<(), Wrong> {
    let counter = Counter::open(folder).map_err(|error| Wrong::Damaged(error.to_string()))?;
    let mut acknowledged = counter.entries();
    room(Some(size));
    let mut refused = None;
    for _ in 0..MOMENTS {
        let saved = counter.greet().and_then(|form| {
            acknowledged = acknowledged.max(counter.entries());
            counter.save(&form)
        });
        match saved {
            // The next invitation ends the one before, which is an entry too.
            Ok(_) => acknowledged = (acknowledged + 1).max(counter.entries()),
            Err(error) => {
                refused = Some(error);
                break;
            }
        }
    }
    let Some(refused) = refused else { return Err(Wrong::Unclear("it was never full".into())) };
    if refused.code != ErrorCode::DiskFull {
        return Err(Wrong::Unclear(format!("it said {refused}")));
    }
    // The form stays on the screen, and is saved when there is room.
    let there = counter.entries();
    if there < acknowledged {
        return Err(Wrong::Lost(format!("{acknowledged} entries were acknowledged, {there} are there")));
    }
    if there > acknowledged {
        return Err(Wrong::Unclear(format!("it refused what is there: {there} entries, not {acknowledged}")));
    }
    room(None);
    counter.serve().map_err(|error| Wrong::Damaged(format!("with room again: {error}")))?;
    acknowledged = (acknowledged + 1).max(counter.entries());
    // It ends without a word.
    drop(counter);
    let expected = Expected { acknowledged, at_most: acknowledged, whole: true, lives: 1 };
    check(folder, expected).map(|_| ())
}

fn case(number: u64) -> Result<(), Wrong> {
    let folder = Prepared::office().copy();
    let disk = Disk::over(&folder.path().join("home"));
    let size = disk.held() + number * STEP / 2;
    fill(folder.path(), |room| disk.set_room(room), size)
}

fn campaign(from: u64, wanted: u64) -> Tally {
    let mut tally = Tally::default();
    for number in (from..).take(wanted as usize) {
        tally.count(case(number), || format!("{} bytes of room", number * STEP / 2));
    }
    tally
}

#[test]
fn a_full_disk_is_said_takes_nothing_and_work_goes_on_when_there_is_room() {
    let figure = Figure { name: "disk full", quick: 50, long: 500 };
    figures::run_together(&figure, 10, |chunk, cases| campaign(chunk * 10, cases));
}

#[test]
fn full_disks_show_each_planted_fault() {
    let faults = [Fault::ErrorSwallowed, Fault::ErrorUnnamed];
    figures::mutants("disk full", &faults, |fault| {
        planted::plant(Some(*fault));
        let caught = !campaign(0, 20).is_clean();
        planted::plant(None);
        caught
    });
}

/// Where the next test's program finds the small disk.
const SMALL_DISK: &str = "MOMENTS_TEST_SMALL_DISK";

/// By itself it has nothing to do: the next test runs it where a small disk of its own can be mounted.
#[test]
fn the_program_on_a_small_disk() {
    let Some(folder) = std::env::var_os(SMALL_DISK).map(std::path::PathBuf::from) else { return };
    copy_folder(Prepared::office().folder(), &folder).unwrap();
    let ballast = folder.join("home/other-files");
    std::fs::write(&ballast, vec![0; 300 * 1024]).unwrap();
    let room = |size: Option<u64>| {
        if size.is_none() {
            std::fs::remove_file(&ballast).unwrap();
        }
    };
    assert_eq!(fill(&folder, room, 0), Ok(()));
    println!("\na small disk was full, and was not");
}

/// The real thing, with the system's own errors for all files: a file system in memory of 3 MB, where this system lets
/// anybody mount one for themselves. Where it doesn't, the test says so and the simulated disk stands for it.
#[cfg(target_os = "linux")]
#[test]
fn a_real_small_disk_that_is_full_behaves_as_the_simulated_one() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=3m,mode=700 none '{0}' && exec \"$0\" --exact full::the_program_on_a_small_disk --nocapture",
        folder.path().display()
    );
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
    command.arg(std::env::current_exe().unwrap()).env(SMALL_DISK, folder.path());
    let said = match command.output() {
        Ok(output) => String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        Err(error) => error.to_string(),
    };
    let denied =
        ["not permitted", "denied", "No such file", "not supported"].iter().any(|word| said.contains(word));
    if denied && !said.contains("running 1 test") {
        println!("no file system of one's own here: {said}");
        return;
    }
    assert!(said.contains("a small disk was full, and was not"), "{said}");
}
