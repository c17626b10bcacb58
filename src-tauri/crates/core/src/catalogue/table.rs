//! A comma-separated table, read whole before anything is taken from it: too large, badly encoded or cut files are
//! refused as one. Quoted line breaks, CRLF and a byte order mark are normal. Deliberately absent: what columns mean.

use csv::StringRecord;

/// The real inventory is 3 MB.
pub const MAX_INVENTORY_BYTES: usize = 64 * 1024 * 1024;
/// The real inventory has under 2,500 rows.
pub const MAX_INVENTORY_ROWS: usize = 100_000;
/// The real inventory has under 50 columns.
pub const MAX_INVENTORY_COLUMNS: usize = 500;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a file that isn't UTF-8 looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Also Windows-1252, as older spreadsheets save it.
    Latin1,
    Utf16,
    Unknown,
}

/// Which of the inventory's two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    Services,
    Standards,
}

/// Why a file is refused as a whole; nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InventoryError {
    #[error("the file holds no rows")]
    Empty,
    #[error("the file is larger than {MAX_INVENTORY_BYTES} bytes")]
    TooLarge,
    #[error("the file has more than {MAX_INVENTORY_ROWS} rows")]
    TooManyRows,
    #[error("line {line} has more than {MAX_INVENTORY_COLUMNS} columns")]
    TooManyColumns { line: u32 },
    #[error("line {line} is not UTF-8; it looks like {looks_like:?}")]
    NotUtf8 { line: u32, looks_like: Encoding },
    /// Saved with semicolons or tabs, as a spreadsheet in French does.
    #[error("the columns are not separated by commas")]
    NotCommas,
    #[error("neither services nor service standards")]
    UnknownTable,
    #[error("columns are missing from {table:?}: {columns:?}")]
    MissingColumns { table: TableKind, columns: Vec<&'static str> },
    #[error("column {column} is there twice")]
    RepeatedColumn { column: &'static str },
    /// A quote that opens on this line is never closed, or the last row ends too early.
    #[error("the file was cut; see line {line}")]
    CutShort { line: u32 },
}

/// A row, and where it begins.
pub(crate) struct Row {
    /// Line of the file, from 1.
    pub line: u32,
    /// Record of the table, from 1; the header is not counted.
    pub number: u32,
    pub cells: StringRecord,
}

pub(crate) struct Table {
    /// Trimmed.
    pub header: Vec<String>,
    pub rows: Vec<Row>,
}

pub(super) fn open(bytes: &[u8]) -> Result<Table, InventoryError> {
    if bytes.len() > MAX_INVENTORY_BYTES {
        return Err(InventoryError::TooLarge);
    }
    let text = utf8(bytes)?;
    check_header_line(text)?;
    let mut table = records(text, b',', MAX_INVENTORY_ROWS)?;
    table.header.iter_mut().for_each(|name| name.make_ascii_lowercase());
    match table.rows.last() {
        // Without its line end a last cell may be half a cell, and what came behind it is not there.
        Some(last) if last.cells.len() < table.header.len() || !text.ends_with(['\n', '\r']) => {
            Err(InventoryError::CutShort { line: last.line })
        }
        _ => Ok(table),
    }
}

/// The text of a file, without its byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, InventoryError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))
}

/// The header and the rows of a text whose cells are separated by `separator`, at most `rows_max` of them.
pub(crate) fn records(text: &str, separator: u8, rows_max: usize) -> Result<Table, InventoryError> {
    check_shape(text, separator)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    loop {
        let line = lines.of_record_after(reader.position().byte());
        // A text that is UTF-8 has no other error; should it ever, the file can't be trusted.
        if !reader.read_record(&mut record).map_err(|_| InventoryError::CutShort { line })? {
            break;
        }
        if header.is_none() {
            header = Some(record.iter().map(|name| name.trim().to_owned()).collect());
            continue;
        }
        if rows.len() >= rows_max {
            return Err(InventoryError::TooManyRows);
        }
        rows.push(Row { line, number: to_u32(rows.len() + 1), cells: record.clone() });
    }
    Ok(Table { header: header.ok_or(InventoryError::Empty)?, rows })
}

/// Counts lines up to where records begin. The reader's own count is off by the line feed of a CRLF that it has not
/// consumed yet, and by the empty lines that it skips.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of_record_after(&mut self, byte: u64) -> u32 {
        let end = usize::try_from(byte).unwrap_or(self.at);
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let passed = end.saturating_sub(self.at);
        let breaks = rest.iter().skip(passed).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let step = passed + breaks;
        self.line += to_u32(rest.iter().take(step).filter(|b| **b == b'\n').count());
        self.at += step;
        self.line
    }
}

fn not_utf8(bytes: &[u8], valid: usize) -> InventoryError {
    let (before, bad) = bytes.split_at_checked(valid).unwrap_or((bytes, &[]));
    let line = 1 + to_u32(before.iter().filter(|b| **b == b'\n').count());
    let looks_like = match (bytes, bad) {
        ([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..], _) => Encoding::Utf16,
        // An accented letter (or, in Windows-1252, a typographic mark) that stands alone between plain ones.
        (_, [0x80..=0xFF, next, ..]) if next.is_ascii() && *next != 0 => Encoding::Latin1,
        (_, [0xC0..=0xFF]) => Encoding::Latin1,
        _ => Encoding::Unknown,
    };
    InventoryError::NotUtf8 { line, looks_like }
}

fn check_header_line(text: &str) -> Result<(), InventoryError> {
    let first = text.trim_start().lines().next().ok_or(InventoryError::Empty)?;
    let count = |separator: char| first.matches(separator).count();
    let commas = count(',');
    if first.contains("service_id") && (count(';') > commas || count('\t') > commas) {
        return Err(InventoryError::NotCommas);
    }
    Ok(())
}

/// Finds a quote that is never closed, which the reader would take for the end of a cell, and rows too wide to hold.
fn check_shape(text: &str, separator: u8) -> Result<(), InventoryError> {
    enum In {
        CellStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let (mut state, mut line, mut opened_on, mut columns) = (In::CellStart, 1_u32, 1_u32, 1_usize);
    for byte in text.bytes() {
        state = match (state, byte) {
            (In::CellStart, b'"') => {
                opened_on = line;
                In::Quoted
            }
            (In::Quoted, b'"') => In::QuoteInQuoted,
            (In::Quoted, _) => In::Quoted,
            (In::QuoteInQuoted, b'"') => In::Quoted,
            (In::CellStart | In::Plain | In::QuoteInQuoted, byte) if byte == separator => {
                columns += 1;
                if columns > MAX_INVENTORY_COLUMNS {
                    return Err(InventoryError::TooManyColumns { line });
                }
                In::CellStart
            }
            (In::CellStart | In::Plain | In::QuoteInQuoted, b'\r' | b'\n') => {
                columns = 1;
                In::CellStart
            }
            (In::CellStart | In::Plain | In::QuoteInQuoted, _) => In::Plain,
        };
        line += u32::from(byte == b'\n');
    }
    match state {
        In::Quoted => Err(InventoryError::CutShort { line: opened_on }),
        In::CellStart | In::Plain | In::QuoteInQuoted => Ok(()),
    }
}

/// Lines and rows of a file of at most [`MAX_INVENTORY_BYTES`].
pub(crate) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
