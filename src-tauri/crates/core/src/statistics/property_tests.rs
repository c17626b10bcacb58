//! What must hold of the figures whatever the counts are.

use super::{Minutes, Range, Scores, net_confidence, newcombe, welch, wilson};
use proptest::prelude::*;

const ROUNDING: f64 = 1e-9;

/// A group of some people, and how many of them count as hits.
fn share() -> impl Strategy<Value = (u32, u32)> {
    prop_oneof![1..30_u32, 1..2_000_000_u32].prop_flat_map(|n| (0..=n, Just(n)))
}

fn counts() -> impl Strategy<Value = [u32; 5]> {
    prop_oneof![prop::array::uniform5(0..8_u32), prop::array::uniform5(0..400_000_u32)]
}

/// As they are told one after the other.
fn times() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![0..20_u32, 0..1_500_u32], 1..60)
}

fn minutes(times: &[u32]) -> Minutes {
    let mut minutes = Minutes::default();
    times.iter().for_each(|one| minutes.add(*one));
    minutes
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= ROUNDING
}

fn mirrored(one: Range, other: Range) -> bool {
    near(one.low, -other.high) && near(one.high, -other.low)
}

fn holds(range: Range, value: f64) -> bool {
    range.low <= value + ROUNDING && value <= range.high + ROUNDING
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_wilson_range_holds_its_share_and_stays_a_share((hits, n) in share()) {
        let range = wilson(hits, n).unwrap();
        prop_assert!(holds(range, f64::from(hits) / f64::from(n)));
        prop_assert!(0.0 <= range.low && range.low < range.high && range.high <= 1.0);
    }

    #[test]
    fn a_wilson_range_of_the_same_share_narrows_with_n((hits, n) in share(), times in 2..1_000_u32) {
        let (few, many) = (wilson(hits, n).unwrap(), wilson(hits * times, n * times).unwrap());
        prop_assert!(many.high - many.low < few.high - few.low);
    }

    #[test]
    fn those_who_are_not_satisfied_have_the_range_that_is_left((hits, n) in share()) {
        let (hit, missed) = (wilson(hits, n).unwrap(), wilson(n - hits, n).unwrap());
        prop_assert!(near(hit.low, 1.0 - missed.high) && near(hit.high, 1.0 - missed.low));
    }

    #[test]
    fn a_newcombe_range_holds_its_difference_and_is_mirrored_with_its_groups(a in share(), b in share()) {
        let range = newcombe(a.0, a.1, b.0, b.1).unwrap();
        let difference = f64::from(a.0) / f64::from(a.1) - f64::from(b.0) / f64::from(b.1);
        prop_assert!(holds(range, difference));
        prop_assert!(-1.0 <= range.low && range.low < range.high && range.high <= 1.0);
        prop_assert!(mirrored(range, newcombe(b.0, b.1, a.0, a.1).unwrap()));
    }

    #[test]
    fn figures_of_scores_stay_within_their_bounds(scores in counts().prop_map(Scores)) {
        prop_assert!(scores.satisfied() <= scores.n());
        if let (Some(mean), Some(index)) = (scores.mean(), scores.index()) {
            prop_assert!((1.0..=5.0).contains(&mean) && (0.0..=100.0).contains(&index));
            prop_assert!(near(index, (mean - 1.0) * 25.0));
        }
        if let Some(variance) = scores.variance() {
            let different = scores.0.iter().filter(|count| **count > 0).count();
            prop_assert!((0.0..=8.0).contains(&variance));
            prop_assert_eq!(variance == 0.0, different == 1);
        }
    }

    #[test]
    fn two_groups_put_together_have_the_weighted_mean(
        a in counts().prop_map(Scores), b in counts().prop_map(Scores)
    ) {
        let mut both = a;
        both += b;
        prop_assert_eq!(both.n(), a.n() + b.n());
        if let (Some(mean_a), Some(mean_b)) = (a.mean(), b.mean()) {
            let sum = mean_a * f64::from(a.n()) + mean_b * f64::from(b.n());
            prop_assert!(near(both.mean().unwrap(), sum / f64::from(both.n())));
        }
    }

    #[test]
    fn a_welch_range_is_about_its_difference_and_is_mirrored_with_its_groups(
        a in counts().prop_map(Scores), b in counts().prop_map(Scores)
    ) {
        let range = welch(&a, &b);
        let varies = |scores: &Scores| scores.variance().map(|variance| variance > 0.0);
        let known = matches!((varies(&a), varies(&b)), (Some(a), Some(b)) if a || b);
        prop_assert_eq!(range.is_some(), known);
        if let Some(range) = range {
            let difference = a.mean().unwrap() - b.mean().unwrap();
            prop_assert!(near(f64::midpoint(range.low, range.high), difference) && range.low < range.high);
            prop_assert!(mirrored(range, welch(&b, &a).unwrap()));
        }
    }

    #[test]
    fn a_point_more_from_everybody_leaves_a_welch_range_as_it_was(a in counts(), b in counts()) {
        let low = |[one, two, three, four, _]: [u32; 5]| Scores([one, two, three, four, 0]);
        let high = |[one, two, three, four, _]: [u32; 5]| Scores([0, one, two, three, four]);
        match (welch(&low(a), &low(b)), welch(&high(a), &high(b))) {
            (Some(before), Some(after)) => {
                prop_assert!(near(before.low, after.low) && near(before.high, after.high));
            }
            (before, after) => prop_assert_eq!(before, after),
        }
    }

    #[test]
    fn quantiles_rise_with_their_share_from_the_shortest_to_the_longest(
        times in times(), one in 0.0..=1.0, other in 0.0..=1.0
    ) {
        let minutes = minutes(&times);
        let quantile = |q: f64| minutes.quantile(q).unwrap();
        prop_assert!(quantile(f64::min(one, other)) <= quantile(f64::max(one, other)));
        prop_assert_eq!(Some(quantile(0.0)), minutes.iter().next().map(|(shortest, _)| f64::from(shortest)));
        prop_assert_eq!(Some(quantile(1.0)), minutes.max().map(f64::from));
    }

    #[test]
    fn the_median_is_the_middle_of_the_sorted_times(mut times in times()) {
        let median = minutes(&times).quantile(0.5);
        times.iter_mut().for_each(|one| *one = u32::from(Minutes::LONGEST).min(*one));
        times.sort_unstable();
        let (lower, upper) = (times[(times.len() - 1) / 2], times[times.len() / 2]);
        prop_assert_eq!(median, Some(f64::midpoint(f64::from(lower), f64::from(upper))));
    }

    #[test]
    fn at_least_the_share_of_a_quantile_took_no_longer_than_it(times in times(), percent in 0..=100_u32) {
        let minutes = minutes(&times);
        let quantile = minutes.quantile(f64::from(percent) / 100.0).unwrap();
        prop_assert!(minutes.within(quantile.floor() as u32) * 100 >= minutes.n() * percent);
    }

    #[test]
    fn minutes_put_together_are_those_counted_together(a in times(), b in times(), limit in 0..1_600_u32) {
        let mut both = minutes(&a);
        both.merge(&minutes(&b));
        prop_assert_eq!(&both, &minutes(&[&a[..], &b[..]].concat()));
        prop_assert_eq!(both.within(limit), minutes(&a).within(limit) + minutes(&b).within(limit));
        prop_assert_eq!(both.n() as usize, a.len() + b.len());
    }

    #[test]
    fn confidence_read_backwards_is_its_opposite(counts in counts()) {
        let mut backwards = counts;
        backwards.reverse();
        let net = net_confidence(counts);
        prop_assert_eq!(net.map(|net| -net + 0.0), net_confidence(backwards).map(|net| net + 0.0));
        prop_assert!(net.is_none_or(|net| (-100.0..=100.0).contains(&net)));
    }
}
