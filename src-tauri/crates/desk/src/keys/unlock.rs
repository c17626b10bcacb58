//! Opening records whose key is not at hand, in one step after which the next start needs nothing.

use super::*;
use crate::setup::StartState;
use moments_store::keys::{DataKey, OsKeystore, OsUser, Passphrase, RecoveryCode, SlotKind};

impl Desk {
    /// Opens the records with the recovery code or the passphrase, and gives this account's keystore a way in of its own.
    pub fn unlock(&self, program: &str, way: &WayIn) -> Result<Unlocked> {
        match way {
            WayIn::RecoveryCode { code } => self.unlock_with_code(program, code)?,
            WayIn::Passphrase { passphrase } => self.unlock_with_passphrase(program, passphrase)?,
        };
        // Not what was meant, but what the next start will find.
        Ok(Unlocked { remembered: self.known_key().is_ok() })
    }

    /// The passphrase opens the records as the recovery code does.
    pub fn unlock_with_passphrase(&self, program: &str, typed: &str) -> Result<StartState> {
        self.take_home(program)?;
        let key = self.key_of_passphrase(typed)?;
        let state = self.open_and_remember(key)?;
        self.log("opened with the passphrase");
        Ok(state)
    }

    pub(crate) fn open_and_remember(&self, key: DataKey) -> Result<StartState> {
        self.remember(&key)?;
        self.open_with(key)
    }

    /// This account's keystore opens the store from now on.
    pub(crate) fn remember(&self, key: &DataKey) -> Result<()> {
        if !self.keys.no_keystore
            && let Ok(user) = OsUser::current()
        {
            // A keystore that cannot be reached does not keep the holder of the code out.
            let holder = Holder::Keystore { keystore: &OsKeystore, user: &user };
            if let Err(error) = self.slots_today()?.renew(key, &holder) {
                self.log_failure("no way in for this account", &error.into());
            }
        }
        Ok(())
    }

    /// The data key of a passphrase.
    pub fn key_of_passphrase(&self, typed: &str) -> Result<DataKey> {
        let passphrase = Passphrase::typed(typed)?;
        Ok(self.slots()?.unlock(&Holder::Passphrase(&passphrase))?)
    }

    /// The data key of a recovery code or a passphrase, whichever was typed.
    pub fn key_of_words(&self, typed: &str) -> Result<DataKey> {
        if RecoveryCode::parse(typed).is_err() && self.has_passphrase() {
            self.key_of_passphrase(typed)
        } else {
            self.key_of_code(typed)
        }
    }

    /// Whether a passphrase opens the records, so that one is asked for.
    pub fn has_passphrase(&self) -> bool {
        let kinds = self.slots().map(|slots| slots.kinds()).unwrap_or_default();
        kinds.iter().any(|(_, kind)| *kind == SlotKind::Passphrase)
    }
}
