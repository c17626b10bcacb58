//! A day, as a supervisor sees it.

use super::draws::DrawCheck;
use super::figures::*;
use super::usual::Usual;
use crate::moments::MomentItem;
use moments_core::ids::{FollowUpId, MomentId, OrganizationId, WorkstationId};
use moments_core::words::*;
use serde::{Deserialize, Serialize};

/// What a review is narrowed to. A filter moves both parts of each ratio. A moment stands under the service of its
/// principal line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ReviewFilter {
    pub workstation: Option<String>,
    pub service: Option<String>,
    pub channel: Option<Channel>,
    pub client: Option<ClientRelationship>,
    pub outcome: Option<Outcome>,
    /// Of the greeting, 0 … 23, by the office's clock.
    #[serde(default)]
    pub hour: Option<u8>,
}

/// A day, as the office's own totals. Counts are of moments, but `by_service`, `by_outcome`, `by_relationship` and what
/// says so are of service lines.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DayReview {
    pub date: String,
    pub scope: Scope,
    /// Moments that are not voided, quick enquiries not among them.
    pub moments: u32,
    /// Of the whole office, whatever the filter: they have neither a service nor an outcome.
    pub quick_enquiries: u32,
    pub voluntary: u32,
    pub involuntary: u32,
    pub mixed: u32,
    /// Moments by their least favourable line.
    pub ended: Vec<Total>,
    /// Moments served, on the last eight such weekdays; `null` without any, or where the scope has no such sums.
    pub usual: Option<Usual>,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// By the client's own hand.
    pub ratings: Ratings,
    /// Told to staff or answered with staff's help: beside the headline, never in it.
    pub told_staff: Ratings,
    /// Answers under which no mean is shown, and staff members under whom no rating and no time is.
    pub threshold: u32,
    pub staff_threshold: u32,
    /// Eligible moments by what became of the invitation.
    pub by_rating_state: Vec<Total>,
    pub withdrawn: Vec<Total>,
    pub drivers: Vec<DriverTotal>,
    pub questions: Questions,
    /// Answers with a comment.
    pub comments: u32,
    pub waits: Times,
    /// Waits as staff told them, of all moments.
    pub wait_bands: Vec<Total>,
    pub handling: Times,
    pub standards: Vec<StandardResult>,
    pub by_hour: Vec<HourTotal>,
    pub by_service: Vec<ServiceTotal>,
    pub by_outcome: Vec<Total>,
    /// Lines whose client left, by stage.
    pub left_stages: Vec<Total>,
    pub by_relationship: Vec<Total>,
    pub by_channel: Vec<Total>,
    /// Moments by what stood in the client's way; one may have several.
    pub by_barrier: Vec<Total>,
    pub with_barrier: u32,
    /// As staff recorded them.
    pub by_contact: Vec<Total>,
    pub languages: Languages,
    pub offers: Vec<Total>,
    pub by_life_event: Vec<Total>,
    pub by_feedback: Vec<Total>,
    pub stakes: Stakes,
    /// Where clients came from and were sent to, the most frequent first.
    pub doors: Vec<Door>,
    /// Moments that tell at least one end of the way: the sum over `doors`, also of those that are not listed.
    pub doors_n: u32,
    /// The same figures for voluntary, involuntary and mixed clients.
    pub by_client: Vec<GroupTotal>,
    /// Invited shares by how the moment ended.
    pub asked_by_outcome: Vec<Asked>,
    /// The invited share differs by over 20 points between relationships or between outcomes.
    pub not_everyone_was_asked: bool,
    /// The day's draw of invitations, drawn again. Of the whole day, whatever the filter.
    pub draws: DrawCheck,
    pub quality: Quality,
    /// What is left out of the figures.
    pub left_out: LeftOut,
    /// What the moments in scope opened for a supervisor, the newest moment first; that of the whole day last. What follows
    /// from ratings is left out where ratings are.
    pub follow_ups: Vec<FollowUpOpened>,
}

/// How far the day's records can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Quality {
    /// Of lines, what staff confirmed rather than left at a default.
    pub relationship_confirmed: Share,
    pub outcome_confirmed: Share,
    /// Of lines, where staff chose another relationship than the service has.
    pub relationship_overridden: Share,
    /// Moments whose times are not live.
    pub times_not_live: Share,
    /// Moments with more than one answer by the client's own hand.
    pub answers_to_check: u32,
}

/// A follow-up that a moment opened by itself, or the low ratings of the day together. It names no staff.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpOpened {
    pub id: FollowUpId,
    pub rule: FollowUpRule,
    pub status: FollowUpStatus,
    /// `null` where it follows from ratings: which moment a client rated low is not said.
    pub moment: Option<MomentId>,
    /// `null` likewise.
    pub started_at: Option<String>,
    /// Names of the moment's principal service.
    pub name_en: String,
    pub name_fr: String,
}

/// What a figure speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Scope {
    /// The workstations whose entries are in; a retired one too, where it served on this day.
    pub workstations: Vec<InScope>,
    /// Those that are in use, of which nothing that was written on this day or later has arrived; and those that were retired
    /// with entries that are not here.
    pub not_included: Vec<WorkstationItem>,
    /// Up to when (RFC 3339); `null`: nothing recorded.
    pub up_to: Option<String>,
    pub filter: ReviewFilter,
}

/// A workstation whose entries are in a figure.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct InScope {
    pub id: WorkstationId,
    pub label: String,
    /// When the last of its entries that are here was written, in the office's time; `null`: it is this one, and all are here.
    pub until: Option<String>,
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

/// Moments and quick enquiries by the hour of the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct HourTotal {
    /// 0 … 23.
    pub hour: u8,
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
    pub served: u32,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    pub ratings: Ratings,
    pub waits: Times,
    pub handling: Times,
}

/// How many of a group were asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct Asked {
    pub outcome: Outcome,
    pub eligible: u32,
    pub invited: u32,
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
    /// Answers by the client's own hand about moments that are not among the eligible, such as on the telephone.
    pub answers_not_eligible: u32,
    /// "Other, classify later".
    pub to_classify: u32,
    /// Known only from what was said about them later.
    pub incomplete: u32,
    pub written_by_newer: u32,
    /// Erased whole by a supervisor; they count nowhere.
    pub erased: u32,
    /// Kept for their time, and gone: only their sums are left, which count where figures are narrowed by workstation, service,
    /// channel or client, and not where they are narrowed otherwise.
    pub only_sums: u32,
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
