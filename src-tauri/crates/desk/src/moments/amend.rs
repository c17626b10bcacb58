//! Amending a moment: an entry with only the fields that changed, and the reason. Nothing is overwritten.

use super::UNDO_MS;
use super::build::{Given, from_form_again, only_what_the_office_records};
use super::form::MomentForm;
use super::record::change_of;
use super::show::may_change;
use super::view::MomentView;
use super::void::{is_flagged, since_recorded};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::ids::MomentId;
use moments_core::moment::{Problem, validate};
use moments_core::words::{Audience, Feedback, Role};
use moments_store::NewEntry;

impl Desk {
    /// Amends a saved moment to what the form says, with a reason. Answers of clients cannot be amended.
    pub fn amend(&self, actor: &Actor, id: MomentId, form: &MomentForm, reason: &str) -> Result<MomentView> {
        let place = self.place()?;
        self.write(|tx| {
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            may_change(tx, actor, &stored, &self.today())?;
            let before = stored.moment;
            if before.voided.is_some() {
                return Err(ErrorCode::AlreadyVoided.into());
            }
            if form.rating.is_some() {
                return Err(ApiError::invalid("rating", Problem::NotTogether));
            }
            let given = Given {
                id,
                origin: before.origin,
                staff: before.staff,
                short_no: before.short_no.clone(),
                started_at: before.started_at.ok_or(ErrorCode::NotFound)?,
                finished_at: before.finished_at,
                end_unknown: false,
                held_seconds: before.held_seconds.unwrap_or(0),
                invitation: before.invitation.clone(),
            };
            // One that is there already may be of a case whose own entries have not arrived.
            crate::cases::known(tx, form.case.filter(|case| before.case != Some(*case)))?;
            let mut after = from_form_again(tx, &place, form, &given, &before)?;
            only_what_the_office_records(&mut after, &place.office, Some(&before));
            after.ratings = before.ratings.clone();
            // The draw was made at opening, and withdrawing is a verb of its own: a channel that was corrected later
            // changes eligibility, and neither of the two.
            after.invitation = before.invitation.clone();
            let asked = before.invitation.drawn || !before.ratings.is_empty();
            let leaves_the_figures = before.is_eligible() && asked && !after.is_eligible();
            let complaint = Feedback::Complaint;
            let complaint_goes = before.feedback.contains(&complaint) && !after.feedback.contains(&complaint);
            let flag_goes = is_flagged(&before) && !is_flagged(&after);
            if (leaves_the_figures || complaint_goes || flag_goes)
                && !actor.is(Role::Supervisor)
                && since_recorded(tx, &id)? > UNDO_MS
            {
                // As with voiding: nobody makes an answer, a complaint or what the supervisor should read go away.
                return Err(ErrorCode::TooLate.into());
            }
            after.reason = Some(reason.to_owned());
            let after = validate(after)?;
            if after.reason.is_none() {
                return Err(ApiError::invalid("reason", Problem::Missing));
            }
            let mut changes = difference(&flatten(&before)?, &flatten(&after)?);
            if changes.keys().any(|field| field != "reason") {
                // The same reason twice is still the reason of this amendment.
                changes.insert("reason".into(), after.reason.into());
                tx.append(NewEntry {
                    kind: kind::MOMENT_AMENDED,
                    audience: Audience::OfficeAndCentre,
                    author: actor.author,
                    changes: vec![change_of(&id, changes)],
                })?;
            }
            super::show::whole(tx, &place, actor, id, &self.today())
        })
    }
}
