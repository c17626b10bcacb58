//! A block summed up once: all that is told of it, so that years open without their days.

use super::day::parts;
use super::period::{Block, Cell, Shown};
use super::{Count, Day, Guarded, Side, Tally};
use crate::words::ClientRelationship;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the days of a block add up to, and what of ratings and times may be shown of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SummedBlock {
    /// By side and client, as a day has them.
    #[serde(with = "super::pairs")]
    counted: BTreeMap<Cell, Tally>,
    /// Days with moments, by side.
    #[serde(with = "super::pairs")]
    days: BTreeMap<Side, u32>,
    #[serde(with = "super::pairs")]
    told: BTreeMap<(Guarded, Cell), Told>,
}

/// What may be told of one guarded kind of figures in a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Told {
    /// Of all its days: it is what was counted.
    Whole,
    /// Of a part of them.
    Part(Shown),
}

impl SummedBlock {
    /// `least`: people behind a figure.
    pub fn of(days: &[&Day], least: usize) -> Self {
        let mut sums = Self::default();
        let blocks: Vec<(Guarded, Block<'_>)> =
            Guarded::ALL.map(|guarded| (guarded, Block::of(days.to_vec(), guarded, least))).into();
        let sides: BTreeSet<&Side> = days.iter().flat_map(|day| day.sides()).collect();
        for side in sides {
            let has = |day: &&&Day| day.tally(side, None).n(Count::Moments) > 0;
            sums.days.insert(side.clone(), count(days.iter().filter(has).count()));
            // One client of a narrower side is told only where figures may be about one person.
            let clients = ClientRelationship::ALL.iter().copied().map(Some);
            let clients = clients.filter(|_| least <= 1 || *side == Side::Whole);
            for client in clients.chain([None]) {
                for (guarded, block) in &blocks {
                    let told = told(block, *guarded, days, side, client);
                    sums.told.extend(told.map(|told| ((*guarded, (side.clone(), client)), told)));
                }
            }
        }
        for day in days {
            for (cell, tally) in day.cells() {
                sums.counted.entry(cell.clone()).or_default().merge(tally);
            }
        }
        sums
    }

    /// One client relationship of a side, or all of it with what has no client.
    pub fn tally(&self, side: &Side, client: Option<ClientRelationship>) -> Tally {
        let mut sum = Tally::default();
        parts(&self.counted, side, client).for_each(|part| sum.merge(part));
        sum
    }

    /// Days with moments of a side.
    pub fn days(&self, side: &Side) -> u32 {
        self.days.get(side).copied().unwrap_or(0)
    }

    /// As [`Block::shown`]: only figures of the guarded kind may be read from the tally.
    pub fn shown(&self, guarded: Guarded, side: &Side, client: Option<ClientRelationship>) -> Shown {
        match self.told.get(&(guarded, (side.clone(), client))) {
            Some(Told::Whole) => Shown { tally: self.tally(side, client), days_left_out: 0 },
            Some(Told::Part(shown)) => shown.clone(),
            None => Shown::default(),
        }
    }
}

fn told(
    block: &Block<'_>,
    guarded: Guarded,
    days: &[&Day],
    side: &Side,
    client: Option<ClientRelationship>,
) -> Option<Told> {
    if block.days_left_out(side, client) > 0 {
        return Some(Told::Part(block.shown(side, client)));
    }
    let occurs = |day: &&Day| day.parts(side, client).any(|part| part.guarded(guarded) > 0);
    (block.may_show(side, client) && days.iter().any(occurs)).then_some(Told::Whole)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
