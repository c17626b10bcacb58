//! An office day summed up once, whole and by side, so that years open without reading their moments.

use super::{Facts, Tally};
use crate::ids::WorkstationId;
use crate::words::{Channel, ClientRelationship, ContactNo, Way};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
            let ways = one.client.map(|_| [Side::Way(one.way()), Side::Contact(one.contact_told())]);
            for side in sides.into_iter().chain(service).chain(ways.into_iter().flatten()) {
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
                for (_, tally) in
                    self.cells.range((side.clone(), None)..).take_while(|((of, _), _)| of == side)
                {
                    sum.merge(tally);
                }
            }
        }
        sum
    }

    /// Every side and client that occurs.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&Side, Option<ClientRelationship>, &Tally)> {
        self.cells.iter().map(|((side, client), tally)| (side, *client, tally))
    }
}
