//! Importing a past log: a file is opened, its columns and words are mapped, what it would do is shown, and then its rows
//! are recorded in batches. Every row is in, was there already, or is refused with its reason.
//!
//! A row's id follows from the row, so that the same file again changes nothing, and an import that was stopped or cut off
//! goes on where it was. Deliberately absent: ratings, and who a client is.

mod import;
mod open;
mod preview;
mod refusals;
mod rows;
mod tally;
pub mod workbook;

pub use refusals::RefusalWords;

use moments_core::past_log::{LogField, Mapping, NotImported, Refusal, Refused, Table, TextEncoding};
use moments_core::words::*;
use serde::Serialize;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

/// The file that is open for import, and how far its import is.
#[derive(Default)]
pub(crate) struct PastLog {
    open: Mutex<Option<Arc<OpenFile>>>,
    progress: Mutex<LogProgress>,
    refused: Mutex<Option<RefusedRows>>,
    running: AtomicBool,
    stop: AtomicBool,
}

/// A file as it was opened.
struct OpenFile {
    token: String,
    name: String,
    /// Of a workbook: its bytes, to read another sheet.
    workbook: Option<Vec<u8>>,
    sheets: Vec<String>,
    sheet: Option<String>,
    encoding: TextEncoding,
    table: Table,
}

/// Rows that the last import refused.
#[derive(Clone)]
struct RefusedRows {
    /// Of the file.
    token: String,
    lines: Vec<Line>,
    /// The file has a column that names its rows.
    named: bool,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    line: u32,
    refusal: Refusal,
}

/// A file of a past log, with what its columns seem to be.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OpenedLog {
    /// Names this file in what follows.
    pub token: String,
    pub name: String,
    /// Of a workbook; empty for a file of text.
    pub sheets: Vec<String>,
    pub sheet: Option<String>,
    pub encoding: TextEncoding,
    /// Under the header.
    pub rows: u32,
    pub columns: Vec<ColumnSeen>,
    pub mapping: Mapping,
}

/// A column as it stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ColumnSeen {
    /// From 1.
    pub number: u32,
    pub name: String,
    /// The first cells that are not empty, cut short.
    pub samples: Vec<String>,
    /// It looks like something that is never imported.
    pub not_imported: Option<NotImported>,
}

/// How many rows became what; the four add up to the rows of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct LogCounts {
    pub rows: u32,
    pub recorded: u32,
    pub already_there: u32,
    pub refused: u32,
    pub empty: u32,
}

/// Rows that are refused for one reason.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ReasonCount {
    pub field: Option<LogField>,
    pub reason: Refused,
    pub rows: u32,
}

/// One row that is refused.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct RefusedLine {
    /// Line of the file or of the sheet, from 1.
    pub line: u32,
    pub field: Option<LogField>,
    pub reason: Refused,
    /// The cell that it is about, cut short; never a note.
    pub cell: String,
}

/// A word that the mapping has no meaning for.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct WordSeen {
    pub field: LogField,
    pub word: String,
    pub rows: u32,
}

/// What an import would do; nothing is changed yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, specta::Type)]
pub struct LogPreview {
    /// `recorded`: would be.
    pub counts: LogCounts,
    pub reasons: Vec<ReasonCount>,
    /// The first of them.
    pub refused: Vec<RefusedLine>,
    pub unknown_words: Vec<WordSeen>,
    /// The first rows as they would be recorded.
    pub rows: Vec<PreviewRow>,
    /// Notes in which something would be masked.
    pub masked: u32,
    /// The first and last day of what would be recorded, `YYYY-MM-DD`.
    pub first_day: Option<String>,
    pub last_day: Option<String>,
    /// It was stopped, and says nothing of the rows behind these.
    pub stopped: bool,
}

/// A row as it would be recorded; what the file leaves open is at its default and says so.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PreviewRow {
    pub line: u32,
    pub office_day: String,
    /// `HH:MM`; `null`: the row has no time of day.
    pub time: Option<String>,
    pub kind: MomentKind,
    pub name_en: String,
    pub name_fr: String,
    pub quantity: u32,
    pub relationship: Option<Relationship>,
    pub relationship_by: By,
    pub outcome: Option<Outcome>,
    pub outcome_by: By,
    pub channel: Channel,
    pub channel_by: By,
    pub language: String,
    pub language_by: By,
    pub note: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LogReport {
    pub counts: LogCounts,
    pub reasons: Vec<ReasonCount>,
    /// The first of them; all can be saved as a file.
    pub refused: Vec<RefusedLine>,
    /// It was stopped: the rows behind these were not looked at.
    pub stopped: bool,
}

/// How far a preview or an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct LogProgress {
    pub running: bool,
    /// Of the rows that were looked at so far.
    pub counts: LogCounts,
    /// Rows of the file.
    pub total: u32,
}
