//! Figures as files: a day, results against standards, moments without the people who served. A day leaves the office in
//! one of two copies, which are different documents: what may be shown in each is decided here, and nothing of the other
//! is in it.
//!
//! Every figure is one that a screen shows: exports read the same views. Deliberately absent: single answers, comments,
//! and whatever would tell who served.

mod cells;
mod day;
mod moments;
mod parts;
mod standards;

use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, Place};
use crate::error::{ApiError, ErrorCode, Result};
use crate::sign_in::PinFor;
use chrono::NaiveDate;
use moments_core::moment::Problem;
use moments_core::words::Role;
use moments_report::tables::{About, Column, Properties, Table, TableError, about_csv, csv, long, xlsx};
use moments_report::{Lang, say};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// For whom a day's figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Copy {
    Internal,
    /// Numbers under ten and what would give them away are not in it.
    Public,
}

impl Copy {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }
}

/// What is exported as a table. `language`: `en` or `fr`.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExportRequest {
    /// `YYYY-MM-DD`.
    Day { date: String, copy: Copy, language: String },
    /// The fiscal year that begins in April of `year`, in the columns of the Service Inventory.
    Standards { year: i32, language: String },
    /// A row for each service line, of at most 366 days.
    Moments { from: String, to: String, language: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// One table, and what it is about in a file beside it.
    Csv,
    Xlsx,
}

impl TableFormat {
    /// The end of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Tables with what they are about.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    pub(crate) about: About,
    pub(crate) tables: Vec<Table>,
    /// For programs, where that is another than the only table.
    long: Option<Table>,
}

impl Desk {
    /// What the file of an export would be called.
    pub fn export_file_name(
        &self,
        actor: &Actor,
        request: &ExportRequest,
        format: TableFormat,
    ) -> Result<String> {
        actor.require(Role::Supervisor)?;
        let stem = match request {
            ExportRequest::Day { date, copy, language } => {
                day::stem(day_of("date", date)?, *copy, lang(language)?)
            }
            ExportRequest::Standards { year, .. } => standards::stem(*year),
            ExportRequest::Moments { from, to, .. } => {
                moments::stem(day_of("from", from)?, day_of("to", to)?)
            }
        };
        Ok(format!("{stem}.{}", format.ending()))
    }

    /// Writes the tables, whole or not at all, and gives the file's name. A file of that name is replaced: the system's
    /// window has asked. Beside a CSV stands what it is about, as `…-about.csv`.
    ///
    /// # Errors
    /// `NotPermitted`; `Invalid` for dates and languages; `PinNeeded`; `FileUnwritable`, `DiskFull`: whatever was there is untouched.
    pub fn save_export(
        &self,
        actor: &Actor,
        request: &ExportRequest,
        format: TableFormat,
        path: &Path,
    ) -> Result<String> {
        actor.require(Role::Supervisor)?;
        let lang = request.lang()?;
        let export = self.export(actor, request, lang)?;
        self.require_fresh(actor, PinFor::Export)?;
        self.tell_export(actor, &request.exported(), format.ending())?;
        match format {
            TableFormat::Csv => {
                let table = export.long.as_ref().or(export.tables.first()).ok_or(ErrorCode::Internal)?;
                let name = self.write_file(path, format.ending(), &csv(table))?;
                let stem = name.strip_suffix(".csv").unwrap_or(&name);
                let about = path.with_file_name(format!("{stem}-about.csv"));
                self.write_file(&about, format.ending(), &about_csv(&export.about))?;
                Ok(name)
            }
            TableFormat::Xlsx => {
                let properties = Properties { lang, made_on: self.now().date_naive() };
                let book = xlsx(&export.tables, &export.about, &properties);
                self.write_file(path, format.ending(), &book.map_err(|error| self.no_table(error))?)
            }
        }
    }

    fn export(&self, actor: &Actor, request: &ExportRequest, lang: Lang) -> Result<Export> {
        match request {
            ExportRequest::Day { date, copy, .. } => self.day_export(actor, date, *copy, lang),
            ExportRequest::Standards { year, .. } => self.standards_export(actor, *year, lang),
            ExportRequest::Moments { from, to, .. } => self.moments_export(actor, from, to, lang),
        }
    }

    /// An export is an act, written down before its file is: one that nobody could read of is not made. The command line
    /// beside the open app writes nothing, and says so in the manual.
    pub(crate) fn tell_export(&self, actor: &Actor, what: &str, ending: &str) -> Result<()> {
        if self.holds_home() {
            self.write(|tx| act(tx, actor.author, Action::Exported, what, ending))?;
        }
        Ok(())
    }

    /// A table that can't be made is a fault of Moments itself; the log says which rule it breaks.
    fn no_table(&self, error: TableError) -> ApiError {
        self.log(format_args!("no table: {error}"));
        ErrorCode::Internal.into()
    }
}

impl ExportRequest {
    /// What leaves the office with it, as an act says.
    fn exported(&self) -> String {
        match self {
            Self::Day { date, copy, .. } => format!("day {date} {}", copy.as_str()),
            Self::Standards { year, .. } => format!("standards {year}"),
            Self::Moments { from, to, .. } => format!("moments {from} {to}"),
        }
    }

    fn lang(&self) -> Result<Lang> {
        match self {
            Self::Day { language, .. }
            | Self::Standards { language, .. }
            | Self::Moments { language, .. } => lang(language),
        }
    }
}

/// The sheet of what the figures are about: the office, the day on which it was made, and more.
fn about(place: &Place, today: NaiveDate, lang: Lang, title: String, more: Vec<(String, String)>) -> About {
    let office = match lang {
        Lang::En => &place.office.name_en,
        Lang::Fr => &place.office.name_fr,
    };
    let mut lines = vec![
        (say(lang, "export_office", &[]), office.clone()),
        (say(lang, "export_made_on", &[]), today.to_string()),
    ];
    lines.extend(more);
    About { name: say(lang, "export_about", &[]), title, lines }
}

/// A day of the calendar, `YYYY-MM-DD`.
fn day_of(field: &'static str, text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| ApiError::invalid(field, Problem::Unknown))
}

pub(crate) fn lang(tag: &str) -> Result<Lang> {
    match tag {
        "en" => Ok(Lang::En),
        "fr" => Ok(Lang::Fr),
        _ => Err(ApiError::invalid("language", Problem::Unknown)),
    }
}

fn columns(lang: Lang, keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| Column::new(say(lang, key, &[]))).collect()
}
