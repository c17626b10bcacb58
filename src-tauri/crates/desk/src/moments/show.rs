//! Showing moments: what a person may see of one, and whether they may change it.

use super::build::to_form;
use super::record::fields_of;
use super::view::*;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ErrorCode, Result};
use chrono::DateTime;
use moments_core::entities::moment_ref;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::ids::MomentId;
use moments_core::words::*;
use moments_store::{Reader, StoredMoment, flags};

impl Desk {
    /// One moment, whole.
    pub fn moment(&self, actor: &Actor, id: MomentId) -> Result<MomentView> {
        let place = self.place()?;
        self.read(|r| {
            actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
            let stored = r.moment(&id)?.ok_or(ErrorCode::NotFound)?;
            if !actor.is(Role::Supervisor) && stored.moment.staff != actor.staff() {
                return Err(ErrorCode::NotPermitted.into());
            }
            whole(r, &place, actor, id, &self.today())
        })
    }
}

/// Staff may change their own moments of today; a supervisor any of the office's.
pub(crate) fn may_change(
    reader: &Reader<'_>,
    actor: &Actor,
    stored: &StoredMoment,
    today: &str,
) -> Result<()> {
    not_newer(reader, &stored.id)?;
    if actor.is(Role::Supervisor) {
        return Ok(());
    }
    actor.require(Role::Counter)?;
    let own = stored.moment.staff.is_some() && stored.moment.staff == actor.staff();
    let of_today = stored.moment.office_day.to_string() == today;
    if own && of_today { Ok(()) } else { Err(ErrorCode::NotPermitted.into()) }
}

/// What a newer version wrote can be read here, not changed.
pub(crate) fn not_newer(reader: &Reader<'_>, id: &MomentId) -> Result<()> {
    if is_newer(reader, id)? { Err(ErrorCode::NewerVersion.into()) } else { Ok(()) }
}

fn is_newer(reader: &Reader<'_>, id: &MomentId) -> Result<bool> {
    Ok(reader.flags(&moment_ref(id))?.iter().any(|f| f.flag == flags::NEWER))
}

/// A moment as somebody sees it in a list: that an answer came, not which; how long it took only who served.
pub(crate) fn item(
    reader: &Reader<'_>,
    place: &Place,
    actor: &Actor,
    stored: &StoredMoment,
) -> Result<MomentItem> {
    let m = &stored.moment;
    let own = m.staff.is_some() && m.staff == actor.staff();
    let flagged = reader.flags(&moment_ref(&stored.id))?;
    let has = |flag: &str| flagged.iter().any(|f| f.flag == flag);
    let lines = m.lines_in_order().into_iter().map(|(id, line)| LineItem {
        line: id.clone(),
        service: line.service.clone(),
        name_en: line.name_en.clone(),
        name_fr: line.name_fr.clone(),
        quantity: line.quantity,
        relationship: line.relationship.value,
        relationship_by: line.relationship.by,
        outcome: line.outcome.value,
        outcome_by: line.outcome.by,
        stage: line.stage.map(|stage| stage.value),
        stage_by: line.stage.map(|stage| stage.by),
    });
    let workstation = if m.workstation == place.workstation_id {
        place.workstation.label.clone()
    } else {
        reader.workstation(&m.workstation)?.map(|w| w.label).unwrap_or_default()
    };
    Ok(MomentItem {
        id: stored.id,
        short_no: m.short_no.clone(),
        office_day: m.office_day.to_string(),
        started_at: m.started_at.map(|t| t.to_rfc3339()).unwrap_or_default(),
        finished_at: m.finished_at.filter(|_| own).map(|t| t.to_rfc3339()),
        held_seconds: m.held_seconds.filter(|_| own),
        kind: m.kind,
        origin: m.origin,
        time_source: m.time_source,
        channel: m.channel.value,
        lines: lines.collect(),
        client: m.client(),
        outcome: m.outcome(),
        language_provided: m.language.provided.value.clone(),
        rating_state: m.rating_state(),
        note: m.note.clone(),
        note_erased: flagged.iter().any(|f| f.flag == flags::ERASED && f.detail == "note"),
        erased: stored.erased,
        voided: m.voided,
        amended: stored.amended,
        conflict: has(flags::CONFLICT),
        read_only: has(flags::NEWER),
        own,
        workstation,
    })
}

