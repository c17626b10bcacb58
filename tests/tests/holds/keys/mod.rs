//! Who can open the records: replaced without rewriting them, given a new key after a leak, and written nowhere.

mod accounts;
mod secrets;

use chrono::TimeDelta;
use moments_desk::keys::{HolderKind, KeyHolders, NewKeyForm, ReadBack, WayIn};
use moments_desk::moments::MomentForm;
use moments_desk::setup::StartState;
use moments_desk::{Actor, Desk, ErrorCode, Home, Keys};
use moments_tests::{KEY, PROGRAM, TestOffice, data_key};
use std::path::PathBuf;

const PASSPHRASE: &str = "caribou stapler harbour nine";
const NO_KEY: &str = "no such key";

fn kinds(keys: &KeyHolders) -> Vec<HolderKind> {
    keys.holders.iter().map(|holder| holder.kind).collect()
}

fn id(keys: &KeyHolders, kind: HolderKind) -> String {
    keys.holders.iter().find(|holder| holder.kind == kind).and_then(|holder| holder.id.clone()).unwrap()
}

/// A new code, and its fourth group as the person reads it from the paper.
fn written_down(desk: &Desk, actor: &Actor) -> (String, ReadBack) {
    let code = desk.new_recovery_code(actor).unwrap().code.to_string();
    let typed = code.split('-').nth(3).unwrap().to_lowercase();
    (code, ReadBack { group: 4, typed: typed.into() })
}

/// Whether the journal tells of it. In which order does not show: the tests' clock stands still.
#[track_caller]
fn told(office: &TestOffice, actions: &[&str]) {
    let acts: Vec<String> = office.desk.proven_acts().into_iter().map(|act| act.action).collect();
    assert!(actions.iter().all(|action| acts.iter().any(|act| act == action)), "{actions:?} in {acts:?}");
}

trait ReadsActs {
    fn proven_acts(&self) -> Vec<moments_store::Act>;
}

impl ReadsActs for Desk {
    /// Read from the file, as a program beside the open app does.
    fn proven_acts(&self) -> Vec<moments_store::Act> {
        let folder = self.settings_file().parent().and_then(|home| home.parent().map(PathBuf::from)).unwrap();
        let home = Home::locate(Some(&folder.join("home"))).unwrap();
        let store = moments_store::Store::open_beside(&home, data_key(&folder).unwrap()).unwrap();
        store.read::<_, moments_store::StoreError>(|reader| reader.audit(100)).unwrap()
    }
}

fn salt(office: &TestOffice) -> Vec<u8> {
    std::fs::read(office.folder().join("home/moments.db")).unwrap()[..16].to_vec()
}

/// Closes the office's program; what another start finds then.
fn next_start(office: &TestOffice, key: &str) -> Desk {
    office.desk.close();
    office.second_desk(key).unwrap()
}

#[test]
fn a_new_code_opens_the_records_once_it_was_read_back_and_then_the_old_one_no_longer() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let (salt_before, old) = (salt(&office), office.recovery_code.clone());
    let made = office.desk.key_holders(&ada).unwrap();
    assert_eq!(kinds(&made), [HolderKind::KeyFile, HolderKind::RecoveryCode]);
    assert!(made.holders.iter().all(|holder| holder.made.as_deref() == Some("2026-11-24")), "{made:?}");

    office.clock.forward(TimeDelta::days(2));
    let (forgotten, _) = written_down(&office.desk, &ada);
    let (new, read_back) = written_down(&office.desk, &ada);
    for wrong in [
        ReadBack { group: 5, ..read_back.clone() },
        ReadBack { typed: "0000".into(), ..read_back.clone() },
        ReadBack { group: 4, typed: forgotten.split('-').nth(3).unwrap().into() },
        ReadBack { group: 99, typed: "".into() },
    ] {
        let refused = office.desk.keep_recovery_code(&ada, &wrong).unwrap_err();
        assert_eq!(refused.code, ErrorCode::CodeNotReadBack);
    }
    assert!(
        office.desk.key_of_code(&old).is_ok() && office.desk.key_of_code(&new).is_err(),
        "the old one stays"
    );
    let after = office.desk.keep_recovery_code(&ada, &read_back).unwrap();
    assert_eq!(kinds(&after), [HolderKind::KeyFile, HolderKind::RecoveryCode]);
    assert_eq!(after.holders[1].made.as_deref(), Some("2026-11-26"));
    assert!(office.desk.keep_recovery_code(&ada, &read_back).is_err(), "a code is kept once");
    assert_eq!(office.desk.key_of_code(&old).unwrap_err().code, ErrorCode::WrongKey);
    told(&office, &["recovery_code_replaced"]);
    assert_eq!(salt(&office), salt_before, "nothing rewrote the database");

    let desk = next_start(&office, NO_KEY);
    assert!(matches!(desk.start(PROGRAM), StartState::KeyNeeded { .. }));
    assert_eq!(desk.unlock_with_code(PROGRAM, &old).unwrap_err().code, ErrorCode::WrongKey);
    assert!(matches!(desk.unlock_with_code(PROGRAM, &new).unwrap(), StartState::Ready { .. }));
}

