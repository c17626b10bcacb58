//! A day of which some moments are erased and only their sums are left: counted from the sums of the day, by the rules of
//! Trends, which has nothing else.

use super::Withheld;
use super::usual::side;
use moments_core::figures::{Block, Day, Guarded, Narrow, Side, Tally};
use moments_core::ids::{StaffId, WorkstationId};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Summed<'a> {
    day: &'a Day,
    blocks: BTreeMap<Guarded, Block<'a>>,
}

impl<'a> Summed<'a> {
    /// `least`: people behind a figure.
    pub fn of(day: &'a Day, least: usize) -> Self {
        let block = |guarded: Guarded| (guarded, Block::of(vec![day], guarded, least));
        Self { day, blocks: Guarded::ALL.map(block).into() }
    }

    /// `None`: days are not summed up by this scope.
    pub fn tally(&self, narrow: &Narrow) -> Option<Tally> {
        Some(self.day.tally(&side(narrow)?, narrow.client))
    }

    pub fn withheld(&self, guarded: Guarded, narrow: &Narrow) -> Option<Withheld> {
        let Some(side) = side(narrow) else { return Some(Withheld::Narrow) };
        let n = self.day.tally(&side, narrow.client).guarded(guarded);
        let shown = self.blocks.get(&guarded).map(|block| block.shown(&side, narrow.client));
        let is_shown = shown.is_some_and(|shown| shown.tally.guarded(guarded) == n);
        if is_shown {
            None
        } else if side != Side::Whole && narrow.client.is_some() {
            Some(Withheld::Narrow)
        } else {
            Some(Withheld::FewStaff)
        }
    }

    /// Enough people stand behind the answers of the whole; of a part nobody can tell.
    pub fn are_enough(&self, narrow: &Narrow, least: usize) -> bool {
        let rated: BTreeSet<StaffId> =
            [Guarded::Own, Guarded::Told].into_iter().flat_map(|guarded| self.day.people(guarded)).collect();
        *narrow == Narrow::default() && rated.len() >= least
    }

    pub fn workstations(&self) -> impl Iterator<Item = WorkstationId> {
        self.day.sides().filter_map(|side| match side {
            Side::Workstation(id) => Some(*id),
            Side::Whole | Side::Service(_) | Side::Channel(_) | Side::Way(_) | Side::Contact(_) => None,
        })
    }
}
