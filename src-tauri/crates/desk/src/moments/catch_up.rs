//! Catching up after an outage: the rows of a tally sheet, each saved by itself.
//!
//! A row is the same moment however often it is entered, so that what a crash cut off goes on at the next row. The sheet
//! itself stays on this workstation until it is put away; its rows are moments like any other, with the time that the
//! sheet says, and no rating.

use super::UNDO_MS;
use super::find::day;
use super::form::{LanguageForm, LineForm, MomentForm};
use super::later::{Later, Once, record_later};
use super::record::next_short_no;
use super::show::{item, not_newer};
use super::view::MomentItem;
use super::void::append_void;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ApiError, ErrorCode, Result};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use moments_core::entities::moment_ref;
use moments_core::fold::kind;
use moments_core::ids::{MomentId, StaffId};
use moments_core::moment::Problem;
use moments_core::tally_sheet::{ATTEMPTS_MAX, ROWS_MAX, SheetNo};
use moments_core::words::*;
use moments_store::{OpenSheet, Reader, StoredMoment};
use serde::{Deserialize, Serialize};

/// How far back counter staff may enter a sheet; what is older, a supervisor enters.
const DAYS_BACK: i64 = 14;
/// Sheets that may lie open at one workstation.
const SHEETS_MAX: usize = 50;

/// A tally sheet that is about to be entered.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct SheetForm {
    /// As printed on the sheet. Absent: the paper has none, and the app gives it one.
    pub no: Option<String>,
    /// `YYYY-MM-DD`, today or before.
    pub office_day: String,
    /// `HH:MM` by the office's clock: when the outage began and ended.
    pub from: String,
    pub to: String,
    /// Who served; absent: who enters it.
    pub staff: Option<StaffId>,
}

/// One row of the sheet. A row without a service is a quick enquiry.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RowForm {
    /// From 1; the next one, or one that was entered before.
    pub row: u32,
    pub service: Option<String>,
    pub relationship: Option<Relationship>,
    pub outcome: Option<Outcome>,
    /// Requested and provided.
    pub language: Option<String>,
    /// `HH:MM`, where the sheet says it; else the sheet's beginning.
    pub time: Option<String>,
}

/// A sheet with the rows that are saved.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SheetView {
    /// As printed: `K7M 2QX`.
    pub no: String,
    pub office_day: String,
    pub from: String,
    pub to: String,
    pub workstation: String,
    /// Who served.
    pub staff: Option<StaffId>,
    pub staff_name: String,
    pub rows: Vec<SheetRow>,
    /// The row that comes next.
    pub next_row: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SheetRow {
    pub row: u32,
    pub item: MomentItem,
}

/// A sheet that was begun here, offered to go on with.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OpenSheetItem {
    pub no: String,
    pub office_day: String,
    pub from: String,
    pub to: String,
    pub staff_name: String,
    /// Rows saved so far.
    pub saved: u32,
}

/// What "Saved" needs on the sheet.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct EnteredRow {
    pub row: SheetRow,
    /// The same row with the same content was there already.
    pub already_there: bool,
    pub next_row: u32,
}

/// The sheet as it is kept on this workstation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SheetRecord {
    office_day: NaiveDate,
    from: NaiveTime,
    to: NaiveTime,
    staff: Option<StaffId>,
}