#[test]
fn a_passphrase_opens_the_records_at_the_start_until_it_is_replaced_or_removed() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    for (weak, problem) in
        [("tundra-lichen", "short"), ("1234567890123456", "simple"), (&"x".repeat(300), "long")]
    {
        let refused = office.desk.set_passphrase(&ada, weak).unwrap_err();
        assert_eq!((refused.code, refused.data["problem"].as_str()), (ErrorCode::PassphraseTooWeak, problem));
    }
    assert!(!office.desk.has_passphrase());
    office.desk.set_passphrase(&ada, PASSPHRASE).unwrap();
    let other = "quatre bottes, un érable";
    let set = office.desk.set_passphrase(&ada, other).unwrap();
    assert_eq!(kinds(&set), [HolderKind::KeyFile, HolderKind::RecoveryCode, HolderKind::Passphrase]);
    told(&office, &["passphrase_set", "passphrase_replaced"]);

    let desk = next_start(&office, NO_KEY);
    assert!(matches!(desk.start(PROGRAM), StartState::KeyNeeded { .. }));
    assert!(desk.has_passphrase(), "the screen may ask for it");
    assert_eq!(desk.unlock_with_passphrase(PROGRAM, PASSPHRASE).unwrap_err().code, ErrorCode::WrongKey);
    let typed = " quatre  bottes, un e\u{301}rable ";
    let opened = desk.unlock(PROGRAM, &WayIn::Passphrase { passphrase: typed.into() }).unwrap();
    assert!(!opened.remembered, "without a keystore the next start asks again, and it is said");
    let removed = desk.remove_key_holder(&ada, &id(&set, HolderKind::Passphrase)).unwrap();
    assert_eq!(kinds(&removed), [HolderKind::KeyFile, HolderKind::RecoveryCode]);
    assert_eq!(desk.key_of_passphrase(other).unwrap_err().code, ErrorCode::KeyNeeded);
    desk.close();
}

#[test]
fn a_mistyped_code_says_which_mistake_it_is() {
    let office = TestOffice::new().unwrap();
    let code = office.recovery_code.clone();
    let mut swapped: Vec<char> = code.chars().collect();
    let at = (0..swapped.len() - 1)
        .find(|at| swapped[*at] != swapped[at + 1] && swapped[*at] != '-' && swapped[at + 1] != '-')
        .unwrap();
    swapped.swap(at, at + 1);
    let another = TestOffice::new().unwrap().recovery_code.clone();
    let desk = next_start(&office, NO_KEY);
    for (typed, problem) in [
        (code[1..].to_owned(), Some("code_length")),
        (format!("{code}7"), Some("code_length")),
        (format!("U{}", &code[1..]), Some("code_symbol")),
        (swapped.into_iter().collect(), Some("code_check")),
        (another, None),
    ] {
        let refused = desk.unlock_with_code(PROGRAM, &typed).unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongKey);
        assert_eq!(refused.data.get("problem").map(String::as_str), problem);
    }
}

#[test]
fn the_last_way_in_and_the_last_one_of_a_person_stay_and_counter_staff_change_none() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let keys = office.desk.key_holders(&ada).unwrap();
    let code = id(&keys, HolderKind::RecoveryCode);
    assert_eq!(office.desk.remove_key_holder(&ada, &code).unwrap_err().code, ErrorCode::LastKey);
    let left = office.desk.remove_key_holder(&ada, &id(&keys, HolderKind::KeyFile)).unwrap();
    assert_eq!(kinds(&left), [HolderKind::RecoveryCode]);
    assert_eq!(office.desk.remove_key_holder(&ada, &code).unwrap_err().code, ErrorCode::LastKey);
    assert_eq!(office.desk.remove_key_holder(&ada, "no such id").unwrap_err().code, ErrorCode::NotFound);
    let before = office.desk.entries().unwrap();
    let form = NewKeyForm {
        read_back: ReadBack { group: 1, typed: "".into() },
        passphrase: None,
        keep_key_file: false,
    };
    let refusals = [
        office.desk.key_holders(&ben).map(drop),
        office.desk.new_recovery_code(&ben).map(drop),
        office.desk.keep_recovery_code(&ben, &form.read_back).map(drop),
        office.desk.set_passphrase(&ben, PASSPHRASE).map(drop),
        office.desk.renew_keystore(&ben).map(drop),
        office.desk.remove_key_holder(&ben, &code).map(drop),
        office.desk.give_new_key(&ben, &form).map(drop),
        office.desk.remove_old_copies(&ben).map(drop),
    ];
    for refused in refusals {
        assert_eq!(refused.unwrap_err().code, ErrorCode::NotPermitted);
    }
    assert_eq!(office.desk.entries().unwrap(), before);
}

