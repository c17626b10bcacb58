//! This workstation's keys and the cards that it trusts. They stand in the encrypted store and in no entry.

use crate::error::{ApiError, Result};
use moments_bundle::certificate::{Certificate, OfficeCard};
use moments_bundle::keys::Keys;
use moments_bundle::signed::Signed;
use moments_core::ids::WorkstationId;
use moments_store::{Reader, WriteTx};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Standing {
    pub card: OfficeCard,
    certificate: Signed,
    keys: Zeroizing<String>,
    /// On a workstation that invites others.
    office_keys: Option<Zeroizing<String>>,
}

impl Standing {
    pub fn new(card: OfficeCard, certificate: Signed, keys: &Keys) -> Self {
        Self { card, certificate, keys: keys.to_secret(), office_keys: None }
    }

    pub fn with_office_keys(self, office: &Keys) -> Self {
        Self { office_keys: Some(office.to_secret()), ..self }
    }

    pub fn keys(&self) -> Result<Keys> {
        Ok(Keys::from_secret(&self.keys)?)
    }

    /// `None` where this workstation invites nobody.
    pub fn office_keys(&self) -> Result<Option<Keys>> {
        Ok(self.office_keys.as_ref().map(|secret| Keys::from_secret(secret)).transpose()?)
    }

    /// The office's word that this workstation seals the journal of `workstation`: its own, or another's, for which whoever has the
    /// office's keys can stand in.
    pub fn certificate_for(&self, workstation: WorkstationId, now_ms: i64) -> Result<Signed> {
        let own: Certificate = self.certificate.unproven()?;
        match self.office_keys()? {
            Some(office) if own.workstation != workstation => {
                let stand_in = Certificate { workstation, issued_ms: now_ms, ..own };
                Ok(stand_in.sign(&office)?)
            }
            _ => Ok(self.certificate.clone()),
        }
    }

    /// `None` before this workstation takes part.
    pub fn read(reader: &Reader<'_>) -> Result<Option<Self>> {
        let record = reader.exchange()?.map(Zeroizing::new);
        Ok(record.map(|record| serde_json::from_str(&record)).transpose()?)
    }

    pub fn keep(&self, tx: &mut WriteTx<'_>) -> Result<()> {
        let record = Zeroizing::new(serde_json::to_string(self)?);
        tx.put_exchange(&record).map_err(ApiError::from)
    }
}
