//! A fresh PIN: some acts need one that was given for them, once, within the last minute.
//!
//! A verb asks with [`Desk::require_fresh`], last before it writes, so that nobody gives a PIN for a form that is refused.
//! It answers `PinNeeded`; the window asks the person, calls [`Desk::give_pin`] and repeats the command.

use crate::desk::{Actor, Desk, Proven, locked};
use crate::error::{ApiError, ErrorCode, Result};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a PIN that was given for an act stays fresh.
const FRESH: Duration = Duration::from_secs(60);

/// What a PIN is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PinFor {
    /// To take up rights that rested.
    Rights,
    /// Figures or moments leave the office as a file.
    Export,
    /// Erasing what was written.
    Redaction,
    /// How long what was written is kept.
    Retention,
    /// Who works here, in which roles, with which PIN.
    Staff,
    /// Going back to a backup.
    Restore,
    /// Who can open the records.
    Keys,
    /// Opening who served.
    Author,
}

impl PinFor {
    /// The error that makes the window ask for the PIN.
    pub fn needed(self) -> ApiError {
        let word = serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned));
        ApiError::new(ErrorCode::PinNeeded).with("purpose", word.unwrap_or_default())
    }
}

impl Desk {
    /// The one question before an act that needs a fresh PIN. A PIN that was given in the window is spent by it.
    ///
    /// # Errors
    /// `PinNeeded`, with the purpose.
    pub fn require_fresh(&self, actor: &Actor, purpose: PinFor) -> Result<()> {
        self.fresh(actor.clone(), purpose).map(drop)
    }

    /// As [`Desk::require_fresh`], where something stands between the question and the act, such as choosing a file: the
    /// actor that it gives may do this one.
    ///
    /// # Errors
    /// `PinNeeded`, with the purpose.
    pub fn fresh(&self, actor: Actor, purpose: PinFor) -> Result<Actor> {
        let fresh = match actor.proven {
            Proven::Now => true,
            Proven::For(proven) if proven == purpose => true,
            Proven::For(_) | Proven::AtSignIn => self.spend(&actor, purpose),
        };
        if fresh { Ok(Actor { proven: Proven::For(purpose), ..actor }) } else { Err(purpose.needed()) }
    }

    fn spend(&self, actor: &Actor, purpose: PinFor) -> bool {
        let now = self.instants();
        let mut sessions = locked(&self.sessions);
        let session = sessions.current.as_mut().filter(|s| !s.locked && Some(s.staff) == actor.staff());
        let Some(session) = session else { return false };
        let given = session.confirmed.take_if(|(given, _)| *given == purpose);
        given.is_some_and(|(_, at)| at.until(now) <= FRESH)
    }
}
