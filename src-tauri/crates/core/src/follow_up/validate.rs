//! What a follow-up must be where it is written. Elsewhere a verified entry is never refused.

use super::FollowUp;
use crate::limits::{DONE_MAX_CHARS, REASON_MAX_CHARS, REASON_MIN_CHARS, SHEET_TEXT_MAX_CHARS, YEARS};
use crate::moment::validate::{free_text, invalid, require};
use crate::moment::{Invalid, Problem};
use crate::words::FollowUpStatus;
use chrono::Datelike;

/// Checks and cleans a follow-up that is about to be written. The first problem is returned.
pub fn validate(mut item: FollowUp) -> Result<FollowUp, Invalid> {
    require(item.due.is_none_or(|due| YEARS.contains(&due.year())), "due", Problem::OutOfRange)?;
    for (field, text, max_chars) in [
        ("done", &mut item.done, DONE_MAX_CHARS),
        ("you_said_en", &mut item.you_said_en, SHEET_TEXT_MAX_CHARS),
        ("you_said_fr", &mut item.you_said_fr, SHEET_TEXT_MAX_CHARS),
        ("we_did_en", &mut item.we_did_en, SHEET_TEXT_MAX_CHARS),
        ("we_did_fr", &mut item.we_did_fr, SHEET_TEXT_MAX_CHARS),
        ("reply", &mut item.reply, DONE_MAX_CHARS),
    ] {
        *text = free_text(field, text.as_deref(), max_chars)?;
    }
    for opening in item.opened.values_mut() {
        opening.reason = free_text("reason", opening.reason.as_deref(), REASON_MAX_CHARS)?;
    }
    let closed = item.status == FollowUpStatus::Closed;
    require(closed == item.closed_at.is_some(), "closed_at", Problem::NotTogether)?;
    Ok(item)
}

/// As [`validate`], of one that is about to be closed: it says what was done, and whether that changes how the office
/// serves. Once closed it stays so, also when the words are erased.
pub fn validate_closing(item: FollowUp) -> Result<FollowUp, Invalid> {
    let item = validate(item)?;
    require(item.done.is_some(), "done", Problem::Missing)?;
    require(item.changes_how_we_serve.is_some(), "changes_how_we_serve", Problem::Missing)?;
    Ok(item)
}

/// The reason for opening who served: a word at least.
pub fn reason(text: &str) -> Result<String, Invalid> {
    match free_text("reason", Some(text), REASON_MAX_CHARS)? {
        Some(reason) if reason.chars().count() >= REASON_MIN_CHARS => Ok(reason),
        Some(_) | None => invalid("reason", Problem::Missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, NaiveDate};

    #[track_caller]
    fn refused(item: FollowUp, field: &str, problem: Problem) {
        assert_eq!(validate(item), Err(Invalid { field: field.into(), problem }));
    }

    fn closed() -> FollowUp {
        FollowUp {
            status: FollowUpStatus::Closed,
            done: Some(" called back ".into()),
            changes_how_we_serve: Some(false),
            closed_at: DateTime::parse_from_rfc3339("2026-11-24T14:03:10-05:00").ok(),
            ..FollowUp::default()
        }
    }

    #[test]
    fn closing_needs_what_was_done_and_an_answer() {
        assert_eq!(validate_closing(closed()).unwrap().done.as_deref(), Some("called back"));
        let missing = |item, field: &str| {
            let invalid = Invalid { field: field.into(), problem: Problem::Missing };
            assert_eq!(validate_closing(item), Err(invalid));
        };
        missing(FollowUp { done: Some("  ".into()), ..closed() }, "done");
        missing(FollowUp { changes_how_we_serve: None, ..closed() }, "changes_how_we_serve");
        refused(FollowUp { closed_at: None, ..closed() }, "closed_at", Problem::NotTogether);
        refused(FollowUp { status: FollowUpStatus::Acted, ..closed() }, "closed_at", Problem::NotTogether);
    }

    #[test]
    fn each_field_that_cannot_be_is_named() {
        let sin = || Some("SIN 046 454 286".to_owned());
        refused(FollowUp { done: sin(), ..closed() }, "done", Problem::MustBeMasked);
        refused(FollowUp { reply: sin(), ..closed() }, "reply", Problem::MustBeMasked);
        refused(FollowUp { we_did_fr: sin(), ..closed() }, "we_did_fr", Problem::MustBeMasked);
        let long = Some("x".repeat(SHEET_TEXT_MAX_CHARS + 1));
        refused(FollowUp { you_said_en: long, ..closed() }, "you_said_en", Problem::TooLong);
        refused(
            FollowUp { due: NaiveDate::from_ymd_opt(9999, 1, 1), ..closed() },
            "due",
            Problem::OutOfRange,
        );
    }

    #[test]
    fn a_reason_has_three_characters_at_least() {
        assert_eq!(reason(" to hear both sides ").as_deref(), Ok("to hear both sides"));
        for short in ["", "  ", "ab", " ab "] {
            assert_eq!(reason(short), Err(Invalid { field: "reason".into(), problem: Problem::Missing }));
        }
        assert!(reason("046 454 286").is_err());
    }
}
