//! A new workstation of an office that is there: with the file that an administrator made, and its passphrase.

use super::places::Place;
use super::standing::Standing;
use super::take_in::name_of;
use crate::acts::{Action, act};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, Result};
use crate::secret::Secret;
use crate::setup::{KeyStorage, SetUpDone};
use moments_bundle::certificate::Certificate;
use moments_bundle::join::Invitation;
use moments_bundle::keys::Keys;
use moments_bundle::kit::{Kit, WayIn};
use moments_bundle::{Destination, PassphraseError, limits};
use moments_core::entry::Author;
use moments_core::ids::WorkstationId;
use moments_store::home::machine_fingerprint;
use moments_store::keys::RecoveryCode;
use moments_store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct JoinForm {
    pub file: PathBuf,
    pub passphrase: Secret,
    pub key_storage: KeyStorage,
}

impl Desk {
    /// Makes this computer a workstation of the office that the file is from, and takes in what lies beside the file. Afterwards the
    /// store is open; who works here is known once the office's bundles have come. With the recovery kit in place of a join file, it
    /// makes others as well.
    ///
    /// # Errors
    /// `FileUnreadable`; `NotAJoinFile`; `WrongKey` for another passphrase; nothing was made.
    pub fn join(&self, program: &str, form: &JoinForm) -> Result<SetUpDone> {
        if self.store().is_ok() || self.home.database().exists() {
            return Err(ErrorCode::AlreadySetUp.into());
        }
        let (standing, workstation) = self.standing(way_in(&form.file, &form.passphrase)?)?;
        self.take_home(program)?;
        let code = RecoveryCode::generate()?;
        let key = self.make_key(form.key_storage, &code)?;
        let office = standing.card.office;
        let whose = (office, workstation);
        let store = Store::create::<ApiError>(
            &self.home,
            key,
            whose,
            machine_fingerprint(),
            self.store_now(),
            |tx| {
                standing.keep(tx)?;
                act(tx, Author::App, Action::WorkstationJoined, &whose.1.to_string(), "")
            },
        )?;
        self.opened(store)?;
        if let Some(beside) = form.file.parent() {
            let place = Place::on(beside, office);
            self.bring(&place.bundles(Destination::Office), |_| true, |_, _| true)?;
            self.take_in()?;
            self.introduce()?;
        }
        self.want_sealed();
        Ok(SetUpDone { recovery_code: code.display().into() })
    }

    /// As a new workstation stands. With the kit it certifies itself.
    fn standing(&self, way: WayIn) -> Result<(Standing, WorkstationId)> {
        match way {
            WayIn::Invitation(Invitation { card, certificate, keys }) => {
                let said: Certificate = certificate.unproven()?;
                Ok((Standing::new(card, certificate, &keys), said.workstation))
            }
            WayIn::Kit(Kit { card, keys: office }) => {
                let (now, keys) = (self.store_now(), Keys::generate()?);
                let workstation = WorkstationId(moments_store::new_uuid(now)?);
                let certificate = Certificate {
                    office: card.office,
                    workstation,
                    keys: keys.public(),
                    issued_ms: now.utc_ms,
                };
                let certificate = certificate.sign(&office)?;
                Ok((Standing::new(card, certificate, &keys).with_office_keys(&office), workstation))
            }
        }
    }
}

/// # Errors
/// `FileUnreadable`; `NotAJoinFile`; `WrongKey` for another passphrase.
pub(super) fn way_in(file: &Path, passphrase: &str) -> Result<WayIn> {
    let unreadable = || ApiError::new(ErrorCode::FileUnreadable).with("file", name_of(file));
    let length = file.metadata().map_err(|_| unreadable())?.len();
    if length > limits::SMALL_FILE_BYTES as u64 {
        return Err(ErrorCode::NotAJoinFile.into());
    }
    let bytes = std::fs::read(file).map_err(|_| unreadable())?;
    // As it was shown, however it was typed.
    let code = RecoveryCode::parse(passphrase)?;
    WayIn::read(&bytes, &code.display()).map_err(|error| match error {
        PassphraseError::Passphrase => ErrorCode::WrongKey.into(),
        PassphraseError::NoSuchFile => ErrorCode::NotAJoinFile.into(),
        PassphraseError::Io(error) => StoreError::from(error).into(),
    })
}
