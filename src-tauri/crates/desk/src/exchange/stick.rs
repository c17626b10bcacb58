//! A stick or a share, carried or reached by a person: what lies in the outbox is copied onto it, and what others left there is
//! brought in. Nothing is called arrived by that: only a colleague or the centre can say so.

use super::places::Place;
use super::take_in::{TakenIn, files, name_of};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_bundle::{Destination, Name};
use moments_core::words::Role;
use moments_store::StoreError;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Files so far, of how many; and whether it is to stop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct StickProgress {
    pub done: u32,
    pub of: u32,
    #[serde(skip)]
    stop: bool,
}

/// What was copied onto a stick.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct Carried {
    pub bundles: u32,
    #[specta(type = f64)]
    pub bytes: u64,
    /// Lay there already.
    pub already: u32,
}

impl Desk {
    /// Seals what was written, and copies the outbox into a folder that a person chose. Each file is read back from there.
    ///
    /// # Errors
    /// `DiskFull`, `FileUnwritable`, `Stopped`: what was copied until then is whole, and stays.
    pub fn write_stick(&self, actor: &Actor, folder: &Path) -> Result<Carried> {
        actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
        if !folder.is_dir() {
            return Err(ErrorCode::FileUnwritable.into());
        }
        if self.read(|r| Ok(r.exchange()?.is_none()))? {
            return Err(ErrorCode::NotFound.into());
        }
        self.want_sealed();
        self.seal_due()?;
        let place = Place::on(folder, self.place()?.office_id);
        let named = |path: std::path::PathBuf| Some((name_of(&path).parse::<Name>().ok()?, path));
        let all: Vec<_> = files(&self.home.outbox())?.into_iter().filter_map(named).collect();
        let mut carried = Carried::default();
        self.with_progress(all.len(), |go_on| {
            for (name, file) in &all {
                let to = place.bundles(name.destination);
                let bytes = fs::read(file).map_err(StoreError::from)?;
                let target = to.join(name.to_string());
                if fs::read(&target).is_ok_and(|there| there == bytes) {
                    carried.already += 1;
                } else {
                    copy(&bytes, &target).map_err(|error| unwritable(&error))?;
                    carried.bundles += 1;
                    carried.bytes += bytes.len() as u64;
                }
                go_on()?;
            }
            Ok(())
        })?;
        self.log(format_args!("{} bundles were copied onto a stick", carried.bundles));
        Ok(carried)
    }

    /// Brings what others left in a folder into the inbox, and takes it in.
    ///
    /// # Errors
    /// `NotFound` where nothing of this office lies there.
    pub fn read_stick(&self, actor: &Actor, folder: &Path) -> Result<TakenIn> {
        actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
        let place = Place::on(folder, self.place()?.office_id);
        if !place.exists() {
            return Err(ErrorCode::NotFound.into());
        }
        let own = self.place()?.workstation_id;
        let outbox = self.home.outbox();
        self.bring(&place.bundles(Destination::Office), |name| {
            // Own ones that are not here any more are wanted where this workstation was put back from an older copy.
            name.workstation != own || !outbox.join(name.to_string()).exists()
        })?;
        if let Ok(bytes) = fs::read(place.acknowledgement()) {
            copy(&bytes, &self.home.inbox().join(super::places::ACKNOWLEDGEMENT))
                .map_err(StoreError::from)?;
        }
        self.take_in()
    }

    /// How far a stick that is being written or read has come.
    pub fn stick_progress(&self) -> Option<StickProgress> {
        *locked(&self.exchanging.stick)
    }

    /// Stops it after the file that is being copied.
    pub fn stop_stick(&self) {
        if let Some(progress) = locked(&self.exchanging.stick).as_mut() {
            progress.stop = true;
        }
    }

    /// Copies bundles from a folder into the inbox. Those whose entries are all here are passed over, by what they are called: at
    /// worst that is found out again.
    pub(super) fn bring(&self, folder: &Path, is_wanted: impl Fn(&Name) -> bool) -> Result<()> {
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
        self.with_progress(wanted.len(), |go_on| {
            for (name, file) in &wanted {
                let bytes = fs::read(file).map_err(|_| ErrorCode::FileUnreadable)?;
                copy(&bytes, &self.home.inbox().join(name.to_string())).map_err(StoreError::from)?;
                go_on()?;
            }
            Ok(())
        })
    }

    fn with_progress(
        &self,
        of: usize,
        act: impl FnOnce(&mut dyn FnMut() -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        let of = u32::try_from(of).unwrap_or(u32::MAX);
        *locked(&self.exchanging.stick) = Some(StickProgress { of, ..StickProgress::default() });
        let mut go_on = || match locked(&self.exchanging.stick).as_mut() {
            Some(progress) if progress.stop => Err(ErrorCode::Stopped.into()),
            Some(progress) => {
                progress.done += 1;
                Ok(())
            }
            None => Ok(()),
        };
        let outcome = act(&mut go_on);
        *locked(&self.exchanging.stick) = None;
        outcome
    }
}

/// Written under a name that nobody reads, brought to the medium, read back, and only then called what it is.
fn copy(bytes: &[u8], to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let beside = folder.join(format!(".{}.part", name_of(to)));
    let copied = (|| {
        let mut file = File::create(&beside)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        if Sha256::digest(fs::read(&beside)?) != Sha256::digest(bytes) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        fs::rename(&beside, to)?;
        // Not every stick's file system can do this; then the rename waits for the stick to be taken out as it should.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    })();
    if copied.is_err() {
        let _ = fs::remove_file(&beside);
    }
    copied
}

fn unwritable(error: &io::Error) -> ApiError {
    let is_full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].contains(&error.kind());
    if is_full { ErrorCode::DiskFull.into() } else { ErrorCode::FileUnwritable.into() }
}
