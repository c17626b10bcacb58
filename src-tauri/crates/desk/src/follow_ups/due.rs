//! Setting the day on which a follow-up is due.

use super::show::Looking;
use super::view::FollowUpView;
use super::{acknowledged, append_change, open_and_changeable};
use crate::cases::due;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;

impl Desk {
    /// Sets the due date (`YYYY-MM-DD`); empty: a week after the day that opened it, as at the beginning.
    pub fn set_follow_up_due(&self, actor: &Actor, id: FollowUpId, day: &str) -> Result<FollowUpView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let due = due(Some(day))?;
            if due != stored.item.due {
                let status = acknowledged(stored.item.status);
                append_change(tx, actor, &stored, FollowUp { due, status, ..stored.item.clone() })?;
            }
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }
}
