//! One row, read as a mapping says.

use super::identity::{Fingerprint, fingerprint};
use super::mapping::{Fitted, MappingError, word_key};
use super::services::QUICK_ENQUIRY;
use super::when;
use super::words::{Spoken, band_of_minutes, language, read as read_word};
use super::{
    CELL_MAX_CHARS, LogField, Mapping, Notes, Refusal, Refused, Row, Services, Table, UnmatchedServices, When,
};
use crate::catalogue::search_key;
use crate::limits::{NOTE_MAX_CHARS, QUANTITY_MAX, WAIT_MAX_MINUTES};
use crate::moment::UNCLASSIFIED;
use crate::moment::validate::is_language_tag;
use crate::privacy;
use crate::words::*;
use std::collections::BTreeMap;

/// Barriers that one cell may list.
const BARRIERS_MAX: usize = 13;
/// Characters of a row's own name.
const NAME_MAX_CHARS: usize = 200;
/// Words that a file may have and the mapping doesn't, told apart in one field.
const UNKNOWN_MAX: usize = 500;

/// A row that can be recorded. What is absent takes its default.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRow {
    pub when: When,
    pub kind: Kind,
    pub quantity: Option<u32>,
    pub relationship: Option<Relationship>,
    pub outcome: Option<Outcome>,
    pub channel: Option<Channel>,
    pub language: Option<String>,
    pub contact: Option<ContactNo>,
    pub wait: Option<WaitBand>,
    pub barriers: Vec<Barrier>,
    pub note: Option<String>,
    /// Something in the note was masked.
    pub masked: bool,
    /// By its external id, or by day and ticket.
    pub named: Option<String>,
    pub fingerprint: Fingerprint,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A service's key, or [`UNCLASSIFIED`].
    Service(String),
    QuickEnquiry,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    Row(Box<PastRow>),
    /// Every cell is empty.
    Empty,
    Refused(Refusal),
}

/// A word of the file that the mapping has no meaning for, and how many rows hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    pub field: LogField,
    pub word: String,
    pub rows: u32,
}

/// Reads the rows of one table.
#[derive(Debug)]
pub struct Reading<'a> {
    mapping: Fitted,
    services: &'a Services,
    columns: usize,
}

type Cell<T> = Result<T, Refusal>;

impl<'a> Reading<'a> {
    /// # Errors
    /// [`MappingError`]: the mapping does not fit the table.
    pub fn new(mapping: &Mapping, services: &'a Services, table: &Table) -> Result<Self, MappingError> {
        Ok(Self { mapping: mapping.fit(table)?, services, columns: table.columns.len() })
    }

