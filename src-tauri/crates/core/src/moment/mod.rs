//! The record of a moment of truth: one act of service with one client or party, from greeting to leave-taking.
//!
//! Every field of the design is here, also those whose screens come later. A moment holds no client name, number or
//! contact: free text is the only hole, and [`crate::privacy`] watches it.

mod derived;
mod stage;
pub(crate) mod validate;

pub use derived::{Counted, Rated};
pub use validate::{Invalid, Problem, validate};

use crate::ids::{CaseId, DrawId, OrganizationId, RatingId, StaffId, WorkstationId};
use crate::words::*;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A value that the app assumed or that staff recorded. A default is not an observation.
///
/// Stored as the pair `[value, by]`, so that both always change together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "(T, By)", into = "(T, By)")]
pub struct Marked<T: Clone> {
    pub value: T,
    pub by: By,
}

impl<T: Clone> Marked<T> {
    pub const fn assumed(value: T) -> Self {
        Self { value, by: By::Default }
    }

    pub const fn recorded(value: T) -> Self {
        Self { value, by: By::Staff }
    }
}

impl<T: Clone> From<(T, By)> for Marked<T> {
    fn from((value, by): (T, By)) -> Self {
        Self { value, by }
    }
}

impl<T: Clone> From<Marked<T>> for (T, By) {
    fn from(marked: Marked<T>) -> Self {
        (marked.value, marked.by)
    }
}

/// A moment of truth.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Moment {
    pub origin: Origin,
    pub kind: MomentKind,
    pub workstation: WorkstationId,
    /// Who served; not a client. `None` only for what was imported without one.
    pub staff: Option<StaffId>,
    /// The office's calendar day, as of recording: a clock or a zone that changes later does not move it.
    pub office_day: NaiveDate,
    /// The moment's short number on that day and workstation, as printed on a paper card: `A7`.
    pub short_no: String,
    /// With the office's offset from UTC.
    pub started_at: Option<DateTime<FixedOffset>>,
    pub finished_at: Option<DateTime<FixedOffset>>,
    pub time_source: TimeSource,
    /// Seconds between start and end during which the client was put on hold; `None`: never.
    pub held_seconds: Option<u32>,
    pub channel: Marked<Channel>,
    pub wait: Wait,
    /// By line id; [`Line::position`] orders them, and the first is the principal line. None in a quick enquiry.
    pub lines: BTreeMap<String, Line>,
    pub language: Language,
    pub contact: Marked<ContactNo>,
    pub barriers: BTreeSet<Barrier>,
    pub came_from: Option<Referral>,
    pub sent_to: Option<Referral>,
    /// By service key: what was offered unasked.
    pub offers: BTreeMap<String, OfferAnswer>,
    pub life_event: Option<LifeEvent>,
    pub feedback: BTreeSet<Feedback>,
    pub standing: Option<StandingSaid>,
    /// How many people the party has, where the office turned that on.
    pub party_size: Option<u32>,
    /// The client acts for somebody else, where the office turned that on.
    pub acting_for_other: Option<bool>,
    pub case: Option<CaseId>,
    pub invitation: Invitation,
    /// Every answer about this moment; [`Moment::rating`] tells which one counts.
    pub ratings: BTreeMap<RatingId, Rating>,
    pub voided: Option<VoidReason>,
    /// Free text; in the erasable text part of its entry.
    pub note: Option<String>,
    /// The supervisor should read the note, staff say. Absent while it is not, so that a moment of an older version is the
    /// same moment.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub note_flagged: bool,
    /// Why it was last amended or voided, in staff's words; in the text part.
    pub reason: Option<String>,
}

