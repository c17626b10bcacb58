//! Copies of the store, the looks after its health, and putting it back after damage.
//!
//! All of it goes on by itself, beside the counter: [`Desk::look_after`] is called every few seconds and does one thing that
//! is due. What was done, and when, stands in `backups.json` in the home, outside the database: it is needed when the
//! database can't be read.

mod from_copy;
mod look_after;
mod make;
mod put_back;
mod view;

pub use view::{BackupItem, BackupsView, GapView, RecoveryView, StepView};

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, Result};
use moments_store::StoreError;
use moments_store::recover::Recovery;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// What is known of copies and checks in this run of the program.
#[derive(Default)]
pub(crate) struct Care {
    /// Held while a copy is made, checked or put back: one at a time.
    turn: Mutex<()>,
    /// Something that was read was damaged, so that every page is looked at now.
    suspect: AtomicBool,
    /// A copy is wanted soon: a day was signed off.
    wanted: AtomicBool,
    pages_looked_at: AtomicBool,
    /// How often the store was put back in this run. A disk that goes on breaking it is not written to for ever.
    put_back: Mutex<u32>,
}

impl Care {
    /// A verb met damage: every page is looked at soon.
    pub(crate) fn heard(&self, error: &ApiError) {
        if error.code == ErrorCode::Damaged {
            self.suspect.store(true, Ordering::Relaxed);
        }
    }
}

/// `backups.json`: what was done last, and the second folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    second_folder: Option<PathBuf>,
    copy: Option<Done>,
    second: Option<Done>,
    /// Every page.
    pages: Option<Done>,
    /// Pages, chains, and tables as a fresh fold gives them.
    proof: Option<Done>,
    /// The newest copy, opened and proven as a store.
    rehearsal: Option<Done>,
    recoveries: Vec<Told>,
}

/// A step that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Done {
    at_ms: i64,
    took_ms: u64,
    /// `None`: it went well.
    error: Option<ErrorCode>,
    /// Of the copy.
    number: Option<u64>,
}

/// A recovery, until a supervisor has read of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    recovery: Recovery,
    read: bool,
}

impl Desk {
    fn kept_file(&self) -> PathBuf {
        self.home.folder().join("backups.json")
    }

    /// One that can't be read is as good as none: what it says can be found out again.
    fn kept(&self) -> Kept {
        std::fs::read(self.kept_file())
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn note_down(&self, change: impl FnOnce(&mut Kept)) -> Result<()> {
        let mut kept = self.kept();
        change(&mut kept);
        let bytes = serde_json::to_vec_pretty(&kept)?;
        Ok(moments_store::replace_file(&self.kept_file(), &bytes).map_err(StoreError::from)?)
    }

    /// Does one step and keeps how it went.
    fn step(
        &self,
        place: fn(&mut Kept) -> &mut Option<Done>,
        act: impl FnOnce() -> Result<Option<u64>>,
    ) -> Result<()> {
        let begun = Instant::now();
        let outcome = act();
        let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (error, number) = match &outcome {
            Ok(number) => (None, *number),
            Err(error) => (Some(error.code), None),
        };
        let done = Done { at_ms: (self.clock)().timestamp_millis(), took_ms, error, number };
        self.note_down(|kept| *place(kept) = Some(done))?;
        outcome.map(|_| ()).inspect_err(|error: &ApiError| {
            self.care.heard(error);
            self.log_failure("keeping the records", error);
        })
    }
}
