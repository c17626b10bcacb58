//! The recovery kit: the office's keys outside of any workstation, for the day on which the one that holds them is lost.

use super::begin::{standing, tell_keys};
use super::join::way_in;
use super::workstations::free_letter;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::secret::Secret;
use crate::sign_in::PinFor;
use moments_bundle::kit::{Kit, WayIn};
use moments_core::entities::Workstation;
use moments_core::entry::Author;
use moments_core::fields::flatten;
use moments_core::words::Role;
use moments_store::keys::RecoveryCode;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The file is there; its passphrase is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SavedKit {
    /// The file's name.
    pub file: String,
    pub passphrase: Secret,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct KitForm {
    pub file: PathBuf,
    pub passphrase: Secret,
}

/// How a kit's name ends.
const ENDING: &str = "moments-kit";

impl Desk {
    /// Saves the office's keys under a passphrase. For administrators, with a fresh PIN.
    ///
    /// # Errors
    /// `NotFound` where they are on another workstation. `DiskFull`, `FileUnwritable`.
    pub fn save_recovery_kit(&self, actor: &Actor, file: &Path) -> Result<SavedKit> {
        actor.require(Role::Administrator)?;
        self.require_fresh(actor, PinFor::Keys)?;
        let standing = self.write(|tx| self.begun(tx, actor.author))?;
        let keys = standing.office_keys()?.ok_or(ErrorCode::NotFound)?;
        let passphrase = RecoveryCode::generate()?.display();
        let kit = Kit { card: standing.card, keys };
        let bytes = kit
            .write(&passphrase)
            .map_err(|error| ApiError::new(ErrorCode::Internal).with("detail", error))?;
        self.write(|tx| {
            act(tx, actor.author, Action::KitSaved, "", "")?;
            let file = self.write_file(file, ENDING, &bytes)?;
            Ok(SavedKit { file, passphrase: passphrase.clone().into() })
        })
    }

    /// Takes the office's keys from a kit: from now on this workstation invites others. For administrators, with a fresh PIN.
    ///
    /// # Errors
    /// `FileUnreadable`; `WrongKey` for another passphrase; `NotAJoinFile` where it is no kit, or another office's.
    pub fn take_recovery_kit(&self, actor: &Actor, form: &KitForm) -> Result<()> {
        actor.require(Role::Administrator)?;
        self.require_fresh(actor, PinFor::Keys)?;
        let WayIn::Kit(kit) = way_in(&form.file, &form.passphrase)? else {
            return Err(ErrorCode::NotAJoinFile.into());
        };
        self.write(|tx| {
            let standing = standing(tx)?;
            if (kit.card.office, &kit.card.keys) != (standing.card.office, &standing.card.keys) {
                return Err(ErrorCode::NotAJoinFile.into());
            }
            act(tx, actor.author, Action::KitTaken, "", "")?;
            standing.with_office_keys(&kit.keys).keep(tx)
        })
    }

    /// A workstation that began with the kit says what it is called, once it knows what the others are.
    pub(super) fn introduce(&self) -> Result<()> {
        let place = self.place()?;
        if !place.workstation.letter.is_empty() {
            return Ok(());
        }
        let unknown = self.read(|r| {
            let standing = super::Standing::read(r)?;
            let makes_others = standing.as_ref().map(super::Standing::office_keys).transpose()?.flatten();
            Ok(standing
                .filter(|_| makes_others.is_some())
                .filter(|_| r.all_staff().is_ok_and(|s| !s.is_empty())))
        })?;
        let Some(standing) = unknown else { return Ok(()) };
        let keys = standing.keys()?.public();
        self.write(|tx| {
            let letter = free_letter(tx)?;
            let record = Workstation { label: letter.clone(), letter, ..Workstation::default() };
            tell_keys(tx, Author::App, &place.workstation_id, &keys, flatten(&record)?)?;
            act(tx, Author::App, Action::KitTaken, "", "")
        })?;
        self.refresh_place()
    }
}
