use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::*;

fn home_in(folder: &Path) -> Home {
    Home::locate(Some(folder)).unwrap()
}

fn holder(program: &str) -> LockHolder {
    LockHolder::this_process(program, DateTime::from_timestamp(1_795_500_000, 0).unwrap())
}

#[test]
fn the_command_line_comes_before_the_environment_and_that_before_the_usual_places() {
    let mut around = Surroundings {
        moments_home: Some("/srv/named".into()),
        machine: Some("/var/lib/moments".into()),
        xdg_data_home: Some("/people/marie/data".into()),
        user: Some("/people/marie".into()),
    };
    let check = |around: &Surroundings, explicit: Option<&str>, expected: Option<&str>| {
        assert_eq!(choose(explicit.map(Path::new), around), expected.map(PathBuf::from));
    };
    check(&around, Some("/media/trial"), Some("/media/trial"));
    check(&around, None, Some("/srv/named"));
    around.moments_home = Some("".into());
    check(&around, None, Some("/var/lib/moments"));
    around.machine = None;
    check(&around, None, Some("/people/marie/data/moments"));
    around.xdg_data_home = Some("not/absolute".into());
    check(&around, None, Some("/people/marie/.local/share/moments"));
    around.user = None;
    check(&around, None, None);
}

#[test]
fn a_home_given_by_a_relative_path_stays_where_it_was_when_the_program_moves_on() {
    assert!(home_in(Path::new("trial")).folder().is_absolute());
}

#[test]
fn a_new_home_is_for_its_owner_alone_and_has_its_folders() {
    let folder = tempfile::tempdir().unwrap();
    let home = home_in(&folder.path().join("a/b/moments"));
    assert_eq!(home.check(), Err(HomeError::Missing));
    home.create().unwrap();
    home.create().unwrap();
    home.check().unwrap();
    for made in [home.logs(), home.backups(), home.quarantine(), home.outbox(), home.inbox()] {
        assert!(made.is_dir());
    }
    let left: Vec<_> =
        std::fs::read_dir(home.folder()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left.len(), 5, "the probe leaves nothing behind: {left:?}");
    #[cfg(unix)]
    assert_eq!(mode(home.folder()), 0o700);
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn in_a_home_that_is_a_groups_the_files_are_too() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let home = home_in(&folder.path().join("moments"));
    create_folder(home.folder(), 0o700).unwrap();
    create_private(&home.mark()).unwrap();
    assert_eq!(mode(&home.mark()), 0o600);
    std::fs::set_permissions(home.folder(), std::fs::Permissions::from_mode(0o755)).unwrap();
    create_private(&home.mark()).unwrap();
    assert_eq!(mode(&home.mark()), 0o600, "a folder that others may look into is not theirs to work in");
    std::fs::set_permissions(home.folder(), std::fs::Permissions::from_mode(0o770)).unwrap();
    create_private(&home.mark()).unwrap();
    assert_eq!(mode(&home.mark()), 0o660);
    assert_eq!(mode(home.folder()), 0o770, "what the administrator set is left alone");
}

#[test]
fn a_home_that_can_not_be_written_is_said_so_at_the_start() {
    // Nobody, not even root, makes files under /sys; elsewhere root may do as it likes.
    if cfg!(target_os = "linux") && Path::new("/sys/kernel").is_dir() {
        assert_eq!(home_in(Path::new("/sys/kernel")).check(), Err(HomeError::NotWritable));
        assert_eq!(home_in(Path::new("/sys/kernel/moments")).create(), Err(HomeError::NotWritable));
    }
}

#[test]
fn a_file_in_the_homes_place_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("moments");
    std::fs::write(&file, "").unwrap();
    assert_eq!(home_in(&file).create(), Err(HomeError::NotAFolder));
    assert_eq!(home_in(&file).check(), Err(HomeError::NotAFolder));
    assert_eq!(home_in(&file.join("below")).create(), Err(HomeError::NotAFolder));
}

