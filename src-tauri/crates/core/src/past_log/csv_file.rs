//! A past log as text: separated by commas, semicolons or tabs, in UTF-8, in UTF-16 as a spreadsheet's "Unicode text" is,
//! or in Windows-1252 where somebody says so. A file that can't be trusted is refused whole.

use super::row::kept;
use super::{COLUMNS_MAX, FILE_MAX_BYTES, ROWS_MAX, Row, Table};
use crate::catalogue::table::{Encoding, InventoryError, records, to_u32, utf8};
use crate::text::unguarded;
use csv::StringRecord;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows above the table's header in which a title may stand.
const TITLE_ROWS_MAX: usize = 20;

/// How the bytes of a file are letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum TextEncoding {
    /// UTF-8, or UTF-16 where the file begins with its mark.
    #[default]
    #[serde(rename = "unicode")]
    Unicode,
    /// As older spreadsheets save a CSV file. Every file of bytes is one, so that only a person can say that it is.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Why a file is refused as a whole; nothing of it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("the file holds no rows under a header")]
    Empty,
    #[error("the file is larger than is taken")]
    TooLarge,
    #[error("the file has more than {ROWS_MAX} rows")]
    TooManyRows,
    #[error("line {line} has more than {COLUMNS_MAX} columns")]
    TooManyColumns { line: u32 },
    #[error("line {line} is not UTF-8; it looks like Windows-1252: {windows_1252}")]
    NotUtf8 { line: u32, windows_1252: bool },
    /// It holds bytes that no text has.
    #[error("the file is no text")]
    NotText,
    /// A quote that opens on this line is never closed.
    #[error("the file was cut; see line {line}")]
    CutShort { line: u32 },
}

/// Reads a file of text as a table.
pub fn open(bytes: &[u8], encoding: TextEncoding) -> Result<Table, FileError> {
    if bytes.len() > FILE_MAX_BYTES {
        return Err(FileError::TooLarge);
    }
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    if bytes.contains(&0) && (encoding == TextEncoding::Windows1252 || !wide) {
        return Err(FileError::NotText);
    }
    let decoded;
    let text = match (encoding, bytes) {
        (TextEncoding::Windows1252, _) => {
            decoded = bytes.iter().map(|byte| windows_1252(*byte)).collect::<String>();
            decoded.as_str()
        }
        (TextEncoding::Unicode, [0xFF, 0xFE, rest @ ..]) => {
            decoded = utf16(rest, u16::from_le_bytes)?;
            decoded.as_str()
        }
        (TextEncoding::Unicode, [0xFE, 0xFF, rest @ ..]) => {
            decoded = utf16(rest, u16::from_be_bytes)?;
            decoded.as_str()
        }
        (TextEncoding::Unicode, _) => utf8(bytes)?,
    };
    if text.contains('\0') {
        return Err(FileError::NotText);
    }
    let (text, said, line) = said_separator(text);
    let read = records(text, said.unwrap_or_else(|| separator(text)), ROWS_MAX + TITLE_ROWS_MAX)?;
    let first = Row { line: 1, cells: read.header.into_iter().collect(), cut: false };
    let rest = read.rows.into_iter().map(|row| Row { line: row.line, cells: row.cells, cut: false });
    let rows = std::iter::once(first).chain(rest).map(|row| Row { line: row.line + line, ..row });
    let mut table = Table::under_its_header(rows)?;
    let width = table.columns.len();
    if let Some(last) = table.rows.last_mut() {
        last.cut = last.cells.len() < width && !text.ends_with(['\n', '\r']);
    }
    Ok(table)
}

