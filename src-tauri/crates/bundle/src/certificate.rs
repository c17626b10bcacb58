//! Whose keys are whose: an office's card, which says what its key is, and the certificates that the office's key signs for its
//! workstations.

use crate::keys::{Keys, PublicKeys};
use crate::signed::{Kind, Signed, SignedError};
use moments_core::ids::{OfficeId, WorkstationId};
use serde::{Deserialize, Serialize};

/// What an office shows of itself: by it the centre knows its bundles, and by it a workstation knows its colleagues'. Nothing in
/// it is secret; whoever takes it has to know that it came from the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeCard {
    pub office: OfficeId,
    pub name_en: String,
    pub name_fr: String,
    /// The office's: it signs certificates, and what is sealed for the office can be read with its recovery kit.
    pub keys: PublicKeys,
}

/// What a centre shows of itself: what is sealed for it is encrypted to it, and it signs acknowledgements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreCard {
    pub name: String,
    pub keys: PublicKeys,
}

/// That these keys are a workstation's of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub office: OfficeId,
    pub workstation: WorkstationId,
    pub keys: PublicKeys,
    /// Milliseconds since 1970-01-01 UTC, by the clock of who signed it. Told, never decided by.
    pub issued_ms: i64,
}

impl Certificate {
    pub fn sign(&self, office: &Keys) -> Result<Signed, SignedError> {
        Signed::new(Kind::Certificate, self, office.signing())
    }

    /// Reads one that the office of this card has signed.
    ///
    /// # Errors
    /// `Signature` also where it names another office.
    pub fn read(signed: &Signed, card: &OfficeCard) -> Result<Self, SignedError> {
        let certificate: Self = signed.read(Kind::Certificate, &card.keys.verifying.0)?;
        if certificate.office == card.office { Ok(certificate) } else { Err(SignedError::Signature) }
    }
}
