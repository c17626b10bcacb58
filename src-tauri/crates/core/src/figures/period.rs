//! What the days of a period add up to, as far as ratings and times may be shown.
//!
//! A reader can take one period from another. So ratings and times are summed up by blocks that never overlap, whole weeks
//! or whole calendar months, and a block is in or out as a whole: what is left of a longer period without a shorter one is
//! made of whole blocks too.

use super::disclosure::{Behind, Bits, staff_rule};
use super::{Day, Guarded, Side, Tally};
use crate::ids::StaffId;
use crate::words::ClientRelationship;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

/// The days of a block, with what may be shown of one guarded kind of figure.
pub struct Block<'a> {
    /// Those on which enough people served. They are in every cell of the block or in none, so that its cells add up.
    days: Vec<&'a Day>,
    left_out: Vec<&'a Day>,
    guarded: Guarded,
    /// People behind a figure.
    least: usize,
    shown: BTreeSet<Cell>,
}

/// The whole, a client of the whole, or one side.
pub(super) type Cell = (Side, Option<ClientRelationship>);

/// Where the answers or times of a cell stand among those of the block, and who stands behind them on each day.
struct Stands {
    name: Cell,
    places: Bits,
    by_day: Vec<BTreeSet<StaffId>>,
    shown: bool,
}

/// What may be shown of one side and client: only figures of the block's guarded kind may be read from the tally.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
        let least = least.max(1);
        let (days, left_out): (Vec<&Day>, Vec<&Day>) =
            days.into_iter().partition(|day| day.people(guarded).len() >= least);
        let mut block = Self { days, left_out, guarded, least, shown: BTreeSet::new() };
        block.shown = block.cells_to_show();
        block
    }

    /// One side and client, where it may be shown. One client of a narrower side never is, but where figures may be about
    /// one person: clients and sides together would tell of each other.
    pub fn shown(&self, side: &Side, client: Option<ClientRelationship>) -> Shown {
        let mut tally = Tally::default();
        if self.may_show(side, client) {
            self.days.iter().flat_map(|day| day.parts(side, client)).for_each(|part| tally.merge(part));
        }
        Shown { tally, days_left_out: self.days_left_out(side, client) }
    }

    pub(super) fn may_show(&self, side: &Side, client: Option<ClientRelationship>) -> bool {
        let both = *side != Side::Whole && client.is_some();
        both && self.least == 1 || self.shown.contains(&(side.clone(), client))
    }

    /// Days with such figures that are not among those that are shown.
    pub(super) fn days_left_out(&self, side: &Side, client: Option<ClientRelationship>) -> u32 {
        let of_all = if self.may_show(side, client) { None } else { Some(&self.days) };
        let holds = |day: &&&Day| day.parts(side, client).any(|part| part.guarded(self.guarded) > 0);
        let days = of_all.into_iter().flatten().chain(&self.left_out).filter(holds);
        u32::try_from(days.count()).unwrap_or(u32::MAX)
    }

    /// The whole and its breakdowns, by client and by each kind of side: what may be shown of each, and then beside each
    /// other, as a cell of one breakdown may hold a cell of another.
    fn cells_to_show(&self) -> BTreeSet<Cell> {
        let (mut cells, behind) = self.cells();
        for breakdown in cells.chunk_by_mut(Stands::is_beside) {
            self.show(breakdown);
        }
        let beside = behind.beside_each_other(cells.iter().map(|cell| (&cell.places, cell.shown)));
        for (cell, shown) in cells.iter_mut().zip(beside) {
            cell.shown = shown;
        }
        cells.chunk_by_mut(Stands::is_beside).for_each(hide_another);
        cells.into_iter().filter(|cell| cell.shown).map(|cell| cell.name).collect()
    }

    /// The whole and the cells of each breakdown, in the order of their names.
    fn cells(&self) -> (Vec<Stands>, Behind) {
        let mut cells: BTreeMap<Cell, Stands> = BTreeMap::new();
        let mut behind = Behind::at_least(self.least);
        let served = self.days.iter().enumerate();
        let served =
            served.flat_map(|(day, of)| of.served(self.guarded).map(move |(staff, of)| (day, staff, of)));
        for (place, (day, staff, stands_in)) in served.enumerate() {
            if let Some(staff) = staff {
                behind.set(place, staff);
            }
            for (side, client) in stands_in {
                let of_client =
                    client.filter(|_| *side == Side::Whole).map(|client| (Side::Whole, Some(client)));
                for name in of_client.into_iter().chain([(side.clone(), None)]) {
                    let cell = cells.entry(name).or_insert_with_key(|name| Stands::of(name, self.days.len()));
                    cell.places.set(place);
                    if let Some(people) = cell.by_day.get_mut(day) {
                        people.extend(staff);
                    }
                }
            }
        }
        (cells.into_values().collect(), behind)
    }

    /// Of a breakdown: enough people stand behind each cell and behind those that are hidden, and what is left of a cell
    /// without its own days, or of a day without its other cells, is not of too few.
    fn show(&self, cells: &mut [Stands]) {
        let people: Vec<BTreeSet<StaffId>> = cells.iter().map(Stands::people).collect();
        let of_others = |cell: usize, day: usize| -> BTreeSet<StaffId> {
            let others = cells.iter().enumerate().filter(|(other, _)| *other != cell);
            others.filter_map(|(_, cell)| cell.by_day.get(day)).flatten().copied().collect()
        };
        let tells = |(place, cell): (usize, &Stands)| {
            let with_it = cell.by_day.iter().enumerate().filter(|(_, people)| !people.is_empty());
            self.is_of_few(cell.by_day.iter().cloned())
                || self.is_of_few(with_it.map(|(day, _)| of_others(place, day)))
        };
        let tells: Vec<bool> = cells.iter().enumerate().map(tells).collect();
        for (((cell, people), enough), tells) in
            cells.iter_mut().zip(&people).zip(staff_rule(&people, self.least)).zip(tells)
        {
            // Of a cell without people nobody knows who served.
            cell.shown = enough && !tells && !people.is_empty();
        }
        hide_another(cells);
    }

    /// Of the days with too few, too few are left together.
    fn is_of_few(&self, days: impl Iterator<Item = BTreeSet<StaffId>>) -> bool {
        let few = days.filter(|people| (1..self.least).contains(&people.len()));
        let together: BTreeSet<StaffId> = few.flatten().collect();
        (1..self.least).contains(&together.len())
    }
}

