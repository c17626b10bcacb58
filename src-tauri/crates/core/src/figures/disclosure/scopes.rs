//! The scopes of a day: which of them may show ratings, or times.
//!
//! A reader can narrow a day as they like and take one figure from another. So the scopes of a day are looked at together:
//! the whole, each value of one side, and each client relationship. A scope is shown where enough people stand behind it,
//! where the cells that are hidden beside it hold enough people together, and where no scope that is shown holds it with too
//! few more. Narrower scopes are not shown: a side and a client together would be a table of two ways, whose cells follow
//! from each other.

use super::overlap::{Behind, Bits};
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

/// What may be shown of a day.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    /// With somebody behind them.
    all: BTreeMap<Narrow, Bits>,
    shown: BTreeSet<Narrow>,
    behind: Behind,
    least: usize,
}

impl Scopes {
    /// `guarded`: what is to be shown. `least`: people behind a figure.
    pub fn of(facts: &[Facts], least: usize, guarded: Guarded) -> Self {
        let facts: Vec<&Facts> = facts.iter().filter(|facts| facts.has(guarded)).collect();
        let least = least.max(1);
        let mut behind = Behind::at_least(least);
        for (place, facts) in facts.iter().enumerate() {
            if let Some(staff) = facts.staff {
                behind.set(place, staff);
            }
        }
        let all = every_scope(&facts);
        let may_show = stand_beside_enough(&all, &behind, least);
        let bits = all.iter().map(|(scope, bits)| (bits, may_show.contains(scope)));
        let shown = all.keys().zip(behind.beside_each_other(bits)).filter(|(_, shown)| *shown);
        let shown = shown.map(|(scope, _)| scope.clone()).collect();
        Self { all, shown, behind, least }
    }

    /// `None`: it may be shown, also where there is nothing to show.
    pub fn withheld(&self, scope: &Narrow) -> Option<Withheld> {
        let is_narrow = scope.sides() > 1 || self.least > 1 && scope.sides() == 1 && scope.client.is_some();
        if is_narrow {
            return Some(Withheld::Narrow);
        }
        let bits = self.all.get(scope)?;
        match (self.shown.contains(scope), self.behind.are_enough(bits)) {
            (true, _) => None,
            (false, true) => Some(Withheld::TellsOfOthers),
            (false, false) => Some(Withheld::FewStaff),
        }
    }
}

/// The scopes with enough people in them, in the whole, and in what is hidden beside them.
fn stand_beside_enough(all: &BTreeMap<Narrow, Bits>, behind: &Behind, least: usize) -> BTreeSet<Narrow> {
    let mut enough = BTreeSet::new();
    if all.get(&Narrow::default()).is_none_or(|whole| !behind.are_enough(whole)) {
        return enough;
    }
    let mut breakdowns: BTreeMap<[bool; 6], Vec<(&Narrow, BTreeSet<StaffId>)>> = BTreeMap::new();
    for (scope, bits) in all {
        breakdowns.entry(broken_down_by(scope)).or_default().push((scope, behind.who(bits)));
    }
    for cells in breakdowns.into_values() {
        let (scopes, people): (Vec<&Narrow>, Vec<BTreeSet<StaffId>>) = cells.into_iter().unzip();
        let told = staff_rule(&people, least);
        let each = scopes.into_iter().zip(&people).zip(told);
        let shown = each.filter(|((_, people), told)| people.len() >= least && *told);
        enough.extend(shown.map(|((scope, _), _)| scope.clone()));
    }
    enough
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

fn every_scope(facts: &[&Facts]) -> BTreeMap<Narrow, Bits> {
    let mut all: BTreeMap<Narrow, Bits> = BTreeMap::new();
    for (place, facts) in facts.iter().enumerate() {
        let mut scopes = sides(facts);
        scopes.push(Narrow::default());
        scopes.extend(facts.client.map(|client| Narrow { client: Some(client), ..Narrow::default() }));
        for scope in scopes {
            all.entry(scope).or_default().set(place);
        }
    }
    all
}

/// By what the whole is broken down of which this is a cell; two cells of one breakdown have the same.
fn broken_down_by(scope: &Narrow) -> [bool; 6] {
    [
        scope.workstation.is_some(),
        scope.service.is_some(),
        scope.channel.is_some(),
        scope.outcome.is_some(),
        scope.hour.is_some(),
        scope.client.is_some(),
    ]
}

#[cfg(test)]
#[path = "scopes_tests.rs"]
mod tests;
