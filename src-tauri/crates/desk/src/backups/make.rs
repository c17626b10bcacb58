//! Making copies: when they are due, when somebody asks, and when the program ends.

use super::Kept;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::moment::Problem;
use moments_core::words::Role;
use moments_store::Store;
use moments_store::backup::{self, Backup};
use moments_store::new_key;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A copy an hour while there is something new, and so rarely that making them takes no more than a fiftieth of the time.
const EVERY_MS: i64 = 60 * 60 * 1000;
const SHARE_OF_TIME: i64 = 50;
/// How long the end of the program waits for its copy.
const AT_EXIT: Duration = Duration::from_secs(5);

impl Desk {
    /// Makes a copy now. Supervisors may.
    pub fn back_up_now(&self, actor: &Actor) -> Result<()> {
        actor.require(Role::Supervisor)?;
        // Before, so that the copy has everything.
        self.write(|tx| act(tx, actor.author, Action::BackedUp, "", ""))?;
        self.back_up()
    }

    /// Proves the newest copy now. Supervisors may.
    pub fn rehearse_now(&self, actor: &Actor) -> Result<()> {
        actor.require(Role::Supervisor)?;
        self.rehearse_newest()
    }

    /// The second folder for copies: another disk, or a share; `None`: none. Administrators may. The folder must be there.
    pub fn set_second_folder(&self, actor: &Actor, folder: Option<PathBuf>) -> Result<()> {
        actor.require(Role::Administrator)?;
        if let Some(folder) = &folder {
            let inside = folder.starts_with(self.home.folder());
            if !folder.is_dir() || inside {
                let problem = if inside { Problem::OutOfRange } else { Problem::Unknown };
                return Err(ApiError::invalid("second_folder", problem));
            }
        }
        let detail = if folder.is_some() { "set" } else { "none" };
        self.write(|tx| act(tx, actor.author, Action::SecondFolderSet, detail, ""))?;
        self.note_down(|kept| {
            kept.second_folder = folder;
            kept.second = None;
        })?;
        self.care.wanted.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// What the old key still opens here: what a new key replaced, and the copies from before it.
    pub(crate) fn copies_of_old_keys(&self) -> Result<u32> {
        let kept = new_key::kept_old(&self.home).len();
        let copies = if kept == 0 { 0 } else { self.foreign_copies()?.len() };
        Ok(u32::try_from(kept + copies).unwrap_or(u32::MAX))
    }

    pub(crate) fn remove_copies_of_old_keys(&self) -> Result<()> {
        let _turn = locked(&self.care.turn);
        self.foreign_copies()?.iter().try_for_each(|copy| Ok(copy.remove()?))
    }

    /// Copies in the home that the store's key does not open.
    fn foreign_copies(&self) -> Result<Vec<Backup>> {
        let store = self.store()?;
        let copies = backup::list(&self.home.backups())?;
        Ok(copies.into_iter().filter(|copy| !store.opens(copy)).collect())
    }

    /// A copy is made soon, beside the counter.
    pub(crate) fn want_copy(&self) {
        self.care.wanted.store(true, Ordering::Relaxed);
    }

    pub(super) fn copy_is_due(&self, kept: &Kept) -> Result<bool> {
        if !self.has_news()? {
            return Ok(false);
        }
        let Some(last) = &kept.copy else { return Ok(true) };
        let took = i64::try_from(last.took_ms).unwrap_or(i64::MAX);
        Ok(self.care.wanted.load(Ordering::Relaxed)
            || self.is_past(last.at_ms, EVERY_MS.max(took.saturating_mul(SHARE_OF_TIME))))
    }

    /// Whether something was written since the newest copy.
    fn has_news(&self) -> Result<bool> {
        let newest = backup::list(&self.home.backups())?.into_iter().next();
        let here = self.store()?.identity();
        let entries = self.entries()?;
        Ok(newest.is_none_or(|newest| newest.about.epoch != here.epoch || newest.about.entries != entries))
    }

    /// A clock that was set back does not put it off.
    pub(crate) fn is_past(&self, at_ms: i64, after_ms: i64) -> bool {
        (self.clock)().timestamp_millis().abs_diff(at_ms) >= after_ms.unsigned_abs()
    }

    pub(crate) fn back_up(&self) -> Result<()> {
        let _turn = locked(&self.care.turn);
        self.care.wanted.store(false, Ordering::Relaxed);
        let store = self.store()?;
        let mut made = None;
        self.step(
            |kept| &mut kept.copy,
            || {
                let backup = store.back_up(self.store_now(), |_, _| true)?;
                backup::rotate(&self.home.backups())?;
                let number = backup.about.number;
                made = Some(backup);
                Ok(Some(number))
            },
        )?;
        match (made, self.kept().second_folder) {
            (Some(backup), Some(second)) => self.carry(&backup, &second),
            _ => Ok(()),
        }
    }

    /// That a share is away is told, and keeps nothing from being copied here.
    fn carry(&self, backup: &Backup, second: &Path) -> Result<()> {
        let carried = self.step(
            |kept| &mut kept.second,
            || {
                if !second.is_dir() {
                    return Err(ErrorCode::FileUnwritable.into());
                }
                let carried = backup::carry(backup, second, || true)?;
                if let Some(folder) = carried.folder.parent() {
                    backup::rotate(folder)?;
                }
                Ok(Some(carried.about.number))
            },
        );
        if carried.is_err() { Ok(()) } else { carried }
    }

    /// Closes the store; what was saved is in the file. What is new is copied first, if that takes no more than five seconds.
    pub fn close(&self) {
        // What could not be written here is longer to wait for, or one number in an entry less.
        let _ = self.keep_waits();
        let _ = self.tell_refusals();
        if self.holds_home()
            && let Ok(store) = self.store()
            && self.has_news().unwrap_or(false)
        {
            self.copy_at_exit(store);
        }
        self.let_go();
    }

    fn copy_at_exit(&self, store: Arc<Store>) {
        let (tell, told) = mpsc::channel();
        let (now, until) = (self.store_now(), Instant::now() + AT_EXIT);
        let folder = self.home.backups();
        // A thread of its own, so that a disk that hangs does not keep the window open.
        std::thread::spawn(move || {
            let made = store.back_up(now, |_, _| Instant::now() < until);
            let made = made.and_then(|backup| backup::rotate(&folder).map(|_| backup.about.number));
            drop(store);
            let _ = tell.send(made);
        });
        let _ = self.step(
            |kept| &mut kept.copy,
            || match told.recv_timeout(AT_EXIT) {
                Ok(made) => Ok(Some(made?)),
                Err(_) => Err(ErrorCode::Stopped.into()),
            },
        );
    }
}
