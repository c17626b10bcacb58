//! Taking a way in away.

use super::*;
use crate::error::ErrorCode;
use moments_store::new_key;

impl Desk {
    /// Takes a passphrase, another account's keystore or a key file out of those who can open the records. Copies from
    /// before still open with it.
    ///
    /// # Errors
    /// `LastKey` for the last way in, and for the last one of a person.
    pub fn remove_key_holder(&self, actor: &Actor, id: &str) -> Result<KeyHolders> {
        self.may_change_keys(actor)?;
        let mut shown = self.key_holders(actor)?.holders.into_iter();
        let found = shown.find(|holder| holder.id.as_deref() == Some(id)).ok_or(ErrorCode::NotFound)?;
        if !found.removable {
            return Err(ErrorCode::LastKey.into());
        }
        let mut kinds = self.slots()?.kinds().into_iter().filter_map(|(id, _)| id);
        let slot = kinds.find(|slot| slot.to_string() == id).ok_or(ErrorCode::NotFound)?;
        let action = match found.kind {
            HolderKind::Passphrase => Action::PassphraseRemoved,
            HolderKind::KeyFile => Action::KeyFileRemoved,
            HolderKind::OwnKeystore
            | HolderKind::OtherKeystore
            | HolderKind::RecoveryCode
            | HolderKind::NotUnderstood => Action::KeystoreRemoved,
        };
        self.change_slots(actor, action, None, &[slot])?;
        self.key_holders(actor)
    }

    /// Removes what was kept when the store got a new key, and the copies from before that lie in the home.
    pub fn remove_old_copies(&self, actor: &Actor) -> Result<KeyHolders> {
        self.may_change_keys(actor)?;
        self.require_fresh(actor, PinFor::Keys)?;
        self.write(|tx| act(tx, actor.author, Action::OldCopiesRemoved, "", ""))?;
        new_key::remove_old(&self.home)?;
        self.remove_copies_of_old_keys()?;
        self.key_holders(actor)
    }
}
