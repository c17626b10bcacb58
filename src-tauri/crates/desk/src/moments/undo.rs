//! Undo, for 20 seconds: the inverse entry. What was typed comes back as an open moment, so that nothing is lost.

use super::UNDO_MS;
use super::build::to_form;
use super::open::{OpenRecord, put};
use super::record::change_of;
use super::show::may_change;
use super::view::OpenMoment;
use super::void::append_void;
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use moments_core::entities::moment_ref;
use moments_core::entry::Entry;
use moments_core::fields::difference;
use moments_core::fold::{Slice, fold, kind, slices};
use moments_core::ids::MomentId;
use moments_core::words::{Audience, MomentKind, VoidReason};
use moments_store::{NewEntry, StoredMoment, WriteTx};

impl Desk {
    /// Undoes the last thing that this person did to a moment. Undoing its recording opens it again under a new id.
    pub fn undo(&self, actor: &Actor, id: MomentId) -> Result<Option<OpenMoment>> {
        self.write(|tx| {
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            // What was just done may be undone also when midnight, or a moment entered later, lies between.
            may_change(tx, actor, &stored, &stored.moment.office_day.to_string())?;
            let entries = tx.entries_of(&moment_ref(&id))?;
            let mine = |e: &&Entry| e.author == actor.author;
            let last = entries.iter().rev().find(|e| e.kind != kind::RATING_GIVEN).filter(mine);
            let last = last.ok_or(ErrorCode::TooLate)?;
            // A clock that was set back does not open the time again.
            if (tx.now().utc_ms - last.at.utc_ms).abs() > UNDO_MS {
                return Err(ErrorCode::TooLate.into());
            }
            if last.kind == kind::MOMENT_RECORDED {
                return self.undo_recording(tx, actor, id, &stored);
            }
            let without: Vec<Entry> = entries.iter().filter(|e| e.id != last.id).cloned().collect();
            let before = fold(&slices_of(&entries, &id)).fields;
            let after = fold(&slices_of(&without, &id)).fields;
            tx.append(NewEntry {
                kind: kind::MOMENT_AMENDED,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![change_of(&id, difference(&before, &after))],
            })?;
            Ok(None)
        })
    }

    fn undo_recording(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        id: MomentId,
        stored: &StoredMoment,
    ) -> Result<Option<OpenMoment>> {
        if stored.moment.voided.is_some() {
            return Err(ErrorCode::AlreadyVoided.into());
        }
        append_void(tx, actor, &id, VoidReason::Undo, None)?;
        self.drop_invitation(tx, &id)?;
        let staff = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
        if stored.moment.kind == MomentKind::QuickEnquiry {
            return Ok(None);
        }
        let again = MomentId(moments_store::new_uuid(tx.now())?);
        let mut form = to_form(again, &stored.moment);
        form.finished_at = None;
        let record = OpenRecord {
            short_no: stored.moment.short_no.clone(),
            office_day: stored.moment.office_day.to_string(),
            started_at: stored.moment.started_at.map(|t| t.to_rfc3339()).unwrap_or_default(),
            form,
            parked_at: None,
            held_seconds: stored.moment.held_seconds.unwrap_or(0),
            drawn: stored.moment.invitation.drawn,
            question: stored.moment.invitation.question,
            draw: stored.moment.invitation.draw,
            draw_no: stored.moment.invitation.draw_no,
        };
        put(tx, again, staff, false, self.run, &record).map(Some)
    }
}

fn slices_of(entries: &[Entry], id: &MomentId) -> Vec<Slice> {
    let subject = moment_ref(id);
    let slice = |entry: &Entry| {
        let place = entry.entities.iter().position(|e| *e == subject)?;
        slices(entry).into_iter().nth(place)
    };
    entries.iter().filter_map(slice).collect()
}
