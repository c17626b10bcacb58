//! A new key for the records, after the old one may have leaked.
//!
//! The store is closed for it: meanwhile every other verb is `Busy`. Either the new pair of database and key slots is in force
//! afterwards or the old one (`moments_store::new_key`), and the store is open again.

use super::show::kind_of;
use super::*;
use crate::desk::locked;
use crate::error::{ApiError, ErrorCode};
use moments_store::home::machine_fingerprint;
use moments_store::keys::{DataKey, KeyFile, OsKeystore, OsUser, Passphrase, SlotShown};
use moments_store::new_key::{NewKeyError, Step, give_new_key};
use moments_store::{Store, StoreError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What runs, as the window asks for it.
#[derive(Debug, Default)]
pub(crate) struct NewKeyWork {
    progress: Mutex<NewKeyProgress>,
    stop: AtomicBool,
    running: AtomicBool,
}

impl NewKeyWork {
    pub(crate) fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }

    /// Whether to go on.
    fn heard(&self, step: Step) -> bool {
        let (stage, percent) = match step {
            Step::SlotsMade => (NewKeyStage::Copying, 0),
            Step::Copying { done, of } => (NewKeyStage::Copying, percent(done, of)),
            Step::Copied => (NewKeyStage::Checking, 100),
            Step::Checked
            | Step::Noted
            | Step::OldKept
            | Step::OldLogGone
            | Step::DatabaseInForce
            | Step::SlotsInForce
            | Step::Done => (NewKeyStage::Swapping, 100),
        };
        *locked(&self.progress) = NewKeyProgress { stage, percent };
        !self.stop.load(Ordering::Acquire)
    }
}

fn percent(done: u32, of: u32) -> u32 {
    u32::try_from(u64::from(done) * 100 / u64::from(of.max(1))).unwrap_or(100)
}

impl Desk {
    /// Gives the records a new key. The new recovery code, one group of which was read back, opens them from now on, and this
    /// account's keystore; a key file and a passphrase where they are given. Who else could has to be added again.
    pub fn give_new_key(&self, actor: &Actor, form: &NewKeyForm) -> Result<NewKeyDone> {
        self.may_change_keys(actor)?;
        let passphrase = form.passphrase.as_deref().map(Passphrase::choose).transpose()?;
        let file = if form.keep_key_file { Some(self.key_file_at_hand()?) } else { None };
        self.require_fresh(actor, PinFor::Keys)?;
        let user = OsUser::current()?;
        let before = self.slots()?.shown(Some(&user));
        let code = self.code_read_back(&form.read_back)?;
        let mut holders = vec![Holder::RecoveryCode(&code)];
        if !self.keys.no_keystore && OsKeystore.is_available() {
            holders.push(Holder::Keystore { keystore: &OsKeystore, user: &user });
        }
        holders.extend(passphrase.as_ref().map(Holder::Passphrase));
        holders.extend(file.as_ref().map(Holder::KeyFile));
        self.write(|tx| act(tx, actor.author, Action::NewKeyBegun, "", ""))?;
        let given = self.swap_key(&holders);
        if given.is_err() {
            // The paper in somebody's hand is still good for the next try.
            *locked(&self.pending_code) = Some(code);
        }
        given?;
        self.write(|tx| act(tx, actor.author, Action::NewKeyInForce, "", ""))?;
        self.log("the records have a new key");
        // No copy from before is opened by it. That one can't be made now stops nothing: the next is due at once.
        let _ = self.back_up();
        let after = self.slots()?.shown(Some(&user));
        Ok(NewKeyDone {
            holders: after.iter().map(kind_of).collect(),
            left_out: left_out(&before, &after),
            entries: u32::try_from(self.entries()?).unwrap_or(u32::MAX),
        })
    }

    /// How far a new key has come. Nothing of the store is needed for it, which is closed meanwhile.
    pub fn new_key_progress(&self) -> NewKeyProgress {
        *locked(&self.new_key.progress)
    }

    /// Stops it while there is time; the old key stays.
    pub fn stop_new_key(&self) {
        self.new_key.stop.store(true, Ordering::Release);
    }

    fn key_file_at_hand(&self) -> Result<KeyFile> {
        let path = self.key_file_path().ok_or(ErrorCode::FileUnreadable)?;
        Ok(KeyFile::read(&path)?)
    }

    fn swap_key(&self, holders: &[Holder<'_>]) -> Result<()> {
        let slots = self.slots_today()?;
        let old = self.close_for_new_key()?;
        let stamp = self.now().format("%Y%m%d-%H%M%S").to_string();
        let given =
            give_new_key(&self.home, &old, &slots, holders, &stamp, &mut |step| self.new_key.heard(step));
        let (key, outcome) = match given {
            Ok(new) => (new, Ok(())),
            Err(error) => (old, Err(ApiError::from(error))),
        };
        let opened = self.open_again(key);
        self.new_key.running.store(false, Ordering::Release);
        *locked(&self.new_key.progress) = NewKeyProgress::default();
        opened.and(outcome)
    }

    /// Waits until nobody uses the store, and closes it. What is asked for meanwhile is told to wait.
    fn close_for_new_key(&self) -> Result<DataKey> {
        if self.new_key.running.swap(true, Ordering::AcqRel) {
            return Err(ErrorCode::Busy.into());
        }
        self.new_key.stop.store(false, Ordering::Release);
        match self.take_store() {
            Ok(store) => Ok(store.close_with_key()),
            Err(error) => {
                self.new_key.running.store(false, Ordering::Release);
                Err(error)
            }
        }
    }

    fn open_again(&self, key: DataKey) -> Result<()> {
        let store = Store::open(&self.home, key, machine_fingerprint(), self.store_now())?;
        self.put_store(Arc::new(store));
        Ok(())
    }
}

/// Those before who have no successor of their kind.
fn left_out(before: &[SlotShown], after: &[SlotShown]) -> Vec<HolderKind> {
    let now: Vec<HolderKind> = after.iter().map(kind_of).collect();
    before.iter().map(kind_of).filter(|kind| !now.contains(kind)).collect()
}

impl From<NewKeyError> for ApiError {
    fn from(error: NewKeyError) -> Self {
        match error {
            NewKeyError::Store(error) => error.into(),
            NewKeyError::Key(error) => error.into(),
            NewKeyError::NotTheSame => StoreError::Damaged.into(),
            NewKeyError::InUse => ErrorCode::Busy.into(),
            NewKeyError::Stopped => ErrorCode::Stopped.into(),
        }
    }
}
