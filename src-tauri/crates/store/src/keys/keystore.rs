//! Where an OS user's secret lies: Secret Service on Linux, Credential Manager on Windows, and memory in tests.
//!
//! Calls to the OS keystore **block and may show a prompt** of the operating system that waits for a person. Make them on a
//! thread of their own, never on the window's thread and never in an async task, and show that the app waits.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::data_key::KEY_LENGTH;
use super::{KeyError, SlotId, StoreId};

type Secret = Zeroizing<[u8; KEY_LENGTH]>;

/// Keeps one secret per slot for the current OS user.
pub trait Keystore {
    fn put(&self, slot: SlotId, secret: &[u8; KEY_LENGTH]) -> Result<(), KeyError>;
    /// [`KeyError::KeystoreEntryMissing`] when there is none, or what is there is no secret of ours.
    fn get(&self, slot: SlotId) -> Result<Zeroizing<[u8; KEY_LENGTH]>, KeyError>;
    /// Removing what isn't there is no error.
    fn remove(&self, slot: SlotId) -> Result<(), KeyError>;
}

/// The keystore of the operating system, for the user whose session this is.
///
/// Where there is none (no desktop session, no Secret Service), every call is [`KeyError::KeystoreUnavailable`]. The
/// connection is made once per process: a keystore that appears later is found at the next start.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsKeystore;

/// The name under which a user finds the entries in a keystore's own window.
const SERVICE: &str = "moments";

impl OsKeystore {
    /// Whether the keystore answers: it is asked for a secret that nobody stored.
    pub fn is_available(self) -> bool {
        let asked = SlotId::generate().and_then(|slot| self.get(slot));
        matches!(asked, Ok(_) | Err(KeyError::KeystoreEntryMissing))
    }

    fn entry(slot: SlotId) -> Result<keyring::Entry, KeyError> {
        keyring::Entry::new(SERVICE, &slot.to_string()).map_err(worded)
    }
}

impl Keystore for OsKeystore {
    fn put(&self, slot: SlotId, secret: &[u8; KEY_LENGTH]) -> Result<(), KeyError> {
        OsKeystore::entry(slot)?.set_secret(secret).map_err(worded)
    }

    fn get(&self, slot: SlotId) -> Result<Secret, KeyError> {
        let bytes = Zeroizing::new(OsKeystore::entry(slot)?.get_secret().map_err(worded)?);
        let secret: &[u8; KEY_LENGTH] =
            bytes.as_slice().try_into().map_err(|_| KeyError::KeystoreEntryMissing)?;
        Ok(Zeroizing::new(*secret))
    }

