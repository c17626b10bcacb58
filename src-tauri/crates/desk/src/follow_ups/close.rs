//! Closing a follow-up, which only a supervisor does, and opening it again.

use super::sheet::with_words;
use super::show::Looking;
use super::view::*;
use super::{append_change, changeable, is_closed};
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;
use moments_core::words::FollowUpStatus;

impl Desk {
    /// Closes a follow-up. It takes what was done, and whether it changes how the office serves. Closing twice alike is
    /// closing once; a closed one is opened again before it is closed otherwise.
    pub fn close_follow_up(
        &self,
        actor: &Actor,
        id: FollowUpId,
        end: &CloseFollowUp,
    ) -> Result<FollowUpView> {
        let now = self.now();
        self.write(|tx| {
            let stored = changeable(tx, actor, &id)?;
            let before = stored.item.clone();
            let after = FollowUp {
                done: end.done.clone().or_else(|| before.done.clone()),
                changes_how_we_serve: end.changes_how_we_serve.or(before.changes_how_we_serve),
                status: FollowUpStatus::Closed,
                closed_at: before.closed_at.or(Some(now)),
                owner: before.owner.or(actor.staff()),
                ..with_words(&before, end.words.as_ref())
            };
            let after = moments_core::follow_up::validate_closing(after)?;
            if is_closed(&stored) && after != before {
                return Err(ErrorCode::FollowUpClosed.into());
            }
            append_change(tx, actor, &stored, after)?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }

    /// Opens a closed follow-up again. Where its owner no longer supervises here, it is whose who opens it.
    pub fn reopen_follow_up(&self, actor: &Actor, id: FollowUpId) -> Result<FollowUpView> {
        self.write(|tx| {
            let stored = changeable(tx, actor, &id)?;
            let looking = Looking::new(self, tx, actor)?;
            if is_closed(&stored) {
                let kept = stored.item.owner.filter(|owner| looking.can_own(owner));
                let after = FollowUp {
                    status: FollowUpStatus::Acted,
                    closed_at: None,
                    owner: kept.or(actor.staff()),
                    ..stored.item.clone()
                };
                append_change(tx, actor, &stored, after)?;
            }
            looking.whole(tx, actor, &id)
        })
    }
}
