//! How long a part is kept, and when a clock is believed enough to erase what is over.
//!
//! Pure rules about days; what is due is the store's to find, and the desk's to erase.

use crate::figures::Day;
use crate::ids::MomentId;
use crate::words::KeptPart;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far the clock may stand from the newest entry and from the last run.
pub const BELIEVABLE_DAYS: i64 = 7;
/// For so many days a supervisor reads that something goes before it does, unless it was carried away.
pub const WARNING_DAYS: u32 = 30;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Whether the clock may decide what is erased: within seven days of the newest entry and of the last run, as far as there
/// are any. All in milliseconds since 1970-01-01 UTC.
pub fn is_believable(now_ms: i64, newest_ms: Option<i64>, last_run_ms: Option<i64>) -> bool {
    let is_near = |other: i64| now_ms.abs_diff(other) <= (BELIEVABLE_DAYS * DAY_MS).unsigned_abs();
    newest_ms.is_none_or(is_near) && last_run_ms.is_none_or(is_near)
}

/// The day that lies so many days behind another; the last of all for a clock beyond it.
pub fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// The day that lies so many days before another.
pub fn earlier(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
}

/// The day on which something goes: when its time is over, when it was warned of for long enough, and when nobody wants it
/// kept longer. `warned_on`: `None` where the warning begins `today`.
pub fn goes_on(
    last_used: NaiveDate,
    keep_days: u32,
    warned_on: Option<NaiveDate>,
    today: NaiveDate,
    kept_until: Option<NaiveDate>,
) -> NaiveDate {
    let over = later(last_used, keep_days);
    let warned = later(warned_on.unwrap_or(today), WARNING_DAYS);
    over.max(warned).max(kept_until.unwrap_or(NaiveDate::MIN))
}

/// An administrator's word that what was last used up to a day is to be kept until another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Keeping {
    pub part: Option<KeptPart>,
    /// What was last used on this day or before.
    pub through: NaiveDate,
    pub until: NaiveDate,
    /// In the text part.
    pub reason: Option<String>,
}

/// What moments of an office day added up to, before they were erased. It is written in pieces, since an entry has a limit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DaySums {
    pub day: NaiveDate,
    /// Whose sums these are. They count here and nowhere else, erased or not yet.
    pub moments: Vec<MomentId>,
    /// So many pieces make the whole.
    pub pieces: u32,
    /// JSON of [`Day`], in pieces by number.
    pub sums: BTreeMap<String, String>,
}

/// Characters of a piece: with its quotes escaped it fits an entry.
const PIECE_CHARS: usize = 100_000;

impl DaySums {
    pub fn of(day: NaiveDate, moments: Vec<MomentId>, sums: &Day) -> Result<Self, serde_json::Error> {
        let text: Vec<char> = serde_json::to_string(sums)?.chars().collect();
        let pieces: Vec<String> = text.chunks(PIECE_CHARS).map(|piece| piece.iter().collect()).collect();
        Ok(Self {
            day,
            moments,
            pieces: u32::try_from(pieces.len()).unwrap_or(u32::MAX),
            sums: (0..).zip(pieces).map(|(no, piece): (u32, _)| (format!("{no:04}"), piece)).collect(),
        })
    }

    /// The sums, once all their pieces are here and this version can read them.
    pub fn whole(&self) -> Option<Day> {
        let all = u32::try_from(self.sums.len()).is_ok_and(|n| n == self.pieces);
        let text: String = self.sums.values().map(String::as_str).collect();
        all.then(|| serde_json::from_str(&text).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_is_believed_within_seven_days_of_what_is_known() {
        let now = 1_795_546_990_000;
        let week = 7 * DAY_MS;
        assert!(is_believable(now, None, None));
        assert!(is_believable(now, Some(now - week), Some(now + week)));
        assert!(!is_believable(now, Some(now - week - 1), Some(now)), "nothing was written for longer");
        assert!(!is_believable(now, Some(now), Some(now + week + 1)), "it was turned back");
        assert!(!is_believable(i64::MAX, Some(i64::MIN), None));
    }

    #[test]
    fn nothing_goes_before_its_time_its_warning_and_the_word_to_keep_it() {
        let (used, today) = (day("2026-10-01"), day("2026-11-24"));
        assert_eq!(goes_on(used, 30, None, today, None), day("2026-12-24"), "30 days from the first warning");
        assert_eq!(goes_on(used, 30, Some(day("2026-10-02")), today, None), day("2026-11-01"));
        assert_eq!(goes_on(used, 730, Some(day("2026-10-02")), today, None), day("2028-09-30"));
        let kept = Some(day("2027-06-30"));
        assert_eq!(goes_on(used, 30, Some(day("2026-10-02")), today, kept), day("2027-06-30"));
        assert_eq!(later(NaiveDate::MAX, 1), NaiveDate::MAX);
    }

    #[test]
    fn the_sums_of_a_day_come_back_from_their_pieces_and_from_no_less() {
        let whole = DaySums::of(day("2026-11-24"), vec![], &Day::default()).unwrap();
        assert_eq!(whole.whole(), Some(Day::default()));
        let torn = DaySums { pieces: whole.pieces + 1, ..whole };
        assert_eq!(torn.whole(), None);
    }
}
