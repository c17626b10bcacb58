//! A day sign-off: a supervisor's review of an office day. It holds what was counted and how far each journal reached, so
//! that whatever is said about the day later can be told apart from what was reviewed.
//!
//! A day can be signed again, and each sign-off stands. A sign-off closes nothing: entries go on to arrive.

use crate::entry::EntryKey;
use crate::ids::{Epoch, StaffId, WorkstationId};
use crate::limits::{NOTE_MAX_CHARS, YEARS};
use crate::moment::validate::{free_text, invalid, require};
use crate::moment::{Invalid, Problem};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// One review of one office day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignOff {
    pub office_day: NaiveDate,
    /// With the office's offset from UTC.
    pub signed_at: Option<DateTime<FixedOffset>>,
    /// `None`: the command line, with the key.
    pub by: Option<StaffId>,
    /// In the text part.
    pub note: Option<String>,
    pub counts: DayCounts,
    /// How far each journal reached, one for each life of each workstation's store.
    pub heads: Vec<Head>,
}

/// What an office day adds up to, whatever the filter of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct DayCounts {
    /// Not voided, quick enquiries not among them.
    pub moments: u32,
    pub quick_enquiries: u32,
    pub voided: u32,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// Follow-ups that the day's moments opened.
    pub follow_ups: u32,
}

/// The last entry of a journal's run without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    pub workstation: WorkstationId,
    pub epoch: Epoch,
    pub seq: u64,
    /// 64 hexadecimal digits.
    pub hash: String,
}

impl SignOff {
    /// Whether the entry at this place was there when the day was signed.
    pub fn covers(&self, entry: &EntryKey) -> bool {
        self.heads.iter().any(|head| {
            (head.workstation, head.epoch) == (entry.workstation, entry.epoch) && entry.seq <= head.seq
        })
    }
}

/// Checks and cleans a sign-off that is about to be written. The first problem is returned.
pub fn validate(mut sign_off: SignOff) -> Result<SignOff, Invalid> {
    require(YEARS.contains(&sign_off.office_day.year()), "date", Problem::OutOfRange)?;
    if sign_off.signed_at.is_none() {
        return invalid("signed_at", Problem::Missing);
    }
    sign_off.note = free_text("note", sign_off.note.as_deref(), NOTE_MAX_CHARS)?;
    Ok(sign_off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{flatten, unflatten};
    use uuid::Uuid;

    fn head(workstation: u128, epoch: u8, seq: u64) -> Head {
        let workstation = WorkstationId(Uuid::from_u128(workstation));
        Head { workstation, epoch: Epoch([epoch; 16]), seq, hash: "ab".repeat(32) }
    }

    fn signed() -> SignOff {
        SignOff {
            office_day: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            signed_at: DateTime::parse_from_rfc3339("2026-11-24T16:42:00-05:00").ok(),
            heads: vec![head(1, 1, 40), head(1, 2, 7), head(2, 9, 12)],
            counts: DayCounts { moments: 31, ..DayCounts::default() },
            ..SignOff::default()
        }
    }

    #[test]
    fn what_was_there_is_covered_and_what_came_later_or_from_elsewhere_is_not() {
        let covers = |workstation, epoch, seq| {
            let at = head(workstation, epoch, seq);
            signed().covers(&EntryKey { workstation: at.workstation, epoch: at.epoch, seq })
        };
        assert!(covers(1, 1, 1) && covers(1, 1, 40) && covers(1, 2, 7) && covers(2, 9, 12));
        assert!(!covers(1, 1, 41), "behind the head");
        assert!(!covers(1, 2, 8), "the next life of the same store");
        assert!(!covers(2, 1, 1), "a life that was not known");
        assert!(!covers(3, 1, 1), "a workstation that was not known");
    }

    #[test]
    fn it_comes_back_from_its_fields_and_is_checked_where_it_is_written() {
        let fields = flatten(&signed()).unwrap();
        assert_eq!(unflatten::<SignOff>(&fields), (signed(), vec![]));
        let refused = |change: fn(&mut SignOff)| {
            let mut sign_off = signed();
            change(&mut sign_off);
            validate(sign_off).unwrap_err()
        };
        let masked = refused(|s| s.note = Some("NAS 046 454 286".into()));
        assert_eq!((masked.field.as_str(), masked.problem), ("note", Problem::MustBeMasked));
        assert_eq!(refused(|s| s.note = Some("x".repeat(NOTE_MAX_CHARS + 1))).problem, Problem::TooLong);
        assert_eq!(refused(|s| s.signed_at = None).field, "signed_at");
        assert_eq!(refused(|s| s.office_day = NaiveDate::MAX).field, "date");
        assert_eq!(validate(SignOff { note: Some(" ".into()), ..signed() }).unwrap().note, None);
    }
}
