//! Opening who served: only from a follow-up, with a reason, and never without the person seeing it.

use super::show::{Looking, moment_of};
use super::view::OpenedAuthor;
use super::{acknowledged, append_change, open_and_changeable};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use crate::sign_in::PinFor;
use moments_core::follow_up::{Opening, reason};
use moments_core::ids::{FollowUpId, OpeningId};

impl Desk {
    /// The name of who served. The entry says who opened it, when and why; the person reads that.
    ///
    /// # Errors
    /// `Invalid` for a reason of fewer than 3 characters; `NotFound` where nobody is to be opened: of a whole day, for a
    /// moment that is not here, or one that came without who served; `PinNeeded`.
    pub fn open_author(&self, actor: &Actor, id: FollowUpId, why: &str) -> Result<OpenedAuthor> {
        let now = self.now();
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let by = Some(actor.staff().ok_or(ErrorCode::NotSignedIn)?);
            let reason = Some(reason(why)?);
            let served = moment_of(tx, &stored)?.and_then(|m| m.moment.staff).ok_or(ErrorCode::NotFound)?;
            let looking = Looking::new(self, tx, actor)?;
            let name = looking.name(&served).ok_or(ErrorCode::NotFound)?;
            let mut after = stored.item.clone();
            after.status = acknowledged(after.status);
            let opening = Opening { by, of: Some(served), at: Some(now), reason };
            after.opened.insert(OpeningId(moments_store::new_uuid(tx.now())?), opening);
            self.require_fresh(actor, PinFor::Author)?;
            append_change(tx, actor, &stored, after)?;
            act(tx, actor.author, Action::AuthorOpened, &id.to_string(), "")?;
            Ok(OpenedAuthor { name, view: looking.whole(tx, actor, &id)? })
        })
    }
}
