//! From rows to forms: what the file says, at the office's clock, under the id that follows from the row.

use crate::desk::Place;
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::{LanguageForm, LineForm, MomentForm, WaitForm};
use chrono::{DateTime, Datelike, FixedOffset, NaiveTime};
use moments_core::ids::MomentId;
use moments_core::limits::YEARS;
use moments_core::past_log::*;
use moments_core::words::TimeSource;
use moments_store::Reader;

/// The catalogue as a log may name it.
pub(super) fn services(reader: &Reader<'_>, place: &Place) -> Result<Services> {
    let list = reader.quick_list(&place.office_id)?;
    let offered = list.quick.into_iter().chain(list.offered).collect();
    let all = reader.services()?;
    Ok(Services::of(all.iter().map(|(key, service)| (key, service)), &offered))
}

/// Reads the rows of one file, from the first to the last.
pub(super) struct Rows<'a> {
    reading: Reading<'a>,
    identities: Identities,
    place: &'a Place,
    now: DateTime<FixedOffset>,
}

/// What a row asks for.
pub(super) enum Asked {
    Empty,
    Refused(Refusal),
    /// `named`: by the file itself, so that the same id may come again.
    Moment {
        id: MomentId,
        form: Box<MomentForm>,
        named: bool,
        masked: bool,
    },
}

impl<'a> Rows<'a> {
    pub fn new(
        mapping: &Mapping,
        services: &'a Services,
        table: &Table,
        place: &'a Place,
        now: DateTime<FixedOffset>,
    ) -> Result<Self> {
        let reading = Reading::new(mapping, services, table)?;
        Ok(Self { reading, identities: Identities::default(), place, now })
    }

    pub fn reading(&self) -> &Reading<'a> {
        &self.reading
    }

    /// What the next row asks for. Rows are to be given in their order, none left out: those that are alike are counted.
    pub fn next(&mut self, row: &Row) -> Asked {
        match self.reading.row(row) {
            Read::Empty => Asked::Empty,
            Read::Refused(refusal) => Asked::Refused(refusal),
            Read::Row(row) => {
                let id = self.identities.next(&self.place.office_id, &row);
                match self.started(&row) {
                    Ok((at, source)) => {
                        let (named, masked) = (row.named.is_some(), row.masked);
                        Asked::Moment { id, form: Box::new(form(id, at, source, *row)), named, masked }
                    }
                    Err(refusal) => Asked::Refused(refusal),
                }
            }
        }
    }

    /// When it was. A row without a time of day stands at the beginning of its day and says that its time is not known.
    fn started(&self, row: &PastRow) -> std::result::Result<(DateTime<FixedOffset>, TimeSource), Refusal> {
        let (at, source) = match row.when {
            When::Instant(at) => (Some(self.place.local(at.to_utc())), TimeSource::EnteredAfter),
            When::Local { day, time: Some(time) } => (self.place.at(day, time), TimeSource::EnteredAfter),
            When::Local { day, time: None } => {
                // Where the clock leaps over midnight, the day begins an hour later.
                let hour = NaiveTime::from_hms_opt(1, 0, 0).unwrap_or_default();
                let first = self.place.at(day, NaiveTime::MIN).or_else(|| self.place.at(day, hour));
                (first, TimeSource::Inaccurate)
            }
        };
        let at = at.ok_or(Refusal::new(LogField::Time, Refused::Impossible))?;
        if !YEARS.contains(&at.year()) {
            return Err(Refusal::new(LogField::Date, Refused::OutOfRange));
        }
        if at > self.now {
            return Err(Refusal::new(LogField::Date, Refused::Future));
        }
        Ok((at, source))
    }
}

fn form(id: MomentId, at: DateTime<FixedOffset>, source: TimeSource, row: PastRow) -> MomentForm {
    let line = |service: String| LineForm {
        service,
        quantity: row.quantity,
        relationship: row.relationship,
        outcome: row.outcome,
        ..LineForm::default()
    };
    let (quick_enquiry, services) = match row.kind {
        Kind::QuickEnquiry => (Some(true), None),
        Kind::Service(service) => (None, Some(vec![line(service)])),
    };
    MomentForm {
        id: Some(id),
        started_at: Some(at.to_rfc3339()),
        time_source: Some(source),
        channel: row.channel,
        services,
        quick_enquiry,
        wait: row.wait.map(|band| WaitForm { arrived_at: None, band: Some(band) }),
        language: row.language.map(|tag| LanguageForm {
            requested: Some(tag.clone()),
            provided: Some(tag),
            ..LanguageForm::default()
        }),
        contact: row.contact,
        barriers: (!row.barriers.is_empty()).then_some(row.barriers),
        note: row.note,
        ..MomentForm::default()
    }
}

/// The refusal that an error of a row is. What stops more than the row stays an error.
pub(super) fn refusal_of(error: ApiError) -> Result<Refusal> {
    let problem = error.data.get("problem").map(String::as_str).unwrap_or_default();
    match (error.code, error.field.as_deref().unwrap_or_default()) {
        (ErrorCode::Conflict, _) => Ok(Refusal::whole(Refused::Conflict)),
        (ErrorCode::Invalid, "language/requested" | "language/provided") => {
            Ok(Refusal::new(LogField::Language, Refused::UnknownWord))
        }
        (ErrorCode::Invalid, "started_at" | "office_day") => {
            Ok(Refusal::new(LogField::Date, Refused::OutOfRange))
        }
        (ErrorCode::Invalid, "note") if problem == "too_long" => {
            Ok(Refusal::new(LogField::Note, Refused::TooLong))
        }
        (ErrorCode::Invalid, "note") => Ok(Refusal::new(LogField::Note, Refused::MustBeMasked)),
        (ErrorCode::Invalid, field) if field.starts_with("services") => {
            Ok(Refusal::new(LogField::Service, Refused::UnknownService))
        }
        (ErrorCode::Invalid, _) => Ok(Refusal::whole(Refused::OutOfRange)),
        _ => Err(error),
    }
}

impl From<MappingError> for ApiError {
    fn from(error: MappingError) -> Self {
        use moments_core::moment::Problem;
        match error {
            MappingError::Column(field) => Self::invalid(format!("columns/{field}"), Problem::Unknown),
            MappingError::Date => Self::invalid("columns/date", Problem::Missing),
            MappingError::Service => Self::invalid("columns/service", Problem::Missing),
            MappingError::Words => Self::invalid("words", Problem::TooMany),
        }
    }
}
