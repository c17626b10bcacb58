use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::content::stage;
use super::*;

/// A workstation's folder and the three who can open it.
pub(super) struct Desk {
    folder: tempfile::TempDir,
    pub(super) keystore: MemoryKeystore,
    marie: OsUser,
    code: RecoveryCode,
    key_file: KeyFile,
}

impl Desk {
    pub(super) fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let key_file = KeyFile::create(&folder.path().join("trial.key")).unwrap();
        Desk {
            folder,
            keystore: MemoryKeystore::new(),
            marie: OsUser::named("marie"),
            code: RecoveryCode::generate().unwrap(),
            key_file,
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn keystore(&self) -> Holder<'_> {
        Holder::Keystore { keystore: &self.keystore, user: &self.marie }
    }

    pub(super) fn code(&self) -> Holder<'_> {
        Holder::RecoveryCode(&self.code)
    }

    pub(super) fn key_file(&self) -> Holder<'_> {
        Holder::KeyFile(&self.key_file)
    }

    pub(super) fn create(&self) -> (DataKey, KeySlots) {
        KeySlots::create(self.path(), &[self.keystore(), self.code(), self.key_file()]).unwrap()
    }

    pub(super) fn read(&self) -> Vec<u8> {
        std::fs::read(self.path().join(FILE_NAME)).unwrap()
    }

    pub(super) fn write(&self, bytes: &[u8]) {
        std::fs::write(self.path().join(FILE_NAME), bytes).unwrap();
    }

    /// Opens the file anew, as after a restart.
    pub(super) fn unlock(&self, holder: &Holder<'_>) -> Result<DataKey, KeyError> {
        KeySlots::open(self.path())?.unlock(holder)
    }
}

pub(super) fn same(a: &DataKey, b: &DataKey) -> bool {
    a.bytes() == b.bytes()
}

#[test]
fn each_holder_opens_the_store_after_a_restart() {
    let desk = Desk::new();
    let (key, slots) = desk.create();
    assert_eq!(
        slots.kinds().into_iter().map(|(_, kind)| kind).collect::<Vec<_>>(),
        [SlotKind::Keystore, SlotKind::RecoveryCode, SlotKind::KeyFile]
    );
    for holder in [desk.keystore(), desk.code(), desk.key_file()] {
        assert!(same(&desk.unlock(&holder).unwrap(), &key));
        assert_eq!(KeySlots::open(desk.path()).unwrap().slots_for(&holder).len(), 1);
    }
}

#[test]
fn the_code_from_the_paper_opens_the_store_as_it_is_typed_back() {
    let desk = Desk::new();
    let (key, _) = desk.create();
    let typed = RecoveryCode::parse(&desk.code.display().to_lowercase().replace('-', " ")).unwrap();
    assert!(same(&desk.unlock(&Holder::RecoveryCode(&typed)).unwrap(), &key));
}

#[test]
fn a_wrong_code_a_wrong_file_and_another_user_are_told_so() {
    let desk = Desk::new();
    desk.create();
    let (code, other) = (RecoveryCode::generate().unwrap(), Desk::new());
    assert_eq!(desk.unlock(&Holder::RecoveryCode(&code)).unwrap_err(), KeyError::WrongSecret);
    assert_eq!(desk.unlock(&other.key_file()).unwrap_err(), KeyError::WrongSecret);
    let jean = OsUser::named("jean");
    let jean = Holder::Keystore { keystore: &desk.keystore, user: &jean };
    assert_eq!(desk.unlock(&jean).unwrap_err(), KeyError::NoSlot);
    assert_eq!(
        desk.unlock(&other.keystore()).unwrap_err(),
        KeyError::KeystoreEntryMissing,
        "a wiped keystore"
    );
}

#[test]
fn two_users_of_one_machine_each_have_their_own_slot() {
    let desk = Desk::new();
    let (key, mut slots) = desk.create();
    let (jeans_keystore, jean) = (MemoryKeystore::new(), OsUser::named("jean"));
    let jean = Holder::Keystore { keystore: &jeans_keystore, user: &jean };
    slots.add(&key, &jean).unwrap();
    assert!(same(&desk.unlock(&jean).unwrap(), &key));
    assert!(same(&desk.unlock(&desk.keystore()).unwrap(), &key));
}

#[test]
fn neither_the_key_nor_a_name_nor_a_code_stands_in_the_file() {
    let desk = Desk::new();
    let (key, _) = desk.create();
    let text = String::from_utf8(desk.read()).unwrap().to_lowercase();
    for secret in [
        hex::encode(key.bytes()),
        hex::encode(desk.key_file.secret()),
        desk.code.display().to_lowercase(),
        desk.code.display().replace('-', "").to_lowercase(),
        "marie".to_owned(),
    ] {
        assert!(!text.contains(&secret));
    }
}