impl Table {
    /// The first row that looks like one is the header: under a title, where one stands above it.
    pub fn under_its_header(rows: impl IntoIterator<Item = Row>) -> Result<Self, FileError> {
        let mut rows = rows
            .into_iter()
            .map(|row| Row { cells: row.cells.iter().map(|cell| kept(unguarded(cell))).collect(), ..row });
        let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let mut above: Vec<Row> = rows.by_ref().take(TITLE_ROWS_MAX).collect();
        // A table of one column has one name.
        let at = above
            .iter()
            .position(|row| filled(row) > 1)
            .or_else(|| above.iter().position(|row| filled(row) > 0));
        let below = above.split_off(at.map_or(above.len(), |at| at + 1));
        let header = above.pop().ok_or(FileError::Empty)?;
        let named = (1..).zip(header.cells.iter()).filter(|(_, cell)| !cell.trim().is_empty());
        let width = named.last().map_or(0, |(number, _)| number);
        if width == 0 {
            return Err(FileError::Empty);
        }
        if width > COLUMNS_MAX {
            return Err(FileError::TooManyColumns { line: header.line });
        }
        let columns = header.cells.iter().take(width).map(|name| name.trim().to_owned()).collect();
        let rows: Vec<Row> = below.into_iter().chain(rows).take(ROWS_MAX + 1).collect();
        match rows.len() {
            0 => Err(FileError::Empty),
            n if n > ROWS_MAX => Err(FileError::TooManyRows),
            _ => Ok(Self { columns, rows }),
        }
    }
}

impl From<InventoryError> for FileError {
    fn from(error: InventoryError) -> Self {
        match error {
            InventoryError::TooLarge => Self::TooLarge,
            InventoryError::TooManyRows => Self::TooManyRows,
            InventoryError::TooManyColumns { line } => Self::TooManyColumns { line },
            InventoryError::NotUtf8 { line, looks_like } => {
                Self::NotUtf8 { line, windows_1252: looks_like == Encoding::Latin1 }
            }
            InventoryError::CutShort { line } => Self::CutShort { line },
            // What only a header of the inventory can be.
            InventoryError::Empty
            | InventoryError::NotCommas
            | InventoryError::UnknownTable
            | InventoryError::MissingColumns { .. }
            | InventoryError::RepeatedColumn { .. } => Self::Empty,
        }
    }
}

/// `sep=;` on the first line, as a spreadsheet writes it for itself; what is below it; and how many lines that is.
fn said_separator(text: &str) -> (&str, Option<u8>, u32) {
    let below = text.strip_prefix("sep=").and_then(|rest| {
        let (said, rest) = rest.split_at_checked(1)?;
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
        Some((rest, said.bytes().next()?))
    });
    below.map_or((text, None, 0), |(rest, said)| (rest, Some(said), 1))
}

/// What separates the cells: what stands most often, outside quotes, in the first line that holds any.
fn separator(text: &str) -> u8 {
    let count = |line: &str, separator: u8| {
        let mut quoted = false;
        line.bytes()
            .filter(|byte| {
                quoted ^= *byte == b'"';
                *byte == separator && !quoted
            })
            .count()
    };
    let counts = text.lines().take(TITLE_ROWS_MAX).map(|line| {
        // The last of equals is taken, so the usual one stands last.
        let counted = [b'\t', b';', b','].map(|separator| (count(line, separator), separator));
        counted.into_iter().max_by_key(|(count, _)| *count).unwrap_or_default()
    });
    counts.filter(|(count, _)| *count > 0).map(|(_, separator)| separator).next().unwrap_or(b',')
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Result<String, FileError> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let letters: Result<String, _> = char::decode_utf16(units).collect();
    letters.ok().filter(|_| odd.is_empty()).ok_or(FileError::NotText)
}

/// The letters of Windows-1252 where it is not Latin-1 (WHATWG, "windows-1252").
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|at| WINDOWS.get(usize::from(at)));
    special.copied().unwrap_or(char::from(byte))
}

/// Lines of a workbook's sheet, whose rows count from 0.
pub fn line_of(row: u32) -> u32 {
    to_u32(row as usize + 1)
}

