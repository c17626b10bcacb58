//! The data at rest: one home a machine, wrong and newer files left alone, the recovery code opens.

use moments_core::fold::kind;
use moments_desk::moments::MomentForm;
use moments_desk::setup::{NewOffice, StartState};
use moments_desk::{Desk, ErrorCode, Home, Keys};
use moments_store::StoreError;
use moments_tests::{KEY, PROGRAM, TestOffice, all_bytes, data_key, new_office};

fn failed(state: StartState) -> ErrorCode {
    match state {
        StartState::Failed { error } => error.code,
        StartState::KeyNeeded { reason } => reason,
        state @ (StartState::SetUp { .. } | StartState::Ready { .. }) => {
            panic!("it should not open: {state:?}")
        }
    }
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
fn records_without_their_key_slots_ask_for_the_file_and_for_no_code_that_could_not_help() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let code = office.recovery_code.clone();
    office.desk.close();
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
fn a_foreign_or_torn_file_is_refused_and_left_as_it_is() {
    for content in [b"not a database at all, but long enough to be read as one".repeat(200), vec![0; 8192]] {
        let office = TestOffice::new().unwrap();
        office.desk.close();
        let database = office.folder().join("home/moments.db");
        std::fs::write(&database, &content).unwrap();
        let code = failed(office.second_desk(KEY).unwrap().start(PROGRAM));
        assert!(
            matches!(code, ErrorCode::WrongKey | ErrorCode::ForeignFile | ErrorCode::Damaged),
            "{code:?}"
        );
        assert_eq!(std::fs::read(&database).unwrap(), content, "not one byte was changed");
    }
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
    let key = data_key(office.folder()).unwrap();
    let conn = rusqlite::Connection::open(office.folder().join("home/moments.db")).unwrap();
    let sql = format!(
        "PRAGMA key = \"{}\"; PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);",
        key.sqlcipher_key().as_str()
    );
    conn.execute_batch(&sql).unwrap();
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
fn a_store_that_fell_behind_its_mark_begins_a_new_life_and_says_what_it_knew() {
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
