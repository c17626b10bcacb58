//! Showing who can open the records.

use super::*;
use moments_store::keys::{OsUser, SlotKind, SlotShown};

impl Desk {
    /// Everybody who can open the records. For administrators.
    pub fn key_holders(&self, actor: &Actor) -> Result<KeyHolders> {
        actor.require(Role::Administrator)?;
        let user = OsUser::current().ok();
        let shown = self.slots()?.shown(user.as_ref());
        let people = shown.iter().filter(|slot| is_of_a_person(slot)).count();
        let holders = shown.iter().map(|slot| holder(slot, people)).collect();
        Ok(KeyHolders {
            holders,
            uses_keystore: !self.keys.no_keystore,
            old_copies: self.copies_of_old_keys()?,
        })
    }
}

fn holder(slot: &SlotShown, people: usize) -> KeyHolder {
    let kind = kind_of(slot);
    let removable = match kind {
        HolderKind::OtherKeystore | HolderKind::KeyFile => true,
        HolderKind::Passphrase => people > 1,
        // A new one takes the place of the old.
        HolderKind::OwnKeystore | HolderKind::RecoveryCode | HolderKind::NotUnderstood => false,
    };
    KeyHolder {
        id: slot.id.map(|id| id.to_string()),
        kind,
        made: slot.made.clone(),
        removable: removable && people > 0,
    }
}

fn is_of_a_person(slot: &SlotShown) -> bool {
    matches!(slot.kind, SlotKind::RecoveryCode | SlotKind::Passphrase)
}

pub(super) fn kind_of(slot: &SlotShown) -> HolderKind {
    match slot.kind {
        SlotKind::Keystore if slot.own => HolderKind::OwnKeystore,
        SlotKind::Keystore => HolderKind::OtherKeystore,
        SlotKind::RecoveryCode => HolderKind::RecoveryCode,
        SlotKind::Passphrase => HolderKind::Passphrase,
        SlotKind::KeyFile => HolderKind::KeyFile,
        SlotKind::NotUnderstood => HolderKind::NotUnderstood,
    }
}
