//! How a file is read: which column is what, and what its words mean. Also the file `--map` of the command line.

use super::{COLUMNS_MAX, LogField, Table};
use crate::catalogue::search_key;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Words of a file that a mapping may name.
const WORDS_MAX: usize = 20_000;

/// How the columns and words of a past log are read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "LogMapping", deny_unknown_fields)]
pub struct Mapping {
    pub columns: BTreeMap<LogField, Column>,
    #[serde(default)]
    pub date_order: DateOrder,
    #[serde(default)]
    pub unmatched_services: UnmatchedServices,
    #[serde(default)]
    pub notes: Notes,
    /// For each field, a word of the file to what is recorded for it: a stored word, a service's key, a language tag. To
    /// an empty text: as if the cell were empty. Accents, case and punctuation of the file's word do not matter.
    #[serde(default)]
    pub words: BTreeMap<LogField, BTreeMap<String, String>>,
}

/// A column by its number, from 1, or by the name over it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "LogColumn", untagged)]
pub enum Column {
    Number(u32),
    Name(String),
}

/// The order of the parts of `03/04/2026`. A date that begins with its year is always read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Only dates that begin with their year, or that spell their month.
    #[default]
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// What becomes of a row whose service is not in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum UnmatchedServices {
    #[default]
    Refuse,
    /// Recorded as "other, classify later", with the file's word in its note.
    ClassifyLater,
}

/// What becomes of a note that holds what looks like personal information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "LogNotes", rename_all = "snake_case")]
pub enum Notes {
    #[default]
    Mask,
    Refuse,
}

/// Why a mapping does not fit the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("{0} names a column that is not there, or that is there twice")]
    Column(LogField),
    /// Neither a date nor a date and time, or both.
    #[error("the date is missing, or there are two")]
    Date,
    #[error("a service is missing, and rows without one are to be refused")]
    Service,
    #[error("there are too many words")]
    Words,
}

/// A mapping that fits its table: places of columns, words by their key.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub places: BTreeMap<LogField, usize>,
    pub words: BTreeMap<LogField, BTreeMap<String, String>>,
    pub date_order: DateOrder,
    pub unmatched: UnmatchedServices,
    pub notes: Notes,
}

impl Mapping {
    /// The place of a field's column, from 0.
    pub fn place(&self, field: LogField, table: &Table) -> Option<usize> {
        place(self.columns.get(&field)?, &table.columns)
    }

    pub(super) fn fit(&self, table: &Table) -> Result<Fitted, MappingError> {
        let place = |(field, column): (&LogField, &Column)| {
            let place = place(column, &table.columns).ok_or(MappingError::Column(*field))?;
            Ok((*field, place))
        };
        let places: BTreeMap<_, _> = self.columns.iter().map(place).collect::<Result<_, _>>()?;
        let has = |field| places.contains_key(&field);
        if has(LogField::Date) == has(LogField::DateTime) {
            return Err(MappingError::Date);
        }
        if has(LogField::Time) && has(LogField::DateTime) {
            return Err(MappingError::Date);
        }
        if !has(LogField::Service) && self.unmatched_services == UnmatchedServices::Refuse {
            return Err(MappingError::Service);
        }
        if self.words.values().map(BTreeMap::len).sum::<usize>() > WORDS_MAX {
            return Err(MappingError::Words);
        }
        let keyed = |words: &BTreeMap<String, String>| {
            words.iter().map(|(word, value)| (word_key(word), value.trim().to_owned())).collect()
        };
        Ok(Fitted {
            places,
            words: self.words.iter().map(|(field, words)| (*field, keyed(words))).collect(),
            date_order: self.date_order,
            unmatched: self.unmatched_services,
            notes: self.notes,
        })
    }
}

/// By what a word is looked up: without regard to case and accents; a sign such as a tick, as it stands.
pub(super) fn word_key(word: &str) -> String {
    let key = search_key(word);
    if key.is_empty() { word.trim().to_owned() } else { key }
}

fn place(column: &Column, columns: &[String]) -> Option<usize> {
    match column {
        Column::Number(number) => {
            let place = usize::try_from(*number).ok()?.checked_sub(1)?;
            (place < columns.len().min(COLUMNS_MAX)).then_some(place)
        }
        Column::Name(name) => {
            let key = search_key(name);
            let mut found = columns.iter().enumerate().filter(|(_, c)| search_key(c) == key);
            match (found.next(), found.next()) {
                (Some((place, _)), None) => Some(place),
                _ => None,
            }
        }
    }
}
