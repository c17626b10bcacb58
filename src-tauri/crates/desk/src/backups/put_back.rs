//! Putting the store back: by itself where it is damaged, or because an administrator chose a copy.

use super::{Kept, Told};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, alone, locked};
use crate::error::{ApiError, ErrorCode, Result};
use crate::sign_in::PinFor;
use moments_core::entry::Author;
use moments_core::moment::Problem;
use moments_core::words::Role;
use moments_store::backup::{self, Backup};
use moments_store::home::machine_fingerprint;
use moments_store::keys::{DataKey, KeySlots};
use moments_store::recover::{self, Recovery};
use moments_store::{Store, StoreError};
use std::sync::{Arc, PoisonError};

/// In one run of the program.
const MOST: u32 = 3;

impl Desk {
    /// Opens the store of the home. A damaged one, also where that shows only while the first things are read, is put back
    /// where there is a copy.
    pub(crate) fn open_or_put_back(&self, key: DataKey) -> Result<()> {
        if recover::is_under_way(&self.home) {
            let put_back = recover::resume(&self.home, &key, machine_fingerprint(), self.store_now())?;
            return self.is_put_back(put_back);
        }
        let Err(error) = self.open_as_it_is(&key).or_else(|error| self.open_once_more(&key, error)) else {
            return Ok(());
        };
        self.abandon();
        let is_damaged =
            error.code == ErrorCode::Damaged || error.code == ErrorCode::ForeignFile && self.is_empty_file();
        let copy = if is_damaged { self.newest_sound(&key)? } else { None };
        let Some(copy) = copy else { return Err(error) };
        let now = self.store_now();
        self.is_put_back(recover::restore(&self.home, &key, machine_fingerprint(), now, &copy)?)
    }

    /// A disk that failed for an instant is no damage.
    fn open_once_more(&self, key: &DataKey, error: ApiError) -> Result<()> {
        if error.code != ErrorCode::Damaged {
            return Err(error);
        }
        self.abandon();
        self.open_as_it_is(key)
    }

    fn open_as_it_is(&self, key: &DataKey) -> Result<()> {
        if !self.home.database().exists() {
            return Err(ErrorCode::Damaged.into());
        }
        self.opened(Store::open(&self.home, key.again(), machine_fingerprint(), self.store_now())?)?;
        self.fill()?;
        self.close_stale_invitations()
    }

    /// A store whose last entries are gone, as without its log, is filled from a copy that has them.
    fn fill(&self) -> Result<()> {
        let store = self.store()?;
        if store.behind().is_none() {
            return Ok(());
        }
        let copies = backup::all(&self.home, self.kept().second_folder.as_deref())?;
        match recover::fill(&store, &copies, self.store_now())? {
            Some(recovery) => self.tell(recovery),
            None => Ok(()),
        }
    }

    /// Nothing was written into it; that is no other program's file.
    fn is_empty_file(&self) -> bool {
        self.home.database().metadata().is_ok_and(|found| found.len() == 0)
    }

    /// Whether there is a copy to put back where the database is gone.
    pub(crate) fn has_copy(&self) -> bool {
        backup::list(&self.home.backups()).is_ok_and(|all| !all.is_empty())
    }

    /// Key slots that are gone or damaged come back from the newest copy that has them: they lie with each.
    pub(crate) fn slots_of_a_copy(&self) -> Result<Option<KeySlots>> {
        for copy in backup::all(&self.home, self.kept().second_folder.as_deref())? {
            if let Ok(slots) = KeySlots::open(&copy.folder) {
                self.set_slots_aside()?;
                slots.copy_to(self.home.folder())?;
                self.log("the key slots came back from a copy");
                return Ok(Some(KeySlots::open(self.home.folder())?));
            }
        }
        Ok(None)
    }

