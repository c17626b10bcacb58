//! The workstation's data key, and who can open it: `keyslots.json` beside the database.
//!
//! The store is encrypted with one random 32-byte data key. The key itself is nowhere on the disk; the file holds
//! one *slot* per holder, and each slot is the data key wrapped under a secret that only this holder has:
//!
//! | kind | the secret | lies in |
//! |---|---|---|
//! | `keystore` | 32 random bytes | one OS user's keystore (Secret Service, Credential Manager) |
//! | `recovery_code` | 130 random bits | on paper, shown once |
//! | `passphrase` | chosen, at least 16 characters | in a person's head |
//! | `key_file` | 32 random bytes | a file, for a trial or the command line |
//!
//! ```text
//! KEK  = HKDF-SHA256(salt = store id, ikm = secret, info = label ‖ kind ‖ slot id)
//! slot = XChaCha20-Poly1305(KEK, random nonce, data key,
//!          aad = version ‖ store id ‖ key check ‖ kind ‖ slot id ‖ OS user ‖ costs and salt ‖ day)
//! ```
//!
//! A passphrase can be guessed, so its secret is what Argon2id makes of it; costs and salt stand in the slot. The other
//! kinds have none. The day on which a slot was made stands in it since there is a screen that shows it.
//!
//! A slot therefore opens in its own store, as its own kind, under its own id, or not at all. `key check` is a value
//! derived one way from the data key: it proves that two slots hold the same key.
//!
//! Invariants:
//! - The file is replaced as a whole (temporary file, fsync, rename, fsync of the folder), so a crash leaves the old one.
//! - A slot goes only after its successor was read back from the disk and opened.
//! - A slot of a kind that this version does not know, or that is damaged, is kept as it is when the file is rewritten:
//!   damage to one holder's slot locks out that holder alone. A file of a newer version is refused and not touched.
//!
//! Deliberately absent:
//! - Any fallback. Without a keystore there is a typed error, never a key in a plain file.
//! - PINs. A PIN is a gate to a role; six digits protect no key.
//! - Revocation by taking a slot away. That does not change the data key, and older copies of this file (one lies with
//!   every backup) still hold the slot. To shut a holder out for good the store gets a new key ([`crate::new_key`]).
//! - A seam for randomness. Ids and clocks are passed in elsewhere; keys come from the operating system alone, so that
//!   no caller can make them guessable.

mod content;
mod data_key;
mod dumps;
mod hex;
mod key_file;
mod keystore;
mod next_key;
mod passphrase;
mod recovery_code;
mod slot;
mod slots;
#[cfg(test)]
mod slots_file_tests;
#[cfg(test)]
mod slots_tests;

use std::io;

use zeroize::Zeroizing;

pub use content::FILE_NAME;
pub use data_key::DataKey;
pub use dumps::leave_no_core_dumps;
pub use key_file::{KeyFile, KeyFileConcern};
pub use keystore::{Keystore, MemoryKeystore, OsKeystore, OsUser};
pub use next_key::NextSlots;
pub use passphrase::{Passphrase, PassphraseFault};
pub use recovery_code::{CodeFault, RecoveryCode};
pub use slot::{SlotId, StoreId};
pub use slots::{Holder, KeySlots, SlotKind, SlotShown};

/// What can go wrong with keys. No message holds a path, a name or a secret; the caller words it for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("there is no key slot file")]
    Missing,
    #[error("there is a key slot file already")]
    AlreadyThere,
    #[error("the key slot file is damaged")]
    Damaged,
    /// A newer version of the app wrote the file. It was not touched.
    #[error("the key slot file is of version {version}, which is newer than this program")]
    NewerFormat { version: u64 },
    #[error("a key slot file needs at least one holder")]
    NoHolder,
    #[error("the key slot file has no room for another slot")]
    TooManySlots,
    /// No slot of this kind, or none of this OS user.
    #[error("there is no key slot for this holder")]
    NoSlot,
    #[error("there is no key slot with this id")]
    NoSuchSlot,
    /// The secret does not open its slot: a code or file of another store, one that was replaced, or a damaged slot.
    #[error("this secret does not open the key slot")]
    WrongSecret,
    #[error("the last key slot can't be removed")]
    LastSlot,
    /// A recovery code or passphrase, and no other way in for a person is left: keystores and files are lost together with
    /// a computer.
    #[error("the last recovery code or passphrase can't be removed")]
    LastOfAPerson,
    /// The data key is not the one that this file's slots hold.
    #[error("this data key belongs to another key slot file")]
    OtherDataKey,
    /// The new slot could not be read back; the file is as it was before.
    #[error("the new key slot could not be read back")]
    NotReadBack,
    /// No Secret Service, no session, or the service failed. Nothing was stored anywhere else instead.
    #[error("the operating system's keystore is not available")]
    KeystoreUnavailable,
    /// The keystore is locked, or its prompt was dismissed. Worth another try.
    #[error("the operating system's keystore is locked")]
    KeystoreLocked,
    /// The keystore answers but holds no usable secret for this slot.
    #[error("the operating system's keystore does not hold the secret of this slot")]
    KeystoreEntryMissing,
    #[error("the recovery code is mistyped: {0}")]
    CodeMistyped(CodeFault),
    #[error("the passphrase is not taken: {0}")]
    PassphraseRefused(PassphraseFault),
    /// The computer has not the memory that a passphrase takes.
    #[error("there is not enough memory for a passphrase")]
    NoMemory,
    #[error("there is no key file")]
    KeyFileMissing,
    #[error("there is a key file already")]
    KeyFileAlreadyThere,
    #[error("the key file does not hold a key")]
    KeyFileMalformed,
    #[error("the operating system does not say who the user is")]
    NoOsUser,
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// Can't happen for keys of 32 bytes; a typed error instead of a panic.
    #[error("a key could not be derived")]
    Derivation,
    #[error("the key file or key slots could not be read or written ({0})")]
    Io(io::ErrorKind),
}

impl From<io::Error> for KeyError {
    fn from(error: io::Error) -> KeyError {
        KeyError::Io(error.kind())
    }
}

/// Random bytes from the operating system.
fn fill_random(bytes: &mut [u8]) -> Result<(), KeyError> {
    getrandom::fill(bytes).map_err(|_| KeyError::NoRandomness)
}

/// `N` random bytes that are no secret: an array is copied where it goes.
fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    fill_random(&mut bytes)?;
    Ok(bytes)
}

/// `N` random bytes that are one, on the heap, so that moving them leaves no copies.
fn random_secret<const N: usize>() -> Result<Box<Zeroizing<[u8; N]>>, KeyError> {
    let mut bytes = Box::new(Zeroizing::new([0; N]));
    fill_random(bytes.as_mut_slice())?;
    Ok(bytes)
}

/// What an error of this kind means at this place; every other stays an error of input and output.
fn meaning(kind: io::ErrorKind, means: KeyError) -> impl Fn(io::Error) -> KeyError {
    move |error| if error.kind() == kind { means } else { error.into() }
}
