//! What stopped the courier, as sentences: what happened, what is safe, what to do.

use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{} can't be used: {why}. Nothing was carried. Mend that and start again.", .file.display())]
    Config { file: PathBuf, why: String },
    #[error(
        "Another courier is at work on {}. That one goes on; this one does nothing. Stop the other, or give this one \
         a state folder of its own.",
        .0.display()
    )]
    AnotherCourier(PathBuf),
    #[error(
        "{} is not there. Is the share mounted, or the stick in? What waits is kept, and is carried when it is back.",
        .0.display()
    )]
    Away(PathBuf),
    #[error(
        "{} is a link or a file where a folder has to be. Nothing is written through it. Put a folder in its place.",
        .0.display()
    )]
    NoFolder(PathBuf),
    #[error(
        "The disk under {} is full. What was not carried is kept where it was, and nothing half-written is left. Make \
         room there.",
        .0.display()
    )]
    Full(PathBuf),
    #[error(
        "{} may not be read or written by the courier. What waits is kept. Give the courier's user its rights there.",
        .0.display()
    )]
    NotPermitted(PathBuf),
    #[error("{} gave way: {error}. What waits is kept, and is tried again.", .at.display())]
    Disk { at: PathBuf, error: io::Error },
    #[error("{0} changed while it was read. It is left alone now, and carried at the next pass.")]
    Changed(String),
    /// The desk took a file out of its outbox, which is as it should be. Never told.
    #[error("{0} is not in the outbox any more.")]
    Gone(String),
    #[error("{0} is not at the place as it was sent. It counts as not carried, and is carried again.")]
    Unlike(String),
    #[error(
        "The store did not answer as it should while {doing}: {why}. What waits is kept, and is tried again."
    )]
    Store { doing: String, why: String },
    #[error("The courier was told to stop. What was not carried is carried after the next start.")]
    Stopped,
}

impl Trouble {
    /// Reads an error of the disk at a path.
    pub fn at(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        // The other kinds of errors, of which the standard library adds some with time, are told as they are.
        if matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
        ) {
            return Self::Full(path);
        }
        if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
            return Self::NotPermitted(path);
        }
        if error.kind() == io::ErrorKind::NotFound {
            return Self::Away(path);
        }
        Self::Disk { at: path, error }
    }

    /// Whether it is about one file, so that the next may still be carried.
    pub const fn of_one_file(&self) -> bool {
        match self {
            Self::Changed(_) | Self::Gone(_) | Self::Unlike(_) => true,
            Self::Config { .. }
            | Self::AnotherCourier(_)
            | Self::Away(_)
            | Self::NoFolder(_)
            | Self::Full(_)
            | Self::NotPermitted(_)
            | Self::Disk { .. }
            | Self::Store { .. }
            | Self::Stopped => false,
        }
    }
}
