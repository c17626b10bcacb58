//! The timeline of a case: its visits and what was changed, the oldest first.

use super::show::{Looking, handed_to};
use super::view::*;
use crate::desk::Actor;
use crate::error::Result;
use crate::moments::fields_of;
use chrono::{DateTime, FixedOffset};
use moments_core::case::Case;
use moments_core::entities::case_ref;
use moments_core::entry::{Author, Entry};
use moments_core::fields::{Fields, unflatten};
use moments_core::fold::kind;
use moments_core::ids::CaseId;
use moments_core::words::{CaseStatus, MomentKind};
use moments_store::{Reader, StoredMoment};

pub(super) fn timeline(
    reader: &Reader<'_>,
    looking: &Looking,
    actor: &Actor,
    id: &CaseId,
) -> Result<Vec<TimelineItem>> {
    let mut items: Vec<(DateTime<FixedOffset>, TimelineItem)> = Vec::new();
    for stored in reader.moments_of_case(id)? {
        let Some(at) = stored.moment.started_at else { continue };
        items.push((at, TimelineItem::Visit(visit(reader, looking, &stored, at)?)));
    }
    let mut state = Fields::new();
    for entry in reader.entries_of(&case_ref(id))? {
        let at = looking.place.local(DateTime::from_timestamp_millis(entry.at.utc_ms).unwrap_or_default());
        items.extend(act(looking, actor, &entry, &mut state, at).map(|act| (at, TimelineItem::Change(act))));
    }
    // Stable: what was written at one time stays in the journal's order.
    items.sort_by_key(|(at, _)| *at);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

fn visit(
    reader: &Reader<'_>,
    looking: &Looking,
    stored: &StoredMoment,
    at: DateTime<FixedOffset>,
) -> Result<Visit> {
    let moment = &stored.moment;
    let services = moment.lines_in_order().into_iter().map(|(_, line)| VisitedService {
        name_en: line.name_en.clone(),
        name_fr: line.name_fr.clone(),
        outcome: line.outcome.value,
    });
    Ok(Visit {
        moment: stored.id,
        at: at.to_rfc3339(),
        services: services.collect(),
        outcome: moment.outcome().filter(|_| moment.kind == MomentKind::Moment),
        client: moment.client(),
        channel: moment.channel.value,
        workstation: reader.workstation(&moment.workstation)?.map(|w| w.label).unwrap_or_default(),
        voided: moment.voided.is_some(),
        own: looking.me.is_some() && moment.staff == looking.me,
    })
}

/// What one entry set; `None` for one that a newer version wrote, which cannot be read here.
fn act(
    looking: &Looking,
    actor: &Actor,
    entry: &Entry,
    state: &mut Fields,
    at: DateTime<FixedOffset>,
) -> Option<CaseAct> {
    if !moments_store::understands(entry) {
        return None;
    }
    let (fields, erased) = fields_of(entry);
    let (was, _) = unflatten::<Case>(state);
    let opened = entry.kind == kind::CASE_OPENED;
    let text = |field: &str| ValueSet {
        value: fields.get(field).and_then(|value| value.as_str()).map(str::to_owned),
    };
    state.extend(fields.clone());
    let (now, _) = unflatten::<Case>(state);
    let sets = |field: &str| fields.contains_key(field);
    let hands = fields.keys().any(|field| field.starts_with("handed_to/"));
    let status = now.status;
    Some(CaseAct {
        entry: entry.id.to_string(),
        at: at.to_rfc3339(),
        by_me: matches!(entry.author, Author::Staff(_)) && entry.author == actor.author,
        opened,
        status: (sets("status") && !opened).then_some(status),
        reopened: sets("status") && !opened && status == CaseStatus::Open && !was.status.is_open(),
        owner: sets("owner")
            .then(|| OwnerSet { staff: now.owner, name: now.owner.and_then(|owner| looking.name(&owner)) }),
        next_action: sets(super::NEXT_ACTION).then(|| text(super::NEXT_ACTION)),
        due: sets("due").then(|| text("due")),
        handed_to: now.handed_to.as_ref().filter(|_| hands).map(handed_to),
        service: (sets("service") && !opened)
            .then(|| ServiceSet { name_en: now.name_en.clone(), name_fr: now.name_fr.clone() }),
        erased,
    })
}
