//! Recording a moment: saved means saved, and the same moment twice is there once.

use super::UNDO_MS;
use super::build::{Given, from_form, from_form_again, only_what_the_office_records};
use super::form::MomentForm;
use super::open::{OpenRecord, own};
use super::show::item;
use super::view::{ClientScreenMode, Saved};
use crate::desk::{Actor, Desk, Place, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::entities::{Office, moment_ref};
use moments_core::entry::{Author, Entry};
use moments_core::fields::{Fields, flatten, unflatten};
use moments_core::fold::{Payload, Texts, kind};
use moments_core::follow_up::opened_by;
use moments_core::ids::{MomentId, StaffId};
use moments_core::moment::{Invitation, Moment, Problem, validate};
use moments_core::words::*;
use moments_store::{EntityChange, NewEntry, Reader, StoredMoment, WriteTx};
use std::collections::BTreeSet;

/// Fields that stand in the erasable text part of their entry.
pub(super) fn is_text(field: &str) -> bool {
    field == "note" || field == "reason" || field.ends_with("/comment")
}

/// The change of a moment's fields, structured and free text apart.
pub(crate) fn change_of(id: &MomentId, fields: Fields) -> EntityChange {
    let (text, set) = fields.into_iter().partition(|(field, _)| is_text(field));
    EntityChange { entity: moment_ref(id), set, text }
}

impl Desk {
    /// Records a moment. The same id with the same content is "already there"; with other content it is a conflict.
    pub fn record(&self, actor: &Actor, form: &MomentForm, origin: Origin) -> Result<Saved> {
        let place = self.place()?;
        let now = self.now();
        let mode = *locked(&self.client_screen);
        let saved = self.write(|tx| {
            actor.require(Role::Counter)?;
            if form.rating.is_some() && origin == Origin::Live {
                return Err(ApiError::invalid("rating", Problem::NotTogether));
            }
            let id = match form.id {
                Some(id) => id,
                None => MomentId(moments_store::new_uuid(tx.now())?),
            };
            if let Some(stored) = tx.moment(&id)? {
                return match stored.complete {
                    true => already_there(tx, &place, actor, form, &stored),
                    false => Err(ErrorCode::Conflict.into()),
                };
            }
            let draft = match tx.draft(&id)? {
                Some(draft) => {
                    own(&draft, actor)?;
                    let waits = draft.parked || draft.opened_run != self.run;
                    let mut open = serde_json::from_str::<OpenRecord>(&draft.record)?;
                    open.draw_once(tx, &place, form, now.date_naive())?;
                    Some((open, waits))
                }
                None => None,
            };
            let staff = served_by(tx, actor, form)?;
            let given = match draft {
                Some((open, waits)) => open.given(id, origin, staff, now, waits),
                None => Given {
                    id,
                    origin,
                    staff,
                    short_no: String::new(),
                    started_at: now,
                    finished_at: (origin == Origin::Live).then_some(now),
                    end_unknown: false,
                    held_seconds: 0,
                    invitation: Invitation { drawn: form.rating.is_some(), ..Invitation::default() },
                },
            };
            crate::cases::known(tx, form.case)?;
            let mut moment = from_form(tx, &place, form, &given)?;
            only_what_the_office_records(&mut moment, &place.office, None);
            if moment.short_no.is_empty() {
                moment.short_no = next_short_no(tx, &place, &moment.office_day.to_string())?;
            }
            let moment = validate(moment)?;
            append_recorded(tx, actor.author, &id, &moment)?;
            tx.remove_draft(&id)?;
            let invited = moment.counted().invited && moment.ratings.is_empty();
            if invited && origin == Origin::Live {
                self.close_invitations(tx, &place, now)?;
                if mode != ClientScreenMode::Paper {
                    self.light_invitation(tx, &place, &id, &moment)?;
                }
            }
            let stored = StoredMoment { id, complete: true, erased: false, amended: false, moment };
            saved(tx, &place, actor, &stored, false, invited, now)
        })?;
        Ok(saved)
    }
}

pub(super) fn append_recorded(
    tx: &mut WriteTx<'_>,
    author: Author,
    id: &MomentId,
    moment: &Moment,
) -> Result<()> {
    tx.append(NewEntry {
        kind: kind::MOMENT_RECORDED,
        audience: Audience::OfficeAndCentre,
        author,
        changes: vec![change_of(id, flatten(moment)?)],
    })?;
    Ok(())
}

/// The next daily number of this workstation: its letter and a count.
pub(super) fn next_short_no(reader: &Reader<'_>, place: &Place, office_day: &str) -> Result<String> {
    let letter = &place.workstation.letter;
    let last = reader.last_short_no(&place.workstation_id, office_day, letter)?;
    Ok(format!("{letter}{}", last + 1))
}

pub(super) fn saved(
    reader: &Reader<'_>,
    place: &Place,
    actor: &Actor,
    stored: &StoredMoment,
    already_there: bool,
    invited: bool,
    now: chrono::DateTime<chrono::FixedOffset>,
) -> Result<Saved> {
    Ok(Saved {
        item: item(reader, place, actor, stored)?,
        already_there,
        follow_ups: opened_by(&stored.moment, &BTreeSet::new())
            .into_iter()
            .filter(|rule| !rule.is_of_a_rating())
            .collect(),
        undo_until: (now + chrono::TimeDelta::milliseconds(UNDO_MS)).to_rfc3339(),
        invited,
    })
}

/// Who served: who is signed in, or on the command line the person that the line names by id or name.
fn served_by(reader: &Reader<'_>, actor: &Actor, form: &MomentForm) -> Result<Option<StaffId>> {
    let Some(named) = form.staff.as_deref() else { return Ok(actor.staff()) };
    if actor.author != Author::Cli && !actor.is(Role::Administrator) {
        return Err(ApiError::invalid("staff", Problem::NotTogether));
    }
    let mut found =
        reader.all_staff()?.into_iter().filter(|(id, s)| s.name == named || id.to_string() == named);
    match (found.next(), found.next()) {
        (Some((id, _)), None) => Ok(Some(id)),
        _ => Err(ApiError::invalid("staff", Problem::Unknown)),
    }
}

fn already_there(
    tx: &WriteTx<'_>,
    place: &Place,
    actor: &Actor,
    form: &MomentForm,
    stored: &StoredMoment,
) -> Result<Saved> {
    let at = same_as_recorded(tx, place, form, stored.id, served_by(tx, actor, form)?)?;
    let then = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
    saved(tx, place, actor, stored, true, false, place.local(then))
}

/// When the moment was recorded (milliseconds since 1970), if the form and who served say what was recorded then.
pub(super) fn same_as_recorded(
    reader: &Reader<'_>,
    place: &Place,
    form: &MomentForm,
    id: MomentId,
    staff: Option<StaffId>,
) -> Result<i64> {
    let entries = reader.entries_of(&moment_ref(&id))?;
    let recorded = entries.iter().find(|e| e.kind == kind::MOMENT_RECORDED).ok_or(ErrorCode::Conflict)?;
    let (before, text_erased) = fields_of(recorded);
    // As it was recorded, whatever was amended since.
    let (original, _) = unflatten::<Moment>(&before);
    let given = Given {
        id,
        origin: original.origin,
        staff,
        short_no: original.short_no.clone(),
        started_at: original.started_at.ok_or(ErrorCode::Conflict)?,
        finished_at: original.finished_at,
        end_unknown: original.finished_at.is_none() && original.time_source == TimeSource::Inaccurate,
        held_seconds: original.held_seconds.unwrap_or(0),
        invitation: Invitation { withdrawn: None, ..original.invitation.clone() },
    };
    let mut again = from_form_again(reader, place, form, &given, &original)?;
    // What the office did not record then is not asked for now.
    let then = Office {
        standing_recorded: original.standing.is_some(),
        party_recorded: original.party_size.is_some() || original.acting_for_other.is_some(),
        ..place.office.clone()
    };
    only_what_the_office_records(&mut again, &then, None);
    let again = validate(again)?;
    let mut after = flatten(&again)?;
    if text_erased {
        after.retain(|field, _| !is_text(field));
    }
    if before != after {
        return Err(ApiError::new(ErrorCode::Conflict).with("id", id));
    }
    Ok(recorded.at.utc_ms)
}

/// What an entry about one entity set, structured and text, without nulls; and whether its text was erased.
pub(crate) fn fields_of(entry: &Entry) -> (Fields, bool) {
    let read = |part: &moments_core::entry::Part| part.content.as_ref().map(|c| c.bytes.clone());
    let mut fields = Fields::new();
    if let Some(bytes) = read(&entry.payload) {
        let payload: Payload = serde_json::from_slice(&bytes).unwrap_or_default();
        fields.extend(payload.changes.into_iter().next().map(|c| c.set).unwrap_or_default());
    }
    let text = read(&entry.text);
    let erased = text.is_none();
    if let Some(bytes) = text.filter(|bytes| !bytes.is_empty()) {
        let texts: Texts = serde_json::from_slice(&bytes).unwrap_or_default();
        fields.extend(texts.changes.into_iter().next().unwrap_or_default());
    }
    (fields, erased)
}
