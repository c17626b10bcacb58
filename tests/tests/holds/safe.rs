//! The data at rest: one home a machine, wrong and newer files left alone, the recovery code opens.

use moments_core::fold::kind;
use moments_desk::moments::MomentForm;
use moments_desk::setup::{NewOffice, StartState};
use moments_desk::{Desk, ErrorCode, Home, Keys};
use moments_store::StoreError;
use moments_tests::{KEY, PROGRAM, TestOffice, all_bytes, copy_folder, data_key, new_office};

fn failed(state: StartState) -> ErrorCode {
    match state {
        StartState::Failed { error } => error.code,
        StartState::KeyNeeded { reason } => reason,
        state @ (StartState::SetUp { .. } | StartState::Ready { .. }) => {
            panic!("it should not open: {state:?}")
        }
    }
}

/// With one, a damaged store is put back.
fn without_copies(folder: &std::path::Path) {
    std::fs::remove_dir_all(folder.join("home/backups")).unwrap();
}

#[test]
fn a_second_program_is_told_that_moments_is_open() {
    let office = TestOffice::new().unwrap();
    assert_eq!(failed(office.second_desk(KEY).unwrap().start(PROGRAM)), ErrorCode::HomeInUse);
    assert!(office.serve("Ben", office.usual()).is_ok(), "the first goes on");
}

#[test]
fn the_recovery_code_opens_a_store_whose_key_is_gone_and_a_wrong_one_does_not() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", MomentForm { note: Some("months of work".into()), ..office.usual() }).unwrap();
    let code = office.recovery_code.clone();
    office.desk.close();
    let desk = office.second_desk("no such key").unwrap();
    assert_eq!(failed(desk.start(PROGRAM)), ErrorCode::KeyNeeded);
    let other = TestOffice::new().unwrap().recovery_code.clone();
    assert_eq!(desk.unlock_with_code(PROGRAM, &other).unwrap_err().code, ErrorCode::WrongKey);
    assert_eq!(desk.unlock_with_code(PROGRAM, "not a code").unwrap_err().code, ErrorCode::WrongKey);
    let typed = code.to_lowercase().replace('-', " ");
    assert!(matches!(desk.unlock_with_code(PROGRAM, &typed).unwrap(), StartState::Ready { .. }));
    assert_eq!(desk.my_day(&office.actor("Ben"), None).unwrap().n, 1);
    assert_eq!(desk.search(&office.actor("Ben"), "months").unwrap().len(), 1);
}

#[test]
fn a_start_that_finds_no_folder_for_the_records_says_so_and_makes_none_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "a file").unwrap();
    for place in [file.clone(), file.join("home")] {
        let home = Home::locate(Some(&place)).unwrap();
        let desk = Desk::new(home, Keys { key_file: None, no_keystore: true }, Desk::system_clock());
        assert_eq!(failed(desk.start(PROGRAM)), ErrorCode::HomeMissing, "{}", place.display());
    }
    assert_eq!(std::fs::read(&file).unwrap(), b"a file");
}

#[test]
fn records_without_their_key_slots_ask_for_the_file_and_for_no_code_that_could_not_help() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let code = office.recovery_code.clone();
    office.desk.close();
    without_copies(office.folder());
    let slots = office.folder().join("home/keyslots.json");
    let copy = std::fs::read(&slots).unwrap();
    std::fs::remove_file(&slots).unwrap();
    let desk = office.second_desk(KEY).unwrap();
    let state = desk.start(PROGRAM);
    assert!(
        matches!(&state, StartState::Failed { error } if error.code == ErrorCode::KeySlotsMissing),
        "{state:?}"
    );
    assert_eq!(desk.unlock_with_code(PROGRAM, &code).unwrap_err().code, ErrorCode::KeySlotsMissing);
    assert!(!slots.exists(), "no new ones are made in their place");
    std::fs::write(&slots, copy).unwrap();
    assert!(matches!(desk.start(PROGRAM), StartState::Ready { .. }), "the file from a copy is enough");
}

