//! A new recovery code: shown once, read back from the paper, and only then in the place of the old one.

use super::*;
use crate::desk::locked;
use crate::error::ErrorCode;
use moments_store::keys::{RecoveryCode, SlotKind};

impl Desk {
    /// A new recovery code, to be written down. It opens nothing until one group of it was read back; a further call makes
    /// another one and forgets this.
    pub fn new_recovery_code(&self, actor: &Actor) -> Result<NewCode> {
        self.may_change_keys(actor)?;
        let code = RecoveryCode::generate()?;
        let shown = Secret::from(code.display());
        *locked(&self.pending_code) = Some(code);
        Ok(NewCode { code: shown })
    }

    /// The new code takes the place of the old one, which opens nothing from now on but copies from before.
    ///
    /// # Errors
    /// `CodeNotReadBack` where the group is another, or no code was made: the old one stays.
    pub fn keep_recovery_code(&self, actor: &Actor, read_back: &ReadBack) -> Result<KeyHolders> {
        self.may_change_keys(actor)?;
        let code = self.code_read_back(read_back)?;
        let old = self.slots_of(SlotKind::RecoveryCode)?;
        let changed =
            self.change_slots(actor, Action::RecoveryCodeReplaced, Some(&Holder::RecoveryCode(&code)), &old);
        if changed.is_err() {
            *locked(&self.pending_code) = Some(code);
        }
        changed?;
        self.key_holders(actor)
    }

    /// Takes the code that was made, if the group that was typed is its.
    pub(super) fn code_read_back(&self, read_back: &ReadBack) -> Result<RecoveryCode> {
        let mut pending = locked(&self.pending_code);
        let group = usize::try_from(read_back.group).unwrap_or(0);
        let fits = pending.as_ref().is_some_and(|code| code.has_group(group, &read_back.typed));
        match pending.take_if(|_| fits) {
            Some(code) => Ok(code),
            None => Err(ErrorCode::CodeNotReadBack.into()),
        }
    }

    pub(super) fn slots_of(&self, kind: SlotKind) -> Result<Vec<SlotId>> {
        let kinds = self.slots()?.kinds();
        Ok(kinds.into_iter().filter(|(_, found)| *found == kind).filter_map(|(id, _)| id).collect())
    }
}
