//! How much is said of moments beside what was done.

use super::rating;

/// Moments that end with somebody who is asked for a rating, of all.
const ASKED: f64 = 0.868;

#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// The share of moments with a note; `None`: as each gives reason for one.
    pub noted: Option<f64>,
    /// The share of those who are asked that rate.
    pub rated: f64,
}

impl Said {
    pub const BELIEVABLE: Self = Self { noted: None, rated: rating::RATED };
    pub const BENCH: Self = Self { noted: Some(0.4), rated: 0.45 / ASKED };
}

#[cfg(test)]
mod tests {
    use super::super::{calendar, people, services, work};
    use super::*;
    use chrono::{FixedOffset, NaiveDate, TimeDelta, TimeZone};
    use moments_desk::words::RatingState;

    #[test]
    fn as_the_benchmarks_want_it_there_are_notes_in_40_percent_and_ratings_in_45() {
        let (clerks, services) = (people::clerks(), services::asked_for(&[]));
        let zone = FixedOffset::west_opt(5 * 3600).unwrap();
        let at = |date: NaiveDate, seconds: i64| {
            let local = date.and_hms_opt(0, 0, 0)? + TimeDelta::seconds(seconds);
            zone.from_local_datetime(&local).earliest()
        };
        let office = work::Office {
            seed: 5,
            per_day: 300.0,
            clerks: &clerks,
            services: &services,
            said: Said::BENCH,
            at: &at,
        };
        let days = calendar::office_days(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), 20, 5);
        let worked = days.into_iter().flat_map(|day| work::day(&office, day));
        let moments: Vec<_> =
            worked.map(|w| w.form).filter(|form| form.quick_enquiry != Some(true)).collect();
        let notes: Vec<usize> =
            moments.iter().filter_map(|form| Some(form.note.as_ref()?.split_whitespace().count())).collect();
        assert!(notes.iter().all(|words| (5..=25).contains(words)));
        let is_rated = |state: Option<RatingState>| state == Some(RatingState::Rated);
        let rated = moments.iter().filter(|form| form.rating.as_ref().is_some_and(|r| is_rated(r.state)));
        let share = |n: usize| n as f64 / moments.len() as f64;
        assert!((0.38..0.42).contains(&share(notes.len())), "{}", share(notes.len()));
        let rated = share(rated.count());
        assert!((0.43..0.47).contains(&rated), "{rated}");
    }
}
