//! Closing a case, met or not or opened by mistake, and opening it again.

use super::change::set_status;
use super::show::Looking;
use super::view::CaseView;
use super::{append_change, changeable};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::ids::CaseId;
use moments_core::moment::Problem;
use moments_core::words::CaseStatus;

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