impl Stands {
    fn of(name: &Cell, days: usize) -> Self {
        Self {
            name: name.clone(),
            places: Bits::default(),
            by_day: vec![BTreeSet::new(); days],
            shown: false,
        }
    }

    fn people(&self) -> BTreeSet<StaffId> {
        self.by_day.iter().flatten().copied().collect()
    }

    /// Both are cells of one breakdown.
    fn is_beside(&self, other: &Self) -> bool {
        let breakdown = |(side, client): &Cell| (discriminant(side), client.is_some());
        breakdown(&self.name) == breakdown(&other.name)
    }
}

/// A cell of a breakdown that is hidden alone would follow from the others.
fn hide_another(cells: &mut [Stands]) {
    let occur = || cells.iter().enumerate().map(|(place, cell)| (place, cell.people().len(), cell.shown));
    let hidden = occur().filter(|(_, people, shown)| !shown && *people > 0).count();
    let shown = occur().filter(|(_, people, shown)| *shown && *people > 0);
    let smallest = shown.min_by_key(|(_, people, _)| *people).filter(|_| hidden == 1);
    if let Some(cell) = smallest.and_then(|(place, _, _)| cells.get_mut(place)) {
        cell.shown = false;
    }
}

#[cfg(test)]
#[path = "period_tests.rs"]
mod tests;
