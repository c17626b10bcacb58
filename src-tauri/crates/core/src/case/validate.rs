//! What a case must be where it is written. Elsewhere a verified entry is never refused.

use super::{Case, CaseCode};
use crate::catalogue::ServiceKey;
use crate::catalogue::inventory::SERVICE_NAME_MAX_CHARS;
use crate::limits::{NEXT_ACTION_MAX_CHARS, YEARS};
use crate::moment::validate::{clean_referral, free_text, invalid, is_language_tag, name_or_empty, require};
use crate::moment::{Invalid, Problem, UNCLASSIFIED};
use chrono::Datelike;

/// Checks and cleans a case that is about to be written. The first problem is returned.
pub fn validate(mut case: Case) -> Result<Case, Invalid> {
    // As it is stored, which is what it is found by.
    let plain = CaseCode::read(&case.code).is_ok_and(|code| code.as_str() == case.code);
    require(plain, "code", Problem::Unknown)?;
    let Some(opened) = case.opened_at else { return invalid("opened_at", Problem::Missing) };
    require(YEARS.contains(&opened.year()), "opened_at", Problem::OutOfRange)?;
    let known = case.service == UNCLASSIFIED || ServiceKey::parse(&case.service).is_some();
    require(known, "service", Problem::Unknown)?;
    for name in [&mut case.name_en, &mut case.name_fr] {
        *name = name_or_empty("service", name, SERVICE_NAME_MAX_CHARS)?;
    }
    require(case.due.is_none_or(|due| YEARS.contains(&due.year())), "due", Problem::OutOfRange)?;
    require(is_language_tag(&case.language), "language", Problem::Unknown)?;
    case.next_action = free_text("next_action", case.next_action.as_deref(), NEXT_ACTION_MAX_CHARS)?;
    if let Some(organization) = &mut case.handed_to {
        clean_referral("handed_to", organization)?;
    }
    Ok(case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::Referral;
    use chrono::{DateTime, NaiveDate};

    fn usual() -> Case {
        Case {
            code: "KMX4W44S7".into(),
            opened_at: DateTime::parse_from_rfc3339("2026-11-24T14:03:10-05:00").ok(),
            service: "SRV01234".into(),
            name_en: "Passport".into(),
            name_fr: "Passeport".into(),
            language: "fr".into(),
            next_action: Some(" bring the birth certificate ".into()),
            ..Case::default()
        }
    }

    #[track_caller]
    fn refused(change: impl FnOnce(&mut Case), field: &str, problem: Problem) {
        let mut case = usual();
        change(&mut case);
        assert_eq!(validate(case), Err(Invalid { field: field.into(), problem }));
    }

    #[test]
    fn the_usual_case_is_taken_and_cleaned() {
        assert_eq!(validate(usual()).unwrap().next_action.as_deref(), Some("bring the birth certificate"));
    }

    #[test]
    fn each_field_that_cannot_be_is_named() {
        refused(|c| c.code = "KMX4W44S8".into(), "code", Problem::Unknown);
        refused(|c| c.code = "KMX4 W44S 7".into(), "code", Problem::Unknown);
        refused(|c| c.opened_at = None, "opened_at", Problem::Missing);
        refused(|c| c.service = "a b".into(), "service", Problem::Unknown);
        refused(|c| c.due = NaiveDate::from_ymd_opt(9999, 1, 1), "due", Problem::OutOfRange);
        refused(|c| c.language = "français".into(), "language", Problem::Unknown);
        refused(
            |c| c.next_action = Some("x".repeat(NEXT_ACTION_MAX_CHARS + 1)),
            "next_action",
            Problem::TooLong,
        );
        refused(|c| c.next_action = Some("SIN 046 454 286".into()), "next_action", Problem::MustBeMasked);
        refused(|c| c.handed_to = Some(Referral::default()), "handed_to", Problem::Missing);
    }
}
