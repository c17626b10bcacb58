//! Open moments: a client is here, the clock runs. Every change is kept durably, so that a crash loses nothing.

use super::build::Given;
use super::form::MomentForm;
use super::record::next_short_no;
use super::view::OpenMoment;
use crate::desk::{Actor, Desk, Place};
use crate::draw::{draw, give_back};
use crate::error::{ApiError, ErrorCode, Result};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use moments_core::ids::{CaseId, DrawId, MomentId, StaffId};
use moments_core::limits::{MOMENT_MAX_HOURS, PART_MAX_BYTES};
use moments_core::moment::{Invitation, Problem};
use moments_core::words::*;
use moments_store::{Draft, Reader, WriteTx};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// An open moment as it is kept on this workstation; never in the journal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OpenRecord {
    pub short_no: String,
    pub office_day: String,
    pub started_at: String,
    pub form: MomentForm,
    /// Since when it is on hold; and seconds on hold before that.
    pub parked_at: Option<String>,
    pub held_seconds: u32,
    pub drawn: bool,
    pub question: Option<RotatedQuestion>,
    /// What it was drawn from, and which number; `None` where nothing was drawn yet.
    pub draw: Option<DrawId>,
    pub draw_no: Option<u64>,
}

/// Moments that one workstation may have open at once.
const OPEN_MAX: usize = 20;
/// A moment of an earlier day that took longer was found in the morning: nobody knows when it ended.
const OVERNIGHT_HOURS: i64 = 3;

impl OpenRecord {
    /// What is known of a moment that is saved now. One that `waits`, and is not in front of anybody, ended unseen.
    pub fn given(
        &self,
        id: MomentId,
        origin: Origin,
        staff: Option<StaffId>,
        now: DateTime<FixedOffset>,
        waits: bool,
    ) -> Given {
        let started_at = DateTime::parse_from_rfc3339(&self.started_at).unwrap_or(now);
        // A clock that was set, or a draft that was found days later, never keeps the counter from saving.
        let took = now - started_at;
        let overnight =
            self.office_day != now.date_naive().to_string() && took.num_hours() >= OVERNIGHT_HOURS;
        let believable =
            took >= TimeDelta::zero() && took.num_hours() < MOMENT_MAX_HOURS && !overnight && !waits;
        Given {
            id,
            origin,
            staff,
            short_no: self.short_no.clone(),
            started_at,
            finished_at: believable.then_some(now),
            end_unknown: !believable,
            held_seconds: self.held_seconds,
            invitation: Invitation {
                drawn: self.drawn,
                withdrawn: None,
                question: self.question,
                draw: self.draw,
                draw_no: self.draw_no,
            },
        }
    }

    /// Draws as soon as the client may be asked: at opening, or when staff correct the channel. Never a second time.
    pub fn draw_once(
        &mut self,
        tx: &mut WriteTx<'_>,
        place: &Place,
        form: &MomentForm,
        day: NaiveDate,
    ) -> Result<()> {
        if self.draw.is_some() || self.drawn || !may_be_asked(form) {
            return Ok(());
        }
        let taken = draw(tx, place, day)?;
        self.drawn = taken.drawn.invited;
        self.question = taken.drawn.question;
        self.draw = Some(taken.draw);
        self.draw_no = Some(taken.no);
        Ok(())
    }
}

/// In person or by video, and more than a quick enquiry.
fn may_be_asked(form: &MomentForm) -> bool {
    let channel = form.channel.unwrap_or_default();
    matches!(channel, Channel::InPerson | Channel::Video) && form.quick_enquiry != Some(true)
}

/// The numbers of the draw that moments hold which are open at this workstation.
pub(crate) fn numbers_of_open(reader: &Reader<'_>) -> Result<BTreeSet<(DrawId, u64)>> {
    let open = reader.drafts()?.into_iter();
    let records = open.filter_map(|draft| serde_json::from_str::<OpenRecord>(&draft.record).ok());
    Ok(records.filter_map(|record| record.draw.zip(record.draw_no)).collect())
}

