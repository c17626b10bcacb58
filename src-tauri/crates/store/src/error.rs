//! Why the store could not do something, sorted by what a caller can do about it. No path, SQL or text of a client.

use crate::home::HomeError;
use moments_core::entry::EntryError;

/// A store's failure.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What was saved before is safe; nothing of this transaction was.
    #[error("the disk is full")]
    DiskFull,
    #[error("the store cannot be written")]
    ReadOnly,
    #[error("another part of Moments is writing")]
    Busy,
    /// Also where SQLCipher takes the key for a wrong one: each key came out of its own authenticated wrapping, so that it
    /// is the file that is not what it was.
    #[error("the store is damaged")]
    Damaged,
    #[error("the file is not a store of Moments")]
    Foreign,
    #[error("a newer version of Moments wrote this store (schema {found}, known {known})")]
    Newer { found: i64, known: i64 },
    #[error("the linked SQLite or SQLCipher is not the one Moments was tested with")]
    Library,
    #[error("a setting of the database did not take: {0}")]
    Pragma(&'static str),
    #[error("an entry does not verify: {0}")]
    Entry(#[from] EntryError),
    /// Another entry stands at this place already.
    #[error("two different entries claim the same place")]
    Fork,
    #[error("a record could not be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("what can be counted could not be written or read")]
    Facts(#[from] postcard::Error),
    /// The caller said so; nothing of it was kept.
    #[error("it was stopped")]
    Stopped,
    #[error("the operating system gave no random bytes")]
    Random,
    /// Can't happen for keys of 32 bytes.
    #[error("a key could not be derived")]
    Derivation,
    #[error("the operating system refused to read or write")]
    Io(#[from] std::io::Error),
    #[error("the database refused (code {})", code(.0))]
    Sqlite(rusqlite::Error),
}

pub type Result<T> = std::result::Result<T, StoreError>;

impl From<HomeError> for StoreError {
    fn from(error: HomeError) -> Self {
        use std::io::ErrorKind;
        match error {
            HomeError::DiskFull => Self::DiskFull,
            HomeError::NotWritable => Self::ReadOnly,
            HomeError::Io(kind) => Self::Io(kind.into()),
            HomeError::NoPlace
            | HomeError::Missing
            | HomeError::NotAFolder
            | HomeError::NetworkFileSystem { .. }
            | HomeError::InUse { .. } => Self::Io(ErrorKind::NotFound.into()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        #[cfg(feature = "planted")]
        if crate::planted::is(crate::planted::Fault::ErrorUnnamed) {
            return Self::Library;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ => Self::Sqlite(error),
        }
    }
}

/// SQLite's extended result code; the message may hold SQL and is left out on purpose.
fn code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(-1, |e| e.extended_code)
}