    /// What a row is.
    pub fn row(&self, row: &Row) -> Read {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return Read::Empty;
        }
        if row.cut {
            return Read::Refused(Refusal::whole(Refused::CutShort));
        }
        if row.cells.iter().skip(self.columns).any(|cell| !cell.trim().is_empty()) {
            return Read::Refused(Refusal::whole(Refused::TooManyCells));
        }
        self.cells(row).map_or_else(Read::Refused, |read| Read::Row(Box::new(read)))
    }

    fn cells(&self, row: &Row) -> Cell<PastRow> {
        for field in self.mapping.places.keys() {
            if is_formula_error(self.raw(row, *field)) {
                return Err(Refusal::new(*field, Refused::FormulaError));
            }
        }
        let when = self.when(row)?;
        let (kind, unmatched) = self.kind(row)?;
        let asked = matches!(kind, Kind::Service(_));
        let (note, masked) = self.note(row, unmatched)?;
        Ok(PastRow {
            when,
            quantity: self.quantity(row)?.filter(|_| asked),
            relationship: self.word(row, LogField::Relationship)?.filter(|_| asked),
            outcome: self.word(row, LogField::Outcome)?.filter(|_| asked),
            kind,
            channel: self.word(row, LogField::Channel)?,
            language: self.language(row)?,
            contact: self.word(row, LogField::Contact)?,
            wait: self.wait(row)?,
            barriers: self.barriers(row)?,
            note,
            masked,
            named: self.named(row, when)?,
            fingerprint: self.fingerprint(row, when),
        })
    }

    /// The words of closed sets and the services that rows name and the mapping has no meaning for, most rows first in
    /// each field.
    pub fn unknown_words(&self, table: &Table) -> Vec<UnknownWord> {
        let mut found: BTreeMap<(LogField, String), (String, u32)> = BTreeMap::new();
        for row in &table.rows {
            for field in self.mapping.places.keys() {
                for word in self.unknown(row, *field) {
                    let key = (*field, word_key(word));
                    let in_field =
                        found.range((*field, String::new())..).take_while(|((f, _), _)| f == field);
                    if found.contains_key(&key) || in_field.count() < UNKNOWN_MAX {
                        found.entry(key).or_insert_with(|| (word.to_owned(), 0)).1 += 1;
                    }
                }
            }
        }
        let mut words: Vec<UnknownWord> =
            found.into_iter().map(|((field, _), (word, rows))| UnknownWord { field, word, rows }).collect();
        words.sort_by_key(|w| (w.field, std::cmp::Reverse(w.rows)));
        words
    }

    fn unknown<'r>(&self, row: &'r Row, field: LogField) -> Vec<&'r str> {
        let raw = self.raw(row, field);
        if raw.is_empty() || is_formula_error(raw) || raw.chars().nth(NAME_MAX_CHARS).is_some() {
            return Vec::new();
        }
        let one = |known: bool| if known || self.meaning(field, raw).is_some() { vec![] } else { vec![raw] };
        match field {
            LogField::Service => one(self.services.find(raw).is_ok()),
            LogField::Relationship => one(read_word::<Relationship>(raw).is_some()),
            LogField::Outcome => one(read_word::<Outcome>(raw).is_some()),
            LogField::Channel => one(read_word::<Channel>(raw).is_some()),
            LogField::Contact => one(read_word::<ContactNo>(raw).is_some()),
            LogField::Language => one(language(raw).is_some_and(|tag| is_language_tag(&tag))),
            LogField::Wait => one(minutes(raw).is_some() || read_word::<WaitBand>(raw).is_some()),
            LogField::Barrier => {
                let known = |w: &&str| read_word::<Barrier>(w).is_some() || self.meaning(field, w).is_some();
                listed(raw).filter(|w| !known(w)).collect()
            }
            LogField::DateTime
            | LogField::Date
            | LogField::Time
            | LogField::Quantity
            | LogField::Note
            | LogField::ExternalId
            | LogField::Ticket => Vec::new(),
        }
    }

    /// The trimmed cell of a field; empty where there is no such column or cell.
    fn raw<'r>(&self, row: &'r Row, field: LogField) -> &'r str {
        let place = self.mapping.places.get(&field);
        place.and_then(|place| row.cells.get(*place)).unwrap_or_default().trim()
    }

    /// The cell, and what the mapping says that it means.
    fn meant<'r>(&'r self, row: &'r Row, field: LogField) -> &'r str {
        let raw = self.raw(row, field);
        self.meaning(field, raw).unwrap_or(raw)
    }

    fn meaning(&self, field: LogField, word: &str) -> Option<&str> {
        let words = self.mapping.words.get(&field).filter(|words| !words.is_empty())?;
        // An empty cell says nothing, whatever words mean.
        let key = word_key(word);
        words.get(&key).filter(|_| !key.is_empty()).map(String::as_str)
    }

    fn when(&self, row: &Row) -> Cell<When> {
        let order = self.mapping.date_order;
        let about = |field| move |reason| Refusal::new(field, reason);
        if self.mapping.places.contains_key(&LogField::DateTime) {
            return match self.raw(row, LogField::DateTime) {
                "" => Err(Refusal::new(LogField::DateTime, Refused::Missing)),
                raw => when::date_time(raw, order).map_err(about(LogField::DateTime)),
            };
        }
        let day = match self.raw(row, LogField::Date) {
            "" => Err(Refusal::new(LogField::Date, Refused::Missing)),
            raw => when::date(raw, order).map_err(about(LogField::Date)),
        }?;
        let time = match self.raw(row, LogField::Time) {
            "" => None,
            raw => Some(when::time(raw).map_err(about(LogField::Time))?),
        };
        Ok(When::Local { day, time })
    }

    /// What was asked for; and the cell's own words where they are no service's and are kept in the note.
    fn kind<'r>(&'r self, row: &'r Row) -> Cell<(Kind, Option<&'r str>)> {
        let later = self.mapping.unmatched == UnmatchedServices::ClassifyLater;
        let unclassified = || Kind::Service(UNCLASSIFIED.to_owned());
        let meant = self.meant(row, LogField::Service);
        match self.services.find(meant) {
            _ if meant.is_empty() && later => Ok((unclassified(), None)),
            _ if meant.is_empty() => Err(Refusal::new(LogField::Service, Refused::Missing)),
            Ok(QUICK_ENQUIRY) => Ok((Kind::QuickEnquiry, None)),
            Ok(key) => Ok((Kind::Service(key.to_owned()), None)),
            Err(_) if later => Ok((unclassified(), Some(meant))),
            Err(reason) => Err(Refusal::new(LogField::Service, reason)),
        }
    }

    fn quantity(&self, row: &Row) -> Cell<Option<u32>> {
        let raw = self.raw(row, LogField::Quantity);
        if raw.is_empty() {
            return Ok(None);
        }
        let whole = raw.strip_suffix(".0").unwrap_or(raw).parse::<i64>();
        let number = whole.map_err(|_| Refusal::new(LogField::Quantity, Refused::Unreadable))?;
        let known = u32::try_from(number).ok().filter(|n| (1..=QUANTITY_MAX).contains(n));
        known.map(Some).ok_or(Refusal::new(LogField::Quantity, Refused::OutOfRange))
    }

    fn word<T: Spoken>(&self, row: &Row, field: LogField) -> Cell<Option<T>> {
        match self.meant(row, field) {
            "" => Ok(None),
            word => read_word(word).map(Some).ok_or(Refusal::new(field, Refused::UnknownWord)),
        }
    }

    fn language(&self, row: &Row) -> Cell<Option<String>> {
        match self.meant(row, LogField::Language) {
            "" => Ok(None),
            word => language(word).map(Some).ok_or(Refusal::new(LogField::Language, Refused::UnknownWord)),
        }
    }

    fn wait(&self, row: &Row) -> Cell<Option<WaitBand>> {
        let raw = self.meant(row, LogField::Wait);
        if raw.is_empty() {
            return Ok(None);
        }
        match minutes(raw) {
            Some(minutes) if (0.0..=WAIT_MAX_MINUTES as f64).contains(&minutes) => {
                Ok(Some(band_of_minutes(minutes)))
            }
            Some(_) => Err(Refusal::new(LogField::Wait, Refused::OutOfRange)),
            None => read_word(raw).map(Some).ok_or(Refusal::new(LogField::Wait, Refused::UnknownWord)),
        }
    }

    fn barriers(&self, row: &Row) -> Cell<Vec<Barrier>> {
        let raw = self.meant(row, LogField::Barrier);
        let mut all = Vec::new();
        for word in listed(raw) {
            let meant = self.meaning(LogField::Barrier, word).unwrap_or(word);
            if meant.is_empty() {
                continue;
            }
            let barrier = read_word(meant).ok_or(Refusal::new(LogField::Barrier, Refused::UnknownWord))?;
            if all.len() == BARRIERS_MAX {
                return Err(Refusal::new(LogField::Barrier, Refused::TooLong));
            }
            if !all.contains(&barrier) {
                all.push(barrier);
            }
        }
        Ok(all)
    }

    fn note(&self, row: &Row, unmatched: Option<&str>) -> Cell<(Option<String>, bool)> {
        let raw = self.raw(row, LogField::Note);
        let whole = match unmatched {
            Some(service) if raw.is_empty() => service.to_owned(),
            Some(service) => format!("{service}\n{raw}"),
            None => raw.to_owned(),
        };
        let clean = crate::text::free_text(&whole, NOTE_MAX_CHARS);
        let clean = clean.map_err(|_| Refusal::new(LogField::Note, Refused::TooLong))?;
        let Some(note) = clean else { return Ok((None, false)) };
        if privacy::findings(&note).is_empty() {
            return Ok((Some(note), false));
        }
        match self.mapping.notes {
            Notes::Mask => Ok((Some(privacy::mask(&note)), true)),
            Notes::Refuse => Err(Refusal::new(LogField::Note, Refused::MustBeMasked)),
        }
    }

    fn named(&self, row: &Row, when: When) -> Cell<Option<String>> {
        let named = |field, name: String| match name.chars().nth(NAME_MAX_CHARS) {
            None => Ok(Some(name)),
            Some(_) => Err(Refusal::new(field, Refused::TooLong)),
        };
        let (id, ticket) = (self.raw(row, LogField::ExternalId), self.raw(row, LogField::Ticket));
        if !id.is_empty() {
            return named(LogField::ExternalId, id.to_owned());
        }
        let day = match when {
            When::Local { day, .. } => day,
            When::Instant(at) => at.date_naive(),
        };
        if ticket.is_empty() { Ok(None) } else { named(LogField::Ticket, format!("{day} {ticket}")) }
    }

    fn fingerprint(&self, row: &Row, when: When) -> Fingerprint {
        let when = match when {
            When::Local { day, time } => {
                format!("{day} {}", time.map(|t| t.to_string()).unwrap_or_default())
            }
            When::Instant(at) => at.to_utc().to_rfc3339(),
        };
        let is_when =
            |field: &LogField| matches!(field, LogField::DateTime | LogField::Date | LogField::Time);
        let rest = self.mapping.places.keys().filter(|field| !is_when(field));
        let cells =
            rest.map(|field| (field.as_str(), self.raw(row, *field))).filter(|(_, cell)| !cell.is_empty());
        fingerprint([("when", when.as_str())].into_iter().chain(cells))
    }
}

