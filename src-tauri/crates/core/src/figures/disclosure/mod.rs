//! What may be shown. A figure about ratings or times speaks of the people at the counter as well as of clients: where too
//! few of them stand behind it, it would be about one of them. A public copy also keeps small groups of clients to itself.
//!
//! A cell that is not shown must not follow from those that are: cells of one breakdown add up to what they break down,
//! which is shown, so what is hidden is known as a sum.

mod overlap;
mod scopes;

pub(super) use overlap::{Behind, Bits};
pub use scopes::{Scopes, Withheld};

use crate::ids::StaffId;
use std::collections::BTreeSet;

/// Which cells of a breakdown may show ratings or times, given who stands behind each. The cells are disjoint and make up
/// a whole that is itself shown.
///
/// A cell behind which somebody stands, but fewer than `least`, is hidden. If fewer than `least` stand behind all hidden
/// cells together, the whole less what is shown would tell of them: then the cells with the fewest people are hidden too,
/// until there are enough. An empty cell tells nothing and is shown.
pub fn staff_rule(cells: &[BTreeSet<StaffId>], least: usize) -> Vec<bool> {
    let mut shown: Vec<bool> = cells.iter().map(|staff| staff.is_empty() || staff.len() >= least).collect();
    let mut hidden: BTreeSet<StaffId> = BTreeSet::new();
    for (staff, _) in cells.iter().zip(&shown).filter(|(_, shown)| !**shown) {
        hidden.extend(staff);
    }
    let mut rest: Vec<(usize, usize)> = cells
        .iter()
        .zip(&shown)
        .enumerate()
        .filter(|(_, (staff, shown))| **shown && !staff.is_empty())
        .map(|(place, (staff, _))| (staff.len(), place))
        .collect();
    rest.sort_unstable();
    let mut rest = rest.into_iter();
    while !hidden.is_empty() && hidden.len() < least {
        let Some((_, place)) = rest.next() else { break };
        if let (Some(staff), Some(shown)) = (cells.get(place), shown.get_mut(place)) {
            hidden.extend(staff);
            *shown = false;
        }
    }
    shown
}

