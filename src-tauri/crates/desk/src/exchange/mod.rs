//! Handing over: what is written here goes out as bundles, and what colleagues wrote comes in as theirs.
//!
//! All of it goes through two folders of the home. In `outbox/` lie the bundles of this workstation's own entries, as long as
//! somebody they are for is not known to have them; in `inbox/` what a courier or a person brought. What is ahead of a gap waits
//! in `inbox/waiting/`, what is bad lies in `inbox/refused/` with its reason on the screen; neither blocks anything, and none is
//! ever deleted unread. Who carries them, and how, is not known here.
//!
//! Deliberately absent: a network, and any belief in what a file is called.

mod acknowledged;
mod begin;
mod join;
mod kit;
mod places;
mod seal;
mod standing;
mod stick;
mod sticks;
mod take_in;
mod view;
mod workstations;

pub use join::JoinForm;
pub use kit::{KitForm, SavedKit};
pub use stick::{Carried, StickProgress};
pub use sticks::StickView;
pub use take_in::TakenIn;
pub use view::{CentreView, HandOverView, OutboxView, RefusedView, WorkstationView};
pub use workstations::{InvitedWorkstation, NewWorkstation};

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use moments_bundle::keys::KeyError;
use moments_bundle::signed::SignedError;
use moments_bundle::{Destination, SealError};
use standing::Standing;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is going on in this run of the program.
#[derive(Default)]
pub(crate) struct Exchanging {
    /// Held while bundles are sealed or taken in: one at a time.
    turn: Mutex<()>,
    /// What is written is to be sealed soon: a day was signed off.
    wanted: AtomicBool,
    /// How far the stick is that is written or read.
    stick: Mutex<StickProgress>,
    /// Somebody asked to stop that.
    stop: AtomicBool,
}

impl Desk {
    /// Takes in what was brought and seals what is due, and says whether it did anything. Called every few seconds by a thread
    /// that may wait.
    pub fn exchange(&self) -> bool {
        if !self.holds_home() || self.store().is_err() {
            return false;
        }
        let mut did = false;
        match self.take_in() {
            Ok(taken) => did |= taken.entries > 0,
            Err(error) => self.log_failure("taking in bundles", &error),
        }
        if let Err(error) = self.introduce() {
            self.log_failure("introducing this workstation", &error);
        }
        match self.seal_due() {
            Ok(bundles) => did |= bundles > 0,
            Err(error) => self.log_failure("sealing bundles", &error),
        }
        did
    }

    /// What was written is sealed soon, whatever its age.
    pub(crate) fn want_sealed(&self) {
        self.exchanging.wanted.store(true, Ordering::Relaxed);
    }
}

/// As it is stored.
const fn word(destination: Destination) -> &'static str {
    match destination {
        Destination::Office => "office",
        Destination::Centre => "centre",
    }
}

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        Self::new(ErrorCode::Internal).with("detail", error)
    }
}

impl From<SignedError> for ApiError {
    fn from(error: SignedError) -> Self {
        Self::new(ErrorCode::Internal).with("detail", error)
    }
}

impl From<SealError> for ApiError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Io(error) => moments_store::StoreError::Io(error).into(),
            SealError::Nothing
            | SealError::Recipients
            | SealError::Entry(_)
            | SealError::Line
            | SealError::Signed(_)
            | SealError::Encryption => Self::new(ErrorCode::Internal).with("detail", error),
        }
    }
}
