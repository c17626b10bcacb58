//! A case: the thread of moments until one need is met. It names no client: a reference code is all that ties a person to it.

use crate::ids::{StaffId, WorkstationId};
use crate::moment::{LanguageTag, Referral};
use crate::words::CaseStatus;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// A need that takes several visits.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// Nine symbols, as the client's slip has them without its spaces.
    pub code: String,
    /// With the office's offset from UTC.
    pub opened_at: Option<DateTime<FixedOffset>>,
    pub opened_by: Option<StaffId>,
    pub workstation: WorkstationId,
    /// The catalogue's key of the service that the need is about, with its names as of opening.
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    /// Who sees to the next action; `None`: nobody has taken it.
    pub owner: Option<StaffId>,
    pub status: CaseStatus,
    /// What is to be done next, in staff's words; in the text part.
    pub next_action: Option<String>,
    pub due: Option<NaiveDate>,
    /// The organization that sees to it now.
    pub handed_to: Option<Referral>,
    /// Of the client's slip.
    pub language: LanguageTag,
}
