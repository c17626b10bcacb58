//! Scopes that hold each other. A reader takes the narrower from the wider one, and reads what lies between.

use crate::ids::StaffId;
use std::collections::{BTreeMap, BTreeSet};

/// The places of a scope's answers or times in some list, as bits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub fn set(&mut self, place: usize) {
        let word = place / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (place % 64);
        }
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    fn without(&self, other: &Self) -> Self {
        let others = other.0.iter().chain(std::iter::repeat(&0));
        Self(self.0.iter().zip(others).map(|(own, other)| own & !other).collect())
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own & other != 0)
    }
}

/// Who stands behind which places.
#[derive(Debug, Clone, Default)]
pub struct Behind {
    staff: BTreeMap<StaffId, Bits>,
    /// People behind a figure.
    least: usize,
}

impl Behind {
    pub fn at_least(least: usize) -> Self {
        Self { staff: BTreeMap::new(), least: least.max(1) }
    }

    pub fn set(&mut self, place: usize, staff: StaffId) {
        self.staff.entry(staff).or_default().set(place);
    }

    pub fn who(&self, scope: &Bits) -> BTreeSet<StaffId> {
        self.staff.iter().filter(|(_, own)| own.meets(scope)).map(|(staff, _)| *staff).collect()
    }

    pub fn are_enough(&self, scope: &Bits) -> bool {
        self.staff.values().filter(|own| own.meets(scope)).count() >= self.least
    }

    /// Of scopes with whether each may be shown by itself: which may be shown beside each other. The one that holds more
    /// stays; in doubt the narrower is hidden.
    pub fn beside_each_other<'a>(&self, scopes: impl Iterator<Item = (&'a Bits, bool)>) -> Vec<bool> {
        let scopes: Vec<(&Bits, bool)> = scopes.collect();
        let mut shown = vec![false; scopes.len()];
        let mut by_size: Vec<(&mut bool, &Bits)> = shown
            .iter_mut()
            .zip(scopes)
            .filter(|(_, (_, may))| *may)
            .map(|(shown, (scope, _))| (shown, scope))
            .collect();
        by_size.sort_by_key(|(_, scope)| std::cmp::Reverse(scope.count()));
        let mut wider: Vec<&Bits> = Vec::new();
        for (shown, scope) in by_size {
            *shown = !wider.iter().any(|wider| self.tells_of_few(wider, scope));
            if *shown {
                wider.push(scope);
            }
        }
        shown
    }

    /// One holds the other, and too few people more.
    fn tells_of_few(&self, wider: &Bits, narrower: &Bits) -> bool {
        let more = wider.without(narrower);
        narrower.without(wider).count() == 0 && more.count() > 0 && !self.are_enough(&more)
    }
}
