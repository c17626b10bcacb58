//! Moments with their lines and ratings, and the cases that they belong to.

use super::day;
use moments_core::case::Case;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::{Folded, kind};
use moments_core::ids::{CaseId, MomentId};
use moments_core::moment::{Line, Moment, Rating, Scored, UNCLASSIFIED};
use serde_json::{Value, json};

/// One spelling alone: two entities that name one row would make the order of arrival matter.
fn canonical<T: std::str::FromStr + ToString>(subject: &EntityRef) -> Option<T> {
    subject.id().parse::<T>().ok().filter(|id| id.to_string() == subject.id())
}

pub fn rows(subject: &EntityRef, folded: &Folded, put: &mut impl FnMut(&'static str, Value)) {
    let Some(id) = canonical::<MomentId>(subject) else { return };
    let (moment, _) = unflatten::<Moment>(&folded.fields);
    put("moments", row(id, &moment, folded));
    for (id, line) in &moment.lines {
        put("moment_lines", line_row(id, line));
    }
    for (id, rating) in &moment.ratings {
        let mut row = rating_row(rating);
        if let Value::Object(columns) = &mut row {
            columns.insert("rating".into(), json!(id));
        }
        put("ratings", row);
    }
}

fn row(id: MomentId, moment: &Moment, folded: &Folded) -> Value {
    let complete = folded.has(kind::MOMENT_RECORDED) && moment.started_at.is_some();
    let erased = folded.has(kind::MOMENT_RECORDED) && folded.payload_erased && moment.started_at.is_none();
    let (counted, rated) = (moment.counted(), moment.rating());
    let later = [kind::MOMENT_AMENDED, kind::MOMENT_VOIDED, kind::MOMENT_RESTORED];
    json!({
        "moment": id,
        "complete": complete,
        "erased": erased,
        "amended": later.iter().any(|kind| folded.has(kind)),
        "kind": moment.kind,
        "origin": moment.origin,
        "office_day": day(moment.office_day),
        "time_source": moment.time_source,
        "channel": moment.channel.value,
        "channel_by": moment.channel.by,
        "client": moment.client(),
        "outcome": moment.outcome(),
        "voided": moment.voided,
        "eligible": complete && counted.eligible,
        "invited": complete && counted.invited,
        "answered": complete && counted.answered,
        "rating_state": moment.rating_state(),
        "rating_source": rated.map(|rated| rated.rating.source),
        "overall": rated.and_then(|rated| rated.rating.overall),
        "headline": rated.is_some_and(|rated| Moment::is_headline(rated.rating)),
        "language_requested": moment.language.requested.value,
        "language_provided": moment.language.provided.value,
        "language_by": moment.language.requested.by.max(moment.language.provided.by),
        "active_offer": moment.language.active_offer,
        "interpreter": moment.language.interpreter.value,
        "contact_no": moment.contact.value,
        "wait_band": moment.wait.band,
        "wait_seconds": moment.wait_seconds(),
        "handling_seconds": moment.handling_seconds(),
        "barriers": moment.barriers,
        "feedback": moment.feedback,
        "life_event": moment.life_event,
        "case_id": moment.case,
        "unclassified": moment.lines.values().any(|line| line.service == UNCLASSIFIED),
    })
}

fn line_row(id: &str, line: &Line) -> Value {
    let standard = line.standard.as_ref();
    json!({
        "line": id,
        "position": line.position,
        "service": line.service,
        "name_en": line.name_en,
        "name_fr": line.name_fr,
        "quantity": line.quantity,
        "relationship": line.relationship.value,
        "relationship_by": line.relationship.by,
        "outcome": line.outcome.value,
        "outcome_by": line.outcome.by,
        "standard": standard.map(|standard| &standard.key),
        "measures": standard.map(|standard| &standard.measures),
        "threshold_minutes": standard.map(|standard| standard.threshold),
    })
}

fn rating_row(rating: &Rating) -> Value {
    let fairness = match rating.fairness {
        Some(Scored::Score(score)) => Some(score),
        Some(Scored::NotApplicable(_)) | None => None,
    };
    json!({
        "state": rating.state,
        "source": rating.source,
        "assisted": rating.assisted,
        "overall": rating.overall,
        "drivers": rating.drivers,
        "asked": rating.asked,
        "fairness": fairness,
        "confidence": rating.confidence,
        "priority": rating.priority.map(|priority| priority.as_str()),
        "need_met": rating.need_met,
    })
}

pub fn case(subject: &EntityRef, folded: &Folded, put: &mut impl FnMut(&'static str, Value)) {
    let Some(id) = canonical::<CaseId>(subject) else { return };
    let (case, _) = unflatten::<Case>(&folded.fields);
    put(
        "cases",
        json!({
            "case_id": id,
            "service": case.service,
            "name_en": case.name_en,
            "name_fr": case.name_fr,
            "status": case.status,
            "opened_on": case.opened_on().and_then(day),
            "due": case.due.and_then(day),
            "handed_over": case.handed_to.is_some(),
        }),
    );
}
