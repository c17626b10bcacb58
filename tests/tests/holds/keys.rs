//! Who can open the records: replaced without rewriting them, given a new key after a leak, and written nowhere.

use moments_desk::keys::{HolderKind, KeyHolders, NewKeyForm, ReadBack, WayIn};
use moments_desk::moments::MomentForm;
use moments_desk::setup::{NewOffice, StartState};
use moments_desk::sign_in::SignIn;
use moments_desk::{Actor, Desk, ErrorCode, Home, Keys};
use moments_store::keys::{Holder, KeyFile, KeySlots, MemoryKeystore, OsUser, RecoveryCode};
use moments_tests::{KEY, PIN, PROGRAM, TestOffice, all_bytes, data_key, new_office, readable_in};
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

fn acts(office: &TestOffice) -> Vec<String> {
    let act = |act: moments_store::Act| act.action;
    office.desk.proven_acts().into_iter().map(act).collect()
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

    office.clock.forward(chrono::TimeDelta::days(2));
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
    assert!(office.desk.key_of_code(&old).is_ok() && office.desk.key_of_code(&new).is_err(), "the old one stays");
    let after = office.desk.keep_recovery_code(&ada, &read_back).unwrap();
    assert_eq!(kinds(&after), [HolderKind::KeyFile, HolderKind::RecoveryCode]);
    assert_eq!(after.holders[1].made.as_deref(), Some("2026-11-26"));
    assert!(office.desk.keep_recovery_code(&ada, &read_back).is_err(), "a code is kept once");
    assert_eq!(office.desk.key_of_code(&old).unwrap_err().code, ErrorCode::WrongKey);
    assert_eq!(acts(&office)[0], "recovery_code_replaced");
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
    for (weak, problem) in [("tundra-lichen", "short"), ("1234567890123456", "simple"), (&"x".repeat(300), "long")] {
        let refused = office.desk.set_passphrase(&ada, weak).unwrap_err();
        assert_eq!((refused.code, refused.data["problem"].as_str()), (ErrorCode::PassphraseTooWeak, problem));
    }
    assert!(!office.desk.has_passphrase());
    office.desk.set_passphrase(&ada, PASSPHRASE).unwrap();
    let other = "quatre bottes, un érable";
    let set = office.desk.set_passphrase(&ada, other).unwrap();
    assert_eq!(kinds(&set), [HolderKind::KeyFile, HolderKind::RecoveryCode, HolderKind::Passphrase]);
    assert_eq!(acts(&office)[..2], ["passphrase_replaced", "passphrase_set"]);

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
    assert_eq!(acts(&office)[..2], ["new_key_in_force", "new_key_begun"]);
    assert_eq!(office.desk.search(&office.actor("Ben"), "months").unwrap().len(), 1);
    assert_eq!(office.desk.epochs().unwrap(), 1, "no new life of the store");
    for old in [office.desk.key_of_code(&old_code), office.desk.key_of_passphrase(PASSPHRASE)] {
        assert!(matches!(old.unwrap_err().code, ErrorCode::WrongKey | ErrorCode::KeyNeeded));
    }
    assert_eq!(office.desk.key_holders(&ada).unwrap().old_copies, 1);
    office.serve("Ben", office.usual()).unwrap();
    let office = office.crash_and_restart().unwrap();
    assert_eq!(office.desk.my_day(&office.actor("Ben"), None).unwrap().n, 2);
    assert_eq!(office.desk.remove_old_copies(&ada).unwrap().old_copies, 0);
    let office = office.while_closed(|_| ()).unwrap();
    assert_eq!(office.desk.my_day(&office.actor("Ben"), None).unwrap().n, 2);
    let desk = next_start(&office, NO_KEY);
    assert!(matches!(desk.unlock_with_code(PROGRAM, &code).unwrap(), StartState::Ready { .. }));
}

#[test]
fn a_second_account_of_the_computer_types_the_code_once_and_has_a_way_in_of_its_own() {
    let office = TestOffice::new().unwrap();
    let home = office.folder().join("home");
    let code = RecoveryCode::parse(&office.recovery_code).unwrap();
    let (hers, she) = (MemoryKeystore::new(), OsUser::named("uid:1002"));
    let holder = Holder::Keystore { keystore: &hers, user: &she };
    office.desk.close();
    let mut slots = KeySlots::open(&home).unwrap().on_day("2026-11-25");
    let key = slots.unlock(&Holder::RecoveryCode(&code)).unwrap();
    slots.renew(&key, &holder).unwrap();
    assert!(KeySlots::open(&home).unwrap().unlock(&holder).is_ok(), "the next start needs nothing");
    // Her keystore is emptied, and she types the code again: no dead way in is left behind.
    let emptied = MemoryKeystore::new();
    let holder = Holder::Keystore { keystore: &emptied, user: &she };
    for _ in 0..40 {
        KeySlots::open(&home).unwrap().renew(&key, &holder).unwrap();
    }
    let shown = KeySlots::open(&home).unwrap().shown(Some(&she));
    assert!(shown.iter().filter(|slot| slot.own).count() <= 30, "{}", shown.len());
    let office = office.while_closed(|_| ()).unwrap();
    let keys = office.desk.key_holders(&office.actor("Ada")).unwrap();
    let others = keys.holders.iter().find(|holder| holder.kind == HolderKind::OtherKeystore).unwrap();
    assert!(others.removable);
    office.desk.remove_key_holder(&office.actor("Ada"), others.id.as_deref().unwrap()).unwrap();
    assert_eq!(acts(&office)[0], "keystore_removed");
}

