//! A passphrase that opens the records.

use super::*;
use moments_store::keys::{Passphrase, SlotKind};

impl Desk {
    /// Sets a passphrase, in the place of the one that there may be.
    ///
    /// # Errors
    /// `PassphraseTooWeak`; `data.problem` says why: `short`, `long`, `simple`.
    pub fn set_passphrase(&self, actor: &Actor, chosen: &str) -> Result<KeyHolders> {
        self.may_change_keys(actor)?;
        let passphrase = Passphrase::choose(chosen)?;
        let old = self.slots_of(SlotKind::Passphrase)?;
        let action = if old.is_empty() { Action::PassphraseSet } else { Action::PassphraseReplaced };
        self.change_slots(actor, action, Some(&Holder::Passphrase(&passphrase)), &old)?;
        self.key_holders(actor)
    }
}
