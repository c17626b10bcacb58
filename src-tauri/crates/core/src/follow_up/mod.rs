//! Follow-ups: a supervisor's work items. They open by themselves and are derived, not written: the same moment and rule
//! is the same follow-up on every workstation, so that five of them make one. The first act is an entry.

mod rules;
mod validate;

pub use rules::{counts_in_the_day, opened_by};
pub use validate::{reason, validate, validate_closing};

use crate::ids::{FollowUpId, MomentId, OfficeId, OpeningId, StaffId};
use crate::words::{FollowUpRule, FollowUpStatus};
use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Days after the office day of what opened it until a follow-up is due, unless a supervisor says otherwise.
pub const DUE_DAYS: u64 = 7;

/// What supervisors did about a follow-up, and what the person who served replied.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowUp {
    /// What opened it, so that an act can be understood before the moment arrives.
    pub about: Option<About>,
    pub status: FollowUpStatus,
    /// The supervisor who sees to it; `None`: nobody has taken it.
    pub owner: Option<StaffId>,
    /// `None`: as of [`due_by_default`].
    pub due: Option<NaiveDate>,
    /// What was done, in the supervisor's words; in the text part, as all words here.
    pub done: Option<String>,
    /// `None`: not answered yet.
    pub changes_how_we_serve: Option<bool>,
    /// For the sheet that clients read.
    pub you_said_en: Option<String>,
    pub you_said_fr: Option<String>,
    pub we_did_en: Option<String>,
    pub we_did_fr: Option<String>,
    /// Each time that a supervisor asked who served.
    pub opened: BTreeMap<OpeningId, Opening>,
    /// The words of the person who served, once they saw that they were named.
    pub reply: Option<String>,
    /// With the office's offset from UTC; `None` while it is open.
    pub closed_at: Option<DateTime<FixedOffset>>,
}

/// What a follow-up is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// `None`: the whole day.
    pub moment: Option<MomentId>,
    /// `None` only for a rule that this version doesn't know.
    pub rule: Option<FollowUpRule>,
    /// The office day of the moment.
    pub day: NaiveDate,
}

/// A supervisor opened who served.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Opening {
    pub by: Option<StaffId>,
    /// Who was named; it is they who see it and can reply.
    pub of: Option<StaffId>,
    pub at: Option<DateTime<FixedOffset>>,
    /// In the text part.
    pub reason: Option<String>,
}

impl About {
    /// The follow-up that this is about; `None` where it names no rule, or not what the rule goes with.
    pub fn id(&self, office: &OfficeId) -> Option<FollowUpId> {
        let rule = self.rule?;
        match self.moment {
            Some(moment) if rule != FollowUpRule::LowRatings => Some(id(&moment, rule)),
            None if rule == FollowUpRule::LowRatings => Some(id_of_day(office, self.day)),
            Some(_) | None => None,
        }
    }
}

impl FollowUp {
    /// Whether this person was named to a supervisor.
    pub fn named(&self, staff: &StaffId) -> bool {
        self.opened.values().any(|opening| opening.of.as_ref() == Some(staff))
    }
}

/// UUIDv5 of the moment and the rule.
pub fn id(moment: &MomentId, rule: FollowUpRule) -> FollowUpId {
    FollowUpId(Uuid::new_v5(&moment.0, rule.as_str().as_bytes()))
}

/// UUIDv5 of the office and `low_ratings/YYYY-MM-DD`: one for all the low ratings of a day.
pub fn id_of_day(office: &OfficeId, day: NaiveDate) -> FollowUpId {
    let name = format!("{}/{day}", FollowUpRule::LowRatings.as_str());
    FollowUpId(Uuid::new_v5(&office.0, name.as_bytes()))
}

/// When a follow-up is due that nobody set a day for; the last day of all for a clock beyond it.
pub fn due_by_default(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(NaiveDate::MAX)
}

/// Fields whose values stand in the erasable text part of their entry.
pub fn is_text(field: &str) -> bool {
    matches!(field, "done" | "you_said_en" | "you_said_fr" | "we_did_en" | "we_did_fr" | "reply")
        || field.starts_with("opened/") && field.ends_with("/reason")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "2026-11-24";

    fn day() -> NaiveDate {
        DAY.parse().unwrap()
    }

    #[test]
    fn the_same_moment_and_rule_is_the_same_follow_up_everywhere() {
        let moment = MomentId(Uuid::from_u128(7));
        assert_eq!(id(&moment, FollowUpRule::Complaint), id(&moment, FollowUpRule::Complaint));
        assert_ne!(id(&moment, FollowUpRule::Complaint), id(&moment, FollowUpRule::ThirdContact));
        assert_ne!(
            id(&moment, FollowUpRule::Complaint),
            id(&MomentId(Uuid::from_u128(8)), FollowUpRule::Complaint)
        );
        let office = OfficeId(Uuid::from_u128(9));
        assert_eq!(id_of_day(&office, day()).0, Uuid::new_v5(&office.0, b"low_ratings/2026-11-24"));
    }

    #[test]
    fn what_it_is_about_gives_its_id_or_nothing() {
        let (moment, office) = (Some(MomentId(Uuid::from_u128(7))), OfficeId(Uuid::from_u128(9)));
        let about = |moment, rule| About { moment, rule: Some(rule), day: day() }.id(&office);
        assert_eq!(about(moment, FollowUpRule::Complaint), moment.map(|m| id(&m, FollowUpRule::Complaint)));
        assert_eq!(about(None, FollowUpRule::LowRatings), Some(id_of_day(&office, day())));
        assert_eq!(about(None, FollowUpRule::Complaint), None);
        assert_eq!(about(moment, FollowUpRule::LowRatings), None);
        assert_eq!(About { moment, rule: None, day: day() }.id(&office), None);
    }

    #[test]
    fn it_is_due_a_week_after_the_day_that_opened_it() {
        assert_eq!(due_by_default(day()).to_string(), "2026-12-01");
        assert_eq!(due_by_default(NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn every_text_of_it_stands_in_the_erasable_part() {
        let filled = FollowUp {
            done: Some("x".into()),
            you_said_en: Some("x".into()),
            you_said_fr: Some("x".into()),
            we_did_en: Some("x".into()),
            we_did_fr: Some("x".into()),
            reply: Some("x".into()),
            opened: [(
                OpeningId(Uuid::from_u128(1)),
                Opening { reason: Some("x".into()), ..Opening::default() },
            )]
            .into(),
            ..FollowUp::default()
        };
        let fields = crate::fields::flatten(&filled).unwrap();
        for (field, value) in fields {
            assert_eq!(is_text(&field), value == "x", "{field}");
        }
    }
}
