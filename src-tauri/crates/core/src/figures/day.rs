//! An office day summed up once, whole and by side, so that years open without reading their moments.

use super::{Count, Facts, Guarded, Tally};
use crate::ids::{StaffId, WorkstationId};
use crate::words::{Channel, ClientRelationship, ContactNo, Outcome, Way};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a day is summed up by. The cells of one kind of side are disjoint and make up the whole, but for what has no
/// service, no way and no contact: quick enquiries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    Whole,
    Workstation(WorkstationId),
    /// Of the principal line.
    Service(String),
    Channel(Channel),
    Way(Way),
    Contact(ContactNo),
}

/// The tallies of an office day, by side and client. Voided moments and quick enquiries stand under no client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Day {
    #[serde(with = "super::pairs")]
    cells: BTreeMap<(Side, Option<ClientRelationship>), Tally>,
    served: BTreeSet<Served>,
}

/// What was served on a day, by side and client: all that is told of what is usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedOn(Vec<(Side, Option<ClientRelationship>, u32)>);

impl ServedOn {
    /// Moments of one client relationship of a side, or all of it.
    pub fn n(&self, side: &Side, client: Option<ClientRelationship>) -> u32 {
        let asked = |(of, whose, _): &&(Side, _, _)| of == side && (client.is_none() || *whose == client);
        self.0.iter().filter(asked).map(|(_, _, n)| n).sum()
    }
}

/// Who served how: the moments of one person that stand in the same cells and have the same kinds of answers and times are
/// one of these. What may be shown is decided by who stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Served {
    staff: Option<StaffId>,
    guarded: Vec<Guarded>,
    /// Places in `cells`.
    cells: Vec<u16>,
}

impl Day {
    pub fn of<'a>(facts: impl IntoIterator<Item = &'a Facts>) -> Self {
        let facts: Vec<&Facts> = facts.into_iter().collect();
        let mut day = Self::default();
        for one in &facts {
            for cell in cells_of(one) {
                day.cells.entry(cell).or_default().add(one);
            }
        }
        let places: BTreeMap<_, u16> = day.cells.keys().cloned().zip(0..).collect();
        for one in facts {
            let guarded: Vec<Guarded> = Guarded::ALL.into_iter().filter(|kind| one.has(*kind)).collect();
            if !guarded.is_empty() {
                let cells = cells_of(one).filter_map(|cell| places.get(&cell).copied()).collect();
                day.served.insert(Served { staff: one.staff, guarded, cells });
            }
        }
        day
    }

    pub fn served_on(&self) -> ServedOn {
        let served = |tally: &Tally| tally.n(Count::Outcome(Outcome::Served));
        let cells = self.cells.iter().map(|((side, client), tally)| (side.clone(), *client, served(tally)));
        ServedOn(cells.filter(|(_, _, n)| *n > 0).collect())
    }

    /// Puts the sums of other moments of the same day to these.
    pub fn merge(&mut self, other: &Self) {
        let mut cells = self.cells.clone();
        for (cell, tally) in &other.cells {
            cells.entry(cell.clone()).or_default().merge(tally);
        }
        let places: BTreeMap<&(Side, Option<ClientRelationship>), u16> = cells.keys().zip(0..).collect();
        let mut served = BTreeSet::new();
        for day in [&*self, other] {
            let names: Vec<_> = day.cells.keys().collect();
            for one in &day.served {
                let name = |place: &u16| names.get(usize::from(*place)).and_then(|name| places.get(name));
                let stands_in = one.cells.iter().filter_map(name).copied().collect();
                served.insert(Served { cells: stands_in, ..one.clone() });
            }
        }
        *self = Self { cells, served };
    }

    /// One client relationship of a side, or all of it with what has no client.
    pub fn tally(&self, side: &Side, client: Option<ClientRelationship>) -> Tally {
        let mut sum = Tally::default();
        self.parts(side, client).for_each(|part| sum.merge(part));
        sum
    }

    /// What makes up one client relationship of a side, or all of it.
    pub(super) fn parts(
        &self,
        side: &Side,
        client: Option<ClientRelationship>,
    ) -> impl Iterator<Item = &Tally> {
        parts(&self.cells, side, client)
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = (&(Side, Option<ClientRelationship>), &Tally)> {
        self.cells.iter()
    }

    /// The sides that have something.
    pub fn sides(&self) -> impl Iterator<Item = &Side> {
        self.cells.keys().map(|(side, _)| side)
    }

    /// People behind the answers or times of a kind.
    pub fn people(&self, guarded: Guarded) -> BTreeSet<StaffId> {
        self.served.iter().filter(|one| one.guarded.contains(&guarded)).filter_map(|one| one.staff).collect()
    }

    /// Who gave reason for answers or times of a kind, and in which sides and clients these stand.
    pub(super) fn served(
        &self,
        guarded: Guarded,
    ) -> impl Iterator<Item = (Option<StaffId>, Vec<(&Side, Option<ClientRelationship>)>)> {
        let cells: Vec<_> = self.cells.keys().map(|(side, client)| (side, *client)).collect();
        self.served.iter().filter(move |one| one.guarded.contains(&guarded)).map(move |one| {
            let stands_in = one.cells.iter().filter_map(|place| cells.get(usize::from(*place)).copied());
            (one.staff, stands_in.collect())
        })
    }
}

/// Of the cells that are one client relationship of a side, or all of it with what has no client.
pub(super) fn parts<'a>(
    cells: &'a BTreeMap<(Side, Option<ClientRelationship>), Tally>,
    side: &Side,
    client: Option<ClientRelationship>,
) -> impl Iterator<Item = &'a Tally> {
    let all = client.is_none().then(|| cells.range((side.clone(), None)..=(side.clone(), LAST)));
    let one = client.and_then(|client| cells.get(&(side.clone(), Some(client))));
    all.into_iter().flatten().map(|(_, tally)| tally).chain(one)
}

/// The highest of a side's clients.
const LAST: Option<ClientRelationship> = ClientRelationship::ALL.last().copied();

fn cells_of(facts: &Facts) -> impl Iterator<Item = (Side, Option<ClientRelationship>)> + use<> {
    let client = facts.client.filter(|_| !facts.voided);
    let service = facts.service().map(|service| Side::Service(service.to_owned()));
    let sides = [Side::Whole, Side::Workstation(facts.workstation), Side::Channel(facts.channel.value)];
    let ways = facts.client.map(|_| [Side::Way(facts.way()), Side::Contact(facts.contact_told())]);
    let sides = sides.into_iter().chain(service).chain(ways.into_iter().flatten());
    sides.map(move |side| (side, client))
}
