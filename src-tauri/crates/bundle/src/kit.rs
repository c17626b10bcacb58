//! The recovery kit: the office's own keys, as a file under a passphrase. With it and the office's bundles, an office goes on whose
//! workstations are all lost.

use crate::certificate::OfficeCard;
use crate::join::Invitation;
use crate::keys::Keys;
use crate::passphrase::{PassphraseError, lock, unlock};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub struct Kit {
    pub card: OfficeCard,
    /// The office's.
    pub keys: Keys,
}

/// What a computer becomes a workstation by.
pub enum WayIn {
    Invitation(Invitation),
    Kit(Kit),
}

#[derive(Serialize, Deserialize)]
struct Content {
    card: OfficeCard,
    office_keys: Zeroizing<String>,
}

impl Kit {
    pub fn write(&self, passphrase: &str) -> Result<Vec<u8>, PassphraseError> {
        let content = Content { card: self.card.clone(), office_keys: self.keys.to_secret() };
        let text = serde_json::to_vec(&content).map_err(|_| PassphraseError::NoSuchFile)?;
        lock(&Zeroizing::new(text), passphrase)
    }

    /// # Errors
    /// `NoSuchFile` also where the keys are not those of its card.
    pub fn read(bytes: &[u8], passphrase: &str) -> Result<Self, PassphraseError> {
        Self::parse(&unlock(bytes, passphrase)?).ok_or(PassphraseError::NoSuchFile)
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let Content { card, office_keys } = serde_json::from_slice(text).ok()?;
        let keys = Keys::from_secret(&office_keys).ok()?;
        (keys.public() == card.keys).then_some(Self { card, keys })
    }
}

impl WayIn {
    /// Whichever of the two the file is.
    ///
    /// # Errors
    /// As of either.
    pub fn read(bytes: &[u8], passphrase: &str) -> Result<Self, PassphraseError> {
        let text = unlock(bytes, passphrase)?;
        let invitation = Invitation::parse(&text).map(Self::Invitation);
        invitation.or_else(|| Kit::parse(&text).map(Self::Kit)).ok_or(PassphraseError::NoSuchFile)
    }
}
