//! Adding a saved moment to a case, and taking it out: an amendment of the moment, in its history as any other.

use super::may_follow;
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use crate::moments::{MomentView, change_of, may_change, whole};
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::{CaseId, MomentId};
use moments_core::words::Audience;
use moments_store::{NewEntry, WriteTx};

impl Desk {
    /// Adds a saved moment to a case, or takes it out of the one that it is in.
    pub fn link_moment(&self, actor: &Actor, id: MomentId, case: Option<CaseId>) -> Result<MomentView> {
        let place = self.place()?;
        self.write(|tx| {
            may_follow(actor)?;
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            may_change(tx, actor, &stored, &self.today())?;
            if stored.moment.voided.is_some() {
                return Err(ErrorCode::AlreadyVoided.into());
            }
            super::known(tx, case)?;
            if stored.moment.case != case {
                set_case(tx, actor, &id, case)?;
            }
            whole(tx, &place, actor, id, &self.today())
        })
    }
}

pub(super) fn set_case(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    id: &MomentId,
    case: Option<CaseId>,
) -> Result<()> {
    let set = Fields::from([("case".to_owned(), serde_json::to_value(case)?)]);
    tx.append(NewEntry {
        kind: kind::MOMENT_AMENDED,
        audience: Audience::OfficeAndCentre,
        author: actor.author,
        changes: vec![change_of(id, set)],
    })?;
    Ok(())
}
