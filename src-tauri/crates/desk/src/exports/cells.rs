//! Cells of a copy: what a public one keeps to itself stands there as not shown.

use super::Copy;
use moments_core::figures::disclosure::small_cells;
use moments_report::tables::Cell;
use moments_report::{Lang, say};

/// Clients under whom a public copy shows no number.
pub(super) const LEAST_PUBLIC: u32 = 10;

/// How figures become cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells {
    pub copy: Copy,
    pub lang: Lang,
}

impl Cells {
    pub fn is_public(self) -> bool {
        self.copy == Copy::Public
    }

    pub fn not_shown(self) -> Cell {
        Cell::Absent(say(self.lang, "export_not_shown", &[]))
    }

    /// Cells of one breakdown: disjoint, and all of what they break down.
    pub fn breakdown(self, ns: &[u32]) -> Vec<Option<u32>> {
        if !self.is_public() {
            return ns.iter().copied().map(Some).collect();
        }
        let total = ns.iter().fold(0_u32, |sum, n| sum.saturating_add(*n));
        let shown = small_cells(ns, LEAST_PUBLIC);
        let is_shown = |shown: bool| shown && (total == 0 || total >= LEAST_PUBLIC);
        ns.iter().zip(shown).map(|(n, shown)| is_shown(shown).then_some(*n)).collect()
    }

    /// Some of a whole that is shown.
    pub fn part(self, n: u32, of: u32) -> Option<u32> {
        self.breakdown(&[n, of.saturating_sub(n)]).first().copied().flatten()
    }

    pub fn count(self, n: Option<u32>) -> Cell {
        n.map_or_else(|| self.not_shown(), |n| Cell::Count(n.into()))
    }

    /// None of nothing is no share.
    pub fn share(self, n: Option<u32>, of: u32) -> Cell {
        match n {
            None => self.not_shown(),
            Some(_) if of == 0 => Cell::Nothing,
            Some(n) => Cell::Share((f64::from(n) / f64::from(of)).min(1.0)),
        }
    }

    /// `n`, and its share of a whole that is shown.
    pub fn with_share(self, n: u32, of: u32) -> [Cell; 2] {
        let n = self.part(n, of);
        [self.count(n), self.share(n, of)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_public_copy_shows_no_small_number_and_none_that_follows_from_its_total(
            ns in proptest::collection::vec(0_u32..40, 1..7),
        ) {
            let cells = Cells { copy: Copy::Public, lang: Lang::En };
            let shown = cells.breakdown(&ns);
            prop_assert!(shown.iter().flatten().all(|n| *n == 0 || *n >= LEAST_PUBLIC));
            let hidden: Vec<u32> = ns.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(n, _)| *n).collect();
            let sum: u32 = hidden.iter().sum();
            prop_assert!(hidden.len() != 1 || ns.iter().sum::<u32>() < LEAST_PUBLIC, "{hidden:?} of {ns:?}");
            prop_assert!(hidden.is_empty() || hidden.len() == 1 || shown.iter().all(Option::is_none) || sum as usize > hidden.len());
            let whole = Cells { copy: Copy::Internal, lang: Lang::En }.breakdown(&ns);
            prop_assert!(whole.iter().all(Option::is_some));
        }
    }
}