#[test]
fn the_log_says_by_code_why_it_did_not_open_or_save_and_names_nobody() {
    let office = TestOffice::new().unwrap();
    let note = "Zebrafinch quartermaster";
    let unknown = moments_desk::words::MomentId(uuid::Uuid::from_u128(7));
    let form = MomentForm { note: Some(note.into()), ..office.usual() };
    office.serve("Ben", form.clone()).unwrap();
    office.desk.amend(&office.actor("Ben"), unknown, &form, note).unwrap_err();
    office.desk.close();
    let desk = office.second_desk("no such key").unwrap();
    desk.start(PROGRAM);
    desk.unlock_with_code(PROGRAM, "not a code").unwrap_err();
    desk.unlock_with_code(PROGRAM, &office.recovery_code).unwrap();
    desk.close();
    without_copies(office.folder());
    std::fs::write(office.folder().join("home/moments.db"), vec![0; 8192]).unwrap();
    office.second_desk(KEY).unwrap().start(PROGRAM);
    let log = std::fs::read_to_string(office.folder().join("home/logs/moments.log")).unwrap();
    let time = office.clock.now().format("%Y-%m-%dT%H:%M:%SZ");
    let version = env!("CARGO_PKG_VERSION");
    let expected = [
        format!("{time} not written: NotFound"),
        format!("{time} test {version}: KeyNeeded"),
        format!("{time} opened with the recovery code"),
        format!("{time} test {version}: Damaged, the store is damaged"),
    ];
    assert_eq!(log.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_log_is_two_files_of_a_megabyte_and_the_full_one_is_kept() {
    let office = TestOffice::new().unwrap();
    let logs = office.folder().join("home/logs");
    for number in 0..3 {
        std::fs::write(logs.join("moments.log"), number.to_string().repeat(1_000_000)).unwrap();
        office.desk.log("one more");
    }
    assert_eq!(all_bytes(&logs).len(), 2);
    assert!(std::fs::read(logs.join("moments.1.log")).unwrap().starts_with(b"222"));
    assert!(std::fs::read_to_string(logs.join("moments.log")).unwrap().ends_with("Z one more\n"));
}

type Harm = fn(Vec<u8>) -> Vec<u8>;

/// The right key is there, so that no code could help: the file is what is wrong.
#[test]
fn a_damaged_or_foreign_file_is_called_that_asks_for_no_code_and_is_left_as_it_is() {
    let harms: [(&str, Harm, ErrorCode); 8] = [
        ("a bad sector in the first page", |was| flipped(was, 200), ErrorCode::Damaged),
        ("its first bytes gone", |was| flipped(was, 3), ErrorCode::Damaged),
        ("cut off in the first page", |was| was[..100].to_vec(), ErrorCode::Damaged),
        ("a bad sector where the tables are named", |was| flipped(was, 4096 + 200), ErrorCode::Damaged),
        ("zeros", |_| vec![0; 8192], ErrorCode::Damaged),
        ("a text", |_| b"not a database, but long enough for one ".repeat(200), ErrorCode::Damaged),
        ("nothing in it", |_| Vec::new(), ErrorCode::ForeignFile),
        ("another program's database", |_| plain_database(), ErrorCode::ForeignFile),
    ];
    for (name, harm, expected) in harms {
        let office = TestOffice::new().unwrap();
        let code = office.recovery_code.clone();
        office.desk.close();
        without_copies(office.folder());
        let database = office.folder().join("home/moments.db");
        let content = harm(std::fs::read(&database).unwrap());
        std::fs::write(&database, &content).unwrap();
        let desk = office.second_desk(KEY).unwrap();
        let state = desk.start(PROGRAM);
        assert!(
            matches!(&state, StartState::Failed { error } if error.code == expected),
            "{name}: {state:?}"
        );
        assert_eq!(desk.unlock_with_code(PROGRAM, &code).unwrap_err().code, expected, "{name}");
        assert_eq!(std::fs::read(&database).unwrap(), content, "{name}: not one byte was changed");
    }
}

#[test]
fn a_damaged_store_keeps_its_last_commits_beside_it_as_they_are() {
    let office = TestOffice::new().unwrap();
    office.desk.close();
    without_copies(office.folder());
    let pending = tempfile::tempdir().unwrap();
    {
        // A commit that a power cut left in the log.
        let conn = keyed(&office);
        let commit = "PRAGMA wal_autocheckpoint = 0; UPDATE identity SET last_at_ms = last_at_ms + 1;";
        conn.execute_batch(commit).unwrap();
        copy_folder(office.folder(), pending.path()).unwrap();
    }
    let file = |name: &str| pending.path().join("home").join(name);
    std::fs::write(file("moments.db"), flipped(std::fs::read(file("moments.db")).unwrap(), 200)).unwrap();
    let read = || ["moments.db", "moments.db-wal"].map(|name| std::fs::read(file(name)).unwrap());
    let before = read();
    assert!(before[1].len() > 4096, "there is a commit in the log");
    let keys = Keys { key_file: Some(pending.path().join(KEY)), no_keystore: true };
    let home = Home::locate(Some(&pending.path().join("home"))).unwrap();
    let desk = Desk::new(home, keys, Desk::system_clock());
    assert_eq!(failed(desk.start(PROGRAM)), ErrorCode::Damaged);
    assert!(read() == before, "neither the store nor its log was changed");
}

fn flipped(mut bytes: Vec<u8>, at: usize) -> Vec<u8> {
    bytes[at] ^= 1;
    bytes
}

fn plain_database() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.db");
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE other (a)").unwrap();
    std::fs::read(file).unwrap()
}

#[test]
fn setting_up_is_refused_where_an_office_is_and_a_cut_off_set_up_can_begin_again() {
    let office = TestOffice::new().unwrap();
    assert_eq!(office.desk.set_up(PROGRAM, &new_office()).unwrap_err().code, ErrorCode::AlreadySetUp);

    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path())).unwrap();
    home.create().unwrap();
    std::fs::write(home.key_slots(), b"{ half a file").unwrap();
    std::fs::write(home.database().with_extension("db.new"), b"half a store").unwrap();
    let desk = Desk::new(home, Keys { key_file: None, no_keystore: true }, Desk::system_clock());
    assert!(matches!(desk.start(PROGRAM), StartState::SetUp { .. }));
    assert!(desk.set_up(PROGRAM, &new_office()).is_ok());
}

