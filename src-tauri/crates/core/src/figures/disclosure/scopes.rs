//! The scopes of a day: which of them may show ratings, or times.
//!
//! A reader can narrow a day as they like and take one figure from another. So the scopes of a day are looked at together:
//! the whole, each value of one side, and each client relationship. A scope is shown where enough people stand behind it,
//! where the cells that are hidden beside it hold enough people together, and where no scope that is shown holds it with too
//! few more. Narrower scopes are not shown: a side and a client together would be a table of two ways, whose cells follow
//! from each other.

use super::staff_rule;
use crate::figures::{Facts, Guarded, Narrow};
use crate::ids::StaffId;
use std::collections::{BTreeMap, BTreeSet};

/// Why a figure is not shown although there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// Too few people stand behind it.
    FewStaff,
    /// Beside what is shown elsewhere it would tell of too few people.
    TellsOfOthers,
    /// It is narrowed on more than one side, or on a side and the client's.
    Narrow,
}

/// Moments of the day by place, as bits.
type Bits = Vec<u64>;

/// What may be shown of a day.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    shown: Vec<(Narrow, Bits)>,
    /// Scopes with somebody behind them.
    all: Vec<(Narrow, Bits)>,
    staff: BTreeMap<StaffId, Bits>,
    least: usize,
}

impl Scopes {
    /// `guarded`: what is to be shown. `least`: people behind a figure.
    pub fn of(facts: &[Facts], least: usize, guarded: Guarded) -> Self {
        let facts: Vec<&Facts> = facts.iter().filter(|facts| facts.has(guarded)).collect();
        let mut scopes = Self { least: least.max(1), ..Self::default() };
        for (place, facts) in facts.iter().enumerate() {
            if let Some(staff) = facts.staff {
                set(scopes.staff.entry(staff).or_default(), place);
            }
        }
        scopes.all = every_scope(&facts);
        let mut candidates: Vec<(Narrow, Bits)> =
            scopes.all.iter().filter(|(scope, _)| scopes.stands_beside_enough(scope)).cloned().collect();
        // What holds more is shown first; in doubt the narrower is hidden.
        candidates.sort_by_key(|(_, bits)| std::cmp::Reverse(count(bits)));
        for (scope, bits) in candidates {
            let tells = scopes.shown.iter().any(|(_, wider)| scopes.tells_of_few(wider, &bits));
            if !tells {
                scopes.shown.push((scope, bits));
            }
        }
        scopes
    }

    /// `None`: it may be shown, also where there is nothing to show.
    pub fn withheld(&self, scope: &Narrow) -> Option<Withheld> {
        let find = |list: &[(Narrow, Bits)]| list.iter().position(|(known, _)| known == scope);
        let is_narrow = scope.sides() > 1 || self.least > 1 && scope.sides() == 1 && scope.client.is_some();
        if is_narrow {
            return Some(Withheld::Narrow);
        }
        let (_, bits) = find(&self.all).and_then(|place| self.all.get(place))?;
        if find(&self.shown).is_some() {
            return None;
        }
        Some(if self.people(bits) < self.least { Withheld::FewStaff } else { Withheld::TellsOfOthers })
    }

    /// Enough people in it, in the whole, and in what is hidden beside it.
    fn stands_beside_enough(&self, scope: &Narrow) -> bool {
        let enough = |scope: &Narrow| self.bits(scope).is_some_and(|bits| self.people(bits) >= self.least);
        if !enough(scope) || !enough(&Narrow::default()) {
            return false;
        }
        let cells: Vec<&(Narrow, Bits)> =
            self.all.iter().filter(|(other, _)| are_beside(other, scope)).collect();
        let people: Vec<BTreeSet<StaffId>> = cells.iter().map(|(_, bits)| self.who(bits)).collect();
        let own = cells.iter().position(|(other, _)| other == scope);
        own.and_then(|place| staff_rule(&people, self.least).get(place).copied()).unwrap_or(false)
    }

    /// One is shown, holds the other, and little more.
    fn tells_of_few(&self, wider: &Bits, narrower: &Bits) -> bool {
        let holds = narrower.iter().zip(wider).all(|(n, w)| n & !w == 0);
        let more: Bits = wider.iter().zip(narrower).map(|(w, n)| w & !n).collect();
        holds && count(&more) > 0 && self.people(&more) < self.least
    }

    fn bits(&self, scope: &Narrow) -> Option<&Bits> {
        self.all.iter().find(|(known, _)| known == scope).map(|(_, bits)| bits)
    }

    fn who(&self, bits: &Bits) -> BTreeSet<StaffId> {
        let with = self.staff.iter().filter(|(_, own)| own.iter().zip(bits).any(|(a, b)| a & b != 0));
        with.map(|(staff, _)| *staff).collect()
    }

    fn people(&self, bits: &Bits) -> usize {
        self.staff.values().filter(|own| own.iter().zip(bits).any(|(a, b)| a & b != 0)).count()
    }
}

/// The sides on which a moment can be told apart from the others, one at a time.
fn sides(facts: &Facts) -> Vec<Narrow> {
    let mut sides = vec![
        Narrow { workstation: Some(facts.workstation), ..Narrow::default() },
        Narrow { channel: Some(facts.channel.value), ..Narrow::default() },
        Narrow { hour: Some(facts.hour), ..Narrow::default() },
    ];
    if let Some(service) = facts.service() {
        sides.push(Narrow { service: Some(service.to_owned()), ..Narrow::default() });
    }
    if let Some(outcome) = facts.outcome {
        sides.push(Narrow { outcome: Some(outcome), ..Narrow::default() });
    }
    sides
}

fn every_scope(facts: &[&Facts]) -> Vec<(Narrow, Bits)> {
    let words = facts.len().div_ceil(64);
    let mut all: Vec<(Narrow, Bits)> = Vec::new();
    for (place, facts) in facts.iter().enumerate() {
        let mut scopes = sides(facts);
        scopes.push(Narrow::default());
        scopes.extend(facts.client.map(|client| Narrow { client: Some(client), ..Narrow::default() }));
        for scope in scopes {
            let bits = match all.iter_mut().find(|(known, _)| *known == scope) {
                Some((_, bits)) => bits,
                None => {
                    all.push((scope, vec![0; words]));
                    let Some((_, bits)) = all.last_mut() else { continue };
                    bits
                }
            };
            set(bits, place);
        }
    }
    all
}

/// Whether two scopes are cells of one breakdown of the whole.
fn are_beside(one: &Narrow, other: &Narrow) -> bool {
    let sides = |scope: &Narrow| {
        [
            scope.workstation.is_some(),
            scope.service.is_some(),
            scope.channel.is_some(),
            scope.outcome.is_some(),
            scope.hour.is_some(),
            scope.client.is_some(),
        ]
    };
    sides(one) == sides(other)
}

fn set(bits: &mut Bits, place: usize) {
    let word = place / 64;
    if bits.len() <= word {
        bits.resize(word + 1, 0);
    }
    if let Some(bits) = bits.get_mut(word) {
        *bits |= 1 << (place % 64);
    }
}

fn count(bits: &Bits) -> u32 {
    bits.iter().map(|word| word.count_ones()).sum()
}

#[cfg(test)]
#[path = "scopes_tests.rs"]
mod tests;
