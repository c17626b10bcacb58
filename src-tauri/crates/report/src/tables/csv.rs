//! A table as CSV: RFC 4180, in UTF-8 with the mark without which spreadsheets read it in the letters of another time.
//! Every cell is in quotes, lines end in CRLF, and there is one table to a file, so that a program reads it back as it
//! was.
//!
//! A spreadsheet calculates a cell that looks like a formula, and quotes don't keep it from that. So texts are written
//! `guarded`, with an apostrophe before a first `=`, `+`, `-`, `@`, tab or carriage return; whoever reads them back takes
//! it off with `unguarded`. That holds for all that came as text: names of columns, words of truths, reasons, and days of
//! years beyond four digits, which begin with a sign.
//!
//! The one cell that may begin with `-` is a figure below zero. It keeps its sign, so that it stays a number. That is
//! safe, because we write it from a number and never from a text: after the sign come digits and at most one point, and
//! a spreadsheet can make nothing but a number of that.

use super::{About, Cell, Column, MINUTES_DECIMALS, SHARE_DECIMALS, Table, TruthWords, rounded};
use moments_core::text::guarded;

const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The table under its header. What its figures are about is not in it; see [`about_csv`].
pub fn csv(table: &Table) -> Vec<u8> {
    let mut text = String::from(BYTE_ORDER_MARK);
    line(&mut text, table.columns.iter().map(|column| guarded(&column.name)));
    for row in &table.rows {
        line(&mut text, table.columns.iter().zip(row).map(|(column, cell)| written(column, cell)));
    }
    text.into_bytes()
}

/// What figures are about as a table of two columns: labels under the name, and what stands beside them under the title.
pub fn about_csv(about: &About) -> Vec<u8> {
    let mut text = String::from(BYTE_ORDER_MARK);
    let header = std::iter::once((&about.name, &about.title));
    for (label, value) in header.chain(about.lines.iter().map(|(label, value)| (label, value))) {
        line(&mut text, [guarded(label), guarded(value)]);
    }
    text.into_bytes()
}

fn line(text: &mut String, cells: impl IntoIterator<Item = String>) {
    for (at, cell) in cells.into_iter().enumerate() {
        text.push_str(if at == 0 { "\"" } else { ",\"" });
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

fn written(column: &Column, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Absent(text) => guarded(text),
        Cell::Count(count) => count.to_string(),
        Cell::Number { value, decimals } => rounded(*value, *decimals),
        Cell::Share(share) => rounded(*share, SHARE_DECIMALS),
        Cell::Minutes(minutes) => rounded(*minutes, MINUTES_DECIMALS),
        Cell::Date(date) => guarded(&date.to_string()),
        Cell::Truth(truth) => {
            let words = column.truth.as_ref();
            guarded(
                &words.map_or_else(|| truth.to_string(), |words: &TruthWords| words.of(*truth).to_owned()),
            )
        }
        Cell::Nothing => String::new(),
    }
}