/// One service of the catalogue within a moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    pub position: u32,
    /// The catalogue's key, or [`UNCLASSIFIED`].
    pub service: String,
    /// The service's names as of recording.
    pub name_en: String,
    pub name_fr: String,
    pub quantity: u32,
    pub relationship: Marked<Relationship>,
    pub outcome: Marked<Outcome>,
    /// Of an outcome `left`; by default as the app guessed it.
    #[serde(with = "stage")]
    pub stage: Option<Marked<Stage>>,
    /// For a line that rests on the rights of others, or was turned away.
    pub interests: BTreeSet<Interest>,
    pub decision_explained: Option<bool>,
    pub recourse_told: Option<bool>,
    /// The standard that this line is held against, as of recording.
    pub standard: Option<StandardHeld>,
}

/// The service key of "other, classify later".
pub const UNCLASSIFIED: &str = "unclassified";

/// A service standard as of recording.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StandardHeld {
    pub key: String,
    pub text_en: String,
    pub text_fr: String,
    /// Minutes.
    pub threshold: u32,
    /// `wait` or `handling`.
    pub measures: String,
}

/// How long the client waited: arrival time from a ticket, or a band.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wait {
    pub arrived_at: Option<DateTime<FixedOffset>>,
    pub band: WaitBand,
}

/// A language tag: `en`, `fr`, or a BCP 47 tag such as `iu`.
pub type LanguageTag = String;

/// The active-offer ledger of one moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Language {
    pub active_offer: ActiveOffer,
    pub requested: Marked<LanguageTag>,
    pub provided: Marked<LanguageTag>,
    pub interpreter: Marked<Interpreter>,
}

/// Where a client came from or was sent to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    /// Of the directory; or only the name of one that is not in it. Where a client came from, neither may be known.
    pub organization: Option<OrganizationId>,
    /// As of recording; in English where the directory has both.
    pub name: String,
    /// As of recording; empty where there is only one name.
    pub name_fr: String,
    pub level: Level,
    pub kind: Option<ReferralKind>,
}

/// What the client is here as, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StandingSaid {
    pub value: Standing,
    pub source: StandingSource,
}

/// The app's asking for a rating. Drawn by office policy at opening; staff can only withdraw it, with a reason.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Invitation {
    pub drawn: bool,
    pub withdrawn: Option<WithdrawReason>,
    /// The rotated question that was drawn with it.
    pub question: Option<RotatedQuestion>,
    /// What it was drawn from, and which number of it: so that the draw can be checked later. `None` where nothing was
    /// drawn, and where an older version drew.
    pub draw: Option<DrawId>,
    pub draw_no: Option<u64>,
}

/// One answer about a moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rating {
    pub state: RatingState,
    pub source: RatingSource,
    pub assisted: Assisted,
    pub at: Option<DateTime<FixedOffset>>,
    /// The language of the questions.
    pub language: Option<String>,
    /// The rotated question that was asked beside the overall one.
    pub asked: Option<RotatedQuestion>,
    /// 1 very dissatisfied … 5 very satisfied. Missing is never 3.
    pub overall: Option<u8>,
    pub drivers: BTreeSet<Driver>,
    /// 1 … 5, or not applicable.
    pub fairness: Option<Scored>,
    /// Confidence in the institution after today: 1 much lower … 5 much higher.
    pub confidence: Option<u8>,
    /// The driver to improve first, or nothing.
    pub priority: Option<Priority>,
    pub need_met: Option<NeedMet>,
    /// Free text; in the text part.
    pub comment: Option<String>,
}

/// A score of 1 to 5, or not applicable, which leaves the denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum Scored {
    Score(u8),
    NotApplicable(NotApplicable),
}

/// The word `not_applicable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum NotApplicable {
    #[serde(rename = "not_applicable")]
    NotApplicable,
}

/// What to improve first: a driver, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum Priority {
    Driver(Driver),
    Nothing(Nothing),
}

/// The word `nothing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Nothing {
    #[serde(rename = "nothing")]
    Nothing,
}

impl Priority {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Driver(driver) => driver.as_str(),
            Self::Nothing(_) => "nothing",
        }
    }
}
