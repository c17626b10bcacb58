//! What a moment must satisfy where it is written. Elsewhere a verified entry is never refused.

use super::{Line, Moment, Rating, Referral, UNCLASSIFIED};
use crate::catalogue::ServiceKey;
use crate::catalogue::inventory::SERVICE_NAME_MAX_CHARS;
use crate::limits::*;
use crate::privacy;
use crate::text::{self, TextError};
use crate::words::*;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    #[error("is missing")]
    Missing,
    #[error("is not a value of this field")]
    Unknown,
    #[error("is too long")]
    TooLong,
    #[error("there are too many")]
    TooMany,
    #[error("is out of range")]
    OutOfRange,
    #[error("the end lies before the start")]
    EndsBeforeStart,
    #[error("does not go with the other fields")]
    NotTogether,
    #[error("holds a number that must be masked first")]
    MustBeMasked,
}

/// A field that is wrong, by its path in the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct Invalid {
    pub field: String,
    pub problem: Problem,
}

pub(crate) fn invalid<T>(field: impl Into<String>, problem: Problem) -> Result<T, Invalid> {
    Err(Invalid { field: field.into(), problem })
}

pub(crate) fn require(condition: bool, field: impl Into<String>, problem: Problem) -> Result<(), Invalid> {
    if condition { Ok(()) } else { invalid(field, problem) }
}

/// Checks and cleans a moment that is about to be written. The first problem is returned.
pub fn validate(mut moment: Moment) -> Result<Moment, Invalid> {
    times(&moment)?;
    lines(&mut moment)?;
    language(&mut moment)?;
    // Where a client came from may be known by its level alone; where they are sent to has a name.
    if let Some(from) = &mut moment.came_from {
        clean_names("came_from", from)?;
    }
    if let Some(to) = &mut moment.sent_to {
        clean_referral("sent_to", to)?;
    }
    require(moment.offers.len() <= LINES_MAX, "offers", Problem::TooMany)?;
    for key in moment.offers.keys() {
        require(ServiceKey::parse(key).is_some(), "offers", Problem::Unknown)?;
    }
    require(
        moment.party_size.is_none_or(|n| (1..=QUANTITY_MAX).contains(&n)),
        "party_size",
        Problem::OutOfRange,
    )?;
    if moment.invitation.withdrawn.is_some() {
        require(moment.invitation.drawn, "invitation", Problem::NotTogether)?;
    }
    moment.note = free_text("note", moment.note.as_deref(), NOTE_MAX_CHARS)?;
    moment.reason = free_text("reason", moment.reason.as_deref(), REASON_MAX_CHARS)?;
    require(moment.ratings.len() <= RATINGS_MAX, "rating", Problem::TooMany)?;
    for rating in moment.ratings.values_mut() {
        clean_rating(rating)?;
    }
    Ok(moment)
}

fn times(moment: &Moment) -> Result<(), Invalid> {
    let Some(started) = moment.started_at else { return invalid("started_at", Problem::Missing) };
    require(YEARS.contains(&started.year()), "started_at", Problem::OutOfRange)?;
    require(YEARS.contains(&moment.office_day.year()), "office_day", Problem::OutOfRange)?;
    if let Some(finished) = moment.finished_at {
        require(YEARS.contains(&finished.year()), "finished_at", Problem::OutOfRange)?;
        require(finished >= started, "finished_at", Problem::EndsBeforeStart)?;
        require((finished - started).num_hours() < MOMENT_MAX_HOURS, "finished_at", Problem::OutOfRange)?;
        let held = i64::from(moment.held_seconds.unwrap_or(0));
        require(held <= (finished - started).num_seconds(), "held_seconds", Problem::OutOfRange)?;
    } else {
        require(moment.held_seconds.is_none(), "held_seconds", Problem::NotTogether)?;
    }
    if let Some(arrived) = moment.wait.arrived_at {
        require(YEARS.contains(&arrived.year()), "wait", Problem::OutOfRange)?;
        require(arrived <= started, "wait", Problem::EndsBeforeStart)?;
        require((started - arrived).num_minutes() <= WAIT_MAX_MINUTES, "wait", Problem::OutOfRange)?;
    }
    Ok(())
}

fn lines(moment: &mut Moment) -> Result<(), Invalid> {
    if moment.kind == MomentKind::QuickEnquiry {
        require(moment.lines.is_empty(), "services", Problem::NotTogether)?;
        require(moment.ratings.is_empty() && !moment.invitation.drawn, "rating", Problem::NotTogether)?;
        return Ok(());
    }
    require(!moment.lines.is_empty(), "services", Problem::Missing)?;
    require(moment.lines.len() <= LINES_MAX, "services", Problem::TooMany)?;
    moment.lines.iter_mut().try_for_each(|(id, line)| clean_line(id, line))
}

