//! Who can open the records: the holders of the data key, for administrators.
//!
//! Nothing here rewrites the database but [`Desk::give_new_key`]. Each act is an entry. A new way in is made and read back
//! first, and what it replaces goes in the transaction that tells so.

mod code;
mod holders;
mod keystore;
mod new_key;
mod passphrase;
mod show;
mod unlock;

pub(crate) use new_key::NewKeyWork;

use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::Result;
use crate::secret::Secret;
use crate::sign_in::PinFor;
use moments_core::words::Role;
use moments_store::keys::{Holder, KeySlots, SlotId};
use serde::{Deserialize, Serialize};

/// Who holds a way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// The keystore of the account that runs this program.
    OwnKeystore,
    /// That of another account of this computer.
    OtherKeystore,
    RecoveryCode,
    Passphrase,
    KeyFile,
    /// A newer version made it, or it is damaged. It is kept, and opens nothing here.
    NotUnderstood,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct KeyHolder {
    pub id: Option<String>,
    pub kind: HolderKind,
    /// `2026-11-24`; none where an older version made it.
    pub made: Option<String>,
    /// Whether it may be taken away without another in its place.
    pub removable: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct KeyHolders {
    pub holders: Vec<KeyHolder>,
    /// Whether this program uses the account's keystore at all.
    pub uses_keystore: bool,
    /// Copies from before a new key that are still here, readable by the old one.
    pub old_copies: u32,
}

/// A recovery code that opens nothing yet, to be written down.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct NewCode {
    pub code: Secret,
}

/// One group of the new code, read back from the paper.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ReadBack {
    /// 1 to 7.
    pub group: u32,
    pub typed: Secret,
}

#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct NewKeyForm {
    /// Of the new recovery code.
    pub read_back: ReadBack,
    /// Typed again where it is to open the records also from now on.
    pub passphrase: Option<Secret>,
    /// Whether the key file that is at hand is to open them also from now on.
    pub keep_key_file: bool,
}

/// What a new key did.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct NewKeyDone {
    /// Who can open the records now.
    pub holders: Vec<HolderKind>,
    /// Who could before and has to be added again.
    pub left_out: Vec<HolderKind>,
    pub entries: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum NewKeyStage {
    #[default]
    Idle,
    Copying,
    Checking,
    Swapping,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct NewKeyProgress {
    pub stage: NewKeyStage,
    /// Of the pages to be copied, in percent.
    pub percent: u32,
}

/// How the records were opened that their key was missing for.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum WayIn {
    RecoveryCode { code: Secret },
    Passphrase { passphrase: Secret },
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Unlocked {
    /// Whether the next start of this account needs nothing.
    pub remembered: bool,
}

impl Desk {
    /// The one place where it is asked whether somebody may change who can open the records. What changes it asks for a
    /// fresh PIN too.
    fn may_change_keys(&self, actor: &Actor) -> Result<()> {
        actor.require(Role::Administrator)
    }

    fn slots_today(&self) -> Result<KeySlots> {
        Ok(self.slots()?.on_day(&self.today()))
    }

    /// Adds a way in, if one is given, and takes those away that it replaces, in the transaction that tells so. Made before
    /// it, as a keystore may ask a person and a passphrase takes its time. On an error everything is as it was.
    fn change_slots(
        &self,
        actor: &Actor,
        action: Action,
        new: Option<&Holder<'_>>,
        old: &[SlotId],
    ) -> Result<()> {
        self.may_change_keys(actor)?;
        self.require_fresh(actor, PinFor::Keys)?;
        let mut slots = self.slots_today()?;
        let added = match new {
            Some(holder) => Some(slots.add(self.store()?.key(), holder)?),
            None => None,
        };
        let done = self.write(|tx| {
            self.may_change_keys(actor)?;
            act(tx, actor.author, action, "", "")?;
            for id in old {
                slots.remove(*id)?;
            }
            Ok(())
        });
        if done.is_err()
            && let Some(id) = added
        {
            // A way in that nothing tells of; the old ones are there.
            let _ = slots.remove(id);
        }
        done
    }
}
