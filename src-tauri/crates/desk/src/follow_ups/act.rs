//! Recording what was done.

use super::show::Looking;
use super::view::FollowUpView;
use super::{append_change, open_and_changeable};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;
use moments_core::moment::Problem;
use moments_core::words::FollowUpStatus;

impl Desk {
    /// Records what was done. What nobody had is then whose who did it; it stays open until somebody closes it.
    pub fn act_on_follow_up(&self, actor: &Actor, id: FollowUpId, done: &str) -> Result<FollowUpView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            if done.trim().is_empty() {
                return Err(ApiError::invalid("done", Problem::Missing));
            }
            let after = FollowUp {
                done: Some(done.to_owned()),
                status: FollowUpStatus::Acted,
                owner: stored.item.owner.or(actor.staff()),
                ..stored.item.clone()
            };
            append_change(tx, actor, &stored, after)?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }
}
