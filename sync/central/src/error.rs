//! What can go wrong, as sentences for whoever keeps the centre. Nothing in them is of a client or the staff.

use std::error::Error as _;
use std::io;

#[derive(Debug, thiserror::Error)]
pub enum CentreError {
    #[error("the database: {}. What was acknowledged is committed; what was not stays in the landing zone", told(.0))]
    Database(#[from] tokio_postgres::Error),
    #[error("the landing zone: {0}. Nothing was deleted that was not committed and acknowledged")]
    Landing(#[from] object_store::Error),
    #[error("{0}")]
    Io(#[from] io::Error),
    /// What is to be put right by whoever runs it, as a whole sentence.
    #[error("{0}")]
    Setting(String),
    /// The database holds what this program never wrote.
    #[error(
        "the database holds {0} that can't be read. Run `moments-central verify`; restore it if that finds more"
    )]
    Row(&'static str),
}

pub type Result<T> = std::result::Result<T, CentreError>;

/// The database's own words, which the library keeps behind "db error"; else what happened, and why.
fn told(error: &tokio_postgres::Error) -> String {
    let why = || error.source().map(|why| format!(": {why}")).unwrap_or_default();
    error.as_db_error().map_or_else(|| format!("{error}{}", why()), |db| db.message().to_owned())
}

impl CentreError {
    pub fn setting(text: impl Into<String>) -> Self {
        Self::Setting(text.into())
    }

    /// The database can't hold a value, whoever asks: SQLSTATE class 22 and 23. Another try would end the same.
    pub fn is_about_a_value(&self) -> bool {
        match self {
            Self::Database(error) => error
                .code()
                .is_some_and(|code| code.code().starts_with("22") || code.code().starts_with("23")),
            Self::Landing(_) | Self::Io(_) | Self::Setting(_) | Self::Row(_) => false,
        }
    }
}
