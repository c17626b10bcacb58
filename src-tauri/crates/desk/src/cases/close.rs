//! Closing a case, met or not or opened by mistake, and opening it again.

use super::change::set_status;
use super::show::Looking;
use super::view::CaseView;
use super::{append_change, changeable};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use chrono::{DateTime, FixedOffset};
use moments_core::ids::CaseId;
use moments_core::moment::Problem;
use moments_core::words::CaseStatus;
use moments_store::WriteTx;

impl Desk {
    /// Closes a case. One that ended so already is left as it is; one that ended otherwise is opened again first.
    pub fn close_case(&self, actor: &Actor, id: CaseId, end: CaseStatus) -> Result<CaseView> {
        self.write(|tx| {
            let stored = changeable(tx, actor, &id)?;
            if end.is_open() {
                return Err(ApiError::invalid("status", Problem::NotTogether));
            }
            if !stored.case.status.is_open() && stored.case.status != end {
                return Err(ErrorCode::CaseClosed.into());
            }
            let mut after = stored.case.clone();
            set_status(&mut after, end);
            append_change(tx, actor, &stored, after)?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }

    /// Opens a closed case again. Where its owner has left, it is whose who opens it.
    pub fn reopen_case(&self, actor: &Actor, id: CaseId) -> Result<CaseView> {
        self.write(|tx| {
            let stored = changeable(tx, actor, &id)?;
            let looking = Looking::new(self, tx, actor)?;
            let mut after = stored.case.clone();
            if !after.status.is_open() {
                set_status(&mut after, CaseStatus::Open);
                if looking.unowned(&stored) {
                    after.owner = actor.staff();
                }
            }
            append_change(tx, actor, &stored, after)?;
            looking.whole(tx, actor, &id)
        })
    }
}

/// A moment that began then was discarded: the case that its person opened with it never began, and is a mistake. One that
/// has visits, or was there before, stays as it is.
pub(crate) fn never_began(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    case: Option<CaseId>,
    began: DateTime<FixedOffset>,
) -> Result<()> {
    let stored = case.map(|id| tx.case(&id)).transpose()?.flatten();
    let of_it = stored.filter(|stored| {
        let case = &stored.case;
        stored.visits == 0
            && case.status.is_open()
            && case.opened_by == actor.staff()
            && case.opened_at.is_some_and(|at| at >= began)
    });
    let Some(stored) = of_it else { return Ok(()) };
    let mut after = stored.case.clone();
    set_status(&mut after, CaseStatus::Mistake);
    append_change(tx, actor, &stored, after)
}
