//! How sure the difference of two means is.

use super::{Range, Scores, student};

/// The 95 % range of the difference of two means, mean(a) − mean(b), of groups that may vary differently:
/// Welch's, with Satterthwaite's degrees of freedom.
///
/// In steps of the scale of 1 to 5. The difference lies in the middle and within −4 … 4; of small groups the
/// range can reach beyond those.
///
/// `None` where a group has fewer than two answers, or where neither varies (all answers the same in each):
/// how far a mean could be off is estimated from how answers vary, so there is nothing to estimate it from. A
/// range of no width would claim certainty.
///
/// Sources: Welch 1947, "The generalization of 'Student's' problem when several different population
/// variances are involved", Biometrika 34:28–35; Satterthwaite 1946, Biometrics Bulletin 2:110–114.
pub fn welch(a: &Scores, b: &Scores) -> Option<Range> {
    let (square_a, terms_a) = squared_error(a)?;
    let (square_b, terms_b) = squared_error(b)?;
    let square = square_a + square_b;
    if square <= 0.0 {
        return None;
    }
    let freedom = square * square / (terms_a + terms_b);
    let reach = student::quantile(freedom)? * square.sqrt();
    let difference = a.mean()? - b.mean()?;
    Some(Range { low: difference - reach, high: difference + reach })
}

/// The square of the mean's standard error, and its part of the divisor in Satterthwaite's formula.
fn squared_error(scores: &Scores) -> Option<(f64, f64)> {
    // As a sum of five counts: `n()` stops at a full one.
    let n: f64 = scores.0.into_iter().map(f64::from).sum();
    let square = scores.variance()? / n;
    Some((square, square * square / (n - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_nobody_or_of_one_has_no_range() {
        let some = Scores([1, 2, 3, 4, 5]);
        for few in [Scores::default(), Scores([0, 0, 1, 0, 0])] {
            assert_eq!(welch(&few, &some), None);
            assert_eq!(welch(&some, &few), None);
        }
    }

    #[test]
    fn without_any_variation_there_is_nothing_to_estimate_from() {
        let (fours, fives) = (Scores([0, 0, 0, 1_000_000, 0]), Scores([0, 0, 0, 0, 1_000_000]));
        assert_eq!(welch(&fours, &fives), None);
        assert_eq!(welch(&fours, &fours), None);
    }

    /// One degree of freedom is left: 12.7062 standard errors of ½.
    #[test]
    fn one_varying_group_is_enough() {
        let range = welch(&Scores([0, 0, 0, 0, 30]), &Scores([0, 0, 1, 1, 0])).unwrap();
        assert_eq!(format!("{:.4} {:.4}", range.low, range.high), "-4.8531 7.8531");
    }

    #[test]
    fn a_million_answers_in_each_group_leave_a_narrow_range() {
        let range = welch(&Scores([200_000; 5]), &Scores([500_000, 0, 0, 0, 500_000])).unwrap();
        assert!(range.low < 0.0 && range.high > 0.0 && range.high - range.low < 0.01, "{range:?}");
    }
}