pub(crate) fn whole(
    reader: &Reader<'_>,
    place: &Place,
    actor: &Actor,
    id: MomentId,
    today: &str,
) -> Result<MomentView> {
    let stored = reader.moment(&id)?.ok_or(ErrorCode::NotFound)?;
    let changeable = may_change(reader, actor, &stored, today).is_ok();
    let voided = stored.moment.voided.is_some();
    Ok(MomentView {
        item: item(reader, place, actor, &stored)?,
        form: to_form(id, &stored.moment),
        history: history(reader, place, actor, &id)?,
        can_amend: changeable && !voided && stored.complete,
        can_void: changeable && !voided && stored.complete,
        can_erase: changeable && actor.is(Role::Supervisor) && stored.complete,
    })
}

fn history(reader: &Reader<'_>, place: &Place, actor: &Actor, id: &MomentId) -> Result<Vec<HistoryItem>> {
    let mut state = Fields::new();
    let mut items = Vec::new();
    for entry in reader.entries_of(&moment_ref(id))? {
        let (mut fields, erased) = fields_of(&entry);
        // Which answer came is for totals, not for the history of a moment.
        fields.retain(|field, _| !field.starts_with("ratings/"));
        let reason = fields.remove("reason").and_then(|v| v.as_str().map(str::to_owned));
        let text =
            |value: Option<&serde_json::Value>| value.filter(|v| !v.is_null()).map(ToString::to_string);
        let changes = fields
            .iter()
            .filter(|_| !items.is_empty())
            .map(|(field, value)| FieldChange {
                field: field.clone(),
                before: text(state.get(field)),
                after: text(Some(value)),
            })
            .collect();
        let by_me = matches!(entry.author, Author::Staff(_)) && entry.author == actor.author;
        items.push(HistoryItem {
            entry: entry.id.to_string(),
            kind: entry.kind.clone(),
            at: place
                .local(DateTime::from_timestamp_millis(entry.at.utc_ms).unwrap_or_default())
                .to_rfc3339(),
            // Who served is opened from a follow-up alone; here everybody sees only themselves.
            author: if by_me { author_name(reader, entry.author)? } else { None },
            by_me,
            reason,
            changes,
            erased,
            erasure: None,
        });
        state.extend(fields);
    }
    items.extend(erasures(reader, place, &moment_ref(id))?);
    Ok(items)
}

/// What supervisors erased, as entries of a record's history.
pub(crate) fn erasures(
    reader: &Reader<'_>,
    place: &Place,
    about: &moments_core::entry::EntityRef,
) -> Result<Vec<HistoryItem>> {
    let stored = reader.erasures_about(about)?.into_iter().filter(|stored| stored.applied);
    Ok(stored
        .filter_map(|stored| {
            let erasure = stored.erasure;
            let at = DateTime::from_timestamp_millis(erasure.at_ms)?;
            Some(HistoryItem {
                entry: stored.id,
                kind: moments_core::fold::kind::PART_ERASED.to_owned(),
                at: place.local(at).to_rfc3339(),
                author: None,
                by_me: false,
                reason: erasure.reason,
                changes: Vec::new(),
                erased: false,
                erasure: Some(ErasureItem { scope: erasure.scope?, why: erasure.why?, role: erasure.role }),
            })
        })
        .collect())
}

fn author_name(reader: &Reader<'_>, author: Author) -> Result<Option<String>> {
    let Some(id) = author.staff() else { return Ok(None) };
    Ok(reader.staff(&id)?.map(|s| s.name))
}
