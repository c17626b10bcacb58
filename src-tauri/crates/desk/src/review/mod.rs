//! The supervisor's day: totals by service, relationship, outcome and rating, each with its n; the day's list.

mod day;
mod doors;
mod draws;

pub use draws::{DrawCheck, DrawDifference, DrawDiffers};

use crate::moments::MomentItem;
use moments_core::ids::{MomentId, OrganizationId, WorkstationId};
use moments_core::words::*;
use serde::{Deserialize, Serialize};

/// What a review is narrowed to. A filter moves both parts of each ratio.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ReviewFilter {
    pub workstation: Option<String>,
    pub service: Option<String>,
    pub channel: Option<Channel>,
    pub client: Option<ClientRelationship>,
    pub outcome: Option<Outcome>,
}

/// A day, as the office's own totals. Counts are of moments, but `by_service`, `by_outcome` and `by_relationship`
/// are of service lines.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DayReview {
    pub date: String,
    pub scope: Scope,
    /// Moments that are not voided, quick enquiries not among them.
    pub moments: u32,
    pub quick_enquiries: u32,
    pub voluntary: u32,
    pub involuntary: u32,
    pub mixed: u32,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// Of those answered, 4 or 5. A count, also under the threshold, where no share of it is shown; 0 where ratings are
    /// not shown at all.
    pub satisfied: u32,
    /// `null` under the threshold.
    pub mean: Option<f64>,
    /// Answers at 1 … 5; empty under the threshold.
    pub distribution: Vec<u32>,
    /// A 95 % Wilson range of the share satisfied; `null` under the threshold.
    pub likely_low: Option<f64>,
    pub likely_high: Option<f64>,
    /// Answers under which no mean is shown.
    pub threshold: u32,
    /// Told to staff or answered with staff's help: beside the headline, never in it.
    pub told_staff: u32,
    pub by_service: Vec<ServiceTotal>,
    pub by_outcome: Vec<Total>,
    pub by_relationship: Vec<Total>,
    pub by_channel: Vec<Total>,
    /// Moments by what stood in the client's way; one may have several.
    pub by_barrier: Vec<Total>,
    /// Where clients came from and were sent to, the most frequent first.
    pub doors: Vec<Door>,
    /// Moments that tell at least one end of the way: the sum over `doors`, also of those that are not listed.
    pub doors_n: u32,
    /// The same figures for voluntary, involuntary and mixed clients.
    pub by_client: Vec<GroupTotal>,
    /// The day's draw of invitations, drawn again. Of the whole day, whatever the filter.
    pub draws: DrawCheck,
    /// What is left out of the figures.
    pub left_out: LeftOut,
    /// Shares that staff confirmed rather than left at a default, of lines.
    pub relationship_confirmed: Share,
    pub outcome_confirmed: Share,
    /// The invited share differs by over 20 points between relationships or between outcomes.
    pub not_everyone_was_asked: bool,
    /// What the moments in scope opened for a supervisor, the newest moment first.
    pub follow_ups: Vec<FollowUpOpened>,
}

/// A follow-up that a moment opened by itself. It names no staff.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpOpened {
    pub rule: FollowUpRule,
    pub moment: MomentId,
    pub started_at: String,
    /// Names of the moment's principal service.
    pub name_en: String,
    pub name_fr: String,
}

/// What a figure speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Scope {
    /// The workstations whose entries are in.
    pub workstations: Vec<WorkstationItem>,
    /// Up to when (RFC 3339); `null`: nothing recorded.
    pub up_to: Option<String>,
    pub filter: ReviewFilter,
}

/// A workstation; a filter names it by its id.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct WorkstationItem {
    pub id: WorkstationId,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ServiceTotal {
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    /// Lines.
    pub lines: u32,
    /// Sum of quantities.
    pub volume: u32,
    pub served: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Total {
    /// A stored word.
    pub word: String,
    pub n: u32,
}

/// Moments whose clients came from one place and were sent to another. `null`: this end is not told.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Door {
    pub came_from: Option<DoorEnd>,
    pub sent_to: Option<DoorEnd>,
    pub n: u32,
}

/// A place with its names as of the newest moment. Empty names: only its level is known.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DoorEnd {
    pub organization: Option<OrganizationId>,
    pub name_en: String,
    pub name_fr: String,
    pub level: Level,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct GroupTotal {
    pub client: ClientRelationship,
    pub moments: u32,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// `null` under the threshold.
    pub satisfied: Option<u32>,
    pub likely_low: Option<f64>,
    pub likely_high: Option<f64>,
    pub distribution: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct Share {
    pub n: u32,
    pub of: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct LeftOut {
    pub voided: u32,
    /// Answers whose moment was voided.
    pub answers_voided: u32,
    /// Times that are not live.
    pub times_not_live: u32,
    /// "Other, classify later".
    pub to_classify: u32,
    /// Known only from what was said about them later.
    pub incomplete: u32,
    pub written_by_newer: u32,
}

/// A page of a day's moments, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct MomentPage {
    pub items: Vec<MomentItem>,
    /// All that match.
    pub n: u32,
    /// Pass it to read on; `null` at the end.
    pub next: Option<String>,
}
