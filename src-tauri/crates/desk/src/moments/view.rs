//! A moment as it is shown. Times are RFC 3339 with the office's offset; days are `YYYY-MM-DD`.

use super::form::MomentForm;
use moments_core::ids::MomentId;
use moments_core::words::*;
use serde::Serialize;

/// A moment in a list.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct MomentItem {
    pub id: MomentId,
    /// The number on a paper card: `A7`.
    pub short_no: String,
    pub office_day: String,
    pub started_at: String,
    /// In lists only of one's own moments, as is the time on hold.
    pub finished_at: Option<String>,
    /// Seconds in between during which the client was on hold; absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_seconds: Option<u32>,
    pub kind: MomentKind,
    pub origin: Origin,
    pub time_source: TimeSource,
    pub channel: Channel,
    pub lines: Vec<LineItem>,
    /// Voluntary, involuntary or mixed; `null` for a quick enquiry.
    pub client: Option<ClientRelationship>,
    /// Of the least favourable line.
    pub outcome: Option<Outcome>,
    pub language_provided: String,
    pub rating_state: RatingState,
    pub note: Option<String>,
    /// There was a note, and it was erased.
    pub note_erased: bool,
    /// It was erased whole: nothing of it is left but that it was there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    pub voided: Option<VoidReason>,
    /// It was changed after it was saved.
    pub amended: bool,
    /// Two people changed this.
    pub conflict: bool,
    /// A newer version of Moments wrote part of it: it can be read here, not changed.
    pub read_only: bool,
    /// The person signed in served this client.
    pub own: bool,
    pub workstation: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LineItem {
    pub line: String,
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    pub quantity: u32,
    pub relationship: Relationship,
    pub relationship_by: By,
    pub outcome: Outcome,
    pub outcome_by: By,
    /// Of an outcome `left`.
    pub stage: Option<Stage>,
    /// Of a stage; `default`: the app guessed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage_by: Option<By>,
}

/// One moment, whole.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct MomentView {
    pub item: MomentItem,
    /// What staff recorded, ready to be amended; what is absent is at its default.
    pub form: MomentForm,
    pub history: Vec<HistoryItem>,
    pub can_amend: bool,
    pub can_void: bool,
    /// There is something to erase, and this person may.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_erase: bool,
}

/// One entry of a moment's history.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct HistoryItem {
    pub entry: String,
    /// The entry's kind: `moment_recorded`, `moment_amended`, …
    pub kind: String,
    pub at: String,
    /// The name of who wrote it, where this person may see it.
    pub author: Option<String>,
    pub by_me: bool,
    pub reason: Option<String>,
    pub changes: Vec<FieldChange>,
    /// Text of this entry was erased.
    pub erased: bool,
    /// This is an erasure; its `reason` is what was added to `why`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erasure: Option<ErasureItem>,
}

/// What a supervisor erased of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct ErasureItem {
    pub scope: ErasureScope,
    pub why: ErasureReason,
    /// `null`: the command line, with the key.
    pub role: Option<Role>,
}

/// A changed field: its path in the record, and its values as JSON text (`null`: at its default).
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FieldChange {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A moment that is open at this workstation and not yet saved.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OpenMoment {
    pub id: MomentId,
    pub short_no: String,
    /// RFC 3339 with offset; the clock counts from here.
    pub started_at: String,
    /// The office day on which it was opened.
    pub office_day: String,
    pub form: MomentForm,
    pub parked: bool,
    /// Since when it is on hold (RFC 3339); absent: it is not.
    pub parked_at: Option<String>,
    /// Seconds on hold before that.
    pub held_seconds: u32,
    /// The app will ask this client for a rating.
    pub invited: bool,
    /// It was found after a crash or a power cut, and is offered back.
    pub recovered: bool,
}

/// What "Saved" needs on screen.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Saved {
    pub item: MomentItem,
    /// The same id and content were there already.
    pub already_there: bool,
    /// Undo works until then (RFC 3339).
    pub undo_until: String,
    /// The client's screen lights now.
    pub invited: bool,
    /// What it opens for the supervisor; not what follows from an answer, which staff never see.
    pub follow_ups: Vec<FollowUpRule>,
}

/// Everything that the counter screen shows besides the open moment.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CounterView {
    pub office_day: String,
    /// The nine quick keys, in order.
    pub quick: Vec<crate::catalogue::ServiceItem>,
    pub open: Vec<OpenMoment>,
    /// The last moments that this person saved today, newest first.
    pub just_now: Vec<MomentItem>,
    pub tally: Tally,
    /// Languages of the office; the first is the default.
    pub languages: Vec<String>,
    pub client_screen: ClientScreenMode,
    pub standing_recorded: bool,
    pub party_recorded: bool,
    pub idle_lock_minutes: u32,
}

/// The own day in five numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct Tally {
    pub moments: u32,
    pub served: u32,
    pub referred: u32,
    pub turned_away_or_left: u32,
    pub quick_enquiries: u32,
    pub answers_received: u32,
}

/// How a client answers at this workstation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ClientScreenMode {
    /// A second window on a second monitor.
    SecondScreen,
    /// The staff window is handed over.
    HandOver,
    /// A paper card with the moment's short number.
    Paper,
}
