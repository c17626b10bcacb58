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

/// The days of a block, with what may be shown of one guarded kind of figure.
pub struct Block<'a> {
    /// Those on which enough people served. They are in every cell of the block or in none, so that its cells add up.
    days: Vec<&'a Day>,
    left_out: Vec<&'a Day>,
    guarded: Guarded,
    /// People behind a figure.
    least: usize,
    shown: BTreeSet<(Side, Option<ClientRelationship>)>,
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

/// Who stands behind a cell on each day.
type ByDay = Vec<BTreeSet<StaffId>>;

impl<'a> Block<'a> {
    pub fn of(days: Vec<&'a Day>, guarded: Guarded, least: usize) -> Self {
        let least = least.max(1);
        let behind = |day: &&Day| day.tally(&Side::Whole, None).behind(guarded).count();
        let (days, left_out): (Vec<&Day>, Vec<&Day>) = days.into_iter().partition(|day| behind(day) >= least);
        let mut block = Self { days, left_out, guarded, least, shown: BTreeSet::new() };
        block.shown = block.cells_to_show();
        block
    }

    /// One side and client, where it may be shown. One client of a narrower side never is, but where figures may be about
    /// one person: clients and sides together would tell of each other.
    pub fn shown(&self, side: &Side, client: Option<ClientRelationship>) -> Shown {
        let with = |days: &[&Day]| {
            let holds = |day: &&&Day| day.tally(side, client).guarded(self.guarded) > 0;
            u32::try_from(days.iter().filter(holds).count()).unwrap_or(u32::MAX)
        };
        let both = *side != Side::Whole && client.is_some();
        let whole = *side == Side::Whole && client.is_none();
        if !(whole || both && self.least == 1 || self.shown.contains(&(side.clone(), client))) {
            return Shown { tally: Tally::default(), days_left_out: with(&self.days) + with(&self.left_out) };
        }
        let mut tally = Tally::default();
        for day in &self.days {
            tally.merge(&day.tally(side, client));
        }
        Shown { tally, days_left_out: with(&self.left_out) }
    }

    /// Of each breakdown of the whole: by client, and by each kind of side.
    fn cells_to_show(&self) -> BTreeSet<(Side, Option<ClientRelationship>)> {
        let mut breakdowns: BTreeMap<_, BTreeMap<(Side, Option<ClientRelationship>), ByDay>> =
            BTreeMap::new();
        for (place, day) in self.days.iter().enumerate() {
            for (side, client, tally) in day.cells() {
                let cell = match side {
                    Side::Whole => client.map(|client| (0, (Side::Whole, Some(client)))),
                    Side::Workstation(_) => Some((1, (side.clone(), None))),
                    Side::Service(_) => Some((2, (side.clone(), None))),
                    Side::Channel(_) => Some((3, (side.clone(), None))),
                    Side::Way(_) => Some((4, (side.clone(), None))),
                    Side::Contact(_) => Some((5, (side.clone(), None))),
                };
                let Some((breakdown, cell)) = cell else { continue };
                let by_day = breakdowns.entry(breakdown).or_default().entry(cell).or_default();
                by_day.resize(self.days.len(), BTreeSet::new());
                if let Some(people) = by_day.get_mut(place) {
                    people.extend(tally.behind(self.guarded));
                }
            }
        }
        let shown = |cells: BTreeMap<_, ByDay>| {
            let (names, cells): (Vec<_>, Vec<ByDay>) = cells.into_iter().unzip();
            names.into_iter().zip(self.may_show(&cells)).filter(|(_, shown)| *shown).map(|(name, _)| name)
        };
        breakdowns.into_values().flat_map(shown).collect()
    }

