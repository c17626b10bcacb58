//! An office day summed up once, whole and by side, so that years open without reading their moments.

use super::{Facts, Tally};
use crate::ids::{StaffId, WorkstationId};
use crate::words::{Channel, ClientRelationship};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a day is summed up by. The cells of one kind of side are disjoint and make up the whole, but for what has no
/// service: quick enquiries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    Whole,
    Workstation(WorkstationId),
    /// Of the principal line.
    Service(String),
    Channel(Channel),
}

/// The tallies of an office day, by side and client. Voided moments and quick enquiries stand under no client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    cells: BTreeMap<(Side, Option<ClientRelationship>), Tally>,
}

impl Day {
    pub fn of<'a>(facts: impl IntoIterator<Item = &'a Facts>) -> Self {
        let mut day = Self::default();
        for one in facts {
            let client = one.client.filter(|_| !one.voided);
            let service = one.service().map(|service| Side::Service(service.to_owned()));
            let sides = [Side::Whole, Side::Workstation(one.workstation), Side::Channel(one.channel.value)];
            for side in sides.into_iter().chain(service) {
                day.cells.entry((side, client)).or_default().add(one);
            }
        }
        day
    }

    /// One client relationship of a side, or all of it with what has no client.
    pub fn tally(&self, side: &Side, client: Option<ClientRelationship>) -> Tally {
        let mut sum = Tally::default();
        match client {
            Some(client) => {
                if let Some(tally) = self.cells.get(&(side.clone(), Some(client))) {
                    sum.merge(tally);
                }
            }
            None => {
                for (_, tally) in self.cells.iter().filter(|((of, _), _)| of == side) {
                    sum.merge(tally);
                }
            }
        }
        sum
    }

    /// Every side that occurs.
    pub fn sides(&self) -> BTreeSet<&Side> {
        self.cells.keys().map(|(side, _)| side).collect()
    }
}

/// What the days of a period add up to. Ratings and times leave days out on which too few people served, where those days
/// together would be about too few.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summed {
    /// Everything but ratings and times.
    pub counts: Tally,
    pub rated: Tally,
    pub timed: Tally,
    /// Days that are left out of ratings, and out of times.
    pub days_not_rated: u32,
    pub days_not_timed: u32,
}

impl Summed {
    /// `least`: people behind a figure.
    pub fn of(days: &[Tally], least: usize) -> Self {
        let (rated, days_not_rated) = without_small_days(days, least, |day| &day.rated_staff);
        let (timed, days_not_timed) = without_small_days(days, least, |day| &day.timed_staff);
        let mut counts = Tally::default();
        for day in days {
            counts.merge(day);
        }
        Self { counts, rated, timed, days_not_rated, days_not_timed }
    }
}

fn without_small_days(
    days: &[Tally],
    least: usize,
    staff: impl Fn(&Tally) -> &BTreeSet<StaffId>,
) -> (Tally, u32) {
    let is_small = |day: &Tally| (1..least).contains(&staff(day).len());
    let of_small: BTreeSet<StaffId> =
        days.iter().filter(|day| is_small(day)).flat_map(&staff).copied().collect();
    let leave_out = !of_small.is_empty() && of_small.len() < least;
    let (mut sum, mut left_out) = (Tally::default(), 0);
    for day in days {
        if leave_out && is_small(day) {
            left_out += 1;
        } else {
            sum.merge(day);
        }
    }
    (sum, left_out)
}
