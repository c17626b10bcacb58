//! Tables as a workbook. A number is a number, a day a day, and a text a text: nothing in it is a formula, whatever it
//! looks like, and it stays a text when somebody types over it.
//!
//! The first sheet says what the figures are about, so that nobody meets them without it, and below that what each of the
//! other sheets holds. Each of those has its header in the first row, which stays in sight and is printed on every page.
//!
//! The same tables make the same bytes: the day in the properties is given. (`rust_xlsxwriter` looks at the clock for a
//! default, which we replace.)

use super::{
    About, Cell, Column, DECIMALS_MAX, MINUTES_DECIMALS, SHARE_DECIMALS, Table, TableError, rounded,
};
use crate::Lang;
use chrono::{Datelike, NaiveDate};
use moments_core::text::{guarded, name};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;

/// UTF-16 units in the name of a sheet.
const SHEET_NAME_MAX: usize = 31;
/// Names that Excel keeps for itself, in English and in French.
const RESERVED_SHEET_NAMES: [&str; 2] = ["history", "historique"];
/// What stands on a sheet without a name: the same in both languages.
const UNNAMED_SHEET: &str = "Table";
/// Pixels; what is wider goes on in the next line.
const COLUMN_MAX_WIDTH: u32 = 300;
/// Widths of the columns of the first sheet, in digits.
const ABOUT_WIDTHS: [f64; 2] = [32.0, 96.0];

/// What a workbook says of itself, besides its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Properties {
    pub lang: Lang,
    /// The office's day on which it is made; 1900 to 9999.
    pub made_on: NaiveDate,
}

/// A workbook with what the figures are about, and a sheet for each table.
///
/// # Errors
/// [`TableError::TooLarge`] and [`TableError::TextTooLong`]: a sheet has 1,048,576 rows with the header, 16,384 columns,
/// and 32,767 UTF-16 units in a cell. [`TableError::Workbook`]: a day outside 1900 to 9999 in the properties.
pub fn xlsx(tables: &[Table], about: &About, properties: &Properties) -> Result<Vec<u8>, TableError> {
    write(tables, about, properties).map_err(|error| {
        if matches!(error, XlsxError::MaxStringLengthExceeded) {
            TableError::TextTooLong
        } else if matches!(error, XlsxError::RowColumnLimitError) {
            TableError::TooLarge
        } else {
            // What it says may hold a name or a text, and goes no further.
            TableError::Workbook
        }
    })
}

fn write(tables: &[Table], about: &About, properties: &Properties) -> Result<Vec<u8>, XlsxError> {
    let mut names = SheetNames::new();
    let first = names.take(&about.name);
    let named: Vec<(String, &Table)> = tables.iter().map(|table| (names.take(&table.name), table)).collect();

    let mut workbook = Workbook::new();
    let made_on = day(properties.made_on)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&about.title)
            .set_author("Moments")
            .set_creation_datetime(&made_on)
            // A name that Office proposes: the library has no field for `dc:language`.
            .set_custom_property("Language", format!("{}-CA", properties.lang.tag()).as_str()),
    );
    let looks = Looks::new();
    write_about(workbook.add_worksheet().set_name(first)?, about, &named, &looks)?;
    for (name, table) in &named {
        write_table(workbook.add_worksheet().set_name(name)?, table, &looks)?;
    }
    workbook.save_to_buffer()
}

struct Looks {
    title: Format,
    header: Format,
    text: Format,
    absent: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Self {
            title: Format::new().set_bold().set_font_size(14),
            header: text.clone().set_bold(),
            // Words where a figure is expected are told from those where a text is.
            absent: text.clone().set_italic(),
            text,
        }
    }
}

