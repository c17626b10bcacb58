//! Answers on a scale of 1 to 5, as counts.

use std::ops::AddAssign;

/// How many answers there are at each of 1, 2, 3, 4 and 5, in that order.
///
/// A count that would pass `u32::MAX` stays there. The figures are exact up to the last division: their sums
/// are whole numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scores(pub [u32; 5]);

impl Scores {
    /// The number of answers; `u32::MAX` where there are more.
    pub fn n(&self) -> u32 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The number of answers at 4 or 5: the hits of `% satisfied`, whose range is `wilson(satisfied, n)`.
    ///
    /// Source: how Service Canada's client satisfaction survey of 2008 counts, section 5: 55 % at 5 and 29 % at 4 are
    /// "84 % satisfied".
    pub fn satisfied(&self) -> u32 {
        let [_, _, _, four, five] = self.0;
        four.saturating_add(five)
    }

    /// The arithmetic mean, 1 … 5; `None` without an answer.
    pub fn mean(&self) -> Option<f64> {
        let Sums { n, sum, .. } = self.sums();
        (n > 0).then(|| sum as f64 / n as f64)
    }

    /// The mean on a scale of 0 … 100, so that 1, 2, 3, 4, 5 count as 0, 25, 50, 75, 100: (mean − 1) × 25.
    /// `None` without an answer.
    ///
    /// Source: the index of Canada's Common Measurements Tool, as in Service Canada's client satisfaction
    /// survey of 2008 (section 5: 55 % at 5, 29 % at 4, 9 % at 3, 6 % at 2, "an index score of 82.75").
    pub fn index(&self) -> Option<f64> {
        let Sums { n, sum, .. } = self.sums();
        (n > 0).then(|| (sum - n) as f64 * 25.0 / n as f64)
    }

    /// The sample variance (divided by n − 1), in squared steps of the scale, 0 … 8 (two answers, 1 and 5);
    /// `None` under two answers. 0 where all answers are the same, and nowhere else.
    ///
    /// Source: the textbook's, (Σx² − (Σx)²/n)/(n − 1), as in Chan, Golub and LeVeque 1983, "Algorithms for
    /// computing the sample variance", The American Statistician 37:242–247. What they warn of is rounding, and
    /// whole numbers have none.
    pub fn variance(&self) -> Option<f64> {
        let Sums { n, sum, squares } = self.sums();
        (n > 1).then(|| (n * squares - sum * sum) as f64 / (n * (n - 1)) as f64)
    }

    /// Wide enough for five full counts: n Σx² stays under 2⁷⁵.
    fn sums(&self) -> Sums {
        let mut sums = Sums { n: 0, sum: 0, squares: 0 };
        for (score, count) in (1..).zip(self.0) {
            let count = u128::from(count);
            sums.n += count;
            sums.sum += score * count;
            sums.squares += score * score * count;
        }
        sums
    }
}

struct Sums {
    n: u128,
    sum: u128,
    squares: u128,
}

impl AddAssign for Scores {
    /// Puts the answers of two groups together.
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = mine.saturating_add(theirs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_has_no_figure() {
        let none = Scores::default();
        assert_eq!((none.n(), none.satisfied()), (0, 0));
        assert_eq!((none.mean(), none.index(), none.variance()), (None, None, None));
    }

    #[test]
    fn one_answer_has_a_mean_and_no_variance() {
        let one = Scores([0, 0, 0, 1, 0]);
        assert_eq!((one.n(), one.satisfied()), (1, 1));
        assert_eq!((one.mean(), one.index(), one.variance()), (Some(4.0), Some(75.0), None));
    }

    #[test]
    fn satisfied_are_those_at_four_and_five() {
        assert_eq!(Scores([1, 20, 300, 4_000, 50_000]).satisfied(), 54_000);
    }

    #[test]
    fn the_index_is_that_of_the_published_survey() {
        assert_eq!(Scores([1, 6, 9, 29, 55]).index(), Some(82.75));
        assert_eq!(Scores([7, 0, 0, 0, 0]).index(), Some(0.0));
        assert_eq!(Scores([0, 0, 0, 0, 7]).index(), Some(100.0));
    }

    #[test]
    fn a_million_equal_answers_vary_by_exactly_nothing() {
        for score in 0..5 {
            let mut scores = Scores::default();
            scores.0[score] = 1_000_000;
            assert_eq!(scores.variance(), Some(0.0));
        }
        assert_eq!(Scores([1, 0, 0, 0, 1]).variance(), Some(8.0), "no two answers lie further apart");
    }

    #[test]
    fn a_full_count_stays_full_and_does_not_start_again() {
        let mut scores = Scores([u32::MAX, 0, 0, 0, u32::MAX - 1]);
        scores += Scores([1, 2, 3, 4, 5]);
        assert_eq!(scores, Scores([u32::MAX, 2, 3, 4, u32::MAX]));
        assert_eq!((scores.n(), scores.satisfied()), (u32::MAX, u32::MAX));
        assert!(
            (Scores([u32::MAX; 5]).variance().unwrap() - 2.0).abs() < 1e-9,
            "sums have room for them all"
        );
    }
}
