//! Several accounts of one computer in one home.

use super::*;
use moments_desk::sign_in::SignIn;
use moments_store::keys::{Holder, KeySlots, MemoryKeystore, OsUser, RecoveryCode};
use moments_tests::PIN;

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
    // Her keystore is emptied time and again, and she types the code: no dead way in is left behind.
    for _ in 0..40 {
        let emptied = MemoryKeystore::new();
        let holder = Holder::Keystore { keystore: &emptied, user: &she };
        KeySlots::open(&home).unwrap().renew(&key, &holder).unwrap();
    }
    let shown = KeySlots::open(&home).unwrap().shown(Some(&she));
    assert_eq!(shown.iter().filter(|slot| slot.own).count(), 1, "{shown:?}");
    let office = office.while_closed(|_| ()).unwrap();
    let keys = office.desk.key_holders(&office.actor("Ada")).unwrap();
    let others = keys.holders.iter().find(|holder| holder.kind == HolderKind::OtherKeystore).unwrap();
    assert!(others.removable);
    office.desk.remove_key_holder(&office.actor("Ada"), others.id.as_deref().unwrap()).unwrap();
    told(&office, &["keystore_removed"]);
}

/// A folder that its group may write in, as an administrator opens `/var/lib/moments` to several accounts. The second account
/// is a real one of this system where the tests may become it, which takes root; elsewhere the test above stands for it.
#[cfg(target_os = "linux")]
#[test]
fn two_accounts_of_the_system_work_in_one_home_one_after_the_other() {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const CHILD: &str = "MOMENTS_TEST_SECOND_ACCOUNT";
    const CODE: &str = "MOMENTS_TEST_CODE";
    const UID: u32 = 65_534;
    const GID: u32 = 42_424;
    if let Some(folder) = std::env::var_os(CHILD) {
        return second_account(&PathBuf::from(folder), &std::env::var(CODE).unwrap());
    }
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return;
    }
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let code = office.recovery_code.clone();
    let mut folder = PathBuf::new();
    let office = office
        .while_closed(|place| {
            place.clone_into(&mut folder);
            open_to_group(place, GID);
            let status = std::process::Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "keys::accounts::two_accounts_of_the_system_work_in_one_home_one_after_the_other",
                ])
                .env(CHILD, place)
                .env(CODE, &code)
                .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
                .uid(UID)
                .gid(GID)
                .status()
                .unwrap();
            assert!(status.success(), "the second account");
        })
        .unwrap();
    let slots = folder.join("home/keyslots.json").metadata().unwrap();
    assert_eq!((slots.uid(), slots.gid(), slots.mode() & 0o777), (UID, GID, 0o660), "written by the second");
    let keys = office.desk.key_holders(&office.actor("Ada")).unwrap();
    assert_eq!(kinds(&keys), [HolderKind::KeyFile, HolderKind::RecoveryCode, HolderKind::OtherKeystore]);
    // What the second account wrote is there.
    told(&office, &["signed_in"]);
    office.serve("Ben", office.usual()).unwrap();
    office.desk.set_passphrase(&office.actor("Ada"), PASSPHRASE).unwrap();
    assert_eq!(office.desk.my_day(&office.actor("Ben"), None).unwrap().n, 2);
}

#[cfg(target_os = "linux")]
fn second_account(folder: &std::path::Path, code: &str) {
    let home = Home::locate(Some(&folder.join("home"))).unwrap();
    let desk = Desk::new(home.clone(), Keys { key_file: None, no_keystore: false }, Desk::system_clock());
    assert!(matches!(desk.start(PROGRAM), StartState::KeyNeeded { .. }));
    assert!(matches!(desk.unlock_with_code(PROGRAM, code).unwrap(), StartState::Ready { .. }));
    let ada = desk.staff_to_sign_in().unwrap().into_iter().find(|person| person.name == "Ada").unwrap();
    desk.sign_in(&SignIn { staff: ada.id, pin: PIN.into(), short: false }).unwrap();
    desk.close();
    // This account has no session here and so no keystore; one in memory stands for it.
    let (keystore, user) = (MemoryKeystore::new(), OsUser::current().unwrap());
    let mut slots = KeySlots::open(home.folder()).unwrap();
    let key = slots.unlock(&Holder::RecoveryCode(&RecoveryCode::parse(code).unwrap())).unwrap();
    slots.renew(&key, &Holder::Keystore { keystore: &keystore, user: &user }).unwrap();
}

#[cfg(target_os = "linux")]
fn open_to_group(place: &std::path::Path, group: u32) {
    use std::os::unix::fs::{PermissionsExt, chown};
    let set = |path: &std::path::Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    fn all(path: &std::path::Path, see: &dyn Fn(&std::path::Path)) {
        see(path);
        if path.is_dir() {
            std::fs::read_dir(path).unwrap().flatten().for_each(|entry| all(&entry.path(), see));
        }
    }
    set(place, 0o711);
    all(&place.join("home"), &|path| {
        chown(path, None, Some(group)).unwrap();
        set(path, if path.is_dir() { 0o2770 } else { 0o660 });
    });
}
