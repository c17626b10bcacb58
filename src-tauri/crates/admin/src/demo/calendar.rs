//! Which days the office is open, how busy they are, and when in the day people come.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use rand::RngExt;
use rand_chacha::ChaCha12Rng;

/// Minutes after midnight.
pub const OPENS: i64 = 8 * 60 + 30;
pub const CLOSES: i64 = 16 * 60 + 30;
/// On a storm day the office closes early.
const CLOSES_IN_STORM: i64 = 13 * 60;
/// One weekday in so many weeks has a storm.
const STORM_WEEKS: i64 = 6;
const STORM_SHARE: f64 = 0.4;

/// How many come in each half hour from the opening, beside each other: a few at the doors, most at noon.
const RHYTHM: [f64; 16] = [1.3, 1.0, 1.0, 1.1, 1.15, 1.2, 1.6, 1.9, 1.7, 1.3, 1.1, 1.0, 0.95, 0.9, 0.75, 0.4];

/// Days on which federal and most municipal counters are closed, month and day.
const HOLIDAYS: [(u32, u32); 6] = [(1, 1), (7, 1), (9, 30), (11, 11), (12, 25), (12, 26)];

/// A day at the office.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfficeDay {
    pub date: NaiveDate,
    pub storm: bool,
}

pub fn is_open(date: NaiveDate) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    !weekend && !HOLIDAYS.contains(&(date.month(), date.day()))
}

/// The last `n` office days up to and with `last`, the oldest first.
pub fn office_days(last: NaiveDate, n: u16, seed: u64) -> Vec<OfficeDay> {
    let mut days: Vec<OfficeDay> = last
        .iter_days()
        .rev()
        .filter(|date| is_open(*date))
        .take(usize::from(n))
        .map(|date| OfficeDay { date, storm: has_storm(date, seed) })
        .collect();
    days.reverse();
    days
}

/// The same for a date whatever the days around it, so that a longer demonstration holds the shorter one.
fn has_storm(date: NaiveDate, seed: u64) -> bool {
    let weeks = i64::from(date.num_days_from_ce() - 1).div_euclid(7);
    let block = weeks.div_euclid(STORM_WEEKS);
    let mut rng = super::rng(seed, !block.unsigned_abs());
    let place = rng.random_range(0..STORM_WEEKS * 5);
    let weekday = i64::from(date.weekday().num_days_from_monday());
    weeks.rem_euclid(STORM_WEEKS) * 5 + weekday == place
}

impl OfficeDay {
    pub fn closes(self) -> i64 {
        if self.storm { CLOSES_IN_STORM } else { CLOSES }
    }

    /// How many come, around the average.
    pub fn visitors(self, per_day: f64, rng: &mut ChaCha12Rng) -> usize {
        let weekday = match self.date.weekday() {
            Weekday::Mon => 1.12,
            Weekday::Tue => 1.06,
            Weekday::Wed => 1.0,
            Weekday::Thu => 1.04,
            Weekday::Fri | Weekday::Sat | Weekday::Sun => 0.78,
        };
        let storm = if self.storm { STORM_SHARE } else { 1.0 };
        let n = per_day * weekday * storm * rng.random_range(0.87..1.13);
        n.round().max(1.0) as usize
    }

    /// Seconds after midnight at which people come, in order.
    pub fn arrivals(self, n: usize, rng: &mut ChaCha12Rng) -> Vec<i64> {
        let open = usize::try_from((self.closes() - OPENS) / 30).unwrap_or(RHYTHM.len());
        let rhythm = RHYTHM.get(..open).unwrap_or(&RHYTHM);
        let mut at: Vec<i64> = (0..n)
            .map(|_| {
                let half_hour = super::weighted(rng, rhythm);
                OPENS * 60 + half_hour as i64 * 1_800 + rng.random_range(0..1_800)
            })
            .collect();
        at.sort_unstable();
        at
    }
}

/// The last day on which the office has served somebody by now, given the minute of today.
pub fn last_day(today: NaiveDate, minute: i64) -> NaiveDate {
    // The first clients of a day are served within half an hour of the doors.
    if minute < OPENS + 30 { today - TimeDelta::days(1) } else { today }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(n: u16) -> Vec<OfficeDay> {
        office_days(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), n, 7)
    }

    #[test]
    fn the_office_is_closed_on_weekends_and_holidays_and_a_longer_past_holds_the_shorter() {
        let two_months = days(61);
        assert_eq!(two_months.len(), 61);
        assert!(two_months.iter().all(|d| is_open(d.date)));
        assert!(!two_months.iter().any(|d| d.date == NaiveDate::from_ymd_opt(2026, 11, 11).unwrap()));
        assert_eq!(two_months.get(56..), Some(days(5).as_slice()));
        assert!((1..=3).contains(&two_months.iter().filter(|d| d.storm).count()), "a storm in two months");
    }

    #[test]
    fn the_average_day_is_what_was_asked_for_and_fridays_are_calmer() {
        let days = days(500);
        let mut n = std::collections::BTreeMap::new();
        for day in &days {
            let visitors = day.visitors(40.0, &mut super::super::rng(1, day.date.num_days_from_ce() as u64));
            n.entry(day.date.weekday() == Weekday::Fri).or_insert_with(Vec::new).push(visitors);
        }
        let mean = |v: &[usize]| v.iter().sum::<usize>() as f64 / v.len() as f64;
        let all: Vec<usize> = n.values().flatten().copied().collect();
        assert!((37.0..42.0).contains(&mean(&all)), "{}", mean(&all));
        assert!(mean(&n[&true]) < 0.85 * mean(&n[&false]));
    }
}
