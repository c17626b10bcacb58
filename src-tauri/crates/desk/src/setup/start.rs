//! Opening the home: the lock, the key, the store. Nothing is changed when something is wrong.

use super::StartState;
use crate::desk::{Desk, Keys, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_store::Store;
use moments_store::home::{HomeError, HomeLock, LockHolder};
use moments_store::keys::{
    CodeFault, DataKey, Holder, KeyError, KeyFile, KeySlots, OsKeystore, OsUser, PassphraseFault,
    RecoveryCode,
};
use moments_store::new_key;
use std::path::PathBuf;

/// The key file of a trial that was set up without naming one.
const TRIAL_KEY: &str = "trial.key";

impl Desk {
    /// Opens the home for writing and says what the first window shows.
    pub fn start(&self, program: &str) -> StartState {
        if let Ok(place) = self.place() {
            return ready(&place);
        }
        let what = format!("{program} {}", env!("CARGO_PKG_VERSION"));
        match self.try_start(program) {
            Ok(state) => {
                let fresh = matches!(state, StartState::SetUp { .. });
                self.log(format_args!("{what}: {}", if fresh { "no office yet" } else { "open" }));
                state
            }
            Err(error) => {
                self.log_failure(&what, &error);
                if matches!(error.code, ErrorCode::KeyNeeded | ErrorCode::WrongKey) {
                    StartState::KeyNeeded { reason: error.code }
                } else {
                    StartState::Failed { error }
                }
            }
        }
    }

    fn try_start(&self, program: &str) -> Result<StartState> {
        self.take_home(program)?;
        if !self.has_office() {
            return Ok(StartState::SetUp {
                suggested_time_zone: self.suggested_time_zone(),
                keystore_available: !self.keys.no_keystore && OsKeystore.is_available(),
                key_file: self.keys.key_file.is_some(),
            });
        }
        let key = self.known_key()?;
        self.open_with(key)
    }

    /// Opens the store for writing with a key that was found; the home's lock is held.
    pub fn open_writing(&self, program: &str, key: DataKey) -> Result<()> {
        self.take_home(program)?;
        self.open_with(key).map(|_| ())
    }

    /// Opens the store beside an app that may have it open, for reading verbs of the command line.
    pub fn open_reading(&self, key: DataKey) -> Result<()> {
        self.home.check()?;
        if !self.home.database().exists() {
            return Err(ErrorCode::NotSetUp.into());
        }
        self.opened(Store::open_beside(&self.home, key)?)
    }

    pub(crate) fn take_home(&self, program: &str) -> Result<()> {
        let mut held = locked(&self.home_lock);
        if held.is_none() {
            self.home.create()?;
            self.home.check()?;
            *held = Some(HomeLock::take(&self.home, &LockHolder::this_process(program, (self.clock)()))?);
            new_key::settle(&self.home)?;
        }
        Ok(())
    }

    pub(crate) fn open_with(&self, key: DataKey) -> Result<StartState> {
        self.open_or_put_back(key)?;
        Ok(ready(self.place()?.as_ref()))
    }

    /// The recovery code opens the store on a computer whose keystore lost its key; the keystore then gets a new one.
    pub fn unlock_with_code(&self, program: &str, typed: &str) -> Result<StartState> {
        self.take_home(program)?;
        let code = RecoveryCode::parse(typed)?;
        let key = self.slots()?.unlock(&Holder::RecoveryCode(&code))?;
        let state = self.open_and_remember(key)?;
        self.log("opened with the recovery code");
        Ok(state)
    }

    /// The data key, from the key file or the computer's keystore.
    pub fn known_key(&self) -> Result<DataKey> {
        let slots = self.slots()?;
        let mut outcome = ApiError::new(ErrorCode::KeyNeeded);
        if let Some(path) = self.key_file_path() {
            match KeyFile::read(&path).and_then(|file| slots.unlock(&Holder::KeyFile(&file))) {
                Ok(key) => return Ok(key),
                Err(KeyError::KeyFileMissing) => {}
                Err(error) => outcome = error.into(),
            }
        }
        if !self.keys.no_keystore {
            let user = OsUser::current()?;
            match slots.unlock(&Holder::Keystore { keystore: &OsKeystore, user: &user }) {
                Ok(key) => return Ok(key),
                Err(KeyError::NoSlot) => {}
                Err(error) => outcome = ApiError::new(ErrorCode::KeyNeeded).with("detail", error),
            }
        }
        Err(outcome)
    }

    /// The data key of a recovery code.
    pub fn key_of_code(&self, typed: &str) -> Result<DataKey> {
        let code = RecoveryCode::parse(typed)?;
        Ok(self.slots()?.unlock(&Holder::RecoveryCode(&code))?)
    }

    /// The key slots. A change of the key that was cut off is completed first, unless another program is at it.
    pub(crate) fn slots(&self) -> Result<KeySlots> {
        if new_key::is_unsettled(&self.home) && !self.holds_home() {
            let note = LockHolder::this_process("moments", (self.clock)());
            let _lock = HomeLock::take(&self.home, &note).map_err(|_| ErrorCode::Busy)?;
            new_key::settle(&self.home)?;
        }
        match KeySlots::open(self.home.folder()) {
            Err(error @ (KeyError::Missing | KeyError::Damaged)) if self.holds_home() => {
                self.slots_of_a_copy()?.ok_or_else(|| error.into())
            }
            opened => Ok(opened?),
        }
    }

    /// The key file that was named, or the trial's that lies in the home.
    pub(crate) fn key_file_path(&self) -> Option<PathBuf> {
        let Keys { key_file, .. } = &self.keys;
        key_file.clone().or_else(|| Some(self.trial_key()).filter(|path| path.exists()))
    }

    pub(super) fn trial_key(&self) -> PathBuf {
        self.home.folder().join(TRIAL_KEY)
    }

    fn suggested_time_zone(&self) -> String {
        let known = |name: &String| name.parse::<chrono_tz::Tz>().is_ok();
        std::env::var("TZ")
            .ok()
            .filter(known)
            .or_else(|| {
                let link = std::fs::read_link("/etc/localtime").ok()?;
                let name = link.to_str()?.split_once("zoneinfo/")?.1.to_owned();
                Some(name).filter(known)
            })
            .filter(|name| name.starts_with("America/"))
            .unwrap_or_else(|| "America/Toronto".into())
    }
}

fn ready(place: &crate::desk::Place) -> StartState {
    StartState::Ready {
        office_en: place.office.name_en.clone(),
        office_fr: place.office.name_fr.clone(),
        workstation: place.workstation.label.clone(),
    }
}

impl From<HomeError> for ApiError {
    fn from(error: HomeError) -> Self {
        let code = match &error {
            HomeError::NotWritable => ErrorCode::HomeReadOnly,
            HomeError::DiskFull => ErrorCode::DiskFull,
            HomeError::NetworkFileSystem { .. } => ErrorCode::HomeOnNetwork,
            HomeError::InUse { .. } => ErrorCode::HomeInUse,
            HomeError::NoPlace | HomeError::Missing | HomeError::NotAFolder => ErrorCode::HomeMissing,
            HomeError::Io(_) => ErrorCode::StorageFailed,
        };
        Self::new(code).with("detail", error)
    }
}

impl From<KeyError> for ApiError {
    fn from(error: KeyError) -> Self {
        let code = match &error {
            KeyError::Missing => ErrorCode::KeySlotsMissing,
            KeyError::NoSlot | KeyError::KeyFileMissing => ErrorCode::KeyNeeded,
            KeyError::WrongSecret
            | KeyError::CodeMistyped(_)
            | KeyError::KeyFileMalformed
            | KeyError::OtherDataKey => ErrorCode::WrongKey,
            KeyError::PassphraseRefused(_) => ErrorCode::PassphraseTooWeak,
            KeyError::LastSlot | KeyError::LastOfAPerson => ErrorCode::LastKey,
            KeyError::KeystoreUnavailable
            | KeyError::KeystoreLocked
            | KeyError::KeystoreEntryMissing
            | KeyError::NoOsUser => ErrorCode::KeystoreUnavailable,
            KeyError::NewerFormat { .. } => ErrorCode::NewerVersion,
            KeyError::Damaged => ErrorCode::Damaged,
            KeyError::AlreadyThere | KeyError::KeyFileAlreadyThere => ErrorCode::AlreadySetUp,
            KeyError::Io(std::io::ErrorKind::StorageFull) => ErrorCode::DiskFull,
            KeyError::Io(_) => ErrorCode::StorageFailed,
            KeyError::NoHolder
            | KeyError::TooManySlots
            | KeyError::NoSuchSlot
            | KeyError::NoMemory
            | KeyError::NotReadBack
            | KeyError::NoRandomness
            | KeyError::Derivation => ErrorCode::Internal,
        };
        let named = Self::new(code).with("detail", error);
        match problem(&error) {
            Some(word) => named.with("problem", word),
            None => named,
        }
    }
}

/// Which mistake it is in what a person typed.
fn problem(error: &KeyError) -> Option<&'static str> {
    if let KeyError::CodeMistyped(fault) = error {
        return Some(match fault {
            CodeFault::Length => "code_length",
            CodeFault::Symbol => "code_symbol",
            CodeFault::Check => "code_check",
        });
    }
    let KeyError::PassphraseRefused(fault) = error else { return None };
    Some(match fault {
        PassphraseFault::Short => "short",
        PassphraseFault::Long => "long",
        PassphraseFault::Simple => "simple",
    })
}