/// What a spreadsheet writes where a formula has no result; it is no word of a person.
fn is_formula_error(cell: &str) -> bool {
    matches!(
        cell,
        "#N/A"
            | "#REF!"
            | "#VALUE!"
            | "#DIV/0!"
            | "#NAME?"
            | "#NUM!"
            | "#NULL!"
            | "#SPILL!"
            | "#GETTING_DATA"
    )
}

fn listed(raw: &str) -> impl Iterator<Item = &str> {
    raw.split([',', ';', '|']).map(str::trim).filter(|word| !word.is_empty())
}

/// `12`, `12.5`, `12,5`, `12 min`.
fn minutes(raw: &str) -> Option<f64> {
    let number = raw.trim_end_matches(|c: char| c.is_alphabetic() || c == '.').trim_end();
    let unit = search_key(raw.get(number.len()..).unwrap_or_default());
    if !matches!(unit.as_str(), "" | "min" | "mins" | "minute" | "minutes") {
        return None;
    }
    let plain = number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-'));
    plain.then(|| number.replace(',', ".").parse::<f64>().ok()).flatten()
}

/// A cell as it is kept: of a longer one, so much that it is seen to be too long for any field.
pub fn kept(cell: &str) -> &str {
    cell.char_indices().nth(CELL_MAX_CHARS).map_or(cell, |(at, _)| cell.get(..at).unwrap_or(cell))
}

/// Whether a cell of this field may hold what a client said, so that it is shown to nobody but in its own row.
pub const fn is_text_field(field: LogField) -> bool {
    matches!(field, LogField::Note)
}
