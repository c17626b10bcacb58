//! What the courier remembers: what it carried where, and what it says about each place. Losing it is harmless.
//!
//! One courier at a time keeps a state folder; whoever only looks reads the file, which is always whole.

use crate::clock::Clock;
use crate::disk;
use crate::trouble::Trouble;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const FILE: &str = "state.json";
const SET_ASIDE: &str = "state.json.unreadable";
const LOCK: &str = "lock";
/// How often what was carried is written down in the middle of a pass. What a crash takes is compared again.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Tells this courier's temporary files from others'.
    pub id: String,
    pub places: BTreeMap<String, OfPlace>,
    /// Files that lie in the inbox, and the name of the place that each came from.
    pub lying: BTreeMap<String, String>,
}

/// What is known of one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfPlace {
    /// Where it is: another target under the same name is another place.
    pub target: String,
    /// Which medium was found there: another stick in the same folder is another place, too.
    pub medium: String,
    pub carried: BTreeMap<String, Carried>,
    /// The tag of each file of the place that was brought, or left alone on purpose.
    pub brought: BTreeMap<String, String>,
    pub told: Told,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub sha256: String,
    /// The outbox's file as it looked then ([`disk::stamp`]).
    pub stamp: String,
    /// What an object store calls this content.
    pub e_tag: Option<String>,
}

/// What `status` tells. Times are milliseconds since 1970, UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub last_try_ms: Option<i64>,
    pub last_success_ms: Option<i64>,
    /// What stopped the last try, as a sentence.
    pub last_error: Option<String>,
    pub failures: u32,
    pub next_try_ms: Option<i64>,
    pub paused_by_hours: bool,
    pub carried_up: u64,
    pub carried_down: u64,
    /// Files at the place whose names are no bundles', at the last pass.
    pub other_names: u64,
    /// Files on either side that are larger than a bundle may be, at the last pass.
    pub too_large: u64,
}

/// The one courier that keeps a state folder, for as long as it lives.
pub struct Keeper {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
    /// The system lets go of it when the program ends, however it ends.
    _lock: File,
}

struct Kept {
    state: State,
    written_at: Option<Duration>,
}

impl Keeper {
    /// Takes the folder, or is refused where another courier has it. The text says what was set aside, if anything was.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<(Self, Option<String>), Trouble> {
        fs::create_dir_all(folder).map_err(|error| Trouble::at(folder, error))?;
        let path = folder.join(LOCK);
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|error| Trouble::at(&path, error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Trouble::AnotherCourier(folder.to_owned())),
            Err(TryLockError::Error(error)) => return Err(Trouble::at(&path, error)),
        }
        let (mut state, note) = match read(folder)? {
            Some(Ok(state)) => (state, None),
            None => (State::default(), None),
            Some(Err(why)) => {
                let (from, to) = (folder.join(FILE), folder.join(SET_ASIDE));
                fs::rename(&from, &to).map_err(|error| Trouble::at(&from, error))?;
                let note = format!(
                    "What the courier had written down can't be read ({why}). It is set aside as {}; everything is \
                     compared again, and nothing is lost.",
                    to.display()
                );
                (State::default(), Some(note))
            }
        };
        if !is_id(&state.id) {
            state.id = format!("{:08x}", random());
        }
        let kept = Mutex::new(Kept { state, written_at: None });
        Ok((Self { folder: folder.to_owned(), clock, kept, _lock: lock }, note))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Each change is made of whole inserts: what a thread left that ended badly is true.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn look<T>(&self, at: impl FnOnce(&State) -> T) -> T {
        at(&self.kept().state)
    }

    /// Changes what is remembered. It is written down soon, or by [`Self::write`].
    pub fn change<T>(&self, how: impl FnOnce(&mut State) -> T) -> T {
        how(&mut self.kept().state)
    }

    /// Writes it down unless that was done a moment ago.
    pub fn write_soon(&self) -> Result<(), Trouble> {
        let now = self.clock.elapsed();
        let recent = self.kept().written_at.is_some_and(|at| now.saturating_sub(at) < WRITTEN_EVERY);
        if recent { Ok(()) } else { self.write() }
    }

    pub fn write(&self) -> Result<(), Trouble> {
        let mut kept = self.kept();
        let text = serde_json::to_vec(&kept.state)
            .map_err(|error| Trouble::Disk { at: self.folder.join(FILE), error: error.into() })?;
        disk::write(&self.folder, &format!("{}-state", kept.state.id), FILE, &text)?;
        kept.written_at = Some(self.clock.elapsed());
        Ok(())
    }
}

/// An id becomes part of a file's name.
fn is_id(id: &str) -> bool {
    id.len() == 8 && id.bytes().all(|c| c.is_ascii_hexdigit())
}

/// Where the system has no randomness to give, the middle does.
pub fn random() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}

/// The state as it was last written: nothing where there is none, and why where it can't be understood.
pub fn read(folder: &Path) -> Result<Option<Result<State, String>>, Trouble> {
    let path = folder.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).map_err(|error| error.to_string()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::at(&path, error)),
    }
}