fn clean_line(id: &str, line: &mut Line) -> Result<(), Invalid> {
    let field = |name: &str| format!("services/{id}/{name}");
    let plain =
        !id.is_empty() && id.len() <= 36 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    require(plain, "services", Problem::Unknown)?;
    let known = line.service == UNCLASSIFIED || ServiceKey::parse(&line.service).is_some();
    require(known, field("service"), Problem::Unknown)?;
    require((1..=QUANTITY_MAX).contains(&line.quantity), field("quantity"), Problem::OutOfRange)?;
    let left = line.outcome.value == Outcome::Left;
    require(left || line.stage.is_none(), field("stage"), Problem::NotTogether)?;
    for name in [&mut line.name_en, &mut line.name_fr] {
        *name = name_or_empty(&field("name"), name, SERVICE_NAME_MAX_CHARS)?;
    }
    Ok(())
}

fn language(moment: &mut Moment) -> Result<(), Invalid> {
    for (field, tag) in
        [("language/requested", &moment.language.requested), ("language/provided", &moment.language.provided)]
    {
        // A quick enquiry and an imported moment may not know it.
        let absent = tag.value.is_empty() && tag.by == By::Default;
        require(absent || is_language_tag(&tag.value), field, Problem::Unknown)?;
    }
    Ok(())
}

/// `en`, `fr`, `iu`, `fr-CA`, `zh-Hant`: the shape of a BCP 47 tag, 2 to 35 characters.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags
        .next()
        .is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
    let rest = subtags.all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()));
    primary && rest && tag.len() <= 35
}

pub(crate) fn clean_referral(field: &str, referral: &mut Referral) -> Result<(), Invalid> {
    clean_names(field, referral)?;
    require(referral.organization.is_some() || !referral.name.is_empty(), field, Problem::Missing)
}

fn clean_names(field: &str, referral: &mut Referral) -> Result<(), Invalid> {
    referral.name = name_or_empty(field, &referral.name, NAME_MAX_CHARS)?;
    referral.name_fr = name_or_empty(field, &referral.name_fr, NAME_MAX_CHARS)?;
    for name in [&referral.name, &referral.name_fr] {
        require(!privacy::must_be_masked(name), field, Problem::MustBeMasked)?;
    }
    Ok(())
}

fn clean_rating(rating: &mut Rating) -> Result<(), Invalid> {
    let rated = rating.state == RatingState::Rated;
    require(
        rated == rating.overall.is_some(),
        "rating/overall",
        if rated { Problem::Missing } else { Problem::NotTogether },
    )?;
    let empty = rating.drivers.is_empty() && rating.fairness.is_none() && rating.confidence.is_none();
    require(
        rated || (empty && rating.priority.is_none() && rating.need_met.is_none()),
        "rating",
        Problem::NotTogether,
    )?;
    let score = |n: u8| (1..=5).contains(&n);
    require(rating.overall.is_none_or(score), "rating/overall", Problem::OutOfRange)?;
    require(rating.confidence.is_none_or(score), "rating/confidence", Problem::OutOfRange)?;
    if let Some(super::Scored::Score(n)) = rating.fairness {
        require(score(n), "rating/fairness", Problem::OutOfRange)?;
    }
    if let Some(language) = &rating.language {
        require(is_language_tag(language), "rating/language", Problem::Unknown)?;
    }
    rating.comment = free_text("rating/comment", rating.comment.as_deref(), COMMENT_MAX_CHARS)?;
    Ok(())
}

pub(crate) fn name_or_empty(field: &str, raw: &str, max_chars: usize) -> Result<String, Invalid> {
    match text::name(raw, max_chars) {
        Ok(name) => Ok(name),
        Err(TextError::Empty) => Ok(String::new()),
        Err(TextError::TooLong(_)) => invalid(field, Problem::TooLong),
    }
}