/// Which cells of a breakdown a public copy may show, given how many clients each counts. The cells are disjoint and add
/// up to a total that is shown. Source: primary and complementary (secondary) suppression as in Hundepool et al. 2012,
/// *Statistical Disclosure Control*, chapter 4, for one dimension.
///
/// A cell under `least` is hidden, but for an empty one. As the sum of the hidden cells can be worked out, the smallest
/// others are hidden with them until that sum leaves each of them more than one possible value; where there are not enough
/// others, the whole breakdown is hidden. A total under `least` is not shown either.
pub fn small_cells(cells: &[u32], least: u32) -> Vec<bool> {
    let mut shown: Vec<bool> = cells.iter().map(|n| *n == 0 || *n >= least).collect();
    let mut rest: Vec<(u32, usize)> =
        cells.iter().enumerate().filter(|(_, n)| **n >= least.max(1)).map(|(place, n)| (*n, place)).collect();
    rest.sort_unstable();
    let mut rest = rest.into_iter();
    loop {
        let (hidden, sum) = cells
            .iter()
            .zip(&shown)
            .filter(|(_, shown)| !**shown)
            .fold((0_u64, 0_u64), |(hidden, sum), (n, _)| (hidden + 1, sum + u64::from(*n)));
        // One hidden cell is the sum; where the sum is as many as the cells, each is 1.
        if hidden == 0 || (hidden > 1 && sum > hidden) {
            return shown;
        }
        let Some((_, place)) = rest.next() else { return vec![false; cells.len()] };
        if let Some(shown) = shown.get_mut(place) {
            *shown = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn staff(who: &[u8]) -> BTreeSet<StaffId> {
        who.iter().map(|n| StaffId(Uuid::from_u128(u128::from(*n)))).collect()
    }

    #[test]
    fn one_person_is_not_told_by_what_the_others_leave() {
        let all = [staff(&[1, 2, 3]), staff(&[4]), staff(&[1, 2, 3, 5])];
        assert_eq!(staff_rule(&all, 3), [false, false, true], "4 alone would be the difference");
        assert_eq!(staff_rule(&[staff(&[1, 2]), staff(&[3])], 3), [false, false]);
        assert_eq!(staff_rule(&[staff(&[1, 2, 3]), staff(&[])], 3), [true, true]);
        assert_eq!(staff_rule(&[staff(&[1, 2, 3]), staff(&[4])], 3), [false, false]);
        assert_eq!(staff_rule(&[staff(&[1])], 1), [true], "an office may settle for one");
    }

    #[test]
    fn a_small_group_does_not_follow_from_the_total() {
        assert_eq!(small_cells(&[40, 3, 12], 10), [true, false, false]);
        assert_eq!(small_cells(&[40, 3, 4], 10), [true, false, false]);
        assert_eq!(
            small_cells(&[40, 1, 1, 0], 10),
            [false, false, false, true],
            "two that add up to two are one each"
        );
        assert_eq!(small_cells(&[3], 10), [false]);
        assert_eq!(small_cells(&[10, 0, 10], 10), [true, true, true]);
        assert_eq!(small_cells(&[], 10), Vec::<bool>::new());
    }

    /// Every way to fill the hidden cells so that the total stands: a reader knows it, what is shown, and that of the hidden
    /// cells none is empty and one is small.
    fn fillings(cells: &[u32], shown: &[bool], least: u32) -> Vec<Vec<u32>> {
        fn fill(cells: &[(u32, bool)], left: u32, least: u32) -> Vec<Vec<u32>> {
            let Some(((n, shown), rest)) = cells.split_first() else {
                return if left == 0 { vec![Vec::new()] } else { Vec::new() };
            };
            let possible: Vec<u32> = if *shown { vec![*n] } else { (least..=left).collect() };
            let mut found = Vec::new();
            for n in possible {
                let left = if *shown { left } else { left - n };
                found.extend(fill(rest, left, least).into_iter().map(|rest| [vec![n], rest].concat()));
            }
            found
        }
        let cells: Vec<(u32, bool)> = cells.iter().copied().zip(shown.iter().copied()).collect();
        let hidden = cells.iter().filter(|(_, shown)| !shown).map(|(n, _)| n).sum();
        let small = |filling: &Vec<u32>| filling.iter().zip(shown).any(|(n, shown)| !shown && *n < least);
        // Where all are hidden, some may be empty.
        let at_least = u32::from(shown.contains(&true));
        fill(&cells, hidden, at_least).into_iter().filter(small).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_suppressed_cell_can_be_worked_out(cells in proptest::collection::vec(0_u32..9, 1..5), least in 2_u32..5) {
            let shown = small_cells(&cells, least);
            for (n, shown) in cells.iter().zip(&shown) {
                prop_assert!(!*shown || *n == 0 || *n >= least);
            }
            if cells.len() > 1 && cells.iter().sum::<u32>() >= least {
                let fillings = fillings(&cells, &shown, least);
                for (place, _) in shown.iter().enumerate().filter(|(_, shown)| !**shown) {
                    let values: BTreeSet<u32> = fillings.iter().filter_map(|cells| cells.get(place).copied()).collect();
                    prop_assert!(values.len() > 1, "{cells:?} {shown:?}: cell {place} can only be {values:?}");
                }
            }
        }

        #[test]
        fn what_is_left_of_a_whole_is_nobody_or_enough_people(
            cells in proptest::collection::vec(proptest::collection::btree_set(0_u8..7, 0..5), 1..7), least in 1_usize..5,
        ) {
            let cells: Vec<BTreeSet<StaffId>> =
                cells.iter().map(|who| staff(&who.iter().copied().collect::<Vec<_>>())).collect();
            let all: BTreeSet<StaffId> = cells.iter().flatten().copied().collect();
            // The whole is shown only where it may be.
            prop_assume!(all.len() >= least);
            let shown = staff_rule(&cells, least);
            // Whatever shown cells a reader takes away from the whole.
            for mask in 0_u32..1 << cells.len() {
                let taken = |place: usize| shown.get(place) == Some(&true) && mask & (1 << place) != 0;
                let left: BTreeSet<StaffId> =
                    cells.iter().enumerate().filter(|(place, _)| !taken(*place)).flat_map(|(_, s)| s).copied().collect();
                prop_assert!(left.is_empty() || left.len() >= least, "{cells:?} {shown:?} {mask:b}");
            }
        }
    }
}