/// All holders are set and every way of opening and changing is taken, well and badly: no byte of a key, code, passphrase or
/// PIN stands in a file, an error or a `Debug` text, as it is, in hexadecimal or in base 64.
#[test]
fn no_key_code_passphrase_or_pin_stands_in_a_file_a_log_or_an_error() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let mut said = String::new();
    let mut hear = |text: String| said.push_str(&text);
    office.desk.set_passphrase(&ada, PASSPHRASE).unwrap();
    let (code, read_back) = written_down(&office.desk, &ada);
    hear(format!("{:?}{:?}", office.desk.new_recovery_code(&ada), read_back));
    let (code2, _) = (code, ());
    let (new, read_back) = written_down(&office.desk, &ada);
    office.desk.keep_recovery_code(&ada, &read_back).unwrap();
    hear(format!("{:?}", office.desk.key_holders(&ada)));
    hear(serde_json::to_string(&office.desk.key_holders(&ada).unwrap()).unwrap());
    let request = |pin: &str| SignIn { staff: office.id("Ada"), pin: pin.into(), short: false };
    office.desk.sign_in(&request(PIN)).unwrap();
    hear(format!("{:?}{:?}", request(PIN), NewOffice { pin: PIN.into(), ..new_office() }));
    let way = [
        WayIn::RecoveryCode { code: new.as_str().into() },
        WayIn::Passphrase { passphrase: PASSPHRASE.into() },
    ];
    hear(format!("{way:?}"));
    let other = TestOffice::new().unwrap();
    let file = KeyFile::read(&office.folder().join(KEY)).unwrap();
    let key = data_key(office.folder()).unwrap();
    hear(format!("{file:?}{key:?}{:?}", KeySlots::open(&office.folder().join("home"))));
    office.desk.close();
    let form = NewKeyForm { read_back, passphrase: Some(PASSPHRASE.into()), keep_key_file: true };
    hear(format!("{form:?}"));
    let desk = office.second_desk(NO_KEY).unwrap();
    hear(format!("{:?}", desk.start(PROGRAM)));
    let typed = [new.as_str(), &code2, &other.recovery_code, &new[1..], &format!("U{}", &new[1..]), "", PASSPHRASE, PIN];
    for text in typed {
        hear(format!("{:?}", desk.key_of_words(text).err()));
        for error in [desk.unlock_with_code(PROGRAM, text).err(), desk.unlock_with_passphrase(PROGRAM, text).err()] {
            hear(format!("{error:?}{}", serde_json::to_string(&error).unwrap()));
        }
        hear(format!("{:?}", desk.set_passphrase(&ada, text).err()));
        hear(format!("{:?}", desk.remove_key_holder(&ada, text).err()));
        let read_back = ReadBack { group: 1, typed: text.into() };
        hear(format!("{:?}", desk.keep_recovery_code(&ada, &read_back).err()));
        hear(format!("{:?}", desk.give_new_key(&ada, &NewKeyForm { read_back, ..form.clone() }).err()));
        hear(format!("{:?}", desk.sign_in(&request(text)).err()));
    }
    desk.close();
    std::fs::write(office.folder().join("home/keyslots.json"), format!("{{\"{PASSPHRASE}")).unwrap();
    hear(format!("{:?}", office.second_desk(KEY).unwrap().start(PROGRAM)));

    let digits = key.sqlcipher_key()[2..66].to_owned();
    let bytes: Vec<u8> = digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    let file_text = std::fs::read_to_string(office.folder().join(KEY)).unwrap().trim().to_owned();
    std::fs::remove_file(office.folder().join(KEY)).unwrap();
    std::fs::remove_file(office.folder().join("home/keyslots.json")).unwrap();
    let mut secrets = vec![digits.clone(), digits.to_uppercase(), base64(&bytes), file_text, PASSPHRASE.into(), PIN.into()];
    for code in [&new, &code2, &office.recovery_code] {
        secrets.extend([code.clone(), code.replace('-', ""), code.to_lowercase(), code.replace('-', "").to_lowercase()]);
    }
    for secret in &secrets {
        assert!(!said.contains(secret.as_str()), "{secret} is said");
        let found = readable_in(office.folder(), secret);
        assert!(found.is_empty(), "{secret} stands in {found:?}");
    }
    assert!(!all_bytes(office.folder()).iter().any(|(_, all)| all.windows(32).any(|window| window == bytes)));
    assert!(said.len() > 5_000 && said.contains("Secret") && said.contains("WrongKey"), "the search has something to find");
}

/// RFC 4648, with padding left out: what stands before it is enough to be found.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(SIGNS[(number >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_crashes_leaves_no_image_of_its_memory() {
    // In a process of its own: the limit can't be raised again.
    const CHILD: &str = "MOMENTS_TEST_NO_CORE";
    if std::env::var_os(CHILD).is_none() {
        let name = "keys::a_program_that_crashes_leaves_no_image_of_its_memory";
        let program = std::env::current_exe().unwrap();
        let status = std::process::Command::new(program).args(["--exact", name]).env(CHILD, "1").status();
        assert!(status.unwrap().success());
        return;
    }
    moments_desk::leave_no_core_dumps();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    // One byte: nothing is written, and no collector is called.
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["1", "1"], "{core}");
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
    let beside = Desk::new(Home::locate(Some(&office.folder().join("home"))).unwrap(), keys, Desk::system_clock());
    beside.open_reading(beside.known_key().unwrap()).unwrap();
    assert_eq!(beside.key_holders(&ada).unwrap(), before, "beside the open app");
}
