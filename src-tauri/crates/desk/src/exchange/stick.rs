//! A stick or a share, carried or reached by a person: what lies in the outbox is copied onto it, and what others left there is
//! brought in. Nothing is called arrived by that: only a colleague or the centre can say so.

use super::Exchanging;
use super::places::{ACKNOWLEDGEMENT, Place};
use super::sticks::Use;
use super::take_in::{TakenIn, files, name_of};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use crate::new_file::replace;
use moments_bundle::{Destination, Name};
use moments_store::{StoreError, replace_file};
use serde::Serialize;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

/// What was copied onto a stick.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Carried {
    pub bundles: u32,
    /// Lay there already.
    pub already: u32,
}

/// How far the stick is that is written or read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct StickProgress {
    /// The files are here, and what they hold is being taken in.
    pub taking_in: bool,
    /// Files.
    pub done: u32,
    pub of: u32,
}

/// A stick is written or read. When that is over, so is the wish to stop it.
struct Busy<'a>(&'a Exchanging);

impl<'a> Busy<'a> {
    fn with(exchanging: &'a Exchanging) -> Self {
        *locked(&exchanging.stick) = StickProgress::default();
        exchanging.stop.store(false, Ordering::Release);
        Self(exchanging)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.stop.store(false, Ordering::Release);
    }
}

impl Exchanging {
    /// Says how far it is, and hears whether to go on.
    pub(super) fn goes_on(&self, taking_in: bool, done: usize, of: usize) -> bool {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        *locked(&self.stick) = StickProgress { taking_in, done: count(done), of: count(of) };
        !self.stop.load(Ordering::Acquire)
    }
}

impl Desk {
    /// How far the stick is that is written or read.
    pub fn stick_progress(&self) -> StickProgress {
        *locked(&self.exchanging.stick)
    }

    /// Asks that to stop: behind the file that is under way.
    pub fn stop_stick(&self) {
        self.exchanging.stop.store(true, Ordering::Release);
    }

    /// Seals what was written, and copies the outbox into a folder that a person chose. Each file is read back from there. `go_on`
    /// is told how many files are done, of how many, and says whether to go on.
    ///
    /// # Errors
    /// `DiskFull`, `FileUnwritable`, `Stopped`: what was copied until then is whole, and stays.
    pub fn write_stick(
        &self,
        actor: &Actor,
        folder: &Path,
        mut go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<Carried> {
        actor.require_any()?;
        if !folder.is_dir() {
            return Err(ErrorCode::FileUnwritable.into());
        }
        if self.read(|r| Ok(r.exchange()?.is_none()))? {
            return Err(ErrorCode::NotFound.into());
        }
        let _busy = Busy::with(&self.exchanging);
        self.want_sealed();
        self.seal_due()?;
        let place = Place::on(folder, self.place()?.office_id);
        let named = |path: std::path::PathBuf| Some((name_of(&path).parse::<Name>().ok()?, path));
        let all: Vec<_> = files(&self.home.outbox())?.into_iter().filter_map(named).collect();
        let mut carried = Carried::default();
        for (done, (name, file)) in (1..).zip(&all) {
            let bytes = fs::read(file).map_err(StoreError::from)?;
            let target = place.bundles(name.destination).join(name.to_string());
            if fs::read(&target).is_ok_and(|there| there == bytes) {
                carried.already += 1;
            } else {
                copy(&bytes, &target).map_err(|error| unwritable(&error))?;
                carried.bundles += 1;
            }
            if !(self.exchanging.goes_on(false, done, all.len()) && go_on(done, all.len())) {
                return Err(ErrorCode::Stopped.into());
            }
        }
        self.used_stick(folder, Use::Written);
        self.log(format_args!("{} bundles were copied onto a stick", carried.bundles));
        Ok(carried)
    }

    /// Brings what others left in a folder into the inbox, and takes it in. `go_on` as in [`Self::write_stick`].
    ///
    /// # Errors
    /// `NotFound` where nothing of this office lies there. `Stopped`: what was brought until then is taken in later.
    pub fn read_stick(
        &self,
        actor: &Actor,
        folder: &Path,
        go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<TakenIn> {
        actor.require_any()?;
        self.read_from(folder, go_on)
    }

    /// As [`Self::read_stick`], for a workstation that joined and knows nobody yet who could sign in.
    ///
    /// # Errors
    /// `NotSignedIn` where somebody could.
    pub fn read_first_stick(&self, folder: &Path) -> Result<TakenIn> {
        if self.read(|r| Ok(r.all_staff()?.iter().any(|(_, staff)| staff.active)))? {
            return Err(ErrorCode::NotSignedIn.into());
        }
        self.read_from(folder, |_, _| true)
    }

    fn read_from(&self, folder: &Path, go_on: impl FnMut(usize, usize) -> bool) -> Result<TakenIn> {
        let place = Place::on(folder, self.place()?.office_id);
        if !place.exists() {
            return Err(ErrorCode::NotFound.into());
        }
        let _busy = Busy::with(&self.exchanging);
        let own = self.place()?.workstation_id;
        let outbox = self.home.outbox();
        // Own ones that are not here any more are wanted where this workstation was put back from an older copy.
        let is_wanted = |name: &Name| name.workstation != own || !outbox.join(name.to_string()).exists();
        self.bring(&place.bundles(Destination::Office), is_wanted, go_on)?;
        if let Ok(bytes) = fs::read(place.acknowledgement()) {
            replace_file(&self.home.inbox().join(ACKNOWLEDGEMENT), &bytes).map_err(StoreError::from)?;
        }
        let taken = self.take_in()?;
        self.used_stick(folder, Use::Read);
        Ok(taken)
    }

    /// Copies bundles from a folder into the inbox. Those whose entries are all here are passed over, by what they are called: at
    /// worst that is found out again.
    pub(super) fn bring(
        &self,
        folder: &Path,
        is_wanted: impl Fn(&Name) -> bool,
        mut go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<()> {
        let prefixes = self.read(|r| Ok(r.prefixes()?))?;
        let is_here = |name: &Name| {
            prefixes.iter().any(|p| {
                (p.key.workstation, p.key.epoch) == (name.workstation, name.epoch) && p.key.seq >= name.to
            })
        };
        let mut wanted = Vec::new();
        for file in files(folder)? {
            match name_of(&file).parse::<Name>() {
                Ok(name) if is_wanted(&name) && !is_here(&name) => wanted.push((name, file)),
                _ => {}
            }
        }
        for (done, (name, file)) in (1..).zip(&wanted) {
            let unreadable = || ApiError::new(ErrorCode::FileUnreadable).with("file", name);
            let bytes = fs::read(file).map_err(|_| unreadable())?;
            replace_file(&self.home.inbox().join(name.to_string()), &bytes).map_err(StoreError::from)?;
            if !(self.exchanging.goes_on(false, done, wanted.len()) && go_on(done, wanted.len())) {
                return Err(ErrorCode::Stopped.into());
            }
        }
        Ok(())
    }
}

/// Brought to the medium under another name, then called what it is, and read back.
fn copy(bytes: &[u8], to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    replace(to, bytes)?;
    if fs::read(to)? == bytes { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

fn unwritable(error: &io::Error) -> ApiError {
    let is_full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].contains(&error.kind());
    if is_full { ErrorCode::DiskFull.into() } else { ErrorCode::FileUnwritable.into() }
}
