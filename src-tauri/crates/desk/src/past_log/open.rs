//! Opening a file of a past log: text or a workbook, never more of it than is taken, and read whole before anything is
//! done with it.

use super::workbook::{self, Workbook};
use super::*;
use crate::catalogue::{count, read_bytes};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::past_log::{FILE_MAX_BYTES, FileError, csv_file, guess};
use moments_core::text;
use std::path::Path;

/// Cells of a column that are shown, and characters of each.
const SAMPLES: usize = 3;
const SAMPLE_MAX_CHARS: usize = 40;

impl Desk {
    /// Opens a file: CSV in UTF-8, in UTF-16 with its mark, or as said; or an XLSX workbook, of which the first sheet is
    /// taken. For administrators.
    pub fn open_past_log(&self, actor: &Actor, path: &str, encoding: TextEncoding) -> Result<OpenedLog> {
        actor.require(Role::Administrator)?;
        let (name, bytes) = read_bytes(Path::new(path), FILE_MAX_BYTES)?;
        let about = |error: ApiError| error.with("file", &name);
        if bytes.len() > FILE_MAX_BYTES {
            return Err(about(ErrorCode::FileTooLarge.into()));
        }
        let file = if workbook::is_one(&bytes) {
            let mut book = Workbook::open(&bytes).map_err(|e| about(e.into()))?;
            let sheets = book.sheets();
            let sheet = sheets.first().cloned();
            let table = book.table(sheet.as_deref().unwrap_or_default()).map_err(|e| about(e.into()));
            // An empty first sheet must not hide the others.
            let table = if sheets.len() > 1 { table.unwrap_or_default() } else { table? };
            drop(book);
            OpenFile { token: token()?, name, workbook: Some(bytes), sheets, sheet, encoding, table }
        } else {
            let table = csv_file::open(&bytes, encoding).map_err(|e| about(e.into()))?;
            OpenFile { token: token()?, name, workbook: None, sheets: vec![], sheet: None, encoding, table }
        };
        Ok(self.keep(file))
    }

    /// Takes another sheet of the workbook.
    pub fn choose_log_sheet(&self, actor: &Actor, token: &str, sheet: &str) -> Result<OpenedLog> {
        actor.require(Role::Administrator)?;
        let file = self.past_log_file(token)?;
        let about = |error: workbook::BookError| ApiError::from(error).with("file", &file.name);
        let bytes = file.workbook.clone().ok_or(ErrorCode::NotFound)?;
        let table = Workbook::open(&bytes).and_then(|mut book| book.table(sheet)).map_err(about)?;
        Ok(self.keep(OpenFile {
            token: self::token()?,
            name: file.name.clone(),
            workbook: Some(bytes),
            sheets: file.sheets.clone(),
            sheet: Some(sheet.to_owned()),
            encoding: file.encoding,
            table,
        }))
    }

    /// Forgets the file.
    pub fn close_past_log(&self, actor: &Actor) -> Result<()> {
        actor.require(Role::Administrator)?;
        self.forget_files();
        Ok(())
    }

    /// What one person opened and has not imported is not the next one's: a log may hold names.
    pub(crate) fn forget_files(&self) {
        *locked(&self.past_log.open) = None;
        *locked(&self.past_log.refused) = None;
        *locked(&self.previewed_directory) = None;
    }

    fn keep(&self, file: OpenFile) -> OpenedLog {
        let opened = OpenedLog {
            token: file.token.clone(),
            name: file.name.clone(),
            sheets: file.sheets.clone(),
            sheet: file.sheet.clone(),
            encoding: file.encoding,
            rows: count(file.table.rows.len()),
            columns: columns(&file.table),
            mapping: guess::mapping(&file.table),
        };
        *locked(&self.past_log.open) = Some(Arc::new(file));
        opened
    }

    /// The open file.
    ///
    /// # Errors
    /// `PreviewOutdated` where another one was opened since.
    pub(super) fn past_log_file(&self, token: &str) -> Result<Arc<OpenFile>> {
        let open = locked(&self.past_log.open).clone();
        open.filter(|file| file.token == token).ok_or_else(|| ErrorCode::PreviewOutdated.into())
    }
}

fn token() -> Result<String> {
    let token: [u8; 8] = moments_store::random()?;
    Ok(token.iter().map(|b| format!("{b:02x}")).collect())
}

fn columns(table: &Table) -> Vec<ColumnSeen> {
    let seen = |(place, name): (usize, &String)| {
        let cells = table.rows.iter().filter_map(move |row| row.cells.get(place));
        let samples = cells.filter(|cell| !cell.trim().is_empty()).take(SAMPLES).map(shown);
        ColumnSeen {
            number: count(place + 1),
            name: shown(name),
            samples: samples.collect(),
            not_imported: guess::not_imported(name),
        }
    };
    table.columns.iter().enumerate().map(seen).collect()
}

/// A cell as it is shown: on one line, cut short.
pub(super) fn shown(cell: &str) -> String {
    let short: String = cell.chars().take(SAMPLE_MAX_CHARS * 4).collect();
    let line = text::name(&short, SAMPLE_MAX_CHARS * 4).unwrap_or_default();
    match line.char_indices().nth(SAMPLE_MAX_CHARS) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

impl From<FileError> for ApiError {
    fn from(error: FileError) -> Self {
        let not = |reason: &str| Self::new(ErrorCode::NotALog).with("reason", reason);
        match error {
            FileError::TooLarge => Self::new(ErrorCode::FileTooLarge),
            FileError::Empty => not("empty"),
            FileError::TooManyRows => not("too_many_rows"),
            FileError::TooManyColumns { line } => not("too_many_columns").with("line", line),
            FileError::NotUtf8 { line, windows_1252 } => {
                not(if windows_1252 { "windows_1252" } else { "not_utf8" }).with("line", line)
            }
            FileError::NotText => not("not_text"),
            FileError::CutShort { line } => not("cut_short").with("line", line),
        }
    }
}