#[test]
fn whoever_moved_only_the_database_aside_can_go_back_however_often_they_set_up_anew() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path())).unwrap();
    let desk = || {
        let keys = Keys { key_file: None, no_keystore: true };
        Desk::new(home.clone(), keys, Desk::system_clock())
    };
    let aside = |number: usize| folder.path().join(format!("moved-{number}.db"));
    let mut codes = Vec::new();
    for number in 0..3 {
        let desk = desk();
        let office = NewOffice { workstation: format!("Counter {number}"), ..new_office() };
        codes.push(desk.set_up(PROGRAM, &office).unwrap().recovery_code.to_string());
        desk.close();
        std::fs::rename(home.database(), aside(number)).unwrap();
    }
    // The key of each is in one of the files of slots that are here now.
    let slots: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let slots = slots.iter().filter(|path| path.to_string_lossy().contains("keyslots"));
    let contents: Vec<_> = slots.map(|path| std::fs::read(path).unwrap()).collect();
    std::fs::remove_file(folder.path().join("trial.key")).unwrap();
    for (number, code) in codes.iter().enumerate() {
        std::fs::rename(aside(number), home.database()).unwrap();
        let opened = contents.iter().any(|content| {
            std::fs::write(home.key_slots(), content).unwrap();
            let desk = desk();
            let label = format!("Counter {number}");
            let ready = desk.unlock_with_code(PROGRAM, code);
            desk.close();
            matches!(ready, Ok(StartState::Ready { workstation, .. }) if workstation == label)
        });
        assert!(opened, "office {number} of {}", codes.len());
        std::fs::rename(home.database(), aside(number)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn no_other_user_of_the_computer_may_read_a_file_of_the_home() {
    use std::os::unix::fs::PermissionsExt;
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    office.desk.log("a line");
    let files = all_bytes(&office.folder().join("home")).into_iter().map(|(path, _)| path);
    let modes: Vec<_> = files
        .map(|path| {
            (path.file_name().unwrap().to_owned(), path.metadata().unwrap().permissions().mode() & 0o777)
        })
        .collect();
    for name in ["moments.db", "moments.db-wal", "moments.db-shm", "moments.log"] {
        assert!(modes.iter().any(|(found, _)| found == name), "{name} is there: {modes:?}");
    }
    let open: Vec<_> = modes.iter().filter(|(_, mode)| mode & 0o077 != 0).collect();
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn setting_up_says_which_field_is_wrong_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
    let desk = Desk::new(home, Keys { key_file: None, no_keystore: true }, Desk::system_clock());
    type Change = fn(&mut NewOffice);
    let cases: [(Change, &str); 5] = [
        (|o| o.name_fr = " \u{202E}".into(), "name_fr"),
        (|o| o.time_zone = "Iqaluit".into(), "time_zone"),
        (|o| o.languages = vec!["iu".into()], "languages"),
        (|o| o.pin = "1234".into(), "pin"),
        (|o| o.workstation = "x".repeat(41), "workstation"),
    ];
    for (change, field) in cases {
        let mut office = new_office();
        change(&mut office);
        assert_eq!(desk.set_up(PROGRAM, &office).unwrap_err().field.as_deref(), Some(field));
    }
    assert!(all_bytes(folder.path()).is_empty(), "no half an office");
}

/// What a newer version of Moments would leave behind.
fn raise_schema(office: &TestOffice) {
    let raise = "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);";
    keyed(office).execute_batch(raise).unwrap();
}

/// The store's file as any program opens it that has the key.
pub fn keyed(office: &TestOffice) -> rusqlite::Connection {
    let key = data_key(office.folder()).unwrap();
    let conn = rusqlite::Connection::open(office.folder().join("home/moments.db")).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"{}\"", key.sqlcipher_key().as_str())).unwrap();
    conn
}

