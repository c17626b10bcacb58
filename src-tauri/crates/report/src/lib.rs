//! Designed documents, in English and in French: slips that a client takes away, cards that they fill in, sheets for a
//! day without power. From data to SVG pages, which the window shows and prints, and to tagged PDF (PDF/UA-1).
//!
//! A template (`templates/*.typ`) decides what a document looks like, `words/*.json` what it says around the data. Data
//! goes to the template as values of a JSON file, never as markup: a name like `#panic()` is printed as it stands.
//!
//! There is deliberately no clock, no file, no network and no knowledge of who may print what: the caller passes dates
//! in, and gets bytes.

mod day_report;
mod documents;
mod letters;
mod long_date;
mod press;
pub mod tables;
mod words;

#[cfg(test)]
mod printed;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use documents::{
    Bilingual, CaseSlip, DayReport, Document, Lang, RatingCard, ReferralSlip, SaidAndDone, TallySheet,
    YouSaidWeDid,
};
pub use words::say;

/// A document could not be made. It names the place in our template, and nothing of what was to be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The template `template` failed at `line` (from 1; 0 where it isn't known).
    #[error("the template {template} failed at line {line}")]
    Layout { template: &'static str, line: usize },
    /// The laid-out pages could not be written as PDF/UA-1.
    #[error("the template {template} makes no accessible PDF, at line {line}")]
    Pdf { template: &'static str, line: usize },
}

/// What a reader's program calls the document, in the language that comes first in it.
pub fn title(document: &Document) -> String {
    document.title().to_owned()
}

/// A name for the saved file: lower-case ASCII letters, digits and hyphens, ending in `.pdf`. It holds a date, a month or
/// a number of a card or sheet, and nothing about a person.
pub fn file_name(document: &Document) -> String {
    format!("{}.pdf", letters::file_stem(&document.file_stem()))
}

/// One SVG per page, US Letter, sizes in points.
///
/// # Errors
/// [`ReportError::Layout`]: a defect of a template.
pub fn svg_pages(document: &Document) -> Result<Vec<String>, ReportError> {
    press::svg_pages(document)
}

/// A tagged PDF that says that it is PDF/UA-1, with title and language. The same document makes the same bytes.
///
/// # Errors
/// [`ReportError`]: a defect of a template.
pub fn pdf(document: &Document) -> Result<Vec<u8>, ReportError> {
    press::pdf(document)
}