/// The promise for a file with one slot, and for one with many: damage never gives another key, damage to what a slot
/// rests on never gives any, and damage to one holder's slot does not lock out the others.
#[test]
fn one_flipped_bit_anywhere_never_yields_a_key() {
    let desk = Desk::new();
    for holder in [desk.keystore(), desk.code(), desk.key_file()] {
        let folder = tempfile::tempdir().unwrap();
        let (_, _) = KeySlots::create(folder.path(), std::slice::from_ref(&holder)).unwrap();
        let path = folder.path().join(FILE_NAME);
        let whole = std::fs::read(&path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &flipped).unwrap();
            let opened = KeySlots::open(folder.path()).and_then(|slots| slots.unlock(&holder));
            assert!(opened.is_err(), "bit {bit}: {}", String::from_utf8_lossy(&flipped));
        }
    }
}

#[test]
fn a_flipped_bit_in_one_holders_slot_locks_out_no_other() {
    let desk = Desk::new();
    let (key, _) = desk.create();
    let whole = desk.read();
    let text = String::from_utf8(whole.clone()).unwrap();
    let starts: Vec<usize> = text.match_indices("    {").map(|(place, _)| place).collect();
    let ends: Vec<usize> = text.match_indices("    }").map(|(place, _)| place + 5).collect();
    let mut opened = 0;
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        desk.write(&flipped);
        for (slot, holder) in [desk.keystore(), desk.code(), desk.key_file()].iter().enumerate() {
            if let Ok(found) = desk.unlock(holder) {
                let others = bit / 8 < starts[slot] || bit / 8 > ends[slot];
                assert!(others, "bit {bit} is in the slot that it opened");
                assert!(bit / 8 > starts[0], "bit {bit} is in the header");
                assert!(same(&found, &key), "bit {bit}: another key");
                opened += 1;
            }
        }
    }
    // Two of three open wherever the file can still be read: most bits are in a slot's hexadecimal digits.
    assert!(opened > whole.len() * 8, "only {opened} openings of {} flips", whole.len() * 8);
}

#[test]
fn a_slot_moved_to_another_store_or_renamed_opens_nothing() {
    let (here, there) = (Desk::new(), Desk::new());
    here.create();
    there.create();
    let mut stolen: Value = serde_json::from_slice(&here.read()).unwrap();
    let target: Value = serde_json::from_slice(&there.read()).unwrap();
    for field in ["store", "key_check"] {
        stolen[field] = target[field].clone();
        there.write(&serde_json::to_vec(&stolen).unwrap());
        for holder in [here.code(), here.key_file()] {
            assert_eq!(there.unlock(&holder).unwrap_err(), KeyError::WrongSecret);
        }
    }
    let mut renamed: Value = serde_json::from_slice(&here.read()).unwrap();
    renamed["slots"][2]["kind"] = "recovery_code".into();
    renamed["slots"][1]["kind"] = "key_file".into();
    here.write(&serde_json::to_vec(&renamed).unwrap());
    for holder in [here.code(), here.key_file()] {
        assert_eq!(here.unlock(&holder).unwrap_err(), KeyError::WrongSecret);
    }
}

#[test]
fn a_crash_before_the_new_file_takes_its_name_leaves_the_old_one_usable() {
    let desk = Desk::new();
    let (key, mut slots) = desk.create();
    let whole = desk.read();
    // The crash: the next file is there, whole or in part, and never took its name.
    for length in [0, 1, whole.len() / 2, whole.len()] {
        stage(desk.path(), &whole[..length]).unwrap();
        assert!(same(&desk.unlock(&desk.code()).unwrap(), &key));
    }
    let new = RecoveryCode::generate().unwrap();
    slots.add(&key, &Holder::RecoveryCode(&new)).unwrap();
    assert!(same(&desk.unlock(&Holder::RecoveryCode(&new)).unwrap(), &key), "the left-over does not matter");
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 2, "the key slots and the key file");
}

#[test]
fn a_new_code_replaces_the_old_one() {
    let desk = Desk::new();
    let (key, mut slots) = desk.create();
    let old = slots.slots_for(&desk.code())[0];
    let new = RecoveryCode::generate().unwrap();
    slots.replace(&key, old, &Holder::RecoveryCode(&new)).unwrap();
    assert!(same(&desk.unlock(&Holder::RecoveryCode(&new)).unwrap(), &key));
    assert_eq!(desk.unlock(&desk.code()).unwrap_err(), KeyError::WrongSecret);
    assert_eq!(slots.replace(&key, old, &desk.code()).unwrap_err(), KeyError::NoSuchSlot);
}

