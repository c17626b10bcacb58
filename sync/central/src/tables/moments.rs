//! Moments with their lines and ratings, and the cases that they belong to.

use super::{Cells, Table, day};
use moments_core::case::Case;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::{Folded, kind};
use moments_core::ids::{CaseId, MomentId, RatingId};
use moments_core::moment::{Line, Moment, Rating, Scored, UNCLASSIFIED};
use tokio_postgres::types::Type;

const MOMENTS: Table = Table {
    name: "moments",
    columns: &[
        ("moment", Type::UUID),
        ("complete", Type::BOOL),
        ("erased", Type::BOOL),
        ("amended", Type::BOOL),
        ("kind", Type::TEXT),
        ("origin", Type::TEXT),
        ("office_day", Type::DATE),
        ("time_source", Type::TEXT),
        ("channel", Type::TEXT),
        ("channel_by", Type::TEXT),
        ("client", Type::TEXT),
        ("outcome", Type::TEXT),
        ("voided", Type::TEXT),
        ("eligible", Type::BOOL),
        ("invited", Type::BOOL),
        ("answered", Type::BOOL),
        ("rating_state", Type::TEXT),
        ("rating_source", Type::TEXT),
        ("overall", Type::INT2),
        ("headline", Type::BOOL),
        ("language_requested", Type::TEXT),
        ("language_provided", Type::TEXT),
        ("language_by", Type::TEXT),
        ("active_offer", Type::TEXT),
        ("interpreter", Type::TEXT),
        ("contact_no", Type::TEXT),
        ("wait_band", Type::TEXT),
        ("wait_seconds", Type::INT8),
        ("handling_seconds", Type::INT8),
        ("barriers", Type::TEXT_ARRAY),
        ("feedback", Type::TEXT_ARRAY),
        ("life_event", Type::TEXT),
        ("case_id", Type::UUID),
        ("unclassified", Type::BOOL),
    ],
};

const LINES: Table = Table {
    name: "moment_lines",
    columns: &[
        ("line", Type::TEXT),
        ("position", Type::INT8),
        ("service", Type::TEXT),
        ("name_en", Type::TEXT),
        ("name_fr", Type::TEXT),
        ("quantity", Type::INT8),
        ("relationship", Type::TEXT),
        ("relationship_by", Type::TEXT),
        ("outcome", Type::TEXT),
        ("outcome_by", Type::TEXT),
        ("standard", Type::TEXT),
        ("measures", Type::TEXT),
        ("threshold_minutes", Type::INT8),
    ],
};

const RATINGS: Table = Table {
    name: "ratings",
    columns: &[
        ("rating", Type::UUID),
        ("state", Type::TEXT),
        ("source", Type::TEXT),
        ("assisted", Type::TEXT),
        ("overall", Type::INT2),
        ("drivers", Type::TEXT_ARRAY),
        ("asked", Type::TEXT),
        ("fairness", Type::INT2),
        ("confidence", Type::INT2),
        ("priority", Type::TEXT),
        ("need_met", Type::TEXT),
    ],
};

const CASES: Table = Table {
    name: "cases",
    columns: &[
        ("case_id", Type::UUID),
        ("service", Type::TEXT),
        ("name_en", Type::TEXT),
        ("name_fr", Type::TEXT),
        ("status", Type::TEXT),
        ("opened_on", Type::DATE),
        ("due", Type::DATE),
        ("handed_over", Type::BOOL),
    ],
};

/// One spelling alone: two entities that name one row would make the order of arrival matter.
fn canonical<T: std::str::FromStr + ToString>(subject: &EntityRef) -> Option<T> {
    subject.id().parse::<T>().ok().filter(|id| id.to_string() == subject.id())
}

pub fn rows(subject: &EntityRef, folded: &Folded, put: &mut impl FnMut(Table, Cells)) {
    let Some(id) = canonical::<MomentId>(subject) else { return };
    let (moment, _) = unflatten::<Moment>(&folded.fields);
    put(MOMENTS, row(id, &moment, folded));
    for (id, rating) in &moment.ratings {
        put(RATINGS, rating_row(id, rating));
    }
    for (id, line) in moment.lines {
        put(LINES, line_row(id, line));
    }
}