impl OpenRecord {
    fn on_hold(self, now: DateTime<FixedOffset>) -> Self {
        let parked_at = self.parked_at.or_else(|| Some(now.to_rfc3339()));
        Self { parked_at, ..self }
    }

    fn taken_up(self, now: DateTime<FixedOffset>) -> Self {
        let since = self.parked_at.as_deref().and_then(|at| DateTime::parse_from_rfc3339(at).ok());
        let held = since.map_or(0, |since| u32::try_from((now - since).num_seconds()).unwrap_or(0));
        Self { parked_at: None, held_seconds: self.held_seconds.saturating_add(held), ..self }
    }
}

impl Desk {
    /// A client is here: the clock starts, the invitation is drawn.
    pub fn open_moment(&self, actor: &Actor, form: MomentForm) -> Result<OpenMoment> {
        let place = self.place()?;
        let now = self.now();
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let staff = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
            if tx.drafts()?.len() >= OPEN_MAX {
                return Err(ApiError::invalid("open", Problem::TooMany));
            }
            let id = match form.id {
                Some(id) => id,
                None => MomentId(moments_store::new_uuid(tx.now())?),
            };
            if let Some(draft) = tx.draft(&id)? {
                own(&draft, actor)?;
                return view(&draft, self.run);
            }
            if tx.moment(&id)?.is_some() {
                return Err(ErrorCode::Conflict.into());
            }
            let day = now.date_naive();
            let mut record = OpenRecord {
                short_no: next_short_no(tx, &place, &day.to_string())?,
                office_day: day.to_string(),
                started_at: now.to_rfc3339(),
                ..OpenRecord::default()
            };
            record.draw_once(tx, &place, &form, day)?;
            record.form = MomentForm { id: Some(id), ..form };
            put(tx, id, staff, false, self.run, &record)
        })
    }

    /// Keeps what was changed so far.
    pub fn change_open_moment(&self, actor: &Actor, id: MomentId, form: MomentForm) -> Result<OpenMoment> {
        let place = self.place()?;
        let day = self.now().date_naive();
        self.write(|tx| {
            let (draft, mut record) = own_draft(tx, actor, &id)?;
            record.draw_once(tx, &place, &form, day)?;
            record.form = MomentForm { id: Some(id), ..form };
            put(tx, id, draft.staff, draft.parked, self.run, &record)
        })
    }

    /// Parks an open moment, or takes it up again. While it is parked the client is on hold.
    pub fn park_moment(&self, actor: &Actor, id: MomentId, parked: bool) -> Result<OpenMoment> {
        let now = self.now();
        self.write(|tx| {
            let (draft, record) = own_draft(tx, actor, &id)?;
            let record = if parked { record.on_hold(now) } else { record.taken_up(now) };
            put(tx, id, draft.staff, parked, self.run, &record)
        })
    }

    /// Forgets an open moment: nobody was served. Its draw waits for the next, and a case that was opened with it was a
    /// mistake.
    pub fn discard_moment(&self, actor: &Actor, id: MomentId) -> Result<()> {
        self.write(|tx| {
            let (_, record) = own_draft(tx, actor, &id)?;
            if let Some((draw, no)) = record.draw.zip(record.draw_no) {
                give_back(tx, draw, no)?;
            }
            tx.remove_draft(&id)?;
            match DateTime::parse_from_rfc3339(&record.started_at) {
                Ok(began) => crate::cases::never_began(tx, actor, record.form.case, began),
                Err(_) => Ok(()),
            }
        })
    }

    /// How many moments of whoever is signed in are still open; none while the counter is locked.
    pub fn still_open(&self, actor: &Actor) -> Result<usize> {
        self.read(|r| Ok(self.open_moments(r, actor)?.len()))
    }

    /// The own open moments, and those found after a crash; the oldest first.
    pub(super) fn open_moments(&self, reader: &Reader<'_>, actor: &Actor) -> Result<Vec<OpenMoment>> {
        let drafts = reader.drafts()?;
        // One that another version wrote and this one can't read stays where it is, and must not stop the counter.
        let own = drafts.iter().filter(|d| Some(d.staff) == actor.staff());
        Ok(own.filter_map(|d| view(d, self.run).ok()).collect())
    }
}