/// Takes what it is given and has it no more when the slot is read back.
#[derive(Default)]
struct ForgetfulKeystore {
    asked: std::cell::Cell<u32>,
    removed: std::cell::Cell<u32>,
    lie: bool,
}

impl Keystore for ForgetfulKeystore {
    fn put(&self, _slot: SlotId, _secret: &[u8; 32]) -> Result<(), KeyError> {
        Ok(())
    }

    fn get(&self, _slot: SlotId) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        self.asked.set(self.asked.get() + 1);
        match self.asked.get() {
            1 => Ok(Zeroizing::new([1; 32])),
            _ if self.lie => Ok(Zeroizing::new([2; 32])),
            _ => Err(KeyError::KeystoreEntryMissing),
        }
    }

    fn remove(&self, _slot: SlotId) -> Result<(), KeyError> {
        self.removed.set(self.removed.get() + 1);
        Ok(())
    }
}

#[test]
fn the_old_slot_stays_until_the_new_one_was_read_back() {
    for lie in [false, true] {
        let desk = Desk::new();
        let (key, mut slots) = desk.create();
        let before = desk.read();
        let old = slots.slots_for(&desk.keystore())[0];
        let forgetful = ForgetfulKeystore { lie, ..ForgetfulKeystore::default() };
        let holder = Holder::Keystore { keystore: &forgetful, user: &desk.marie };
        assert_eq!(slots.replace(&key, old, &holder).unwrap_err(), KeyError::NotReadBack);
        assert_eq!(desk.read(), before);
        assert_eq!(forgetful.removed.get(), 1, "no secret without a slot is left in the keystore");
        assert!(same(&desk.unlock(&desk.keystore()).unwrap(), &key));
        assert!(same(&slots.unlock(&desk.keystore()).unwrap(), &key));
    }
}

#[test]
fn a_store_whose_first_slot_can_not_be_read_back_is_not_made() {
    let desk = Desk::new();
    let forgetful = ForgetfulKeystore::default();
    let holder = Holder::Keystore { keystore: &forgetful, user: &desk.marie };
    assert_eq!(KeySlots::create(desk.path(), &[desk.code(), holder]).unwrap_err(), KeyError::NotReadBack);
    assert_eq!(KeySlots::open(desk.path()).unwrap_err(), KeyError::Missing);
    desk.create();
}

#[test]
fn the_last_slot_can_not_be_removed() {
    let desk = Desk::new();
    let (key, mut slots) = desk.create();
    for holder in [desk.keystore(), desk.key_file()] {
        let id = slots.slots_for(&holder)[0];
        slots.remove(id).unwrap();
        assert_eq!(slots.remove(id).unwrap_err(), KeyError::NoSuchSlot);
        assert_eq!(desk.unlock(&holder).unwrap_err(), KeyError::NoSlot);
    }
    let last = slots.slots_for(&desk.code())[0];
    assert_eq!(slots.remove(last).unwrap_err(), KeyError::LastSlot);
    assert!(same(&desk.unlock(&desk.code()).unwrap(), &key));
}

#[test]
fn a_slot_that_this_version_can_not_open_does_not_count_as_the_last() {
    let desk = Desk::new();
    let (_, slots) = KeySlots::create(desk.path(), &[desk.code()]).unwrap();
    let mut file: Value = serde_json::from_slice(&desk.read()).unwrap();
    file["slots"].as_array_mut().unwrap().push(serde_json::json!({"kind": "smart_card"}));
    desk.write(&serde_json::to_vec(&file).unwrap());
    let mut reopened = KeySlots::open(desk.path()).unwrap();
    assert_eq!(reopened.remove(slots.slots_for(&desk.code())[0]).unwrap_err(), KeyError::LastSlot);
}

#[test]
fn a_file_that_is_there_is_never_overwritten_by_a_new_store() {
    let desk = Desk::new();
    let (key, _) = desk.create();
    assert_eq!(KeySlots::create(desk.path(), &[desk.code()]).unwrap_err(), KeyError::AlreadyThere);
    assert!(same(&desk.unlock(&desk.code()).unwrap(), &key));
    desk.write(b"damaged");
    assert_eq!(KeySlots::create(desk.path(), &[desk.code()]).unwrap_err(), KeyError::AlreadyThere);
    assert_eq!(desk.read(), b"damaged");
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(KeySlots::create(empty.path(), &[]).unwrap_err(), KeyError::NoHolder);
}

