//! How sure the difference of two shares is.

use super::{Range, wilson};

/// The 95 % range of the difference of two independent shares, a − b: Newcombe's hybrid score interval,
/// without continuity correction.
///
/// A difference of shares, −1 … 1 (times 100 for points). `None` where [`wilson()`] has no range for either
/// group: nobody in it, or more hits than people.
///
/// Source: Newcombe 1998, "Interval estimation for the difference between independent proportions: comparison
/// of eleven methods", Statistics in Medicine 17:873–890, method 10.
pub fn newcombe(hits_a: u32, n_a: u32, hits_b: u32, n_b: u32) -> Option<Range> {
    let (range_a, range_b) = (wilson(hits_a, n_a)?, wilson(hits_b, n_b)?);
    let share_a = f64::from(hits_a) / f64::from(n_a);
    let share_b = f64::from(hits_b) / f64::from(n_b);
    let below = (share_a - range_a.low).hypot(range_b.high - share_b);
    let above = (range_a.high - share_a).hypot(share_b - range_b.low);
    let difference = share_a - share_b;
    Some(Range { low: (difference - below).clamp(-1.0, 1.0), high: (difference + above).clamp(-1.0, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_difference_is_known_from_a_group_of_nobody() {
        assert_eq!(newcombe(0, 0, 3, 4), None);
        assert_eq!(newcombe(3, 4, 0, 0), None);
        assert_eq!(newcombe(5, 4, 3, 4), None, "more hits than people");
    }

    /// The worked example of the paper's table II, (a): 56 of 70 against 48 of 80.
    #[test]
    fn the_range_is_that_of_the_paper() {
        let range = newcombe(56, 70, 48, 80).unwrap();
        assert_eq!(format!("{:+.4} {:+.4}", range.low, range.high), "+0.0524 +0.3339");
    }

    #[test]
    fn all_against_none_still_leaves_doubt() {
        let small = newcombe(10, 10, 0, 10).unwrap();
        assert!(small.low < 0.7 && small.high > 0.999_999, "{small:?}");
        let large = newcombe(1_000_000, 1_000_000, 0, 1_000_000).unwrap();
        assert!(large.low > 0.999_99, "{large:?}");
    }
}
