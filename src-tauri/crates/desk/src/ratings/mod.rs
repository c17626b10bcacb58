//! The client's answers: on the client's screen, on paper, or told to staff.

mod cards;
mod client;
mod curtain;
mod staff;

pub use cards::{Card, CardProblem};

use moments_core::entities::Notice;
use moments_core::moment::{Priority, Scored};
use moments_core::words::{Driver, NeedMet, RotatedQuestion};
use serde::{Deserialize, Serialize};

/// What the client's screen shows. It learns nothing about the moment.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClientState {
    Rest {
        office: BothLanguages,
    },
    /// Staff covered both screens.
    Curtain,
    Invited(Box<Invited>),
    /// The invitation is over; back to rest.
    Closed,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Invited {
    /// Opens this invitation alone, once.
    pub token: String,
    pub office: BothLanguages,
    pub institution: BothLanguages,
    pub question: Option<RotatedQuestion>,
    /// What clients are told before they answer; what is empty is worded by the interface.
    pub notice: Notice,
    /// Milliseconds since the screen lit; a tap in the first second does not count.
    pub lit_at_ms_ago: u32,
    pub timeout_seconds: u32,
    /// To start with; the client picks.
    pub language: String,
    pub answer: ClientAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct BothLanguages {
    pub en: String,
    pub fr: String,
}

/// What the client said so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ClientAnswer {
    pub overall: Option<u8>,
    pub drivers: Vec<Driver>,
    pub fairness: Option<Scored>,
    pub confidence: Option<u8>,
    pub priority: Option<Priority>,
    pub need_met: Option<NeedMet>,
}

/// The one thing that the client's window can say.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClientStep {
    /// The page is there: what shall it show? Needs no token.
    Ready,
    /// Any touch: the time-out begins anew.
    Touched,
    /// A tap; kept durably, can still be changed.
    Draft { answer: ClientAnswer, language: String },
    /// "Thanks".
    Done { answer: ClientAnswer, language: String },
    /// "No thanks".
    Declined,
    /// Nobody touched the screen; what was answered counts.
    TimedOut { answer: ClientAnswer },
}
