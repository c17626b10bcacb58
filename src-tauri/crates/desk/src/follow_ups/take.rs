//! Taking a follow-up, and giving it to another supervisor.

use super::show::Looking;
use super::view::FollowUpView;
use super::{acknowledged, append_change, open_and_changeable};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::follow_up::FollowUp;
use moments_core::ids::{FollowUpId, StaffId};
use moments_core::moment::Problem;

impl Desk {
    /// Makes a follow-up one's own, which acknowledges it.
    pub fn take_follow_up(&self, actor: &Actor, id: FollowUpId) -> Result<FollowUpView> {
        let me = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
        self.assign_follow_up(actor, id, Some(me))
    }

    /// Gives a follow-up to a supervisor who works here, or to nobody; whoever does has seen it.
    pub fn assign_follow_up(
        &self,
        actor: &Actor,
        id: FollowUpId,
        to: Option<StaffId>,
    ) -> Result<FollowUpView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let looking = Looking::new(self, tx, actor)?;
            if to.is_some_and(|staff| !looking.can_own(&staff)) {
                return Err(ApiError::invalid("staff", Problem::Unknown));
            }
            let status = acknowledged(stored.item.status);
            append_change(tx, actor, &stored, FollowUp { owner: to, status, ..stored.item.clone() })?;
            looking.whole(tx, actor, &id)
        })
    }
}
