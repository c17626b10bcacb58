//! Where the app stands when a window opens: what to show before there is a session, and who is signed in after.

use crate::preferences::Preferences;
use crate::{PROGRAM, SharedDesk};
use moments_desk::ratings::BothLanguages;
use moments_desk::setup::StartState;
use moments_desk::sign_in::SessionView;
use moments_desk::{ApiError, ErrorCode};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

/// What the staff window shows.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum AppState {
    /// A fresh home: set up the office.
    SetUp {
        preferences: Preferences,
        suggested_time_zone: String,
        keystore_available: bool,
        key_file: bool,
    },
    /// The store is there and its key is not: the recovery code or the passphrase is asked for.
    KeyNeeded {
        preferences: Preferences,
        reason: ErrorCode,
        /// A passphrase opens it as well.
        passphrase: bool,
    },
    /// The store cannot be opened; nothing was changed.
    Failed {
        preferences: Preferences,
        error: ApiError,
    },
    SignIn {
        preferences: Preferences,
        office: BothLanguages,
        workstation: String,
    },
    SignedIn {
        preferences: Preferences,
        office: BothLanguages,
        workstation: String,
        session: SessionView,
    },
}

/// The home is opened once, whoever asks.
static OPENING: Mutex<()> = Mutex::new(());

/// Opens the home while the window loads its page.
pub fn begin(desk: &SharedDesk) {
    let desk = Arc::clone(desk);
    std::thread::spawn(move || start(&desk));
}

fn start(desk: &SharedDesk) -> StartState {
    let _alone = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    desk.start(PROGRAM)
}

/// Opens the home if that was not done yet.
pub fn read(desk: &SharedDesk, preferences: Preferences) -> AppState {
    match start(desk) {
        StartState::SetUp { suggested_time_zone, keystore_available, key_file } => {
            AppState::SetUp { preferences, suggested_time_zone, keystore_available, key_file }
        }
        StartState::KeyNeeded { reason } => {
            AppState::KeyNeeded { preferences, reason, passphrase: desk.has_passphrase() }
        }
        StartState::Failed { error } => AppState::Failed { preferences, error },
        StartState::Ready { office_en, office_fr, workstation } => {
            let office = BothLanguages { en: office_en, fr: office_fr };
            match desk.session() {
                Some(session) => AppState::SignedIn { preferences, office, workstation, session },
                None => AppState::SignIn { preferences, office, workstation },
            }
        }
    }
}
