//! A past log: what an office wrote down before it had Moments, as a table of text cells, and how its columns and words
//! are read as moments. Each row comes in, or is refused with its reason.
//!
//! Everything is a pure function of cells and a mapping. Deliberately absent: files and workbooks, the clock, what is
//! recorded already, and ratings: one that nobody can ask about again is no answer of a client.
//!
//! [`csv_file::open`] or a workbook's cells → [`Table`] → [`guess::mapping`] → [`Reading::row`] → [`PastRow`].

pub mod csv_file;
pub mod guess;
mod identity;
mod mapping;
mod row;
mod services;
mod when;
mod words;

#[cfg(test)]
mod row_tests;

pub use csv_file::{FileError, TextEncoding};
pub use guess::NotImported;
pub use identity::{Fingerprint, Identities, moment_id};
pub use mapping::{Column, DateOrder, Mapping, MappingError, Notes, UnmatchedServices};
pub use row::{Kind, PastRow, Read, Reading, UnknownWord, is_text_field, kept};
pub use services::Services;
pub use when::When;

use crate::words::words;
use csv::StringRecord;
use serde::{Deserialize, Serialize};

/// Bytes of a file of a past log.
pub const FILE_MAX_BYTES: usize = 50 * 1024 * 1024;
/// Rows of a past log: ten years of eighty moments a day.
pub const ROWS_MAX: usize = 200_000;
/// Columns of a past log.
pub const COLUMNS_MAX: usize = 100;
/// Characters of a cell that are kept; a longer one is longer than any field may be.
pub const CELL_MAX_CHARS: usize = 4_000;

words! {
    /// What a column of a past log is read as.
    LogField {
        /// Date and time in one cell.
        DateTime = "date_time",
        Date = "date",
        Time = "time",
        Service = "service",
        Quantity = "quantity",
        Relationship = "relationship",
        Outcome = "outcome",
        Channel = "channel",
        /// Requested and provided.
        Language = "language",
        Contact = "contact",
        /// Minutes, or a band.
        Wait = "wait",
        Barrier = "barrier",
        Note = "note",
        /// Names the row, so that it comes in once. Not kept.
        ExternalId = "external_id",
        /// Names the row together with its date. Not kept.
        Ticket = "ticket",
    }

    /// Why a row is refused.
    #[serde(rename = "LogRefused")]
    Refused {
        /// The cell is empty, and the row is nothing without it.
        Missing = "missing",
        /// The cell is not what its column is read as.
        Unreadable = "unreadable",
        /// A day or time that no calendar or clock of the office has.
        Impossible = "impossible",
        Future = "future",
        /// A word that is not of the set, and that the mapping does not say how to read.
        UnknownWord = "unknown_word",
        UnknownService = "unknown_service",
        /// More than one service has this name.
        AmbiguousService = "ambiguous_service",
        OutOfRange = "out_of_range",
        TooLong = "too_long",
        /// The note holds what looks like personal information.
        MustBeMasked = "must_be_masked",
        /// A formula that has no result.
        FormulaError = "formula_error",
        /// More cells than columns: something stands in the wrong column.
        TooManyCells = "too_many_cells",
        /// The file ends in the middle of the row.
        CutShort = "cut_short",
        /// The same row was recorded before with other content; what was recorded stays.
        Conflict = "conflict",
    }
}

/// A table as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The names over the columns, trimmed.
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row, and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Line of the file or of the sheet, from 1.
    pub line: u32,
    pub cells: StringRecord,
    /// The file ends in it.
    pub cut: bool,
}

/// A row that is refused, with what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// `None`: the row as a whole.
    pub field: Option<LogField>,
    pub reason: Refused,
}

impl Refusal {
    pub const fn new(field: LogField, reason: Refused) -> Self {
        Self { field: Some(field), reason }
    }

    pub const fn whole(reason: Refused) -> Self {
        Self { field: None, reason }
    }
}
