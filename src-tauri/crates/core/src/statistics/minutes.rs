//! Waits and times at the counter, as counts by the minute. Whether a time was measured at all is not known
//! here.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many times took each number of whole minutes. Medians of it are exact, and two of them can be put
/// together, which medians can't.
///
/// A count that would pass `u32::MAX` stays there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes(BTreeMap<u16, u32>);

impl Minutes {
    /// The longest time that is told apart, in minutes: a day.
    pub const LONGEST: u16 = 1_440;

    /// Counts one time of so many whole minutes; what is longer than [`Self::LONGEST`] counts as that.
    pub fn add(&mut self, minutes: u32) {
        self.add_many(minutes, 1);
    }

    /// Counts `times` times of so many whole minutes each, as [`Self::add`] does.
    pub fn add_many(&mut self, minutes: u32, times: u32) {
        if times == 0 {
            return;
        }
        let minutes = u16::try_from(minutes).unwrap_or(Self::LONGEST).min(Self::LONGEST);
        let count = self.0.entry(minutes).or_default();
        *count = count.saturating_add(times);
    }

    /// Puts the times of another histogram to these.
    pub fn merge(&mut self, other: &Self) {
        for (minutes, times) in other.iter() {
            self.add_many(minutes, times);
        }
    }

    /// The number of times; `u32::MAX` where there are more.
    pub fn n(&self) -> u32 {
        self.0.values().fold(0, |sum, times| sum.saturating_add(*times))
    }

    /// How many took at most so many minutes: those within a standard of that length.
    ///
    /// From [`Self::LONGEST`] on that is all of them.
    pub fn within(&self, minutes: u32) -> u32 {
        self.iter()
            .take_while(|(took, _)| *took <= minutes)
            .fold(0, |sum, (_, times)| sum.saturating_add(times))
    }

    /// The longest time, in minutes, 0 … [`Self::LONGEST`]; `None` without a time.
    pub fn max(&self) -> Option<u32> {
        self.0.last_key_value().map(|(minutes, _)| u32::from(*minutes))
    }

    /// Each number of minutes that occurs, with how many times took so long; from the shortest.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().map(|(minutes, times)| (u32::from(*minutes), *times))
    }

    /// The time under which a share `q` of the times lies: 0.5 for the median, 0.9 for what nine in ten wait
    /// at most.
    ///
    /// In minutes, 0 … [`Self::LONGEST`], whole or halfway between two times: the inverse of the empirical
    /// distribution, the mean of both neighbours where it steps, so that the median of an even number is the
    /// mean of the middle two. `None` without a time, or for a `q` outside 0 … 1.
    ///
    /// Source: Hyndman and Fan 1996, "Sample quantiles in statistical packages", The American Statistician
    /// 50:361–365, definition 2; "averaged_inverted_cdf" in NumPy, `type = 2` in R. As in R, n·q is a whole
    /// number also where only rounding keeps it from being one (100 × 0.29), so that `q` means the decimal
    /// fraction that was written.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&q) {
            return None;
        }
        let n: u64 = self.0.values().map(|times| u64::from(*times)).sum();
        let rank = q * n as f64;
        let whole = rank.round();
        let (lower, upper) = if (rank - whole).abs() <= 4.0 * f64::EPSILON * rank {
            (whole, whole + 1.0)
        } else {
            (rank.ceil(), rank.ceil())
        };
        let at = |rank: f64| self.at((rank as u64).clamp(1, n.max(1)));
        Some(f64::midpoint(at(lower)?, at(upper)?))
    }

    /// The time at a rank, of all times in order; ranks begin at 1.
    fn at(&self, rank: u64) -> Option<f64> {
        let mut below = 0;
        self.0.iter().find_map(|(minutes, times)| {
            below += u64::from(*times);
            (below >= rank).then(|| f64::from(*minutes))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(all: &[u32]) -> Minutes {
        let mut minutes = Minutes::default();
        all.iter().for_each(|one| minutes.add(*one));
        minutes
    }

    #[test]
    fn nothing_measured_has_no_figure() {
        let none = Minutes::default();
        assert_eq!((none.n(), none.max(), none.within(10)), (0, None, 0));
        assert_eq!((none.quantile(0.0), none.quantile(0.5), none.quantile(1.0)), (None, None, None));
        let mut still_none = Minutes::default();
        still_none.add_many(7, 0);
        assert_eq!(still_none, none);
    }

    #[test]
    fn one_time_is_every_quantile() {
        let one = minutes(&[12]);
        for q in [0.0, f64::MIN_POSITIVE, 0.5, 0.9, 1.0] {
            assert_eq!(one.quantile(q), Some(12.0));
        }
        assert_eq!((one.n(), one.max(), one.within(11), one.within(12)), (1, Some(12), 0, 1));
    }

    #[test]
    fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assert_eq!(minutes(&[9, 1, 4, 2]).quantile(0.5), Some(3.0));
        assert_eq!(minutes(&[9, 1, 4, 2, 2]).quantile(0.5), Some(2.0));
        assert_eq!(minutes(&[0, 1]).quantile(0.5), Some(0.5));
    }

    #[test]
    fn a_step_at_a_written_share_is_met_in_spite_of_rounding() {
        let hundred = minutes(&(1..=100).collect::<Vec<_>>());
        assert_eq!(hundred.quantile(0.29), Some(29.5), "0.29 × 100 is a little under 29 in binary fractions");
        assert_eq!(hundred.quantile(0.9), Some(90.5));
        assert_eq!(hundred.quantile(0.901), Some(91.0));
    }

    #[test]
    fn a_share_outside_nought_to_one_has_no_quantile() {
        for q in [-0.001, 1.001, f64::NAN, f64::INFINITY] {
            assert_eq!(minutes(&[1, 2]).quantile(q), None, "{q}");
        }
    }

    #[test]
    fn a_time_over_a_day_counts_as_a_day() {
        let long = minutes(&[1_439, 1_440, 1_441, 70_000, u32::MAX]);
        assert_eq!(long.iter().collect::<Vec<_>>(), [(1_439, 1), (1_440, 4)]);
        assert_eq!((long.max(), long.within(1_439), long.within(u32::MAX)), (Some(1_440), 1, 5));
    }

    #[test]
    fn a_million_equal_times_and_a_full_count_are_no_trouble() {
        let mut many = Minutes::default();
        many.add_many(5, 1_000_000);
        assert_eq!((many.n(), many.quantile(0.5), many.quantile(0.999)), (1_000_000, Some(5.0), Some(5.0)));
        many.add_many(5, u32::MAX);
        many.add_many(6, u32::MAX);
        assert_eq!((many.n(), many.within(5), many.within(6)), (u32::MAX, u32::MAX, u32::MAX));
        assert_eq!(many.quantile(0.5), Some(5.5), "ranks have room for them all");
    }

    #[test]
    fn putting_together_is_counting_all() {
        let mut together = minutes(&[1, 5, 5]);
        together.merge(&minutes(&[5, 9]));
        assert_eq!(together, minutes(&[1, 5, 5, 5, 9]));
        together.merge(&Minutes::default());
        assert_eq!(together.n(), 5);
    }
}
