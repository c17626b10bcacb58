//! The keystore of the account that runs this program.

use super::*;
use crate::error::ErrorCode;
use moments_store::keys::{OsKeystore, OsUser};

impl Desk {
    /// Gives this account's keystore a new secret, in the place of the one that it may have. Blocks, perhaps on a prompt of
    /// the operating system.
    pub fn renew_keystore(&self, actor: &Actor) -> Result<KeyHolders> {
        self.may_change_keys(actor)?;
        if self.keys.no_keystore {
            return Err(ErrorCode::KeystoreUnavailable.into());
        }
        let user = OsUser::current()?;
        let holder = Holder::Keystore { keystore: &OsKeystore, user: &user };
        let old = self.slots()?.slots_for(&holder);
        self.change_slots(actor, Action::KeystoreRenewed, Some(&holder), &old)?;
        self.key_holders(actor)
    }
}