pub(crate) fn free_text(field: &str, raw: Option<&str>, max_chars: usize) -> Result<Option<String>, Invalid> {
    let Some(raw) = raw else { return Ok(None) };
    match text::free_text(raw, max_chars) {
        Err(_) => invalid(field, Problem::TooLong),
        Ok(Some(clean)) if privacy::must_be_masked(&clean) => invalid(field, Problem::MustBeMasked),
        Ok(clean) => Ok(clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RatingId;
    use crate::moment::Marked;
    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    fn usual() -> Moment {
        let line = Line { service: "SRV01234".into(), quantity: 1, ..Line::default() };
        Moment {
            office_day: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            started_at: DateTime::parse_from_rfc3339("2026-11-24T14:03:10-05:00").ok(),
            finished_at: DateTime::parse_from_rfc3339("2026-11-24T14:07:55-05:00").ok(),
            lines: [("1".to_owned(), line)].into(),
            ..Moment::default()
        }
    }

    #[track_caller]
    fn refused(change: impl FnOnce(&mut Moment), field: &str, problem: Problem) {
        let mut m = usual();
        change(&mut m);
        assert_eq!(validate(m), Err(Invalid { field: field.into(), problem }));
    }

    #[test]
    fn the_usual_moment_is_taken() {
        assert!(validate(usual()).is_ok());
    }

    #[test]
    fn each_field_that_cannot_be_true_is_named() {
        let at = |s: &str| DateTime::parse_from_rfc3339(s).ok();
        refused(|m| m.started_at = None, "started_at", Problem::Missing);
        refused(|m| m.finished_at = at("2026-11-24T14:00:00-05:00"), "finished_at", Problem::EndsBeforeStart);
        refused(|m| m.finished_at = at("2026-11-26T14:00:00-05:00"), "finished_at", Problem::OutOfRange);
        refused(|m| m.started_at = at("0000-01-01T00:00:00Z"), "started_at", Problem::OutOfRange);
        refused(|m| m.finished_at = at("9999-12-31T23:59:59Z"), "finished_at", Problem::OutOfRange);
        refused(|m| m.held_seconds = Some(286), "held_seconds", Problem::OutOfRange);
        refused(|m| (m.finished_at, m.held_seconds) = (None, Some(1)), "held_seconds", Problem::NotTogether);
        refused(|m| m.wait.arrived_at = at("2026-11-24T14:04:00-05:00"), "wait", Problem::EndsBeforeStart);
        refused(|m| m.lines.clear(), "services", Problem::Missing);
        refused(|m| m.kind = MomentKind::QuickEnquiry, "services", Problem::NotTogether);
        refused(|m| m.lines.get_mut("1").unwrap().quantity = 0, "services/1/quantity", Problem::OutOfRange);
        refused(
            |m| m.lines.get_mut("1").unwrap().service = "a b".into(),
            "services/1/service",
            Problem::Unknown,
        );
        refused(
            |m| m.lines.get_mut("1").unwrap().stage = Some(Marked::assumed(Stage::DuringService)),
            "services/1/stage",
            Problem::NotTogether,
        );
        refused(
            |m| m.language.requested = Marked::recorded("français".into()),
            "language/requested",
            Problem::Unknown,
        );
        refused(|m| m.note = Some("x".repeat(NOTE_MAX_CHARS + 1)), "note", Problem::TooLong);
        refused(|m| m.sent_to = Some(Referral::default()), "sent_to", Problem::Missing);
        let named = Referral { name: "NAS 046 454 286".into(), ..Referral::default() };
        refused(|m| m.came_from = Some(named), "came_from", Problem::MustBeMasked);
    }

    #[test]
    fn where_a_client_came_from_may_be_known_by_its_level_alone() {
        let came_from = Some(Referral { level: Level::Municipal, ..Referral::default() });
        assert!(validate(Moment { came_from, ..usual() }).is_ok());
    }

    #[test]
    fn a_rating_is_an_answer_or_it_is_none() {
        let rating = |r: Rating| {
            move |m: &mut Moment| {
                m.ratings.insert(RatingId(Uuid::nil()), r);
            }
        };
        let rated = Rating { state: RatingState::Rated, overall: Some(4), ..Rating::default() };
        let mut m = usual();
        rating(rated.clone())(&mut m);
        assert!(validate(m).is_ok());
        refused(rating(Rating { overall: None, ..rated.clone() }), "rating/overall", Problem::Missing);
        refused(rating(Rating { overall: Some(6), ..rated.clone() }), "rating/overall", Problem::OutOfRange);
        refused(
            rating(Rating { state: RatingState::Declined, ..rated.clone() }),
            "rating/overall",
            Problem::NotTogether,
        );
        refused(rating(Rating { confidence: Some(0), ..rated }), "rating/confidence", Problem::OutOfRange);
    }

    #[test]
    fn a_social_insurance_number_cannot_be_saved_unmasked() {
        refused(|m| m.note = Some("NAS 046 454 286".into()), "note", Problem::MustBeMasked);
    }
}