fn write_about(
    sheet: &mut Worksheet,
    about: &About,
    named: &[(String, &Table)],
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(ABOUT_WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    write_text(sheet, (0, 0), &about.title, &looks.title)?;
    let lines = about.lines.iter().map(|(label, value)| (label, value));
    let contents = named.iter().map(|(name, table)| (name, &table.title));
    for (row, (label, value)) in (2..).zip(lines.chain(contents)) {
        write_text(sheet, (row, 0), label, &looks.header)?;
        write_text(sheet, (row, 1), value, &looks.text)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_table(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    let (mut last_row, mut last_column) = (0, 0);
    for (at, column) in (0..).zip(&table.columns) {
        write_text(sheet, (0, at), &column.name, &looks.header)?;
        last_column = at;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for ((at, column), cell) in (0..).zip(&table.columns).zip(cells) {
            write_cell(sheet, (row, at), column, cell, looks)?;
        }
        last_row = row;
    }
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.autofilter(0, 0, last_row, last_column)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_autofit_max_width(COLUMN_MAX_WIDTH).autofit();
    Ok(())
}

/// Row and column, from 0.
type At = (u32, u16);

fn write_cell(
    sheet: &mut Worksheet,
    at: At,
    column: &Column,
    cell: &Cell,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => write_text(sheet, at, text, &looks.text),
        Cell::Absent(reason) => write_text(sheet, at, reason, &looks.absent),
        Cell::Count(count) => write_number(sheet, at, *count as f64, "#,##0"),
        Cell::Number { value, decimals } => {
            let places = "0".repeat(usize::from(*decimals.min(&DECIMALS_MAX)));
            let point = if places.is_empty() { "" } else { "." };
            write_number(sheet, at, shown(*value, *decimals), &format!("#,##0{point}{places}"))
        }
        Cell::Share(share) => write_number(sheet, at, shown(*share, SHARE_DECIMALS), "0.0%"),
        Cell::Minutes(minutes) => write_number(sheet, at, shown(*minutes, MINUTES_DECIMALS), "#,##0.0"),
        Cell::Date(date) => match day(*date) {
            Ok(day) => {
                let look = figure_look("yyyy-mm-dd");
                sheet.write_datetime_with_format(at.0, at.1, &day, &look).map(|_| ())
            }
            // Before 1900 or after 9999, days that a spreadsheet doesn't have.
            Err(_) => write_text(sheet, at, &date.to_string(), &looks.text),
        },
        Cell::Truth(truth) => match &column.truth {
            Some(words) => write_text(sheet, at, words.of(*truth), &looks.text),
            None => sheet.write_boolean_with_format(at.0, at.1, *truth, &figure_look("General")).map(|_| ()),
        },
        Cell::Nothing => Ok(()),
    }
}

/// A text as it is, which stays one: without the mark of a quoted text, a spreadsheet would calculate `=1+1` as soon as
/// somebody goes into the cell and out again.
fn write_text(sheet: &mut Worksheet, (row, column): At, text: &str, look: &Format) -> Result<(), XlsxError> {
    if text.starts_with("<r>") && text.ends_with("</r>") {
        // The library would take it for markup of its own and write it unescaped. As a run of a rich text it escapes it,
        // but for the underscore of what only looks like an escape.
        let (plain, escaped) = (Format::new(), text.replace("_x", "_x005F_x"));
        return sheet.write_rich_string_with_format(row, column, &[(&plain, &escaped)], look).map(|_| ());
    }
    let quoted = (guarded(text) != text).then(|| look.clone().set_quote_prefix());
    sheet.write_string_with_format(row, column, text, quoted.as_ref().unwrap_or(look)).map(|_| ())
}

fn write_number(sheet: &mut Worksheet, at: At, number: f64, format: &str) -> Result<(), XlsxError> {
    sheet.write_number_with_format(at.0, at.1, number, &figure_look(format)).map(|_| ())
}

fn figure_look(format: &str) -> Format {
    Format::new().set_align(FormatAlign::Top).set_num_format(format)
}

/// The figure that a CSV file has, too.
fn shown(value: f64, decimals: u8) -> f64 {
    rounded(value, decimals).parse().unwrap_or(value)
}

fn day(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: u32| u8::try_from(part).unwrap_or_default();
    // No spreadsheet has the year 0.
    let year = u16::try_from(date.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))
}

/// Names of sheets that are taken, in lower case: a workbook has no two that differ only in it.
struct SheetNames(BTreeSet<String>);

impl SheetNames {
    fn new() -> Self {
        Self(RESERVED_SHEET_NAMES.map(str::to_owned).into())
    }

    /// The wished name, without what a sheet's name can't have, and with a number where it is taken.
    fn take(&mut self, wished: &str) -> String {
        let allowed = wished.replace(['[', ']', ':', '*', '?', '/', '\\', '\u{FFFE}', '\u{FFFF}'], " ");
        let plain = name(&allowed, usize::MAX).unwrap_or_default();
        let plain = [cut(&plain, SHEET_NAME_MAX), UNNAMED_SHEET.to_owned()];
        let plain = plain.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let numbered = (2..).map(|number| {
            let number = format!(" ({number})");
            cut(&plain, SHEET_NAME_MAX - number.len()) + &number
        });
        let mut names = std::iter::once(plain.clone()).chain(numbered);
        names.find(|name| self.0.insert(name.to_lowercase())).unwrap_or_default()
    }
}

/// At most so many UTF-16 units, without an apostrophe or a space at an end.
fn cut(name: &str, units_max: usize) -> String {
    let ends = ['\'', ' '];
    let mut units = 0;
    let start = name.trim_start_matches(ends).chars().take_while(|c| {
        units += c.len_utf16();
        units <= units_max
    });
    start.collect::<String>().trim_end_matches(ends).to_owned()
}
