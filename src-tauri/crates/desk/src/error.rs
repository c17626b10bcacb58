//! What a window or the command line is told when a verb cannot be done.
//!
//! A code, the field it is about, and a few plain values: never prose, a path, SQL or a client's text. The interface
//! words each code in two languages, saying what happened, what is safe and what to do.

use moments_core::moment::{Invalid, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What went wrong, as far as the interface acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// There is no office in this home yet.
    NotSetUp,
    /// There is an office in this home already.
    AlreadySetUp,
    /// Another Moments has this home open.
    HomeInUse,
    /// There is no place for the home, or what is there is no folder.
    HomeMissing,
    /// The folder cannot be written.
    HomeReadOnly,
    /// The folder is on a network drive, where the store would not be safe.
    HomeOnNetwork,
    /// The store is there, and its key is not: the recovery code or the key file is needed.
    KeyNeeded,
    /// The store is there, and the file of its key slots is not: no recovery code and no keystore opens it without.
    KeySlotsMissing,
    /// The recovery code, passphrase, key file or keystore does not open this store. `data.problem` says which mistake is in a
    /// code: `code_length`, `code_symbol`, `code_check`.
    WrongKey,
    /// The computer's keystore cannot be reached.
    KeystoreUnavailable,
    /// A newer version of Moments wrote this store or record.
    NewerVersion,
    /// The file is not a store of Moments.
    ForeignFile,
    /// The store is damaged.
    Damaged,
    /// The copy that was to be put back is damaged, or from before a new key.
    CopyUnusable,
    /// The disk is full. What was saved before is safe.
    DiskFull,
    /// The disk or the operating system refused to write.
    StorageFailed,
    /// Another part of Moments is busy writing; trying again helps.
    Busy,
    NotSignedIn,
    /// The counter is locked; the draft is kept.
    Locked,
    /// Not for this role.
    NotPermitted,
    WrongPin,
    /// Too many wrong PINs; `data.seconds` until the next try.
    LockedOut,
    /// The passphrase is too easy to guess; `data.problem` says why: `short`, `long`, `simple`.
    PassphraseTooWeak,
    /// The last way into the records, or a person's last one, can't be taken away.
    LastKey,
    /// That is not the group of the new recovery code; the old code stays.
    CodeNotReadBack,
    /// It was stopped; nothing was changed.
    Stopped,
    /// The PIN is too short, too easily guessed or of the wrong form; which of them is not told.
    PinTooWeak,
    /// The full PIN is needed again; `data.purpose` says for what. The window asks for it and repeats the command.
    PinNeeded,
    /// One administrator alone can't: it takes two, or the recovery code.
    TwoNeeded,
    /// `field` and `data.problem` say what is wrong.
    Invalid,
    NotFound,
    /// What was typed is no reference code; `data.problem` says why: `too_short`, `too_long`, `symbol` (`data.at`: which,
    /// from 1), `check`.
    CaseCode,
    /// The case is closed; it is opened again first.
    CaseClosed,
    /// The follow-up is closed; it is opened again first.
    FollowUpClosed,
    /// The same id was recorded with other content.
    Conflict,
    AlreadyVoided,
    /// The time for undo is over, or a supervisor is needed by now.
    TooLate,
    /// The invitation is over; an answer to it is no longer taken.
    TokenExpired,
    /// A card is entered by somebody else than who served.
    OwnCard,
    /// This moment's card was entered already.
    CardEntered,
    /// Not a file of the service inventory; `data.reason` says why.
    NotAnInventory,
    /// Not a file of the directory; `data.reason` says why.
    NotADirectory,
    /// Not a table that can be read as a past log; `data.reason` says why.
    NotALog,
    /// Not a file that makes a workstation, or a damaged one.
    NotAJoinFile,
    /// The file is larger than what is taken.
    FileTooLarge,
    /// The file cannot be read.
    FileUnreadable,
    /// The file cannot be written where it was asked for.
    FileUnwritable,
    /// What was previewed has changed since; preview again.
    PreviewOutdated,
    /// A fault of Moments itself.
    Internal,
}

/// What the interface gets instead of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type, thiserror::Error)]
#[error("{code:?} {field:?} {data:?}")]
pub struct ApiError {
    pub code: ErrorCode,
    pub field: Option<String>,
    pub data: BTreeMap<String, String>,
}

pub type Result<T> = std::result::Result<T, ApiError>;

impl ApiError {
    pub fn new(code: ErrorCode) -> Self {
        Self { code, field: None, data: BTreeMap::new() }
    }

    /// A field of the request that cannot be taken, by its path in the form.
    pub fn invalid(field: impl Into<String>, problem: Problem) -> Self {
        let word = serde_json::to_value(problem)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default();
        Self { field: Some(field.into()), ..Self::new(ErrorCode::Invalid) }.with("problem", word)
    }

    /// Adds a plain value; never a path, SQL or what a client said.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.data.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid.field, invalid.problem)
    }
}
