//! Colleagues: a workstation is invited, and retired.

use super::begin::tell_keys;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::secret::Secret;
use crate::setup::name;
use crate::sign_in::PinFor;
use moments_bundle::certificate::Certificate;
use moments_bundle::join::Invitation;
use moments_bundle::keys::Keys;
use moments_core::entities::{Accepted, Workstation, workstation_ref};
use moments_core::fields::{Fields, flatten};
use moments_core::fold::kind;
use moments_core::ids::WorkstationId;
use moments_core::limits::LABEL_MAX_CHARS;
use moments_core::words::{Audience, Role};
use moments_store::keys::RecoveryCode;
use moments_store::{EntityChange, NewEntry, Reader};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a new workstation is called, and where the file goes that makes it one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct NewWorkstation {
    pub label: String,
    pub file: PathBuf,
}

/// The file is there; the passphrase goes by another way, and is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct InvitedWorkstation {
    pub workstation: String,
    pub letter: String,
    /// The file's name.
    pub file: String,
    pub passphrase: Secret,
}

/// How a join file's name ends.
const ENDING: &str = "moments-join";

impl Desk {
    /// What the file of a new workstation would be called.
    ///
    /// # Errors
    /// `Invalid` where it can't be called that.
    pub fn join_file_name(&self, actor: &Actor, label: &str) -> Result<String> {
        actor.require(Role::Administrator)?;
        let label = name("label", label, LABEL_MAX_CHARS)?;
        let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
        Ok(format!("{}.{ENDING}", label.chars().map(plain).collect::<String>()))
    }

    /// Makes a colleague's workstation: its keys, certified by the office's, in a file under a passphrase. From now on bundles are
    /// for it too, and what was sealed before is sealed again. For administrators, with a fresh PIN.
    ///
    /// # Errors
    /// `NotFound` where the office's keys are on another workstation. `FileUnwritable`, `DiskFull`: nothing was made.
    pub fn invite_workstation(&self, actor: &Actor, new: &NewWorkstation) -> Result<InvitedWorkstation> {
        actor.require(Role::Administrator)?;
        let label = name("label", &new.label, LABEL_MAX_CHARS)?;
        self.require_fresh(actor, PinFor::Keys)?;
        let (passphrase, keys) = (RecoveryCode::generate()?.display(), Keys::generate()?);
        let invited = self.write(|tx| {
            let standing = self.begun(tx, actor.author)?;
            let office = standing.office_keys()?.ok_or(ErrorCode::NotFound)?;
            let workstation = WorkstationId(moments_store::new_uuid(tx.now())?);
            let certificate = Certificate {
                office: standing.card.office,
                workstation,
                keys: keys.public(),
                issued_ms: tx.now().utc_ms,
            };
            let certificate = certificate.sign(&office)?;
            let letter = free_letter(tx)?;
            let record =
                Workstation { label: label.clone(), letter: letter.clone(), ..Workstation::default() };
            tell_keys(tx, actor.author, &workstation, &keys.public(), flatten(&record)?)?;
            act(tx, actor.author, Action::WorkstationInvited, &workstation.to_string(), &label)?;
            let invitation = Invitation { card: standing.card, certificate, keys: keys.clone() };
            let bytes = invitation
                .write(&passphrase)
                .map_err(|error| ApiError::new(ErrorCode::Internal).with("detail", error))?;
            // Last, so that nobody holds a file for a workstation that is none.
            let file = self.write_file(&new.file, ENDING, &bytes)?;
            Ok(InvitedWorkstation { workstation: label, letter, file, passphrase: passphrase.clone().into() })
        })?;
        self.want_sealed();
        Ok(invited)
    }

    /// Calls a workstation something else, everywhere. For administrators.
    ///
    /// # Errors
    /// `NotFound` where there is none; `Invalid` where it can't be called that.
    pub fn rename_workstation(&self, actor: &Actor, id: &str, label: &str) -> Result<()> {
        actor.require(Role::Administrator)?;
        let label = name("label", label, LABEL_MAX_CHARS)?;
        let id: WorkstationId = id.parse().map_err(|_| ErrorCode::NotFound)?;
        self.write(|tx| {
            if tx.workstation(&id)?.ok_or(ErrorCode::NotFound)?.label == label {
                return Ok(());
            }
            act(tx, actor.author, Action::WorkstationRenamed, &id.to_string(), &label)?;
            tx.append(NewEntry {
                kind: kind::WORKSTATION_SET,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![EntityChange::new(
                    workstation_ref(&id),
                    Fields::from([("label".into(), label.clone().into())]),
                )],
            })?;
            Ok(())
        })
    }

    /// Retires a workstation: nothing is sealed for it any more, and of its journals no more is taken than is here now. Retiring it
    /// again raises that to what has come since. For administrators, with a fresh PIN.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is this one.
    pub fn retire_workstation(&self, actor: &Actor, id: &str) -> Result<()> {
        actor.require(Role::Administrator)?;
        let id: WorkstationId = id.parse().map_err(|_| ErrorCode::NotFound)?;
        if id == self.place()?.workstation_id {
            return Err(ErrorCode::NotFound.into());
        }
        self.require_fresh(actor, PinFor::Keys)?;
        self.want_sealed();
        self.write(|tx| {
            let known = tx.workstation(&id)?.ok_or(ErrorCode::NotFound)?;
            tx.follow_journals()?;
            let mut set = Fields::from([("retired".into(), true.into())]);
            let mut further = !known.retired;
            for prefix in tx.prefixes()?.into_iter().filter(|prefix| prefix.key.workstation == id) {
                let accepted = flatten(&Accepted::new(prefix.key.seq, &prefix.hash))?;
                let epoch = prefix.key.epoch;
                further |=
                    known.accepted.get(&epoch.to_string()).is_none_or(|last| last.seq < prefix.key.seq);
                set.extend(
                    accepted.into_iter().map(|(name, value)| (format!("accepted/{epoch}/{name}"), value)),
                );
            }
            if !further {
                return Ok(());
            }
            act(tx, actor.author, Action::WorkstationRetired, &id.to_string(), &known.label)?;
            tx.append(NewEntry {
                kind: kind::WORKSTATION_RETIRED,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![EntityChange::new(workstation_ref(&id), set)],
            })?;
            Ok(())
        })
    }
}

/// The first letter that no workstation has, a retired one neither: its numbers stay on paper. Behind Z comes AA.
pub(super) fn free_letter(reader: &Reader<'_>) -> Result<String> {
    let taken: Vec<String> = reader.workstations()?.into_iter().map(|(_, w)| w.letter).collect();
    let one = || (b'A'..=b'Z').map(char::from);
    let all = one()
        .map(String::from)
        .chain(one().flat_map(|first| one().map(move |second| format!("{first}{second}"))));
    let mut free = all.filter(|letter| !taken.contains(letter));
    free.next().ok_or_else(|| ErrorCode::Internal.into())
}