    /// Which cells of a breakdown may be shown: enough people stand behind each and behind those that are hidden, and what
    /// is left of a cell without its own days, or of a day without its other cells, is not of too few. A cell that is
    /// hidden alone would follow from the others.
    fn may_show(&self, cells: &[ByDay]) -> Vec<bool> {
        let all = |by_day: &ByDay| by_day.iter().flatten().copied().collect::<BTreeSet<StaffId>>();
        let people: Vec<BTreeSet<StaffId>> = cells.iter().map(all).collect();
        let mut shown = staff_rule(&people, self.least);
        for ((place, cell), shown) in cells.iter().enumerate().zip(&mut shown) {
            let others = |day: usize| -> BTreeSet<StaffId> {
                let others = cells.iter().enumerate().filter(|(other, _)| *other != place);
                others.filter_map(|(_, cell)| cell.get(day)).flatten().copied().collect()
            };
            let tells = self.is_of_few(cell.iter().cloned())
                || self.is_of_few(
                    (0..cell.len()).filter(|day| cell.get(*day).is_some_and(|c| !c.is_empty())).map(others),
                );
            // Of a cell without people nobody knows who served.
            *shown = *shown && !tells && cell.iter().any(|people| !people.is_empty());
        }
        let hidden =
            |shown: &[bool]| people.iter().zip(shown).filter(|(p, shown)| !**shown && !p.is_empty()).count();
        if hidden(&shown) == 1 {
            let rest =
                people.iter().zip(&shown).enumerate().filter(|(_, (p, shown))| **shown && !p.is_empty());
            let smallest = rest.min_by_key(|(_, (people, _))| people.len()).map(|(place, _)| place);
            if let Some(shown) = smallest.and_then(|place| shown.get_mut(place)) {
                *shown = false;
            }
        }
        shown
    }

    /// Of the days with too few, too few are left together.
    fn is_of_few(&self, days: impl Iterator<Item = BTreeSet<StaffId>>) -> bool {
        let few = days.filter(|people| (1..self.least).contains(&people.len()));
        let together: BTreeSet<StaffId> = few.flatten().collect();
        (1..self.least).contains(&together.len())
    }
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

    fn day(moments: Vec<(u8, u8, u8)>) -> Day {
        Day::of(&moments.into_iter().map(rated).collect::<Vec<_>>())
    }

    /// Who, which service, which client.
    fn some_days() -> impl Strategy<Value = Vec<Vec<(u8, u8, u8)>>> {
        proptest::collection::vec(proptest::collection::vec((0_u8..6, 0_u8..3, 0_u8..2), 0..9), 1..6)
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
        fn a_whole_is_made_of_the_same_days_however_they_are_taken_together(
            days in some_days(), cut in 0_usize..6, least in 1_usize..4,
        ) {
            let days: Vec<Day> = days.into_iter().map(day).collect();
            let own = |days: &[Day]| {
                Block::of(days.iter().collect(), Guarded::Own, least).shown(&Side::Whole, None).tally.own()
            };
            let (weeks, later) = days.split_at(cut.min(days.len()));
            let together = own(&days).0;
            let apart = own(weeks).0.into_iter().zip(own(later).0).map(|(one, other)| one + other);
            prop_assert!(apart.eq(together), "a month less its weeks is nothing");
            for day in &days {
                let single = Block::of(vec![day], Guarded::Own, least).shown(&Side::Whole, None).tally;
                let people = people([single]);
                prop_assert!(people == 0 || people >= least);
            }
        }

        #[test]
        fn a_cell_is_of_enough_people_also_less_its_days_and_beside_the_others(
            days in some_days(), least in 2_usize..4,
        ) {
            let days: Vec<Day> = days.into_iter().map(day).collect();
            let block = Block::of(days.iter().collect(), Guarded::Own, least);
            let in_it = |day: &&Day| people([day.tally(&Side::Whole, None)]) >= least;
            let days: Vec<&Day> = days.iter().filter(in_it).collect();
            let services = ["0", "1", "2"].map(|service| (Side::Service(service.into()), None));
            let clients = ClientRelationship::ALL.iter().map(|client| (Side::Whole, Some(*client))).collect();
            for cells in [Vec::from(services), clients] {
                let of = |(side, client): &(Side, _)| -> Vec<Tally> {
                    days.iter().map(|day| day.tally(side, *client)).collect()
                };
                let is_shown = |(side, client): &(Side, _)| !block.shown(side, *client).tally.is_empty();
                let occur = cells.iter().filter(|cell| people(of(cell)) > 0);
                let (shown, hidden): (Vec<_>, Vec<_>) = occur.partition(|cell| is_shown(cell));
                prop_assert!(shown.iter().all(|cell| people(of(cell)) >= least));
                for cell in shown {
                    let small = of(cell).into_iter().filter(|day| (1..least).contains(&people([day.clone()])));
                    let small = people(small);
                    prop_assert!(small == 0 || small >= least, "a cell less its days leaves {small}");
                }
                let left = people(hidden.iter().flat_map(|cell| of(cell)));
                prop_assert!(left == 0 || left >= least, "the whole less its cells leaves {left}");
                prop_assert!(hidden.len() != 1, "a cell follows from the others");
            }
        }
    }
}
