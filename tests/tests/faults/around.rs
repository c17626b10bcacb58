//! What stands around the program: a folder that may not be written, another person of the same computer, another version's
//! file, a clock that leaps.

use crate::counter::{Counter, Prepared, desk, home};
use chrono::TimeDelta;
use moments_desk::ErrorCode;
use moments_desk::setup::StartState;
use moments_tests::{PROGRAM, TestClock, all_bytes, data_key};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the other person's program finds the home.
const HOME: &str = "MOMENTS_TEST_OTHER_USER";
/// Somebody who owns nothing here, and a group.
const NOBODY: &str = "65534";

/// By itself it has nothing to do: it is the program as somebody else starts it. Says what the first window would.
#[test]
fn the_program_of_somebody_else() {
    let Some(folder) = std::env::var_os(HOME).map(PathBuf::from) else { return };
    let desk = desk(&folder, &TestClock::new());
    match desk.start(PROGRAM) {
        StartState::Failed { error } => println!("\nstarted: {:?}", error.code),
        StartState::KeyNeeded { reason } => println!("\nstarted: {reason:?}"),
        StartState::SetUp { .. } => println!("\nstarted: SetUp"),
        StartState::Ready { .. } => {
            drop(desk);
            let counter = Counter::open(&folder).unwrap();
            counter.serve().unwrap();
            counter.desk.close();
            println!("\nstarted: Ready, and saved");
        }
    }
}

/// What the program says when this user starts it. Root may do as it likes, so that it starts as nobody.
fn as_nobody(folder: &Path) -> String {
    let program = std::env::current_exe().unwrap();
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(["--exact", "around::the_program_of_somebody_else", "--nocapture"]).env(HOME, folder);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    said.lines().find_map(|line| line.strip_prefix("started: ").map(str::to_owned)).unwrap_or(said)
}

fn is_root() -> bool {
    run("id", &["-u"]).trim() == "0"
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A copy of the office in a folder that others may look into.
#[cfg(target_os = "linux")]
fn beside_others() -> tempfile::TempDir {
    let folder = Prepared::office().copy();
    run("chmod", &["-R", "u=rwX,go=rX", text(folder.path())]);
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_only_be_read_is_said_at_the_start_and_left_as_it_is() {
    let folder = beside_others();
    let home = folder.path().join("home");
    let before = all_bytes(&home);
    run("chmod", &["-R", "a-w", text(&home)]);
    assert_eq!(as_nobody(folder.path()), format!("{:?}", ErrorCode::HomeReadOnly));
    assert!(all_bytes(&home) == before, "not one byte was changed, and none came");
    run("chmod", &["-R", "u+w", text(&home)]);
    Counter::open(folder.path()).unwrap().serve().unwrap();
}

/// A second person of the same computer: kept out with a reason, or let in by the group.
#[cfg(target_os = "linux")]
#[test]
fn another_user_is_told_that_the_folder_is_not_theirs_unless_an_administrator_opened_it_to_their_group() {
    if !is_root() {
        println!("only root can be two people");
        return;
    }
    let folder = beside_others();
    let home = folder.path().join("home");
    run("chmod", &["-R", "go=", text(&home)]);
    let before = all_bytes(&home);
    assert_eq!(as_nobody(folder.path()), format!("{:?}", ErrorCode::HomeReadOnly), "as it is made");
    assert!(all_bytes(&home) == before);
    run("chgrp", &["-R", NOBODY, text(&home)]);
    run("chmod", &["-R", "g=rwX", text(&home)]);
    assert_eq!(
        as_nobody(folder.path()),
        "Ready, and saved",
        "opened to the group, as docs/operations.md says"
    );
    let counter = Counter::open(folder.path()).unwrap();
    assert!(counter.entries() > Prepared::entries(), "the first user reads what the second saved");
    counter.serve().unwrap();
    assert!(counter.desk.prove().unwrap().is_sound());
    counter.desk.close();
    assert_eq!(as_nobody(folder.path()), "Ready, and saved", "and the other way round");
}

/// Also its log, its mark and what lies beside: a newer version may mean something by each.
#[test]
fn a_newer_versions_home_is_left_as_it_is_with_what_its_log_holds() {
    let folder = Prepared::office().copy();
    let key = data_key(folder.path()).unwrap();
    let conn = rusqlite::Connection::open(home(folder.path()).database()).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"{}\"", key.sqlcipher_key().as_str())).unwrap();
    conn.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99").unwrap();
    // As a kill leaves it: the version stands in the log alone.
    let left = tempfile::tempdir().unwrap();
    moments_tests::copy_folder(folder.path(), left.path()).unwrap();
    drop(conn);
    let files = || {
        let all = all_bytes(&left.path().join("home"));
        // What the start itself says and holds; shared memory is made anew by whoever opens.
        let ours = ["moments.log", "home.lock", "moments.db-shm"];
        all.into_iter().filter(|(path, _)| !ours.iter().any(|name| path.ends_with(name))).collect::<Vec<_>>()
    };
    let before = files();
    assert!(before.iter().any(|(path, bytes)| path.ends_with("moments.db-wal") && !bytes.is_empty()));
    let error = Counter::open(left.path()).err().map(|error| error.code);
    assert_eq!(error, Some(ErrorCode::NewerVersion));
    assert!(files() == before, "byte for byte");
}

/// Also in the middle of serving somebody, which is when a computer that woke up sets its clock.
#[test]
fn a_clock_that_leaps_ten_years_either_way_keeps_nobody_from_saving() {
    let folder = Prepared::office().copy();
    let counter = Counter::open(folder.path()).unwrap();
    let decade = TimeDelta::days(3653);
    for (leap, name) in
        [(decade, "ahead"), (-decade, "back"), (-decade, "back again"), (decade, "ahead again")]
    {
        let before = counter.entries();
        let form = counter.greet().unwrap();
        counter.clock.forward(leap);
        counter.save(&form).unwrap_or_else(|error| panic!("{name}, while a client is served: {error}"));
        counter.serve().unwrap_or_else(|error| panic!("{name}, the next client: {error}"));
        assert!(counter.entries() >= before + 2, "{name}");
    }
    assert!(counter.desk.prove().unwrap().is_sound());
}
