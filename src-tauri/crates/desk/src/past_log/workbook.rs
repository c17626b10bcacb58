//! A workbook's sheets as tables, read through `calamine`.
//!
//! A workbook is a packed folder, and a small one can unpack to more than a computer holds: what is in it is measured
//! before `calamine` reads it, cells are taken one by one, and a cell that names a long text a million times is counted
//! each time. `calamine` has panicked on sizes that contradict each other, so that a panic of it is an unreadable file and
//! not the end of the program.

use crate::error::{ApiError, ErrorCode};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx};
use moments_core::past_log::csv_file::row_of_sheet;
use moments_core::past_log::{COLUMNS_MAX, FileError, ROWS_MAX, Table, kept};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// Bytes that everything in a workbook may unpack to.
const UNPACKED_MAX_BYTES: u64 = 400 * 1024 * 1024;
/// Files in a workbook.
const PARTS_MAX: usize = 10_000;
/// Sheets that are offered.
const SHEETS_MAX: usize = 100;
/// Bytes of the text of all cells of a sheet.
const TEXT_MAX_BYTES: usize = 200 * 1024 * 1024;
/// Cells that are filled in from the cell that they are merged with.
const MERGED_MAX: usize = 2_000_000;

/// Why a workbook is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    #[error("the file is no workbook, or is damaged")]
    Unreadable,
    /// With a password, or in the format of before 2007.
    #[error("the workbook is protected or too old")]
    ProtectedOrOld,
    #[error("the workbook unpacks to more than is taken")]
    TooLarge,
    #[error("there is no such sheet")]
    NoSuchSheet,
    #[error(transparent)]
    Table(#[from] FileError),
}

type Result<T> = std::result::Result<T, BookError>;

/// Whether a file is packed as a workbook is, or is one of the older kind.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || is_older(bytes)
}

/// Compound files: workbooks of before 2007, and those with a password.
fn is_older(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The cells of a sheet that are not empty, by row and column from 0.
type Cells = BTreeMap<u32, BTreeMap<usize, String>>;

/// An open workbook.
pub struct Workbook<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
}

impl<'a> Workbook<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        if is_older(bytes) {
            return Err(BookError::ProtectedOrOld);
        }
        measure(bytes)?;
        let book = guarded(|| Xlsx::new(Cursor::new(bytes)))?;
        Ok(Self { book })
    }

    /// The names of its sheets, in their order.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = self.book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
        sheets.map(|s| s.name.clone()).take(SHEETS_MAX).collect()
    }

    /// A sheet as a table. Formulas are what they came to, and a cell that is merged downwards is in each of its rows.
    pub fn table(&mut self, sheet: &str) -> Result<Table> {
        if !self.sheets().iter().any(|name| name == sheet) {
            return Err(BookError::NoSuchSheet);
        }
        let (mut rows, bytes) = self.rows(sheet)?;
        self.fill_merged(sheet, &mut rows, bytes)?;
        let rows = rows.into_iter().map(|(row, cells)| row_of_sheet(row, cells));
        Ok(Table::under_its_header(rows)?)
    }

    /// The cells, and how many bytes of text they hold.
    fn rows(&mut self, sheet: &str) -> Result<(Cells, usize)> {
        let book = &mut self.book;
        let mut rows = Cells::new();
        let mut bytes = 0;
        let mut cells = guarded(|| book.worksheet_cells_reader(sheet))?;
        while let Some(cell) = guarded(|| cells.next_cell())? {
            let text = text_of(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let column = column as usize;
            if column >= COLUMNS_MAX {
                let line = moments_core::past_log::csv_file::line_of(row);
                return Err(FileError::TooManyColumns { line }.into());
            }
            let text = kept(&text);
            bytes += text.len();
            if bytes > TEXT_MAX_BYTES {
                return Err(BookError::TooLarge);
            }
            rows.entry(row).or_default().insert(column, text.to_owned());
            // Titles stand above the header.
            if rows.len() > ROWS_MAX + 100 {
                return Err(FileError::TooManyRows.into());
            }
        }
        Ok((rows, bytes))
    }

    /// Only downwards: a title that is merged over columns is the name of none of them.
    fn fill_merged(&mut self, sheet: &str, rows: &mut Cells, mut bytes: usize) -> Result<()> {
        let book = &mut self.book;
        let regions = guarded(|| book.merge_cells_by_sheet_name(sheet))?;
        let mut left = MERGED_MAX;
        for region in regions {
            let ((top, column), (bottom, _)) = (region.start, region.end);
            let column = column as usize;
            let text = rows.get(&top).and_then(|cells| cells.get(&column)).cloned().unwrap_or_default();
            if text.is_empty() || bottom <= top {
                continue;
            }
            for cells in rows.range_mut(top + 1..=bottom).map(|(_, cells)| cells) {
                left = left.checked_sub(1).ok_or(BookError::TooLarge)?;
                bytes += text.len();
                if bytes > TEXT_MAX_BYTES {
                    return Err(BookError::TooLarge);
                }
                cells.entry(column).or_insert_with(|| text.clone());
            }
        }
        Ok(())
    }
}