#[test]
fn after_a_leak_the_same_records_lie_under_a_new_key_and_the_old_ways_in_open_nothing_new() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    office.serve("Ben", MomentForm { note: Some("months of work".into()), ..office.usual() }).unwrap();
    office.desk.set_passphrase(&ada, PASSPHRASE).unwrap();
    office.desk.back_up_now(&ada).unwrap();
    office.clock.forward(TimeDelta::days(1));
    let (salt_before, old_code) = (salt(&office), office.recovery_code.clone());
    let entries = office.desk.entries().unwrap();
    let (code, read_back) = written_down(&office.desk, &ada);
    let form = NewKeyForm { read_back, passphrase: None, keep_key_file: true };
    let wrong = NewKeyForm { read_back: ReadBack { group: 1, typed: "0000".into() }, ..form.clone() };
    assert_eq!(office.desk.give_new_key(&ada, &wrong).unwrap_err().code, ErrorCode::CodeNotReadBack);
    assert_eq!(office.desk.entries().unwrap(), entries, "nothing was begun");

    let done = office.desk.give_new_key(&ada, &form).unwrap();
    assert_eq!(done.holders, [HolderKind::RecoveryCode, HolderKind::KeyFile]);
    assert_eq!(done.left_out, [HolderKind::Passphrase], "who has to be added again is told");
    assert_ne!(salt(&office), salt_before);
    assert_eq!(office.desk.entries().unwrap(), entries + 2);
    told(&office, &["new_key_begun", "new_key_in_force"]);
    assert_eq!(office.desk.search(&office.actor("Ben"), "months").unwrap().len(), 1);
    assert_eq!(office.desk.epochs().unwrap(), 1, "no new life of the store");
    for old in [office.desk.key_of_code(&old_code), office.desk.key_of_passphrase(PASSPHRASE)] {
        assert!(matches!(old.unwrap_err().code, ErrorCode::WrongKey | ErrorCode::KeyNeeded));
    }
    assert_eq!(
        office.desk.key_holders(&ada).unwrap().old_copies,
        2,
        "what was replaced, and the copy from before"
    );
    office.serve("Ben", office.usual()).unwrap();
    let office = office.crash_and_restart().unwrap();
    assert_eq!(office.desk.search(&office.actor("Ben"), "months").unwrap().len(), 1);
    assert_eq!(office.desk.remove_old_copies(&ada).unwrap().old_copies, 0);
    assert_eq!(office.desk.backups(&ada).unwrap().copies.len(), 1, "the one under the new key");
    let office = office.while_closed(|_| ()).unwrap();
    assert_eq!(office.desk.search(&office.actor("Ben"), "months").unwrap().len(), 1);
    let desk = next_start(&office, NO_KEY);
    assert!(matches!(desk.unlock_with_code(PROGRAM, &code).unwrap(), StartState::Ready { .. }));
}

#[test]
fn an_office_without_a_keystore_says_so_and_keeps_what_it_has() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let before = office.desk.key_holders(&ada).unwrap();
    assert!(!before.uses_keystore);
    assert_eq!(office.desk.renew_keystore(&ada).unwrap_err().code, ErrorCode::KeystoreUnavailable);
    assert_eq!(office.desk.key_holders(&ada).unwrap(), before);
    let keys = Keys { key_file: Some(office.folder().join(KEY)), no_keystore: true };
    let beside =
        Desk::new(Home::locate(Some(&office.folder().join("home"))).unwrap(), keys, Desk::system_clock());
    beside.open_reading(beside.known_key().unwrap()).unwrap();
    assert_eq!(beside.key_holders(&ada).unwrap(), before, "beside the open app");
}
