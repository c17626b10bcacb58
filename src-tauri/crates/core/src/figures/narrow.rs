//! What figures are narrowed to.

use super::Facts;
use crate::ids::WorkstationId;
use crate::words::{Channel, ClientRelationship, Outcome};

/// The sides on which figures are narrowed; `None` leaves a side open. A moment as a whole stands under its principal
/// line's service, so that it is counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Narrow {
    pub workstation: Option<WorkstationId>,
    pub service: Option<String>,
    pub channel: Option<Channel>,
    pub client: Option<ClientRelationship>,
    pub outcome: Option<Outcome>,
    /// Of the day, 0 … 23.
    pub hour: Option<u8>,
}

impl Narrow {
    pub fn holds(&self, facts: &Facts) -> bool {
        self.workstation.is_none_or(|wanted| facts.workstation == wanted)
            && self.service.as_deref().is_none_or(|wanted| facts.service() == Some(wanted))
            && self.channel.is_none_or(|wanted| facts.channel.value == wanted)
            && self.client.is_none_or(|wanted| facts.client == Some(wanted))
            && self.outcome.is_none_or(|wanted| facts.outcome == Some(wanted))
            && self.hour.is_none_or(|wanted| facts.hour == wanted)
    }

    /// How many sides besides the client's are narrowed.
    pub fn sides(&self) -> usize {
        [
            self.workstation.is_some(),
            self.service.is_some(),
            self.channel.is_some(),
            self.outcome.is_some(),
            self.hour.is_some(),
        ]
        .into_iter()
        .filter(|narrowed| *narrowed)
        .count()
    }

    pub fn is_everything(&self) -> bool {
        self.sides() == 0 && self.client.is_none()
    }
}