    fn remove(&self, slot: SlotId) -> Result<(), KeyError> {
        match OsKeystore::entry(slot)?.delete_credential().map_err(worded) {
            Ok(()) | Err(KeyError::KeystoreEntryMissing) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The source is dropped: some of the keyring's errors carry the secret, others a path or a user.
fn worded(error: keyring::Error) -> KeyError {
    use keyring::Error;
    match error {
        Error::NoStorageAccess(_) => KeyError::KeystoreLocked,
        Error::NoEntry | Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::Ambiguous(_) => {
            KeyError::KeystoreEntryMissing
        }
        Error::PlatformFailure(_)
        | Error::BadStoreFormat(_)
        | Error::TooLong(..)
        | Error::Invalid(..)
        | Error::NoDefaultStore
        | Error::NotSupportedByStore(_) => KeyError::KeystoreUnavailable,
        _ => KeyError::KeystoreUnavailable,
    }
}

/// A keystore in memory, for tests: it forgets everything when dropped, and with it the way into the store.
#[derive(Default)]
pub struct MemoryKeystore(Mutex<BTreeMap<SlotId, Secret>>);

impl MemoryKeystore {
    pub fn new() -> MemoryKeystore {
        MemoryKeystore::default()
    }

    fn secrets(&self) -> MutexGuard<'_, BTreeMap<SlotId, Secret>> {
        // A panic elsewhere leaves the map whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keystore for MemoryKeystore {
    fn put(&self, slot: SlotId, secret: &[u8; KEY_LENGTH]) -> Result<(), KeyError> {
        self.secrets().insert(slot, Zeroizing::new(*secret));
        Ok(())
    }

    fn get(&self, slot: SlotId) -> Result<Secret, KeyError> {
        self.secrets().get(&slot).cloned().ok_or(KeyError::KeystoreEntryMissing)
    }

    fn remove(&self, slot: SlotId) -> Result<(), KeyError> {
        self.secrets().remove(&slot);
        Ok(())
    }
}

/// An OS user, to find this user's slot among those of a shared machine. Not a proof of who it is: the keystore is that.
#[derive(Clone, PartialEq, Eq)]
pub struct OsUser(String);

impl OsUser {
    /// The user that runs this process: the numeric id on Linux (also where `USER` isn't set, or lies, as under `sudo`),
    /// domain and name on Windows.
    pub fn current() -> Result<OsUser, KeyError> {
        current_name().map(OsUser).ok_or(KeyError::NoOsUser)
    }

    pub fn named(name: &str) -> OsUser {
        OsUser(name.to_owned())
    }

    /// What the slot records: no user name stands in the file, and the same user differs from store to store.
    pub(super) fn hash(&self, store: &StoreId) -> [u8; 32] {
        Sha256::new()
            .chain_update("moments/os-user/1\0")
            .chain_update(store.bytes())
            .chain_update(self.0.as_bytes())
            .finalize()
            .into()
    }
}

impl std::fmt::Debug for OsUser {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OsUser")
    }
}

#[cfg(target_os = "linux")]
fn current_name() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    // The process's own folder belongs to its effective user; asking the system directly would need unsafe code.
    std::fs::metadata("/proc/self").ok().map(|process| format!("uid:{}", process.uid()))
}

#[cfg(not(target_os = "linux"))]
fn current_name() -> Option<String> {
    let name = std::env::var("USERNAME").or_else(|_| std::env::var("USER")).ok()?;
    let domain = std::env::var("USERDOMAIN").unwrap_or_default();
    // Windows compares both without case.
    (!name.is_empty()).then(|| format!("{domain}\\{name}").to_lowercase())
}

/// Whether the tests run in a session of their own with an unlocked keystore: `cargo xtask test` makes one, and so does
/// this crate's `with-keystore.sh`. Elsewhere a test keeps off the keystore, which is the person's own.
#[cfg(test)]
pub(super) fn in_a_test_session() -> bool {
    std::env::var_os("MOMENTS_TEST_SESSION").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_user_is_recognised_and_differs_from_store_to_store() {
        let (here, there) = (StoreId::generate().unwrap(), StoreId::generate().unwrap());
        let user = OsUser::current().unwrap();
        assert_eq!(user.hash(&here), OsUser::current().unwrap().hash(&here));
        assert_ne!(user.hash(&here), user.hash(&there));
        assert_ne!(user.hash(&here), OsUser::named("somebody else").hash(&here));
        assert_eq!(format!("{user:?}"), "OsUser");
    }

    #[test]
    fn what_is_put_into_a_keystore_comes_back_until_removed() {
        check_round_trip(&MemoryKeystore::new());
    }

    #[test]
    fn the_os_keystore_keeps_a_secret_until_removed() {
        if in_a_test_session() {
            check_round_trip(&OsKeystore);
        }
    }

    fn check_round_trip(keystore: &dyn Keystore) {
        let (slot, other) = (SlotId::generate().unwrap(), SlotId::generate().unwrap());
        assert_eq!(keystore.get(slot).unwrap_err(), KeyError::KeystoreEntryMissing);
        keystore.put(slot, &[1; 32]).unwrap();
        keystore.put(other, &[2; 32]).unwrap();
        assert_eq!(*keystore.get(slot).unwrap(), [1; 32]);
        keystore.put(slot, &[3; 32]).unwrap();
        assert_eq!(*keystore.get(slot).unwrap(), [3; 32], "putting again replaces");
        keystore.remove(slot).unwrap();
        keystore.remove(slot).unwrap();
        assert_eq!(keystore.get(slot).unwrap_err(), KeyError::KeystoreEntryMissing);
        assert_eq!(*keystore.get(other).unwrap(), [2; 32]);
        keystore.remove(other).unwrap();
    }
}
