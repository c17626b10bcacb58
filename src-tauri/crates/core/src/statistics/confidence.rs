//! What the question about confidence comes to, in one figure.

/// Confidence in the institution after today: the percentage of answers "higher" (4–5) less that of "lower"
/// (1–2).
///
/// `counts` are the answers at 1 "much lower" … 5 "much higher", in that order. In points, −100 … 100; those
/// who say "the same" (3) count among all, for neither side. `None` without an answer.
///
/// Source: the balance, B = 100 (P − N), of OECD 2003, Business Tendency Surveys: A Handbook, on balances.
pub fn net_confidence(counts: [u32; 5]) -> Option<f64> {
    let [much_lower, lower, same, higher, much_higher] = counts.map(i64::from);
    let balance = higher + much_higher - lower - much_lower;
    let n = much_lower + lower + same + higher + much_higher;
    (n > 0).then(|| balance as f64 * 100.0 / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_has_no_balance() {
        assert_eq!(net_confidence([0; 5]), None);
    }

    #[test]
    fn it_runs_from_all_lower_to_all_higher() {
        assert_eq!(net_confidence([1, 0, 0, 0, 0]), Some(-100.0));
        assert_eq!(net_confidence([600_000, 400_000, 0, 0, 0]), Some(-100.0));
        assert_eq!(net_confidence([0, 0, 7, 0, 0]), Some(0.0));
        assert_eq!(net_confidence([0, 0, 0, 0, 1]), Some(100.0));
        assert_eq!(net_confidence([0, 0, 0, u32::MAX, u32::MAX]), Some(100.0));
    }

    #[test]
    fn the_same_counts_for_neither_side_and_among_all() {
        assert_eq!(net_confidence([1, 0, 1, 1, 1]), Some(25.0));
    }
}
