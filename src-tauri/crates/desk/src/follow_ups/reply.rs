//! Replying: the person who was named says how they saw it.

use super::view::MyOpening;
use super::{append, not_newer};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::fold::kind;
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;
use moments_core::moment::Problem;
use moments_core::words::Role;

impl Desk {
    /// Replies to a follow-up in which one was named, also to one that is closed by now. A reply can be written anew.
    ///
    /// # Errors
    /// `NotFound` for whoever was not named in it: it says nothing of a follow-up to others.
    pub fn reply_to_follow_up(&self, actor: &Actor, id: FollowUpId, text: &str) -> Result<Vec<MyOpening>> {
        self.write(|tx| {
            actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
            let me = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
            let stored = tx.follow_up(&id)?.filter(|f| f.item.named(&me)).ok_or(ErrorCode::NotFound)?;
            not_newer(tx, &id)?;
            if text.trim().is_empty() {
                return Err(ApiError::invalid("reply", Problem::Missing));
            }
            let after = FollowUp { reply: Some(text.to_owned()), ..stored.item.clone() };
            append(tx, actor, kind::FOLLOW_UP_REPLIED, &stored, after)
        })?;
        self.my_openings(actor)
    }
}
