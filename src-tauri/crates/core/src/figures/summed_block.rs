//! A block summed up once, side by side: all that is told of it, so that years open without their days.

use super::period::{Block, Shown};
use super::{Count, Day, Guarded, Side, StandardTally, Tally};
use crate::words::ClientRelationship;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::iter;

/// Some sides of a block, or all that have something.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SummedBlock {
    sides: BTreeMap<Side, SummedSide>,
}

/// What the days of a block add up to on one side, and what of ratings and times may be shown of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SummedSide {
    /// By client, as a day has them.
    #[serde(with = "super::pairs")]
    counted: BTreeMap<Option<ClientRelationship>, Tally>,
    /// Days with moments.
    days: u32,
    #[serde(with = "super::pairs")]
    told: BTreeMap<(Guarded, Option<ClientRelationship>), Told>,
    /// Of the times that are told of a service, and of the whole what is told of each: by the time that is measured.
    standards: BTreeMap<Guarded, Standards>,
}

/// By key and threshold, as [`Tally::standards`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Standards(#[serde(with = "super::pairs")] BTreeMap<(String, u32), StandardTally>);

/// What may be told of one guarded kind of figures of a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Told {
    /// Of all its days: it is what was counted.
    Whole,
    /// Of a part of them.
    Part(Shown),
}

impl SummedBlock {
    /// All sides; the whole also where it is empty. `least`: people behind a figure.
    pub fn of(days: &[&Day], least: usize) -> Self {
        let blocks: Vec<(Guarded, Block<'_>)> =
            Guarded::ALL.map(|guarded| (guarded, Block::of(days.to_vec(), guarded, least))).into();
        let sides: BTreeSet<&Side> =
            iter::once(&Side::Whole).chain(days.iter().flat_map(|day| day.sides())).collect();
        let mut sums = Self::default();
        for side in sides {
            let has = |day: &&&Day| day.tally(side, None).n(Count::Moments) > 0;
            let mut summed =
                SummedSide { days: count(days.iter().filter(has).count()), ..SummedSide::default() };
            // One client of a narrower side is told only where figures may be about one person.
            let clients = ClientRelationship::ALL.iter().copied().map(Some);
            let clients = clients.filter(|_| least <= 1 || *side == Side::Whole);
            for client in clients.chain([None]) {
                for (guarded, block) in &blocks {
                    let told = told(block, *guarded, days, side, client);
                    summed.told.extend(told.map(|told| ((*guarded, client), told)));
                }
            }
            if matches!(side, Side::Service(_)) {
                let is_time = |(guarded, _): &&(_, _)| matches!(guarded, Guarded::Waits | Guarded::Handling);
                for (guarded, block) in blocks.iter().filter(is_time) {
                    let mut standards = block.shown(side, None).tally.standards;
                    // Of another line's service nothing is measured.
                    standards.retain(|_, tally| tally.measured > 0);
                    summed.standards.insert(*guarded, Standards(standards));
                }
            }
            sums.sides.insert(side.clone(), summed);
        }
        for ((side, client), tally) in days.iter().flat_map(|day| day.cells()) {
            if let Some(summed) = sums.sides.get_mut(side) {
                summed.counted.entry(*client).or_default().merge(tally);
            }
        }
        // A standard is of one service.
        let of_services: Vec<_> = sums.sides.values().flat_map(|side| side.standards.clone()).collect();
        if let Some(whole) = sums.sides.get_mut(&Side::Whole) {
            for (guarded, Standards(standards)) in of_services {
                whole.standards.entry(guarded).or_default().0.extend(standards);
            }
        }
        sums
    }

    pub fn sides(&self) -> impl Iterator<Item = (&Side, &SummedSide)> {
        self.sides.iter()
    }

    /// One client relationship of a side, or all of it with what has no client.
    pub fn tally(&self, side: &Side, client: Option<ClientRelationship>) -> Tally {
        self.sides.get(side).map(|side| side.tally(client)).unwrap_or_default()
    }

    /// Days with moments of a side.
    pub fn days(&self, side: &Side) -> u32 {
        self.sides.get(side).map_or(0, |side| side.days)
    }

    /// As [`Block::shown`]; the tally has only figures of the guarded kind.
    pub fn shown(&self, guarded: Guarded, side: &Side, client: Option<ClientRelationship>) -> Shown {
        let Some(side) = self.sides.get(side) else { return Shown::default() };
        match side.told.get(&(guarded, client)) {
            Some(Told::Whole) => {
                let mut tally = Tally::default();
                side.parts(client).for_each(|part| tally.merge_guarded(part, guarded));
                Shown { tally, days_left_out: 0 }
            }
            Some(Told::Part(shown)) => shown.clone(),
            None => Shown::default(),
        }
    }

    /// What is told of a standard by the times of its service.
    pub fn standard(&self, times: Guarded, side: &Side, id: &(String, u32)) -> Option<&StandardTally> {
        self.sides.get(side)?.standards.get(&times)?.0.get(id)
    }
}

impl FromIterator<(Side, SummedSide)> for SummedBlock {
    fn from_iter<I: IntoIterator<Item = (Side, SummedSide)>>(sides: I) -> Self {
        Self { sides: sides.into_iter().collect() }
    }
}

impl SummedSide {
    fn parts(&self, client: Option<ClientRelationship>) -> impl Iterator<Item = &Tally> {
        self.counted.iter().filter(move |(of, _)| client.is_none() || **of == client).map(|(_, tally)| tally)
    }

    fn tally(&self, client: Option<ClientRelationship>) -> Tally {
        let mut sum = Tally::default();
        self.parts(client).for_each(|part| sum.merge(part));
        sum
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
        let shown = block.shown(side, client);
        let mut tally = Tally::default();
        tally.merge_guarded(&shown.tally, guarded);
        return Some(Told::Part(Shown { tally, ..shown }));
    }
    let occurs = |day: &&Day| day.parts(side, client).any(|part| part.guarded(guarded) > 0);
    (block.may_show(side, client) && days.iter().any(occurs)).then_some(Told::Whole)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
