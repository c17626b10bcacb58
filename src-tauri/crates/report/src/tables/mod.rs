//! Tables of figures as files: CSV for programs, a workbook (XLSX) for people.
//!
//! A cell says what kind of figure it holds, or why there is none: no figure is never a zero, and never a blank. A
//! figure is rounded once, here, so that both files hold the same one. What is needed to read the figures (scope, what is
//! left out, how each is computed) goes with them as [`About`]: a sheet of the workbook, a file of its own beside a CSV.
//!
//! Deliberately absent: what may be shown to whom, thresholds, and words: they come with the cells.

mod csv;
mod printed;
mod xlsx;

#[cfg(test)]
mod tests;

pub use csv::{about_csv, csv};
pub use printed::{Printed, PrintedTable};
pub use xlsx::{Properties, xlsx};

use chrono::NaiveDate;

/// As in the service inventory.
const SHARE_DECIMALS: u8 = 4;
const MINUTES_DECIMALS: u8 = 1;
/// An `f64` holds no more.
const DECIMALS_MAX: u8 = 15;

/// What stands where a row and a column meet.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    /// How many. In a workbook exact up to 2⁵³.
    Count(u64),
    /// Rounded to so many decimals, 15 at most.
    Number {
        value: f64,
        decimals: u8,
    },
    /// Part of a whole, 0 to 1, rounded to four decimals. A percentage in a workbook, a plain number in CSV. (A difference
    /// of two shares is no share but a number of points.)
    Share(f64),
    /// Rounded to a tenth; the column's name says that they are minutes.
    Minutes(f64),
    /// A day in a workbook, ISO 8601 in CSV.
    Date(NaiveDate),
    /// In the words of its column.
    Truth(bool),
    /// No figure, and why, in words to show: "not measured", "fewer than 5 answers".
    Absent(String),
    /// Nothing is expected here, as under the heading of a group.
    Nothing,
}

/// The words of a column of truths, the same in both kinds of file. The service inventory has `Y` and `N`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthWords {
    pub yes: String,
    pub no: String,
}

impl TruthWords {
    fn of(&self, truth: bool) -> &str {
        if truth { &self.yes } else { &self.no }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// None: a truth is one that a spreadsheet knows in its own language, and `true` or `false` in CSV.
    pub truth: Option<TruthWords>,
}

impl Column {
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), truth: None }
    }
}

/// Rows of cells under named columns, every row as wide as the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Of its sheet, as far as a workbook allows.
    name: String,
    /// Stands beside the name in the sheet of what the figures are about.
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

/// Why a table is refused. It holds places, and nothing of what is in the table. Rows and columns count from 1; the
/// header is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("the table has no columns")]
    NoColumns,
    #[error("row {row} has {cells} cells under {columns} columns")]
    RowWidth { row: usize, cells: usize, columns: usize },
    /// It is infinite, or not a number, or a share outside 0 to 1.
    #[error("row {row}, column {column} holds no figure")]
    NotAFigure { row: usize, column: usize },
    #[error("row {row}, column {column} has no figure and doesn't say why")]
    NoReason { row: usize, column: usize },
    #[error("the table has more rows or columns than a sheet")]
    TooLarge,
    #[error("a text is longer than 32,767 characters, which a cell of a workbook holds")]
    TextTooLong,
    #[error("the workbook could not be written")]
    Workbook,
}

impl Table {
    /// # Errors
    /// All of [`TableError`] that is about rows and cells: a defect of whoever made them.
    pub fn new(
        name: impl Into<String>,
        title: impl Into<String>,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
    ) -> Result<Self, TableError> {
        if columns.is_empty() {
            return Err(TableError::NoColumns);
        }
        for (row, cells) in (1..).zip(&rows) {
            if cells.len() != columns.len() {
                return Err(TableError::RowWidth { row, cells: cells.len(), columns: columns.len() });
            }
            (1..).zip(cells).try_for_each(|(column, cell)| check(cell, row, column))?;
        }
        Ok(Self { name: name.into(), title: title.into(), columns, rows })
    }
}

/// Tables as one, a line for each figure: the table's title, what the row is about (its first cell), the name of the
/// column, the figure, and why there is none. `names` are those five columns'.
///
/// # Errors
/// None that the tables have not had.
pub fn long(name: &str, names: [String; 5], tables: &[Table]) -> Result<Table, TableError> {
    let line = |table: &Table, first: &Cell, column: &Column, cell: &Cell| {
        let (figure, why) = if let Cell::Absent(why) = cell {
            (Cell::Nothing, Cell::Text(why.clone()))
        } else {
            (cell.clone(), Cell::Nothing)
        };
        vec![Cell::Text(table.title.clone()), first.clone(), Cell::Text(column.name.clone()), figure, why]
    };
    let mut rows = Vec::new();
    for table in tables {
        for cells in &table.rows {
            let Some((first, figures)) = cells.split_first() else { continue };
            let columns = table.columns.iter().skip(1);
            let told = columns.zip(figures).filter(|(_, cell)| **cell != Cell::Nothing);
            rows.extend(told.map(|(column, cell)| line(table, first, column, cell)));
        }
    }
    Table::new(name, name, names.into_iter().map(Column::new).collect(), rows)
}

fn check(cell: &Cell, row: usize, column: usize) -> Result<(), TableError> {
    let figure = |holds: bool| if holds { Ok(()) } else { Err(TableError::NotAFigure { row, column }) };
    match cell {
        Cell::Number { value, .. } | Cell::Minutes(value) => figure(value.is_finite()),
        Cell::Share(share) => figure((0.0..=1.0).contains(share)),
        Cell::Absent(reason) if reason.trim().is_empty() => Err(TableError::NoReason { row, column }),
        Cell::Text(_) | Cell::Count(_) | Cell::Date(_) | Cell::Truth(_) | Cell::Absent(_) | Cell::Nothing => {
            Ok(())
        }
    }
}

/// What the figures are about, as labels and what stands beside them: scope, which workstations, up to when, what is left
/// out, internal or public copy, how each figure is computed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Of its sheet, in the language of the file.
    pub name: String,
    pub title: String,
    pub lines: Vec<(String, String)>,
}

/// Digits, a point where there are decimals, and a minus before what is less than zero: nothing else, in any language.
fn rounded(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals.min(DECIMALS_MAX)));
    // A small loss is no loss: "-0.0" would look like one.
    match text.strip_prefix('-') {
        Some(digits) if !digits.contains(|c| matches!(c, '1'..='9')) => digits.to_owned(),
        _ => text,
    }
}