impl Desk {
    /// Begins a sheet, or goes on with one: its saved rows come back.
    pub fn open_sheet(&self, actor: &Actor, form: &SheetForm) -> Result<SheetView> {
        let place = self.place()?;
        let now = self.now();
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let staff = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
            let no = match form.no.as_deref() {
                Some(typed) => {
                    SheetNo::parse(typed).ok_or_else(|| ApiError::invalid("no", Problem::Unknown))?
                }
                None => new_no()?,
            };
            let known = tx.open_sheet(no.as_str())?.map(|known| read(&known)).transpose()?;
            if known.is_none() && tx.open_sheets()?.len() >= SHEETS_MAX {
                return Err(ApiError::invalid("no", Problem::TooMany));
            }
            let served = form.staff.or(known.and_then(|k| k.staff)).unwrap_or(staff);
            tx.staff(&served)?.ok_or_else(|| ApiError::invalid("staff", Problem::Unknown))?;
            let record = SheetRecord { staff: Some(served), ..times(form, actor, now)? };
            // One paper is of one day: the same number under another is a slip of the hand, and would count twice.
            let first = saved_rows(tx, &place, &no)?.into_iter().next();
            if let Some(day) = first.map(|(_, m)| m.moment.office_day).filter(|d| *d != record.office_day) {
                return Err(ApiError::new(ErrorCode::Conflict).with("day", day));
            }
            let opened_ms = tx.now().utc_ms;
            let text = serde_json::to_string(&record)?;
            tx.put_sheet(&OpenSheet { no: no.as_str().to_owned(), staff, opened_ms, record: text })?;
            view(tx, &place, actor, &no, &record)
        })
    }

    /// The sheets that were begun at this workstation and not put away, the oldest first.
    pub fn sheets(&self, actor: &Actor) -> Result<Vec<OpenSheetItem>> {
        let place = self.place()?;
        self.read(|r| {
            actor.require(Role::Counter)?;
            // One that another version wrote and this one can't read stays where it is, and stops nobody.
            let known =
                r.open_sheets()?.into_iter().filter_map(|s| Some((SheetNo::parse(&s.no)?, read(&s).ok()?)));
            known.map(|(no, record)| summary(r, &place, &no, &record)).collect()
        })
    }

    /// A sheet that was begun here.
    pub fn sheet(&self, actor: &Actor, no: &str) -> Result<SheetView> {
        let place = self.place()?;
        self.read(|r| {
            actor.require(Role::Counter)?;
            let (no, record) = known(r, no)?;
            view(r, &place, actor, &no, &record)
        })
    }

    /// Enters a row: the next one, or one that is there already with the same content.
    pub fn enter_row(&self, actor: &Actor, no: &str, form: &RowForm) -> Result<EnteredRow> {
        let place = self.place()?;
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let (no, record) = known(tx, no)?;
            let saved = saved_rows(tx, &place, &no)?;
            let next = next_after(&saved);
            if !(1..=next).contains(&form.row) || form.row > ROWS_MAX {
                return Err(ApiError::invalid("row", Problem::OutOfRange));
            }
            let row = attempt(tx, &place, &no, form.row)?;
            let (id, _) = row.ok_or_else(|| ApiError::invalid("row", Problem::TooMany))?;
            let later = Later {
                id,
                origin: Origin::EnteredAfter,
                staff: record.staff,
                short_no: next_short_no(tx, &place, &record.office_day.to_string())?,
            };
            let moment = moment_form(&place, &record, form)?;
            let once = record_later(tx, &place, actor.author, &moment, later)?;
            let stored = tx.moment(&id)?.ok_or(ErrorCode::NotFound)?;
            Ok(EnteredRow {
                row: SheetRow { row: form.row, item: item(tx, &place, actor, &stored)? },
                already_there: once == Once::AlreadyThere,
                next_row: next.max(form.row + 1),
            })
        })
    }

    /// Takes the last row back: it is voided, and may be entered again with other content. Who entered it may for as long
    /// as the sheet lies open, since nobody was asked for a rating; a supervisor may always.
    pub fn take_row_back(&self, actor: &Actor, no: &str, row: u32) -> Result<SheetView> {
        let place = self.place()?;
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let (no, record) = known(tx, no)?;
            let saved = saved_rows(tx, &place, &no)?;
            let (last, stored) = saved.last().ok_or(ErrorCode::NotFound)?;
            if *last != row {
                return Err(ApiError::invalid("row", Problem::OutOfRange));
            }
            not_newer(tx, &stored.id)?;
            let entries = tx.entries_of(&moment_ref(&stored.id))?;
            let entered =
                entries.iter().find(|e| e.kind == kind::MOMENT_RECORDED).ok_or(ErrorCode::NotFound)?;
            if entered.author != actor.author {
                actor.require(Role::Supervisor)?;
            }
            let late = (tx.now().utc_ms - entered.at.utc_ms).abs() > UNDO_MS;
            if !stored.moment.ratings.is_empty() && late {
                // A rating was entered for it meanwhile: nobody makes an answer go away.
                actor.require(Role::Supervisor).map_err(|_| ErrorCode::TooLate)?;
            }
            append_void(tx, actor, &stored.id, VoidReason::Undo, None)?;
            view(tx, &place, actor, &no, &record)
        })
    }

    /// Puts a sheet away. What was entered stays.
    pub fn put_sheet_away(&self, actor: &Actor, no: &str) -> Result<()> {
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let (no, _) = known(tx, no)?;
            Ok(tx.remove_sheet(no.as_str())?)
        })
    }
}

/// A number that nobody has.
pub(crate) fn new_no() -> Result<SheetNo> {
    Ok(SheetNo::of(u32::from_le_bytes(moments_store::random()?)))
}

/// Day and times, which must have been.
fn times(form: &SheetForm, actor: &Actor, now: DateTime<FixedOffset>) -> Result<SheetRecord> {
    let wrong = |field: &'static str, problem| move || ApiError::invalid(field, problem);
    let office_day = day(Some(&form.office_day)).ok().flatten().and_then(|d| d.parse::<NaiveDate>().ok());
    let office_day = office_day.ok_or_else(wrong("office_day", Problem::Unknown))?;
    let today = now.date_naive();
    let oldest = today.checked_sub_signed(TimeDelta::days(DAYS_BACK)).unwrap_or(today);
    if office_day > today || (office_day < oldest && !actor.is(Role::Supervisor)) {
        return Err(ApiError::invalid("office_day", Problem::OutOfRange).with("days", DAYS_BACK));
    }
    let from = clock_time("from", &form.from)?;
    let to = clock_time("to", &form.to)?;
    if to < from {
        return Err(ApiError::invalid("to", Problem::EndsBeforeStart));
    }
    for (field, time) in [("from", from), ("to", to)] {
        if office_day == today && time > now.time() {
            return Err(ApiError::invalid(field, Problem::OutOfRange));
        }
    }
    Ok(SheetRecord { office_day, from, to, staff: None })
}