fn row(id: MomentId, moment: &Moment, folded: &Folded) -> Cells {
    let complete = folded.has(kind::MOMENT_RECORDED) && moment.started_at.is_some();
    let erased = folded.has(kind::MOMENT_RECORDED) && folded.payload_erased && moment.started_at.is_none();
    let (counted, rated) = (moment.counted(), moment.rating());
    let later = [kind::MOMENT_AMENDED, kind::MOMENT_VOIDED, kind::MOMENT_RESTORED];
    let language = &moment.language;
    vec![
        id.0.into(),
        complete.into(),
        erased.into(),
        later.iter().any(|kind| folded.has(kind)).into(),
        moment.kind.as_str().into(),
        moment.origin.as_str().into(),
        day(moment.office_day).into(),
        moment.time_source.as_str().into(),
        moment.channel.value.as_str().into(),
        moment.channel.by.as_str().into(),
        moment.client().map(|client| client.as_str()).into(),
        moment.outcome().map(|outcome| outcome.as_str()).into(),
        moment.voided.map(|reason| reason.as_str()).into(),
        (complete && counted.eligible).into(),
        (complete && counted.invited).into(),
        (complete && counted.answered).into(),
        moment.rating_state().as_str().into(),
        rated.map(|rated| rated.rating.source.as_str()).into(),
        rated.and_then(|rated| rated.rating.overall).into(),
        rated.is_some_and(|rated| Moment::is_headline(rated.rating)).into(),
        language.requested.value.clone().into(),
        language.provided.value.clone().into(),
        language.requested.by.max(language.provided.by).as_str().into(),
        language.active_offer.as_str().into(),
        language.interpreter.value.as_str().into(),
        moment.contact.value.as_str().into(),
        moment.wait.band.as_str().into(),
        moment.wait_seconds().into(),
        moment.handling_seconds().into(),
        moment.barriers.iter().map(|barrier| barrier.as_str()).collect::<Vec<_>>().into(),
        moment.feedback.iter().map(|feedback| feedback.as_str()).collect::<Vec<_>>().into(),
        moment.life_event.map(|event| event.as_str()).into(),
        moment.case.map(|case| case.0).into(),
        moment.lines.values().any(|line| line.service == UNCLASSIFIED).into(),
    ]
}

fn line_row(id: String, line: Line) -> Cells {
    let threshold = line.standard.as_ref().map(|standard| standard.threshold);
    let standard = line.standard.map(|standard| (standard.key, standard.measures));
    let (key, measures) = standard.unzip();
    vec![
        id.into(),
        line.position.into(),
        line.service.into(),
        line.name_en.into(),
        line.name_fr.into(),
        line.quantity.into(),
        line.relationship.value.as_str().into(),
        line.relationship.by.as_str().into(),
        line.outcome.value.as_str().into(),
        line.outcome.by.as_str().into(),
        key.into(),
        measures.into(),
        threshold.into(),
    ]
}

fn rating_row(id: &RatingId, rating: &Rating) -> Cells {
    let fairness = match rating.fairness {
        Some(Scored::Score(score)) => Some(score),
        Some(Scored::NotApplicable(_)) | None => None,
    };
    vec![
        id.0.into(),
        rating.state.as_str().into(),
        rating.source.as_str().into(),
        rating.assisted.as_str().into(),
        rating.overall.into(),
        rating.drivers.iter().map(|driver| driver.as_str()).collect::<Vec<_>>().into(),
        rating.asked.map(|question| question.as_str()).into(),
        fairness.into(),
        rating.confidence.into(),
        rating.priority.map(|priority| priority.as_str()).into(),
        rating.need_met.map(|met| met.as_str()).into(),
    ]
}

pub fn case(subject: &EntityRef, folded: &Folded, put: &mut impl FnMut(Table, Cells)) {
    let Some(id) = canonical::<CaseId>(subject) else { return };
    let (case, _) = unflatten::<Case>(&folded.fields);
    let opened_on = case.opened_on();
    put(
        CASES,
        vec![
            id.0.into(),
            case.service.into(),
            case.name_en.into(),
            case.name_fr.into(),
            case.status.as_str().into(),
            opened_on.and_then(day).into(),
            case.due.and_then(day).into(),
            case.handed_to.is_some().into(),
        ],
    );
}
