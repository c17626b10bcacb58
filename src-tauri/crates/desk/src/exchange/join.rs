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
use moments_bundle::join::{Invitation, JoinError};
use moments_bundle::{Destination, limits};
use moments_core::entry::Author;
use moments_store::home::machine_fingerprint;
use moments_store::keys::RecoveryCode;
use moments_store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct JoinForm {
    pub file: PathBuf,
    pub passphrase: Secret,
    pub key_storage: KeyStorage,
}

impl Desk {
    /// Makes this computer a workstation of the office that the file is from, and takes in what lies beside the file. Afterwards the
    /// store is open; who works here is known once the office's bundles have come.
    ///
    /// # Errors
    /// `FileUnreadable`; `NotAJoinFile`; `WrongKey` for another passphrase; nothing was made.
    pub fn join(&self, program: &str, form: &JoinForm) -> Result<SetUpDone> {
        if self.store().is_ok() || self.home.database().exists() {
            return Err(ErrorCode::AlreadySetUp.into());
        }
        let invitation = invitation(form)?;
        let certificate: Certificate = invitation.certificate.unproven()?;
        self.take_home(program)?;
        let code = RecoveryCode::generate()?;
        let key = self.make_key(form.key_storage, &code)?;
        let whose = (invitation.card.office, certificate.workstation);
        let Invitation { card, certificate, keys } = invitation;
        let office = card.office;
        let standing = Standing::new(card, certificate, &keys);
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
        }
        self.want_sealed();
        Ok(SetUpDone { recovery_code: code.display().into() })
    }
}

fn invitation(form: &JoinForm) -> Result<Invitation> {
    let unreadable = || ApiError::new(ErrorCode::FileUnreadable).with("file", name_of(&form.file));
    let length = form.file.metadata().map_err(|_| unreadable())?.len();
    if length > limits::SMALL_FILE_BYTES as u64 {
        return Err(ErrorCode::NotAJoinFile.into());
    }
    let bytes = std::fs::read(&form.file).map_err(|_| unreadable())?;
    // As it was shown, however it was typed.
    let code = RecoveryCode::parse(&form.passphrase)?;
    Invitation::read(&bytes, &code.display()).map_err(|error| match error {
        JoinError::Passphrase => ErrorCode::WrongKey.into(),
        JoinError::NotAJoinFile => ErrorCode::NotAJoinFile.into(),
        JoinError::Io(error) => StoreError::from(error).into(),
    })
}