/// Puts aside what a person had in front of them when they left the counter: the client is on hold until they are back.
/// At the end of a shift, what stays is offered back at the next sign-in as what a crash left is.
pub(crate) fn put_aside(
    tx: &mut WriteTx<'_>,
    staff: StaffId,
    now: DateTime<FixedOffset>,
    shift_ended: bool,
) -> Result<()> {
    for draft in tx.drafts()?.into_iter().filter(|d| d.staff == staff) {
        // One that another version wrote stays as it is.
        let Ok(record) = serde_json::from_str::<OpenRecord>(&draft.record) else { continue };
        let opened_run = if shift_ended { Uuid::nil() } else { draft.opened_run };
        let record = serde_json::to_string(&record.on_hold(now))?;
        tx.put_draft(&Draft { parked: true, opened_run, record, ..draft })?;
    }
    Ok(())
}

/// A draft is its writer's alone.
pub(super) fn own(draft: &Draft, actor: &Actor) -> Result<()> {
    if Some(draft.staff) == actor.staff() { Ok(()) } else { Err(ErrorCode::NotPermitted.into()) }
}

fn own_draft(tx: &WriteTx<'_>, actor: &Actor, id: &MomentId) -> Result<(Draft, OpenRecord)> {
    actor.require(Role::Counter)?;
    let draft = tx.draft(id)?.filter(|d| Some(d.staff) == actor.staff()).ok_or(ErrorCode::NotFound)?;
    let record = serde_json::from_str(&draft.record)?;
    Ok((draft, record))
}

pub(super) fn put(
    tx: &mut WriteTx<'_>,
    id: MomentId,
    staff: StaffId,
    parked: bool,
    run: Uuid,
    record: &OpenRecord,
) -> Result<OpenMoment> {
    let text = serde_json::to_string(record)?;
    if text.len() > PART_MAX_BYTES {
        return Err(ApiError::invalid("note", Problem::TooLong));
    }
    let draft = Draft { id, staff, parked, opened_run: run, updated_ms: tx.now().utc_ms, record: text };
    tx.put_draft(&draft)?;
    view(&draft, run)
}

/// The own open moment of this id, where there is one.
pub(crate) fn open_of(tx: &WriteTx<'_>, actor: &Actor, id: &MomentId) -> Result<Option<(Draft, OpenRecord)>> {
    let Some(draft) = tx.draft(id)? else { return Ok(None) };
    own(&draft, actor)?;
    let record = serde_json::from_str(&draft.record)?;
    Ok(Some((draft, record)))
}

/// Keeps an open moment as one of this case.
pub(crate) fn keep_open(
    tx: &mut WriteTx<'_>,
    (draft, mut record): (Draft, OpenRecord),
    case: CaseId,
) -> Result<()> {
    record.form.case = Some(case);
    put(tx, draft.id, draft.staff, draft.parked, draft.opened_run, &record)?;
    Ok(())
}

fn view(draft: &Draft, run: Uuid) -> Result<OpenMoment> {
    let record: OpenRecord = serde_json::from_str(&draft.record)?;
    Ok(OpenMoment {
        id: draft.id,
        short_no: record.short_no,
        started_at: record.started_at,
        office_day: record.office_day,
        form: record.form,
        parked: draft.parked,
        parked_at: record.parked_at,
        held_seconds: record.held_seconds,
        invited: record.drawn,
        recovered: draft.opened_run != run,
    })
}
