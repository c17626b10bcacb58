//! What the days of a period add up to, as far as ratings and times may be shown.
//!
//! A reader can take one period from another. So ratings and times are summed up by blocks that never overlap, whole weeks
//! or whole calendar months, and a block is in or out as a whole: what is left of a longer period without a shorter one is
//! made of whole blocks too.

use super::disclosure::staff_rule;
use super::{Day, Guarded, Side, Tally};
use crate::ids::StaffId;
use crate::words::ClientRelationship;
use std::collections::{BTreeMap, BTreeSet};

/// The days of a block, with who stands behind one guarded kind of figure.
pub struct Block<'a> {
    days: Vec<&'a Day>,
    guarded: Guarded,
    /// People behind a figure.
    least: usize,
    /// By side and client, and under no client behind the whole side.
    people: BTreeMap<(&'a Side, Option<ClientRelationship>), BTreeSet<StaffId>>,
}

/// What may be shown of one side and client: only figures of the block's guarded kind may be read from the tally.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    pub tally: Tally,
    /// Days with such figures that are not in the tally: too few people stand behind them.
    pub days_left_out: u32,
}

impl Shown {
    pub fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.days_left_out += other.days_left_out;
    }
}

impl<'a> Block<'a> {
    pub fn of(days: Vec<&'a Day>, guarded: Guarded, least: usize) -> Self {
        let mut people: BTreeMap<_, BTreeSet<StaffId>> = BTreeMap::new();
        for (side, client, tally) in days.iter().flat_map(|day| day.cells()) {
            for client in BTreeSet::from([None, client]) {
                people.entry((side, client)).or_default().extend(tally.behind(guarded));
            }
        }
        Self { days, guarded, least, people }
    }

    /// One side and client, where it may be shown.
    pub fn shown(&self, side: &Side, client: Option<ClientRelationship>) -> Shown {
        let tallies: Vec<(Tally, BTreeSet<StaffId>)> = self
            .days
            .iter()
            .map(|day| day.tally(side, client))
            .map(|tally| {
                let behind = tally.behind(self.guarded).collect();
                (tally, behind)
            })
            .collect();
        // Also those of which nobody knows who served.
        let with_some = tallies.iter().filter(|(tally, _)| tally.guarded(self.guarded) > 0).count();
        let nothing = Shown { tally: Tally::default(), days_left_out: n(with_some) };
        if !self.is_shown(side, client) {
            return nothing;
        }
        // A day on which few served may be a day's figure that is not shown: taken together they must be enough.
        let is_small = |behind: &BTreeSet<StaffId>| (1..self.least).contains(&behind.len());
        let small: BTreeSet<StaffId> = tallies
            .iter()
            .filter(|(_, behind)| is_small(behind))
            .flat_map(|(_, behind)| behind)
            .copied()
            .collect();
        let leave_out = !small.is_empty() && small.len() < self.least;
        let mut shown = Shown::default();
        for (tally, behind) in &tallies {
            if leave_out && is_small(behind) {
                shown.days_left_out += 1;
            } else {
                shown.tally.merge(tally);
            }
        }
        if shown.tally.behind(self.guarded).count() < self.least { nothing } else { shown }
    }

    fn people(&self, side: &Side, client: Option<ClientRelationship>) -> BTreeSet<StaffId> {
        self.people.get(&(side, client)).cloned().unwrap_or_default()
    }

    /// Beside the other cells of the breakdowns to which it belongs.
    fn is_shown(&self, side: &Side, client: Option<ClientRelationship>) -> bool {
        if self.people(side, client).len() < self.least {
            return false;
        }
        if let Some(client) = client {
            let of_client = |each: &ClientRelationship| (*each == client, self.people(side, Some(*each)));
            if !self.is_cell_shown(ClientRelationship::ALL.iter().map(of_client).collect()) {
                return false;
            }
        }
        if *side == Side::Whole {
            return true;
        }
        let siblings: BTreeSet<&Side> =
            self.people.keys().map(|(other, _)| *other).filter(|other| side.is_beside(other)).collect();
        let cells = siblings.into_iter().map(|each| (each == side, self.people(each, client))).collect();
        self.is_cell_shown(cells) && (client.is_none() || self.is_shown(side, None))
    }

