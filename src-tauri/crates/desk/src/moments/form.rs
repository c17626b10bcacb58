//! A moment as it is asked for: by the counter, by an amendment, or by a line of `moments-admin record`.
//!
//! What is absent takes the default of the design and is marked `by: default`; what is present was recorded by staff.

use moments_core::ids::{CaseId, MomentId, OrganizationId};
use moments_core::moment::{Priority, Scored};
use moments_core::words::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that staff may say about a moment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct MomentForm {
    pub id: Option<MomentId>,
    /// RFC 3339 with offset.
    pub started_at: Option<String>,
    pub finished_at: Option<String>,
    pub time_source: Option<TimeSource>,
    pub channel: Option<Channel>,
    /// Shorthand for every line.
    pub relationship: Option<Relationship>,
    /// Shorthand for every line.
    pub outcome: Option<Outcome>,
    /// None for a quick enquiry.
    pub services: Option<Vec<LineForm>>,
    pub quick_enquiry: Option<bool>,
    pub wait: Option<WaitForm>,
    pub language: Option<LanguageForm>,
    pub contact: Option<ContactNo>,
    pub barriers: Option<Vec<Barrier>>,
    pub came_from: Option<ReferralForm>,
    pub sent_to: Option<ReferralForm>,
    /// By service key.
    pub offers: Option<BTreeMap<String, OfferAnswer>>,
    pub life_event: Option<LifeEvent>,
    pub feedback: Option<Vec<Feedback>>,
    pub standing: Option<StandingForm>,
    pub party_size: Option<u32>,
    pub acting_for_other: Option<bool>,
    pub case: Option<CaseId>,
    /// The invitation is withdrawn, with its reason.
    pub withdrawn: Option<WithdrawReason>,
    /// Only from the command line: a rating that was given on paper or told to staff, or on a client's screen elsewhere.
    pub rating: Option<RatingForm>,
    pub note: Option<String>,
    /// The supervisor should read the note.
    pub note_flagged: Option<bool>,
    /// Who served: id or name. Only from the command line; at the counter it is who is signed in.
    pub staff: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct LineForm {
    /// The line's id in an amendment; absent for a new line.
    pub line: Option<String>,
    /// A key of the catalogue, or `unclassified`.
    pub service: String,
    /// 1 when absent.
    pub quantity: Option<u32>,
    pub relationship: Option<Relationship>,
    pub outcome: Option<Outcome>,
    /// Of an outcome `left`.
    pub stage: Option<Stage>,
    /// `default` where the app guessed the stage; absent: staff said it.
    pub stage_by: Option<By>,
    pub interests: Option<Vec<Interest>>,
    pub decision_explained: Option<bool>,
    pub recourse_told: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct WaitForm {
    /// RFC 3339 with offset, from a ticket.
    pub arrived_at: Option<String>,
    pub band: Option<WaitBand>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct LanguageForm {
    /// Absent: not recorded. There is no default.
    pub active_offer: Option<bool>,
    pub requested: Option<String>,
    pub provided: Option<String>,
    pub interpreter: Option<Interpreter>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ReferralForm {
    /// Of the directory, which then gives names and level as of recording.
    pub organization: Option<OrganizationId>,
    pub name: Option<String>,
    pub name_fr: Option<String>,
    pub level: Option<Level>,
    pub kind: Option<ReferralKind>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct StandingForm {
    pub value: Standing,
    pub source: StandingSource,
}

/// An answer that did not come from this app's client screen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RatingForm {
    /// `rated` when absent and `overall` is there.
    pub state: Option<RatingState>,
    pub source: Option<RatingSource>,
    pub assisted: Option<Assisted>,
    pub language: Option<String>,
    pub overall: Option<u8>,
    pub drivers: Option<Vec<Driver>>,
    pub fairness: Option<Scored>,
    pub confidence: Option<u8>,
    pub priority: Option<Priority>,
    pub need_met: Option<NeedMet>,
    pub comment: Option<String>,
}
