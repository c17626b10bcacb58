//! Changing an open case: its status, next action, due date and service; and taking it. Only what changes is written.

use super::open::due;
use super::show::Looking;
use super::view::*;
use super::{append_change, open_and_changeable};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::service_names;
use moments_core::case::Case;
use moments_core::ids::CaseId;
use moments_core::moment::Problem;
use moments_core::words::CaseStatus;

impl Desk {
    /// Changes an open case. What is absent stays as it is, also where somebody else has changed it in between.
    pub fn change_case(&self, actor: &Actor, id: CaseId, change: &CaseChange) -> Result<CaseView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let mut after = stored.case.clone();
            if let Some(status) = change.status {
                if !status.is_open() {
                    return Err(ApiError::invalid("status", Problem::NotTogether));
                }
                set_status(&mut after, status);
            }
            if let Some(text) = &change.next_action {
                after.next_action = Some(text.clone());
            }
            if let Some(day) = &change.due {
                after.due = due(Some(day))?;
            }
            if let Some(service) = change.service.as_ref().filter(|s| **s != after.service) {
                (after.name_en, after.name_fr) = service_names(tx, "service", service)?;
                after.service.clone_from(service);
            }
            append_change(tx, actor, &stored, after)?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }

    /// Makes the case one's own.
    pub fn take_case(&self, actor: &Actor, id: CaseId) -> Result<CaseView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let owner = Some(actor.staff().ok_or(ErrorCode::NotSignedIn)?);
            append_change(tx, actor, &stored, Case { owner, ..stored.case.clone() })?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }
}

/// An organization sees to a case for as long as the case waits for it, and is remembered once the case is closed.
pub(super) fn set_status(case: &mut Case, status: CaseStatus) {
    case.status = status;
    if matches!(status, CaseStatus::Open | CaseStatus::WaitingForClient) {
        case.handed_to = None;
    }
}
