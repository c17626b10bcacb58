//! Acknowledging: a supervisor has seen it.

use super::show::Looking;
use super::view::FollowUpView;
use super::{acknowledged, append_change, open_and_changeable};
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;

impl Desk {
    /// Acknowledges a new follow-up. One that is further along stays as it is.
    pub fn acknowledge_follow_up(&self, actor: &Actor, id: FollowUpId) -> Result<FollowUpView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let status = acknowledged(stored.item.status);
            append_change(tx, actor, &stored, FollowUp { status, ..stored.item.clone() })?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }
}
