//! What the days of a period add up to, as far as ratings and times may be shown.
//!
//! A reader can take one period from another. So ratings and times are summed up by blocks that never overlap, whole weeks
//! or whole calendar months, and a block is in or out as a whole: what is left of a longer period without a shorter one is
//! made of whole blocks too.

use super::disclosure::staff_rule;
use super::{Day, Side, Tally};
use crate::ids::StaffId;
use crate::words::ClientRelationship;
use std::collections::BTreeSet;

/// The sum of some days. Counts are of all of them; ratings and times leave out days and blocks behind which too few
/// people stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summed {
    pub counts: Tally,
    pub rated: Tally,
    pub timed: Tally,
    /// Days with ratings that are left out, and days with times.
    pub days_not_rated: u32,
    pub days_not_timed: u32,
}

/// Who stands behind a tally.
type Behind = fn(&Tally) -> &BTreeSet<StaffId>;

impl Summed {
    /// One side and client of a block's days. `least`: people behind a figure.
    pub fn of_block(days: &[&Day], side: &Side, client: Option<ClientRelationship>, least: usize) -> Self {
        let tallies: Vec<Tally> = days.iter().map(|day| day.tally(side, client)).collect();
        let mut counts = Tally::default();
        for tally in &tallies {
            counts.merge(tally);
        }
        let (rated, days_not_rated) = shown(days, &tallies, side, client, least, |tally| &tally.rated_staff);
        let (timed, days_not_timed) = shown(days, &tallies, side, client, least, |tally| &tally.timed_staff);
        Self { counts, rated, timed, days_not_rated, days_not_timed }
    }

    pub fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.rated.merge(&other.rated);
        self.timed.merge(&other.timed);
        self.days_not_rated += other.days_not_rated;
        self.days_not_timed += other.days_not_timed;
    }
}

/// The sum of a block's days that may be shown, and how many may not.
fn shown(
    days: &[&Day],
    tallies: &[Tally],
    side: &Side,
    client: Option<ClientRelationship>,
    least: usize,
    behind: Behind,
) -> (Tally, u32) {
    let with_somebody = tallies.iter().filter(|tally| !behind(tally).is_empty()).count();
    let left_out = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    if !block_is_shown(days, side, client, least, behind) {
        return (Tally::default(), left_out(with_somebody));
    }
    // A day on which few served may be a day's figure that is not shown: taken together they must be enough.
    let is_small = |tally: &Tally| (1..least).contains(&behind(tally).len());
    let small: BTreeSet<StaffId> =
        tallies.iter().filter(|tally| is_small(tally)).flat_map(behind).copied().collect();
    let leave_out = !small.is_empty() && small.len() < least;
    let (mut sum, mut out) = (Tally::default(), 0);
    for tally in tallies {
        if leave_out && is_small(tally) {
            out += 1;
        } else {
            sum.merge(tally);
        }
    }
    if behind(&sum).len() < least {
        return (Tally::default(), left_out(with_somebody));
    }
    (sum, left_out(out))
}

/// Beside the other cells of the breakdowns to which it belongs.
fn block_is_shown(
    days: &[&Day],
    side: &Side,
    client: Option<ClientRelationship>,
    least: usize,
    behind: Behind,
) -> bool {
    let people = |side: &Side, client| -> BTreeSet<StaffId> {
        days.iter().flat_map(|day| behind(&day.tally(side, client)).clone()).collect()
    };
    let is_cell_shown = |cells: Vec<(bool, BTreeSet<StaffId>)>| {
        let own = cells.iter().position(|(own, _)| *own);
        let staff: Vec<BTreeSet<StaffId>> = cells.into_iter().map(|(_, staff)| staff).collect();
        own.and_then(|own| staff_rule(&staff, least).get(own).copied()).unwrap_or(true)
    };
    if people(side, client).len() < least {
        return false;
    }
    if let Some(client) = client {
        let of_client = |each: &ClientRelationship| (*each == client, people(side, Some(*each)));
        if !is_cell_shown(ClientRelationship::ALL.iter().map(of_client).collect()) {
            return false;
        }
    }
    if *side == Side::Whole {
        return true;
    }
    let siblings: BTreeSet<&Side> =
        days.iter().flat_map(|day| day.sides()).filter(|s| side.is_beside(s)).collect();
    is_cell_shown(siblings.into_iter().map(|each| (each == side, people(each, client))).collect())
        && (client.is_none() || block_is_shown(days, side, None, least, behind))
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
        tallies.into_iter().flat_map(|tally| tally.rated_staff).collect::<BTreeSet<_>>().len()
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
            let whole = Summed::of_block(&all, &Side::Whole, None, least);
            let rated = whole.rated.rated_staff.len();
            prop_assert!(rated == 0 || rated >= least);
            if rated > 0 {
                // Less every day that the day's own review shows.
                let in_it = |day: &Tally| !(whole.days_not_rated > 0 && (1..least).contains(&day.rated_staff.len()));
                let left: Vec<Tally> = days
                    .iter()
                    .map(|day| day.tally(&Side::Whole, None))
                    .filter(|day| day.rated_staff.len() < least && in_it(day))
                    .collect();
                let left = people(left);
                prop_assert!(left == 0 || left >= least, "whole less its days leaves {left}");
            }
            for client in [None, Some(ClientRelationship::Voluntary), Some(ClientRelationship::Involuntary)] {
                let parts = ["0", "1", "2"].map(|service| Side::Service(service.into()));
                let hidden: Vec<Tally> = parts
                    .iter()
                    .filter(|side| Summed::of_block(&all, side, client, least).rated.is_empty())
                    .flat_map(|side| days.iter().map(|day| day.tally(side, client)))
                    .collect();
                let shown = !Summed::of_block(&all, &Side::Whole, client, least).rated.is_empty();
                let hidden = people(hidden);
                prop_assert!(!shown || hidden == 0 || hidden >= least, "whole less its services leaves {hidden}");
            }
        }
    }
}
