//! Open moments: a client is here, the clock runs. Every change is kept durably, so that a crash loses nothing.

use super::build::Given;
use super::form::MomentForm;
use super::record::next_short_no;
use super::view::OpenMoment;
use crate::desk::{Actor, Desk};
use crate::draw::draw;
use crate::error::{ApiError, ErrorCode, Result};
use chrono::{DateTime, FixedOffset, TimeDelta};
use moments_core::ids::{CaseId, MomentId, StaffId};
use moments_core::limits::{MOMENT_MAX_HOURS, PART_MAX_BYTES};
use moments_core::moment::{Invitation, Problem};
use moments_core::words::*;
use moments_store::{Draft, Reader, WriteTx};
use serde::{Deserialize, Serialize};

/// An open moment as it is kept on this workstation; never in the journal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OpenRecord {
    pub short_no: String,
    pub office_day: String,
    pub started_at: String,
    pub form: MomentForm,
    pub drawn: bool,
    pub question: Option<RotatedQuestion>,
}

/// Moments that one workstation may have open at once.
const OPEN_MAX: usize = 20;

impl OpenRecord {
    pub fn given(
        &self,
        id: MomentId,
        origin: Origin,
        staff: Option<StaffId>,
        now: DateTime<FixedOffset>,
    ) -> Given {
        let started_at = DateTime::parse_from_rfc3339(&self.started_at).unwrap_or(now);
        // A clock that was set, or a draft that was found days later, never keeps the counter from saving.
        let took = now - started_at;
        let believable = took >= TimeDelta::zero() && took.num_hours() < MOMENT_MAX_HOURS;
        Given {
            id,
            origin,
            staff,
            short_no: self.short_no.clone(),
            started_at,
            finished_at: believable.then_some(now),
            clock_jumped: !believable,
            invitation: Invitation { drawn: self.drawn, withdrawn: None, question: self.question },
        }
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
            let drawn = draw(tx, &place.office)?;
            let day = now.date_naive().to_string();
            let record = OpenRecord {
                short_no: next_short_no(tx, &place, &day)?,
                office_day: day,
                started_at: now.to_rfc3339(),
                form: MomentForm { id: Some(id), ..form },
                drawn: drawn.invited,
                question: drawn.question,
            };
            put(tx, id, staff, false, self.run, &record)
        })
    }

    /// Keeps what was changed so far.
    pub fn change_open_moment(&self, actor: &Actor, id: MomentId, form: MomentForm) -> Result<OpenMoment> {
        self.write(|tx| {
            let (draft, mut record) = own_draft(tx, actor, &id)?;
            record.form = MomentForm { id: Some(id), ..form };
            put(tx, id, draft.staff, draft.parked, self.run, &record)
        })
    }

    /// Parks an open moment, or takes it up again.
    pub fn park_moment(&self, actor: &Actor, id: MomentId, parked: bool) -> Result<OpenMoment> {
        self.write(|tx| {
            let (draft, record) = own_draft(tx, actor, &id)?;
            put(tx, id, draft.staff, parked, self.run, &record)
        })
    }

    /// Forgets an open moment: nobody was served.
    pub fn discard_moment(&self, actor: &Actor, id: MomentId) -> Result<()> {
        self.write(|tx| {
            own_draft(tx, actor, &id)?;
            Ok(tx.remove_draft(&id)?)
        })
    }

    /// The own open moments, and those found after a crash; the oldest first.
    pub(super) fn open_moments(&self, reader: &Reader<'_>, actor: &Actor) -> Result<Vec<OpenMoment>> {
        let drafts = reader.drafts()?;
        // One that another version wrote and this one can't read stays where it is, and must not stop the counter.
        let own = drafts.iter().filter(|d| Some(d.staff) == actor.staff());
        Ok(own.filter_map(|d| view(d, self.run).ok()).collect())
    }
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
    run: uuid::Uuid,
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

fn view(draft: &Draft, run: uuid::Uuid) -> Result<OpenMoment> {
    let record: OpenRecord = serde_json::from_str(&draft.record)?;
    Ok(OpenMoment {
        id: draft.id,
        short_no: record.short_no,
        started_at: record.started_at,
        form: record.form,
        parked: draft.parked,
        invited: record.drawn,
        recovered: draft.opened_run != run,
    })
}