/// `HH:MM`.
fn clock_time(field: &str, text: &str) -> Result<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| ApiError::invalid(field, Problem::Unknown))
}

fn moment_form(place: &Place, record: &SheetRecord, row: &RowForm) -> Result<MomentForm> {
    let time = row.time.as_deref().map(|text| clock_time("time", text)).transpose()?;
    if time.is_some_and(|time| time < record.from || time > record.to) {
        return Err(ApiError::invalid("time", Problem::OutOfRange));
    }
    let at = place.at(record.office_day, time.unwrap_or(record.from));
    let at = at.ok_or_else(|| ApiError::invalid("time", Problem::OutOfRange))?;
    let enquiry = row.service.is_none();
    if enquiry && (row.relationship.is_some() || row.outcome.is_some()) {
        return Err(ApiError::invalid("service", Problem::Missing));
    }
    let line = |service: &String| LineForm {
        service: service.clone(),
        relationship: row.relationship,
        outcome: row.outcome,
        ..LineForm::default()
    };
    Ok(MomentForm {
        started_at: Some(at.to_rfc3339()),
        quick_enquiry: enquiry.then_some(true),
        services: row.service.as_ref().map(|service| vec![line(service)]),
        language: row.language.as_ref().map(|tag| LanguageForm {
            requested: Some(tag.clone()),
            provided: Some(tag.clone()),
            ..LanguageForm::default()
        }),
        ..MomentForm::default()
    })
}

/// The sheet with this number, which lies open here.
fn known(reader: &Reader<'_>, no: &str) -> Result<(SheetNo, SheetRecord)> {
    let no = SheetNo::parse(no).ok_or_else(|| ApiError::invalid("no", Problem::Unknown))?;
    let sheet = reader.open_sheet(no.as_str())?.ok_or(ErrorCode::NotFound)?;
    Ok((no, read(&sheet)?))
}

fn read(sheet: &OpenSheet) -> Result<SheetRecord> {
    Ok(serde_json::from_str(&sheet.record)?)
}

/// Which moment a row is now: the first attempt that was not taken back, and what is recorded of it. `None` where it was
/// taken back so often that it can't be entered again.
fn attempt(
    reader: &Reader<'_>,
    place: &Place,
    no: &SheetNo,
    row: u32,
) -> Result<Option<(MomentId, Option<StoredMoment>)>> {
    for attempt in 1..=ATTEMPTS_MAX {
        let id = no.row_id(&place.office_id, row, attempt);
        match reader.moment(&id)? {
            Some(stored) if stored.moment.voided.is_some() => {}
            found => return Ok(Some((id, found))),
        }
    }
    Ok(None)
}

/// The rows that are recorded and stand, in their order, up to the first that was never entered.
fn saved_rows(reader: &Reader<'_>, place: &Place, no: &SheetNo) -> Result<Vec<(u32, StoredMoment)>> {
    let mut rows = Vec::new();
    for row in 1..=ROWS_MAX {
        if reader.moment(&no.row_id(&place.office_id, row, 1))?.is_none() {
            break;
        }
        if let Some((_, Some(stored))) = attempt(reader, place, no, row)? {
            rows.push((row, stored));
        }
    }
    Ok(rows)
}

fn next_after(saved: &[(u32, StoredMoment)]) -> u32 {
    saved.last().map_or(1, |(row, _)| row + 1)
}

fn view(
    reader: &Reader<'_>,
    place: &Place,
    actor: &Actor,
    no: &SheetNo,
    record: &SheetRecord,
) -> Result<SheetView> {
    let saved = saved_rows(reader, place, no)?;
    let rows = saved
        .iter()
        .map(|(row, stored)| Ok(SheetRow { row: *row, item: item(reader, place, actor, stored)? }));
    Ok(SheetView {
        no: no.to_string(),
        office_day: record.office_day.to_string(),
        from: record.from.format("%H:%M").to_string(),
        to: record.to.format("%H:%M").to_string(),
        workstation: place.workstation.label.clone(),
        staff: record.staff,
        staff_name: name(reader, record)?,
        next_row: next_after(&saved),
        rows: rows.collect::<Result<_>>()?,
    })
}

fn summary(reader: &Reader<'_>, place: &Place, no: &SheetNo, record: &SheetRecord) -> Result<OpenSheetItem> {
    Ok(OpenSheetItem {
        no: no.to_string(),
        office_day: record.office_day.to_string(),
        from: record.from.format("%H:%M").to_string(),
        to: record.to.format("%H:%M").to_string(),
        staff_name: name(reader, record)?,
        saved: u32::try_from(saved_rows(reader, place, no)?.len()).unwrap_or(u32::MAX),
    })
}

fn name(reader: &Reader<'_>, record: &SheetRecord) -> Result<String> {
    let Some(id) = record.staff else { return Ok(String::new()) };
    Ok(reader.staff(&id)?.map(|s| s.name).unwrap_or_default())
}
