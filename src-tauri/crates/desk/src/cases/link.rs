//! Adding a saved moment to a case, and taking it out: an amendment of the moment, in its history as any other.

use super::may_follow;
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use crate::moments::{MomentView, change_of, may_change, whole};
use chrono::{DateTime, FixedOffset};
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::ids::{CaseId, MomentId};
use moments_core::moment::{Marked, Moment};
use moments_core::words::{Audience, By, ContactNo};
use moments_store::{NewEntry, Reader, StoredMoment, WriteTx};

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
                set_case(tx, actor, &stored, case)?;
            }
            whole(tx, &place, actor, id, &self.today())
        })
    }
}

/// The case of a saved moment, and which contact that makes it where staff said nothing of that.
pub(super) fn set_case(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    stored: &StoredMoment,
    case: Option<CaseId>,
) -> Result<()> {
    let before = &stored.moment;
    let mut after = Moment { case, ..before.clone() };
    if let (By::Default, Some(started)) = (before.contact.by, before.started_at) {
        after.contact = Marked::assumed(contact_of(tx, case, &stored.id, started)?);
    }
    tx.append(NewEntry {
        kind: kind::MOMENT_AMENDED,
        audience: Audience::OfficeAndCentre,
        author: actor.author,
        changes: vec![change_of(&stored.id, difference(&flatten(before)?, &flatten(&after)?))],
    })?;
    Ok(())
}

/// Which contact for the same need a moment is that began then: one more than the visits of its case before it.
pub(crate) fn contact_of(
    reader: &Reader<'_>,
    case: Option<CaseId>,
    id: &MomentId,
    started: DateTime<FixedOffset>,
) -> Result<ContactNo> {
    let Some(case) = case else { return Ok(ContactNo::Unknown) };
    let visits = reader.moments_of_case(&case)?;
    let before = visits.iter().filter(|visit| {
        visit.id != *id
            && visit.moment.voided.is_none()
            && visit.moment.started_at.is_some_and(|at| at < started)
    });
    Ok(match before.count() {
        0 => ContactNo::First,
        1 => ContactNo::Second,
        _ => ContactNo::ThirdOrMore,
    })
}