#[cfg(not(windows))]
#[test]
fn a_home_on_a_network_file_system_is_recognised() {
    let mounts = "/dev/sda1 / ext4 rw 0 0\n\
                  server:/people /people nfs4 rw 0 0\n\
                  /dev/sdb1 /people/marie/local\\040disk ext4 rw 0 0\n\
                  systemd-1 /mnt/share autofs rw 0 0\n\
                  //server/share /mnt/share cifs rw 0 0\n\
                  nonsense\n\n";
    let check = |path: &str, kind: Option<&str>| {
        assert_eq!(network_mount(mounts, Path::new(path)).as_deref(), kind, "{path}");
    };
    check("/var/lib/moments", None);
    check("/people/marie/.local/share/moments", Some("nfs4"));
    check("/people/marie/local disk/moments", None);
    check("/peopled/moments", None);
    check("/mnt/share/moments", Some("cifs"));
    assert_eq!(network_mount("", Path::new("/")), None);
}

#[test]
fn a_second_program_is_told_who_holds_the_home_and_gets_it_when_that_ends() {
    let folder = tempfile::tempdir().unwrap();
    let home = home_in(folder.path());
    let first = HomeLock::take(&home, &holder("Moments")).unwrap();
    let refused = HomeLock::take(&home, &holder("moments-admin")).unwrap_err();
    assert_eq!(refused, HomeError::InUse { holder: Some(holder("Moments")) });
    drop(first);
    drop(HomeLock::take(&home, &holder("moments-admin")).unwrap());
}

fn said_by_holder(home: &Home) -> LockHolder {
    let refused = HomeLock::take(home, &holder("second")).unwrap_err();
    let HomeError::InUse { holder: Some(said) } = refused else { panic!("{refused:?}") };
    said
}

#[test]
fn the_lock_holds_also_where_the_note_about_its_holder_is_missing_or_nonsense() {
    let folder = tempfile::tempdir().unwrap();
    let home = home_in(folder.path());
    let _first = HomeLock::take(&home, &holder("Moments")).unwrap();
    let long = format!(
        r#"{{"pid":1,"program":"{}\u001b[2J","started":"2026-11-24T09:00:00Z"}}"#,
        "x".repeat(MAX_PROGRAM - 1)
    );
    std::fs::write(home.holder_note(), long).unwrap();
    let program = said_by_holder(&home).program;
    assert_eq!(program, format!("{}[", "x".repeat(MAX_PROGRAM - 1)), "no control signs, no novel");
    std::fs::write(home.holder_note(), "nonsense").unwrap();
    assert_eq!(HomeLock::take(&home, &holder("second")).unwrap_err(), HomeError::InUse { holder: None });
    std::fs::remove_file(home.holder_note()).unwrap();
    assert_eq!(HomeLock::take(&home, &holder("second")).unwrap_err(), HomeError::InUse { holder: None });
}

const CHILD_HOME: &str = "MOMENTS_TEST_CHILD_HOME";

/// By itself it has nothing to do: it is the other process of the next test. Holds the home until it is killed.
#[test]
fn another_process_that_holds_the_home() {
    let Some(folder) = std::env::var_os(CHILD_HOME) else { return };
    let _lock = HomeLock::take(&home_in(Path::new(&folder)), &holder("the other process")).unwrap();
    println!("\nheld");
    let _ = io::stdin().read_line(&mut String::new());
}

fn other_process(home: &Home) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "home::tests::another_process_that_holds_the_home", "--nocapture"])
        .env(CHILD_HOME, home.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "held"), "the other process got the home");
    child
}

#[test]
fn two_processes_can_not_hold_the_home_at_once_and_a_killed_one_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let home = home_in(folder.path());
    let mut child = other_process(&home);
    let said = said_by_holder(&home);
    assert_eq!((said.pid, said.program.as_str()), (child.id(), "the other process"));
    child.kill().unwrap();
    child.wait().unwrap();
    HomeLock::take(&home, &holder("this process")).unwrap();
}

#[test]
fn the_same_machine_has_the_same_fingerprint_and_one_without_an_id_has_none() {
    assert_eq!(machine_fingerprint(), machine_fingerprint());
    let id = "4f1c0b6be0d04a7f9d2f6c8a1e3b5d70";
    let print = fingerprint_of(id).unwrap();
    assert_eq!(fingerprint_of(&format!("{id}\n")), Some(print));
    assert_ne!(fingerprint_of("5f1c0b6be0d04a7f9d2f6c8a1e3b5d70"), Some(print));
    for none in ["", "\n", "uninitialized\n", "00000000000000000000000000000000"] {
        assert_eq!(fingerprint_of(none), None, "{none:?}");
    }
}