/// What `calamine` says, or that it could not.
fn guarded<T, E>(read: impl FnOnce() -> std::result::Result<T, E>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(_) => Err(BookError::Unreadable),
    }
}

/// Unpacks everything once and keeps nothing, so that what a part says about its size does not matter.
fn measure(bytes: &[u8]) -> Result<()> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BookError::Unreadable)?;
    if parts.len() > PARTS_MAX {
        return Err(BookError::TooLarge);
    }
    let mut left = UNPACKED_MAX_BYTES;
    for index in 0..parts.len() {
        let part = parts.by_index(index).map_err(|_| BookError::Unreadable)?;
        let name = part.name().map_err(|_| BookError::Unreadable)?.to_ascii_lowercase();
        let strings = name.ends_with("sharedstrings.xml");
        let mut part = part.take(left + 1);
        let read = if strings {
            let mut all = Vec::new();
            let read = part.read_to_end(&mut all).map_err(|_| BookError::Unreadable)?;
            if !says_a_believable_count(&all) {
                return Err(BookError::Unreadable);
            }
            read as u64
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| BookError::Unreadable)?
        };
        left = left.checked_sub(read).ok_or(BookError::TooLarge)?;
    }
    Ok(())
}

/// `calamine` makes room for as many texts as the table of texts says that it has; one takes more bytes than it has not.
/// Another encoding than Excel's could say the number in letters that are not seen here.
fn says_a_believable_count(part: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    let digits = |rest: &[u8]| {
        let rest = rest.iter().copied().skip_while(|b| !b.is_ascii_digit() && *b != b'>').take(24);
        rest.take_while(u8::is_ascii_digit)
            .fold(0_u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')))
    };
    let plain = !part.contains(&0) && !part.starts_with(&[0xFE, 0xFF]) && !part.starts_with(&[0xFF, 0xFE]);
    let mut counts = part.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME);
    plain
        && counts
            .all(|(at, _)| part.get(at + NAME.len()..).is_some_and(|rest| digits(rest) <= part.len() as u64))
}

/// A cell as somebody would have typed it. Dates and times in ISO 8601, to the second.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "yes".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        DataRef::DateTime(at) => date_time(at),
        // `#N/A`, as a spreadsheet writes it too.
        DataRef::Error(error) => error.to_string(),
    }
}

fn date_time(at: &ExcelDateTime) -> String {
    let days = at.as_f64();
    if !days.is_finite() {
        return String::new();
    }
    // A fraction of a day is not exact; a second is finer than any log.
    let rounded = (days * 86_400.0).round() / 86_400.0;
    let seconds = ((rounded.fract() * 86_400.0).round() as u32) % 86_400;
    let time = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if (0.0..1.0).contains(&rounded) {
        return time;
    }
    if at.is_duration() {
        // Longer than a day: no time of one.
        return days.to_string();
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if seconds == 0 { date } else { format!("{date} {time}") }
}

impl From<BookError> for ApiError {
    fn from(error: BookError) -> Self {
        let not = |reason: &str| Self::new(ErrorCode::NotALog).with("reason", reason);
        match error {
            BookError::Unreadable => not("not_a_workbook"),
            BookError::ProtectedOrOld => not("protected_or_old"),
            BookError::TooLarge => Self::new(ErrorCode::FileTooLarge),
            BookError::NoSuchSheet => not("no_such_sheet"),
            BookError::Table(error) => error.into(),
        }
    }
}