    /// `cells`: who stands behind each, and whether it is the one that is asked for.
    fn is_cell_shown(&self, cells: Vec<(bool, BTreeSet<StaffId>)>) -> bool {
        let own = cells.iter().position(|(own, _)| *own);
        let staff: Vec<BTreeSet<StaffId>> = cells.into_iter().map(|(_, staff)| staff).collect();
        own.and_then(|own| staff_rule(&staff, self.least).get(own).copied()).unwrap_or(true)
    }
}

fn n(days: usize) -> u32 {
    u32::try_from(days).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Facts;
    use crate::ids::{RatingId, WorkstationId};
    use crate::moment::{Line, Marked, Moment, Rating};
    use crate::words::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn rated((staff, service, client): (u8, u8, u8)) -> Facts {
        let relationship = [Relationship::Voluntary, Relationship::InvoluntaryObligation];
        let line = Line {
            service: service.to_string(),
            relationship: Marked::recorded(relationship[usize::from(client)]),
            ..Line::default()
        };
        let rating = Rating { state: RatingState::Rated, overall: Some(4), ..Rating::default() };
        Facts::of(&Moment {
            staff: Some(StaffId(Uuid::from_u128(staff.into()))),
            workstation: WorkstationId(Uuid::from_u128(1)),
            lines: [("a".to_owned(), line)].into(),
            ratings: [(RatingId(Uuid::nil()), rating)].into(),
            ..Moment::default()
        })
    }

    fn people(tallies: impl IntoIterator<Item = Tally>) -> usize {
        tallies
            .into_iter()
            .flat_map(|tally| tally.behind(Guarded::Own).collect::<Vec<_>>())
            .collect::<BTreeSet<_>>()
            .len()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_blocks_ratings_are_of_enough_people_also_less_its_days_and_its_parts(
            days in proptest::collection::vec(proptest::collection::vec((0_u8..6, 0_u8..3, 0_u8..2), 0..9), 1..6),
            least in 2_usize..4,
        ) {
            let days: Vec<Day> =
                days.into_iter().map(|day| Day::of(&day.into_iter().map(rated).collect::<Vec<_>>())).collect();
            let all: Vec<&Day> = days.iter().collect();
            let block = Block::of(all, Guarded::Own, least);
            let whole = block.shown(&Side::Whole, None);
            let rated = people([whole.tally]);
            prop_assert!(rated == 0 || rated >= least);
            if rated > 0 {
                // Less every day that the day's own review shows.
                let in_it = |day: &Tally| !(whole.days_left_out > 0 && (1..least).contains(&people([day.clone()])));
                let left: Vec<Tally> = days
                    .iter()
                    .map(|day| day.tally(&Side::Whole, None))
                    .filter(|day| people([day.clone()]) < least && in_it(day))
                    .collect();
                let left = people(left);
                prop_assert!(left == 0 || left >= least, "whole less its days leaves {left}");
            }
            for client in [None, Some(ClientRelationship::Voluntary), Some(ClientRelationship::Involuntary)] {
                let parts = ["0", "1", "2"].map(|service| Side::Service(service.into()));
                let hidden: Vec<Tally> = parts
                    .iter()
                    .filter(|side| block.shown(side, client).tally.is_empty())
                    .flat_map(|side| days.iter().map(|day| day.tally(side, client)))
                    .collect();
                let shown = !block.shown(&Side::Whole, client).tally.is_empty();
                let hidden = people(hidden);
                prop_assert!(!shown || hidden == 0 || hidden >= least, "whole less its services leaves {hidden}");
            }
        }
    }
}