    /// The newest copy that is sound, brought into the home. One of the home's own that is not gets another name.
    fn newest_sound(&self, key: &DataKey) -> Result<Option<Backup>> {
        for backup in backup::all(&self.home, self.kept().second_folder.as_deref())? {
            match recover::prepare(&self.home, key, &backup) {
                Ok(()) => return Ok(Some(backup)),
                Err(StoreError::Damaged) if backup.folder.starts_with(self.home.folder()) => {
                    backup.set_aside()?;
                }
                Err(StoreError::Damaged | StoreError::Foreign) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(None)
    }

    /// The store is damaged and open. The counter waits while the copy takes its place, which is short: the copy was brought
    /// and checked before.
    pub(super) fn put_back_while_open(&self) -> Result<()> {
        let mut times = locked(&self.care.put_back);
        if *times >= MOST {
            return Err(ErrorCode::Damaged.into());
        }
        *times += 1;
        let key = self.store()?.key_again();
        let Some(backup) = self.newest_sound(&key)? else { return Err(ErrorCode::Damaged.into()) };
        self.swap(&key, &backup)
    }

    fn swap(&self, key: &DataKey, backup: &Backup) -> Result<()> {
        let now = self.store_now();
        let mut open = self.store.write().unwrap_or_else(PoisonError::into_inner);
        let Some(store) = open.take() else { return Err(ErrorCode::NotSetUp.into()) };
        match alone(store) {
            Ok(store) => store.abandon(),
            Err(store) => {
                *open = Some(store);
                return Err(ErrorCode::Busy.into());
            }
        }
        let (store, recovery) = recover::restore(&self.home, key, machine_fingerprint(), now, backup)?;
        *open = Some(Arc::new(store));
        drop(open);
        self.refresh_place()?;
        self.tell(recovery)
    }

    pub(super) fn is_put_back(&self, (store, recovery): (Store, Recovery)) -> Result<()> {
        self.opened(store)?;
        self.tell(recovery)?;
        self.close_stale_invitations()
    }

    /// In the journal, in the log, and to the next supervisor; then the next start is an ordinary one. What lies in the own outbox is
    /// here again before.
    fn tell(&self, recovery: Recovery) -> Result<()> {
        if let Err(error) = self.read_own_again() {
            self.log_failure("reading own bundles again", &error);
        }
        let recovery = self.since(&recovery)?;
        let copy = recovery.backup.as_ref().map_or_else(|| "none".into(), |copy| copy.number.to_string());
        let or_more = if recovery.exact { "" } else { " or more" };
        let (taken, lost) = (recovery.taken_over, recovery.lost());
        let detail = format!("copy {copy}, taken over {taken}, missing {lost}{or_more}");
        self.log(format_args!("the store was put back: {detail}"));
        self.write(|tx| act(tx, Author::App, Action::StorePutBack, &copy, &detail))?;
        self.note_down(|kept| kept.recoveries.push(Told { recovery, read: false }))?;
        self.want_copy();
        Ok(recover::done(&self.home)?)
    }

    /// What is missing by now: bundles may have brought some of it back.
    pub(super) fn since(&self, recovery: &Recovery) -> Result<Recovery> {
        let prefixes = self.read(|r| Ok(r.prefixes()?))?;
        Ok(recovery.since(|epoch| {
            prefixes.iter().find(|prefix| prefix.key.epoch == *epoch).map_or(0, |prefix| prefix.key.seq)
        }))
    }

    /// A supervisor has read what was put back, and what is missing.
    pub fn recovery_read(&self, actor: &Actor) -> Result<()> {
        actor.require(Role::Supervisor)?;
        self.write(|tx| act(tx, actor.author, Action::RecoveryRead, "", ""))?;
        self.note_down(|kept: &mut Kept| kept.recoveries.iter_mut().for_each(|told| told.read = true))
    }

    /// Puts a copy back that an administrator chose, by its name. What the store has beyond it is taken over as far as it can
    /// be read, so that nothing is lost by choosing an older one.
    pub fn restore_copy(&self, actor: &Actor, name: &str) -> Result<()> {
        actor.require(Role::Administrator)?;
        let _turn = locked(&self.care.turn);
        let all = backup::all(&self.home, self.kept().second_folder.as_deref())?;
        let backup = all.into_iter().find(|backup| backup.name() == name);
        let backup = backup.ok_or_else(|| ApiError::invalid("backup", Problem::Unknown))?;
        self.require_fresh(actor, PinFor::Restore)?;
        self.write(|tx| act(tx, actor.author, Action::RestoreAsked, name, ""))?;
        let key = self.store()?.key_again();
        match recover::prepare(&self.home, &key, &backup) {
            Err(StoreError::Damaged | StoreError::Foreign) => return Err(ErrorCode::CopyUnusable.into()),
            prepared => prepared?,
        }
        self.swap(&key, &backup)
    }
}