#[test]
fn a_store_that_a_newer_version_wrote_is_refused_byte_for_byte() {
    let office = TestOffice::new().unwrap();
    office.desk.close();
    let database = office.folder().join("home/moments.db");
    raise_schema(&office);
    let before = std::fs::read(&database).unwrap();
    assert_eq!(failed(office.second_desk(KEY).unwrap().start(PROGRAM)), ErrorCode::NewerVersion);
    assert_eq!(std::fs::read(&database).unwrap(), before);
}

#[test]
pub fn a_store_that_fell_behind_its_mark_begins_a_new_life_and_says_what_it_knew() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let mut yesterday = Vec::new();
    let office = office
        .while_closed(|folder| yesterday = std::fs::read(folder.join("home/moments.db")).unwrap())
        .unwrap();
    office.serve("Ben", office.usual()).unwrap();
    assert_eq!(office.desk.epochs().unwrap(), 1, "closing and opening is no new life");
    // Somebody puts yesterday's copy back.
    let office = office
        .while_closed(|folder| {
            for leftover in ["moments.db-wal", "moments.db-shm"] {
                let _ = std::fs::remove_file(folder.join("home").join(leftover));
            }
            std::fs::write(folder.join("home/moments.db"), yesterday).unwrap();
        })
        .unwrap();
    office.serve("Ben", office.usual()).unwrap();
    assert!(office.desk.prove().unwrap().is_sound());
    assert_eq!(office.desk.epochs().unwrap(), 2, "its entries cannot be taken for those that were lost");
    office
        .with_store(|store, _| {
            let mut begun = Vec::new();
            let read = store.read::<_, StoreError>(|r| {
                r.for_each_entry(|entry| {
                    let content = entry.payload.content.filter(|_| entry.kind == kind::EPOCH_STARTED);
                    begun.extend(content.map(|c| String::from_utf8(c.bytes).unwrap()));
                    Ok(())
                })
            });
            read.unwrap();
            assert_eq!(begun.len(), 2);
            let told = begun.iter().filter(|b| b.contains("previous_head") && b.contains("lost_head"));
            assert_eq!(told.count(), 1, "{begun:?}");
        })
        .unwrap();
}
