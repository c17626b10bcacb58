//! Voiding a moment that should not count, and restoring one. The moment and its answers stay in history.

use super::UNDO_MS;
use super::record::change_of;
use super::show::may_change;
use super::view::MomentView;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::entities::moment_ref;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::MomentId;
use moments_core::limits::REASON_MAX_CHARS;
use moments_core::moment::{Moment, Problem};
use moments_core::words::{Audience, Feedback, Role, VoidReason};
use moments_store::{NewEntry, WriteTx};

impl Desk {
    /// Voids a moment. One whose rating was invited, or that holds a complaint or a flagged note, needs a supervisor after
    /// 20 seconds: nobody makes an answer, a complaint or what the supervisor should read go away.
    pub fn void(
        &self,
        actor: &Actor,
        id: MomentId,
        why: VoidReason,
        reason: Option<&str>,
    ) -> Result<MomentView> {
        let place = self.place()?;
        self.write(|tx| {
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            may_change(tx, actor, &stored, &self.today())?;
            if stored.moment.voided.is_some() {
                return Err(ErrorCode::AlreadyVoided.into());
            }
            let moment = &stored.moment;
            let invited = moment.invitation.drawn || !moment.ratings.is_empty();
            let complained = moment.feedback.contains(&Feedback::Complaint);
            let kept = invited || complained || is_flagged(moment);
            if kept && !actor.is(Role::Supervisor) && since_recorded(tx, &id)? > UNDO_MS {
                return Err(ErrorCode::TooLate.into());
            }
            let reason = moments_core::text::free_text(reason.unwrap_or_default(), REASON_MAX_CHARS)
                .map_err(|_| ApiError::invalid("reason", Problem::TooLong))?;
            if why == VoidReason::Other && reason.is_none() {
                return Err(ApiError::invalid("reason", Problem::Missing));
            }
            append_void(tx, actor, &id, why, reason)?;
            self.drop_invitation(tx, &id)?;
            super::show::whole(tx, &place, actor, id, &self.today())
        })
    }

    /// Takes a void back.
    pub fn restore(&self, actor: &Actor, id: MomentId) -> Result<MomentView> {
        let place = self.place()?;
        self.write(|tx| {
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            may_change(tx, actor, &stored, &self.today())?;
            if stored.moment.voided.is_none() {
                return Err(ErrorCode::Conflict.into());
            }
            let set = Fields::from([("voided".into(), serde_json::Value::Null)]);
            tx.append(NewEntry {
                kind: kind::MOMENT_RESTORED,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![change_of(&id, set)],
            })?;
            super::show::whole(tx, &place, actor, id, &self.today())
        })
    }
}

pub(super) fn append_void(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    id: &MomentId,
    why: VoidReason,
    reason: Option<String>,
) -> Result<()> {
    let mut set = Fields::from([("voided".into(), why.as_str().into())]);
    set.extend(reason.map(|r| ("reason".to_owned(), r.into())));
    tx.append(NewEntry {
        kind: kind::MOMENT_VOIDED,
        audience: Audience::OfficeAndCentre,
        author: actor.author,
        changes: vec![change_of(id, set)],
    })?;
    Ok(())
}

/// Whether it holds a note that the supervisor should read.
pub(super) fn is_flagged(moment: &Moment) -> bool {
    moment.note_flagged && moment.note.is_some()
}

/// Milliseconds between now and when the moment was recorded, also where the clock was set back since: that must not
/// open the time for undo again.
pub(super) fn since_recorded(tx: &WriteTx<'_>, id: &MomentId) -> Result<i64> {
    let entries = tx.entries_of(&moment_ref(id))?;
    let recorded = entries.iter().find(|e| e.kind == kind::MOMENT_RECORDED).ok_or(ErrorCode::NotFound)?;
    Ok((tx.now().utc_ms - recorded.at.utc_ms).abs())
}
