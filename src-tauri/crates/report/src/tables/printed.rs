//! A table as it is printed: figures in the reader's language, rounded as on the screen.

use super::{About, Cell, Column, Table, rounded};
use crate::Lang;
use crate::long_date::long_date;
use serde_json::{Value, json};

/// What stands on paper: what the figures are about, and tables, all as texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Printed {
    pub about: Vec<(String, String)>,
    pub tables: Vec<PrintedTable>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTable {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Printed {
    pub fn of(tables: &[Table], about: &About, lang: Lang) -> Self {
        let row = |table: &Table, row: &Vec<Cell>| {
            table.columns.iter().zip(row).map(|(column, cell)| printed(column, cell, lang)).collect()
        };
        let table = |table: &Table| PrintedTable {
            title: table.title.clone(),
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            rows: table.rows.iter().map(|cells| row(table, cells)).collect(),
        };
        Self { about: about.lines.clone(), tables: tables.iter().map(table).collect() }
    }

    pub(crate) fn values(&self) -> Value {
        let table = |table: &PrintedTable| json!({ "title": table.title, "columns": table.columns, "rows": table.rows });
        json!({ "about": self.about, "tables": self.tables.iter().map(table).collect::<Vec<Value>>() })
    }
}

fn printed(column: &Column, cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Text(text) | Cell::Absent(text) => text.clone(),
        Cell::Count(count) => in_words_of(&count.to_string(), lang),
        Cell::Number { value, decimals } => in_words_of(&rounded(*value, *decimals), lang),
        Cell::Share(share) => percent((share * 100.0).round(), lang),
        Cell::Minutes(minutes) => format!("{}\u{a0}min", in_words_of(&rounded(minutes.round(), 0), lang)),
        Cell::Date(date) => long_date(*date, lang),
        Cell::Truth(truth) => {
            column.truth.as_ref().map_or_else(|| truth.to_string(), |words| words.of(*truth).to_owned())
        }
        Cell::Nothing => String::new(),
    }
}

fn percent(percent: f64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{percent:.0}%"),
        Lang::Fr => format!("{percent:.0}\u{a0}%"),
    }
}

/// Digits with a point, as a language has them: 1,234.5 or 1 234,5; below zero with the sign for minus.
fn in_words_of(number: &str, lang: Lang) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("\u{2212}", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let (group, point) = match lang {
        Lang::En => (',', '.'),
        Lang::Fr => ('\u{a0}', ','),
    };
    let mut text = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_printed_as_its_language_writes_it() {
        let print = |cell: Cell, lang| printed(&Column::new("n"), &cell, lang);
        let both = |cell: Cell| [print(cell.clone(), Lang::En), print(cell, Lang::Fr)];
        assert_eq!(both(Cell::Count(1_234_567)), ["1,234,567", "1\u{a0}234\u{a0}567"]);
        assert_eq!(both(Cell::Count(999)), ["999", "999"]);
        assert_eq!(both(Cell::Number { value: -0.724, decimals: 2 }), ["\u{2212}0.72", "\u{2212}0,72"]);
        assert_eq!(both(Cell::Share(0.875)), ["88%", "88\u{a0}%"]);
        assert_eq!(both(Cell::Minutes(12.5)), ["13\u{a0}min", "13\u{a0}min"]);
    }
}
