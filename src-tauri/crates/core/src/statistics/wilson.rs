//! How sure a share is.

use super::{Range, Z};

/// The 95 % range of a share: Wilson's score interval, without continuity correction.
///
/// A share, 0 … 1. It is not symmetric about `hits / n`, and never of no width.
/// `None` for n = 0 or more hits than n.
///
/// Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference", Journal of
/// the American Statistical Association 22:209–212.
pub fn wilson(hits: u32, n: u32) -> Option<Range> {
    if n == 0 || hits > n {
        return None;
    }
    let (hits, n) = (f64::from(hits), f64::from(n));
    let share = hits / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(Range { low: (centre - half).clamp(0.0, 1.0), high: (centre + half).clamp(0.0, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_share_is_known_of_nobody_or_of_more_hits_than_people() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(2, 1), None);
    }

    #[test]
    fn one_answer_says_little_and_a_million_say_much() {
        let one = wilson(1, 1).unwrap();
        assert!(one.low < 0.21 && one.high > 0.999_999, "{one:?}");
        let million = wilson(500_000, 1_000_000).unwrap();
        assert!(million.high - million.low < 0.002, "{million:?}");
    }
}