#[test]
fn a_key_of_another_store_gets_no_slot_here() {
    let desk = Desk::new();
    let (_, mut slots) = desk.create();
    let before = desk.read();
    let other = DataKey::generate().unwrap();
    assert_eq!(slots.add(&other, &desk.code()).unwrap_err(), KeyError::OtherDataKey);
    assert_eq!(desk.read(), before);
}

#[test]
fn there_is_a_limit_to_the_slots_and_it_harms_nothing() {
    let desk = Desk::new();
    let (key, mut slots) = desk.create();
    let full = (0..100).find_map(|_| slots.add(&key, &desk.code()).err());
    assert_eq!(full, Some(KeyError::TooManySlots));
    assert!(same(&desk.unlock(&desk.key_file()).unwrap(), &key));
}

#[test]
fn the_copy_that_lies_with_a_backup_opens_with_the_same_code() {
    let (desk, backup) = (Desk::new(), tempfile::tempdir().unwrap());
    let (key, slots) = desk.create();
    slots.copy_to(backup.path()).unwrap();
    slots.copy_to(backup.path()).unwrap();
    let copy = KeySlots::open(backup.path()).unwrap();
    assert!(same(&copy.unlock(&desk.code()).unwrap(), &key));
    assert_eq!(copy.store_id(), slots.store_id());
}

#[test]
fn no_two_slots_share_a_nonce() {
    let desk = Desk::new();
    let (key, mut slots) = desk.create();
    for _ in 0..20 {
        slots.add(&key, &desk.key_file()).unwrap();
    }
    let file: Value = serde_json::from_slice(&desk.read()).unwrap();
    let slots = file["slots"].as_array().unwrap();
    let nonces: BTreeSet<_> = slots.iter().map(|slot| slot["nonce"].as_str().unwrap()).collect();
    assert_eq!(nonces.len(), slots.len());
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_the_key_slots() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.create();
    let mode = desk.path().join(FILE_NAME).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Where there is no Secret Service, the error says so, at once and for every call; nothing is kept elsewhere instead.
#[cfg(target_os = "linux")]
#[test]
fn without_a_secret_service_the_keystore_is_unavailable_and_no_store_is_made() {
    // In a process of its own, without a session: the connection is made once per process.
    if std::env::var_os("MOMENTS_TEST_NO_SESSION").is_none() {
        let name =
            "keys::slots_tests::without_a_secret_service_the_keystore_is_unavailable_and_no_store_is_made";
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env("MOMENTS_TEST_NO_SESSION", "1")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .status()
            .unwrap();
        assert!(status.success());
        return;
    }
    let desk = Desk::new();
    let user = OsUser::current().unwrap();
    let holder = Holder::Keystore { keystore: &OsKeystore, user: &user };
    for _ in 0..2 {
        let refused = KeySlots::create(
            desk.path(),
            &[desk.code(), Holder::Keystore { keystore: &OsKeystore, user: &user }],
        );
        assert_eq!(refused.unwrap_err(), KeyError::KeystoreUnavailable);
    }
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 1, "the key file alone");
    let (key, mut slots) = KeySlots::create(desk.path(), &[desk.code()]).unwrap();
    assert_eq!(slots.add(&key, &holder).unwrap_err(), KeyError::KeystoreUnavailable);
    assert!(same(&desk.unlock(&desk.code()).unwrap(), &key));
}

#[test]
fn a_store_opens_with_the_os_keystore_of_its_user() {
    if !keystore::in_a_test_session() {
        return;
    }
    let desk = Desk::new();
    let user = OsUser::current().unwrap();
    let holder = Holder::Keystore { keystore: &OsKeystore, user: &user };
    let (key, mut slots) = KeySlots::create(desk.path(), &[desk.code(), holder]).unwrap();
    let holder = Holder::Keystore { keystore: &OsKeystore, user: &user };
    assert!(same(&desk.unlock(&holder).unwrap(), &key));
    let old = slots.slots_for(&holder)[0];
    slots.replace(&key, old, &holder).unwrap();
    assert!(same(&desk.unlock(&holder).unwrap(), &key));
    let new = slots.slots_for(&holder)[0];
    OsKeystore.remove(new).unwrap();
    assert_eq!(desk.unlock(&holder).unwrap_err(), KeyError::KeystoreEntryMissing);
    OsKeystore.remove(old).unwrap();
}
