//! A case: the thread of moments until one need is met. It names no client: a reference code is all that ties a person to it.

mod code;
mod validate;

pub use code::{CODE_SYMBOLS, CaseCode, CodeError, grouped};
pub use validate::validate;

use crate::ids::{StaffId, WorkstationId};
use crate::moment::{LanguageTag, Referral};
use crate::words::{AgeBand, CaseStatus, CaseStep, Outcome};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A need that takes several visits.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// Nine symbols, as the client's slip has them without its spaces.
    pub code: String,
    /// With the office's offset from UTC.
    pub opened_at: Option<DateTime<FixedOffset>>,
    pub opened_by: Option<StaffId>,
    pub workstation: WorkstationId,
    /// The catalogue's key of the service that the need is about, with its names as of opening.
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    /// Who sees to the next action; `None`: nobody has taken it.
    pub owner: Option<StaffId>,
    pub status: CaseStatus,
    /// What is to be done next, in staff's words; in the text part.
    pub next_action: Option<String>,
    pub due: Option<NaiveDate>,
    /// The organization that sees to it now.
    pub handed_to: Option<Referral>,
    /// Of the client's slip.
    pub language: LanguageTag,
}

impl Case {
    /// The day on which it was opened, by the office's clock.
    pub fn opened_on(&self) -> Option<NaiveDate> {
        self.opened_at.map(|at| at.date_naive())
    }

    /// Whole days since it was opened, on this day; 0 for a clock that stood wrong.
    pub fn age_days(&self, today: NaiveDate) -> u32 {
        let days = self.opened_on().map_or(0, |opened| (today - opened).num_days());
        u32::try_from(days).unwrap_or(0)
    }

    /// Days until it is due: 0 today, negative when overdue. `None` where nothing is due any more.
    pub fn due_in(&self, today: NaiveDate) -> Option<i32> {
        let due = self.due.filter(|_| self.status.is_open())?;
        i32::try_from((due - today).num_days()).ok()
    }

    /// The last step, as a client without the slip can tell it: what the case waits for, else how the last visit ended.
    /// `last_visit` is `None` without one, and holds no outcome where it was an enquiry.
    pub fn step(&self, last_visit: Option<Option<Outcome>>) -> CaseStep {
        match (self.status, last_visit) {
            (CaseStatus::WaitingForClient, _) => CaseStep::WaitingForClient,
            (CaseStatus::WaitingForOther, _) => CaseStep::WaitingForOther,
            (CaseStatus::Open | CaseStatus::Met | CaseStatus::NotMet | CaseStatus::Mistake, visit) => {
                match visit {
                    None => CaseStep::Opened,
                    Some(None) => CaseStep::Enquiry,
                    Some(Some(Outcome::Served)) => CaseStep::Served,
                    Some(Some(Outcome::PartlyServed)) => CaseStep::PartlyServed,
                    Some(Some(Outcome::Referred)) => CaseStep::Referred,
                    Some(Some(Outcome::TurnedAway)) => CaseStep::TurnedAway,
                    Some(Some(Outcome::Left)) => CaseStep::Left,
                }
            }
        }
    }
}

impl AgeBand {
    /// The band of a case that has been open for so many days.
    pub const fn of(days: u32) -> Self {
        match days {
            0..=7 => Self::UpTo7,
            8..=30 => Self::From8To30,
            31..=90 => Self::From31To90,
            91.. => Self::Over90,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn opened(at: &str) -> Case {
        Case { opened_at: DateTime::parse_from_rfc3339(at).ok(), ..Case::default() }
    }

    #[test]
    fn an_age_is_counted_in_the_offices_days_and_changes_its_band_after_7_30_and_90() {
        // 23:30 in Iqaluit, already the next day in UTC.
        let case = opened("2026-11-24T23:30:00-05:00");
        let band = |on: &str| (case.age_days(day(on)), AgeBand::of(case.age_days(day(on))));
        assert_eq!(band("2026-11-24"), (0, AgeBand::UpTo7));
        assert_eq!(band("2026-12-01"), (7, AgeBand::UpTo7));
        assert_eq!(band("2026-12-02"), (8, AgeBand::From8To30));
        assert_eq!(band("2026-12-24"), (30, AgeBand::From8To30));
        assert_eq!(band("2026-12-25"), (31, AgeBand::From31To90));
        assert_eq!(band("2027-02-22"), (90, AgeBand::From31To90));
        assert_eq!(band("2027-02-23"), (91, AgeBand::Over90));
        assert_eq!(case.age_days(day("2026-11-01")), 0, "a clock that stood wrong");
    }

    #[test]
    fn a_closed_case_is_never_due() {
        let due = Some(day("2026-11-24"));
        let mut case = Case { due, ..opened("2026-11-24T14:00:00-05:00") };
        assert_eq!(case.due_in(day("2026-11-24")), Some(0));
        assert_eq!(case.due_in(day("2026-11-26")), Some(-2));
        case.status = CaseStatus::Met;
        assert_eq!(case.due_in(day("2026-11-26")), None);
    }

    #[test]
    fn the_last_step_is_what_is_waited_for_else_how_the_last_visit_ended() {
        let mut case = opened("2026-11-24T14:00:00-05:00");
        assert_eq!(case.step(None), CaseStep::Opened);
        assert_eq!(case.step(Some(None)), CaseStep::Enquiry);
        assert_eq!(case.step(Some(Some(Outcome::TurnedAway))), CaseStep::TurnedAway);
        case.status = CaseStatus::WaitingForOther;
        assert_eq!(case.step(Some(Some(Outcome::TurnedAway))), CaseStep::WaitingForOther);
    }
}