/// A row of a sheet as a row of a table: its cells by column, from 0.
pub fn row_of_sheet(row: u32, cells: BTreeMap<usize, String>) -> Row {
    let mut record = StringRecord::new();
    for (column, cell) in cells.into_iter().take_while(|(column, _)| *column < COLUMNS_MAX) {
        (record.len()..column).for_each(|_| record.push_field(""));
        record.push_field(&cell);
    }
    Row { line: line_of(row), cells: record, cut: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        open(text.as_bytes(), TextEncoding::Unicode).unwrap()
    }

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.cells.iter().collect()).collect()
    }

    #[test]
    fn whatever_separates_the_cells_the_table_is_the_same() {
        let comma = table("Date,Service\r\n2026-03-04,\"Permis, pêche\"\r\n");
        assert_eq!(comma.columns, ["Date", "Service"]);
        assert_eq!(cells(&comma), [["2026-03-04", "Permis, pêche"]]);
        for text in [
            "\u{FEFF}Date;Service\n2026-03-04;Permis, pêche\n",
            "Date\tService\n2026-03-04\tPermis, pêche",
            "sep=;\nDate;Service\n2026-03-04;Permis, pêche\n",
        ] {
            let other = table(text);
            assert_eq!((&other.columns, cells(&other)), (&comma.columns, cells(&comma)), "{text:?}");
        }
        assert_eq!(table("sep=;\nDate;Service\n\n2026-03-04;x\n").rows[0].line, 4);
    }

    #[test]
    fn a_title_above_the_header_is_no_row() {
        let read = table("Registre 2025,,\n,,\nDate,Service,\n2026-03-04,x,\n,,\n");
        assert_eq!(read.columns, ["Date", "Service"]);
        assert_eq!(read.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(table("Date\n2026-03-04\n").columns, ["Date"]);
    }

    #[test]
    fn older_letters_are_read_when_somebody_says_so_and_never_guessed() {
        let bytes = b"Date,Note\n2026-03-04,\xC9lodie \x96 d\x92Amours\n";
        assert_eq!(
            open(bytes, TextEncoding::Unicode),
            Err(FileError::NotUtf8 { line: 2, windows_1252: true })
        );
        let read = open(bytes, TextEncoding::Windows1252).unwrap();
        assert_eq!(read.rows[0].cells.get(1), Some("Élodie – d’Amours"));
        let wide: Vec<u8> =
            [0xFEFF].into_iter().chain("Date\té\n1\t2".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(open(&wide, TextEncoding::Unicode).unwrap().columns, ["Date", "é"]);
        assert_eq!(open(&wide[..wide.len() - 1], TextEncoding::Unicode), Err(FileError::NotText));
        assert_eq!(open(b"PK\x03\x04\0\0", TextEncoding::Unicode), Err(FileError::NotText));
    }

    #[test]
    fn a_file_that_was_cut_says_so() {
        let whole = "Date,Service,Note\n2026-03-04,x,\"two\nlines\"\n2026-03-05,x,y\n";
        assert!(table(whole).rows.iter().all(|row| !row.cut));
        assert!(table(whole.trim_end()).rows.iter().all(|row| !row.cut), "the last line needs no end");
        let cut = table("Date,Service,Note\n2026-03-04,x,y\n2026-03-05,x");
        assert_eq!(cut.rows.iter().map(|row| row.cut).collect::<Vec<_>>(), [false, true]);
        let in_quotes = &whole.as_bytes()[..whole.find("lines").unwrap_or_default()];
        assert_eq!(open(in_quotes, TextEncoding::Unicode), Err(FileError::CutShort { line: 2 }));
        assert_eq!(open(b"", TextEncoding::Unicode), Err(FileError::Empty));
        assert_eq!(open(b"Date,Service\n", TextEncoding::Unicode), Err(FileError::Empty));
    }

    #[test]
    fn more_than_is_taken_is_refused_whole() {
        let many = format!("a,b\n{}", "1,2\n".repeat(ROWS_MAX + 1));
        assert_eq!(open(many.as_bytes(), TextEncoding::Unicode), Err(FileError::TooManyRows));
        let wide = format!("{}\n1\n", "a,".repeat(COLUMNS_MAX + 1));
        assert_eq!(open(wide.as_bytes(), TextEncoding::Unicode), Err(FileError::TooManyColumns { line: 1 }));
        let long = format!("a,b\n{},2\n", "x".repeat(10_000));
        assert_eq!(table(&long).rows[0].cells.get(0).unwrap().len(), super::super::CELL_MAX_CHARS);
    }
}
