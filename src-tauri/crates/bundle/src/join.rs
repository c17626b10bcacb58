//! How a workstation comes to its keys: an administrator's workstation makes a file for it, and says its passphrase by another way.
//!
//! The file holds the new workstation's keys themselves, made where the office's key is, so that one way is enough: no request goes
//! back. Whoever has the file and its passphrase is that workstation; so it is used once and deleted, and the passphrase is random.

use crate::certificate::{Certificate, OfficeCard};
use crate::keys::Keys;
use crate::passphrase::{PassphraseError, lock, unlock};
use crate::signed::Signed;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What a new workstation is given.
pub struct Invitation {
    pub card: OfficeCard,
    pub certificate: Signed,
    pub keys: Keys,
}

#[derive(Serialize, Deserialize)]
struct Content {
    card: OfficeCard,
    certificate: Signed,
    keys: Zeroizing<String>,
}

impl Invitation {
    pub fn write(&self, passphrase: &str) -> Result<Vec<u8>, PassphraseError> {
        let content = Content {
            card: self.card.clone(),
            certificate: self.certificate.clone(),
            keys: self.keys.to_secret(),
        };
        let text = serde_json::to_vec(&content).map_err(|_| PassphraseError::NoSuchFile)?;
        lock(&Zeroizing::new(text), passphrase)
    }

    /// # Errors
    /// `NoSuchFile` also where its certificate is not for these keys, or not by this office.
    pub fn read(bytes: &[u8], passphrase: &str) -> Result<Self, PassphraseError> {
        Self::parse(&unlock(bytes, passphrase)?).ok_or(PassphraseError::NoSuchFile)
    }

    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let Content { card, certificate, keys } = serde_json::from_slice(text).ok()?;
        let keys = Keys::from_secret(&keys).ok()?;
        let is_for_them = Certificate::read(&certificate, &card).is_ok_and(|said| said.keys == keys.public());
        is_for_them.then_some(Self { card, certificate, keys })
    }
}
