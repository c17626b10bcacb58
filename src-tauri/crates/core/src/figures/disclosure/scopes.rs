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
use std::collections::BTreeSet;

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
    all: Vec<(Narrow, Bits)>,
    /// For each of `all`.
    shown: Vec<bool>,
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
        let mut scopes = Self { all: every_scope(&facts), shown: Vec::new(), behind, least };
        let may_show: Vec<bool> =
            scopes.all.iter().map(|(scope, _)| scopes.stands_beside_enough(scope)).collect();
        let bits = scopes.all.iter().map(|(_, bits)| bits);
        scopes.shown = scopes.behind.beside_each_other(bits.zip(may_show));
        scopes
    }

    /// `None`: it may be shown, also where there is nothing to show.
    pub fn withheld(&self, scope: &Narrow) -> Option<Withheld> {
        let is_narrow = scope.sides() > 1 || self.least > 1 && scope.sides() == 1 && scope.client.is_some();
        if is_narrow {
            return Some(Withheld::Narrow);
        }
        let ((_, bits), shown) = self.all.iter().zip(&self.shown).find(|((known, _), _)| known == scope)?;
        match (shown, self.behind.are_enough(bits)) {
            (true, _) => None,
            (false, true) => Some(Withheld::TellsOfOthers),
            (false, false) => Some(Withheld::FewStaff),
        }
    }

    /// Enough people in it, in the whole, and in what is hidden beside it.
    fn stands_beside_enough(&self, scope: &Narrow) -> bool {
        let enough = |scope: &Narrow| {
            let known = self.all.iter().find(|(known, _)| known == scope);
            known.is_some_and(|(_, bits)| self.behind.are_enough(bits))
        };
        if !enough(scope) || !enough(&Narrow::default()) {
            return false;
        }
        let cells: Vec<&(Narrow, Bits)> =
            self.all.iter().filter(|(other, _)| are_beside(other, scope)).collect();
        let people: Vec<BTreeSet<StaffId>> = cells.iter().map(|(_, bits)| self.behind.who(bits)).collect();
        let own = cells.iter().position(|(other, _)| other == scope);
        own.and_then(|place| staff_rule(&people, self.least).get(place).copied()).unwrap_or(false)
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
    let mut all: Vec<(Narrow, Bits)> = Vec::new();
    for (place, facts) in facts.iter().enumerate() {
        let mut scopes = sides(facts);
        scopes.push(Narrow::default());
        scopes.extend(facts.client.map(|client| Narrow { client: Some(client), ..Narrow::default() }));
        for scope in scopes {
            match all.iter_mut().find(|(known, _)| *known == scope) {
                Some((_, bits)) => bits.set(place),
                None => {
                    let mut bits = Bits::default();
                    bits.set(place);
                    all.push((scope, bits));
                }
            }
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

#[cfg(test)]
#[path = "scopes_tests.rs"]
mod tests;
