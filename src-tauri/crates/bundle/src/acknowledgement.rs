//! What the centre says it has: the only thing by which a workstation knows that something arrived.

use crate::certificate::CentreCard;
use crate::header::Head;
use crate::keys::Keys;
use crate::limits::SMALL_FILE_BYTES;
use crate::signed::{Kind, Signed, SignedError};
use moments_core::ids::OfficeId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Of one office. A later one replaces an earlier one: by its counter, within one incarnation of the centre's database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub office: OfficeId,
    /// Another one than before: the centre was restored from a backup, and what it no longer has is sent again.
    pub incarnation: Uuid,
    /// Committed with the rows that it tells of.
    pub counter: u64,
    /// Lives of the database that are over, as far as it knows: who never heard of one takes its late word for no new one.
    #[serde(default)]
    pub over: Vec<Uuid>,
    /// How far each journal is there without a gap.
    pub heads: Vec<Head>,
    /// Milliseconds since 1970-01-01 UTC, by the centre's clock.
    pub at_ms: i64,
}

impl Acknowledgement {
    pub fn sign(&self, centre: &Keys) -> Result<Vec<u8>, SignedError> {
        let signed = Signed::new(Kind::Acknowledgement, self, centre.signing())?;
        serde_json::to_vec(&signed).map_err(|_| SignedError::Unreadable)
    }

    /// Reads one that this centre has signed for this office.
    pub fn read(bytes: &[u8], centre: &CentreCard, office: OfficeId) -> Result<Self, SignedError> {
        if bytes.len() > SMALL_FILE_BYTES {
            return Err(SignedError::Unreadable);
        }
        let signed: Signed = serde_json::from_slice(bytes).map_err(|_| SignedError::Unreadable)?;
        let read: Self = signed.read(Kind::Acknowledgement, &centre.keys.verifying.0)?;
        if read.office == office { Ok(read) } else { Err(SignedError::Signature) }
    }
}
