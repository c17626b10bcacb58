//! A follow-up as it is asked for and shown. Days are `YYYY-MM-DD`; instants RFC 3339 with the office's offset.

use crate::cases::{Colleague, OwnerSet};
use moments_core::ids::{FollowUpId, StaffId};
use moments_core::moment::{Priority, Scored};
use moments_core::words::*;
use serde::{Deserialize, Serialize};

/// What the list of open follow-ups is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct FollowUpFilter {
    /// Only those of who asks.
    pub mine: Option<bool>,
    /// Only those that nobody has, or whose owner no longer supervises here.
    pub unowned: Option<bool>,
    pub rule: Option<FollowUpRule>,
}

/// What closing takes.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CloseFollowUp {
    /// Absent: as it was recorded before.
    pub done: Option<String>,
    /// Absent: as it was answered before.
    pub changes_how_we_serve: Option<bool>,
    pub words: Option<SheetWords>,
}

/// What the sheet "You said, we did" tells clients. Absent: as it was; empty: nothing any more.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct SheetWords {
    pub you_said_en: Option<String>,
    pub you_said_fr: Option<String>,
    pub we_did_en: Option<String>,
    pub we_did_fr: Option<String>,
}

/// A follow-up in a list. It names neither who served nor where.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpItem {
    pub id: FollowUpId,
    pub rule: FollowUpRule,
    pub office_day: String,
    /// The hour in which the moment began, 0–23; `null`: of a whole day, or the moment is not here.
    pub hour: Option<u32>,
    /// Of the moment's principal service; empty for a quick enquiry, and for a whole day.
    pub name_en: String,
    pub name_fr: String,
    /// Of a whole day: how many low ratings it speaks of now; `null` too where too few people served.
    pub ratings: Option<u32>,
    pub status: FollowUpStatus,
    pub owner: Option<StaffId>,
    pub owner_name: Option<String>,
    /// The owner no longer supervises here: somebody has to take it.
    pub owner_gone: bool,
    /// The person signed in is the owner.
    pub mine: bool,
    pub due: String,
    /// Days until then: 0 today, negative when overdue; `null` for a closed one.
    pub due_in: Option<i32>,
    /// What opened it still stands; otherwise it was voided or amended since, or has not arrived here.
    pub stands: bool,
    /// Two people changed this.
    pub conflict: bool,
    /// A newer version of Moments wrote part of it: it can be read here, not changed.
    pub read_only: bool,
}

/// Follow-ups of a list: as many as are shown, and how many there are.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpPage {
    pub today: String,
    /// What is due first at the top.
    pub items: Vec<FollowUpItem>,
    /// All that match.
    pub n: u32,
    /// Of them, overdue.
    pub overdue: u32,
}

/// The follow-ups of an office day, closed ones too.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpsOfDay {
    pub date: String,
    pub items: Vec<FollowUpItem>,
}

/// One follow-up, whole.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpView {
    pub item: FollowUpItem,
    /// `null`: of a whole day, or the moment is not here.
    pub moment: Option<FollowedMoment>,
    /// Of a whole day; `null` where too few people served.
    pub low_ratings: Option<LowRatings>,
    pub done: Option<String>,
    pub changes_how_we_serve: Option<bool>,
    pub you_said_en: Option<String>,
    pub you_said_fr: Option<String>,
    pub we_did_en: Option<String>,
    pub we_did_fr: Option<String>,
    /// The words of the person who served.
    pub reply: Option<String>,
    /// Names of the texts above that were there and were erased.
    pub erased: Vec<String>,
    /// Each time that somebody opened who served, the first one first.
    pub openings: Vec<OpeningItem>,
    /// Who served; only where the person signed in has opened it.
    pub author: Option<String>,
    /// There is somebody to be opened.
    pub has_author: bool,
    /// The oldest first.
    pub history: Vec<FollowUpAct>,
    /// Who it can be given to, by name; the owner not among them.
    pub supervisors: Vec<Colleague>,
}

/// The moment as far as a supervisor sees it here: neither who served, nor where, nor its number.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowedMoment {
    /// None: a quick enquiry.
    pub services: Vec<FollowedService>,
    pub channel: Channel,
    /// `null` for an enquiry.
    pub client: Option<ClientRelationship>,
    pub contact: ContactNo,
    pub feedback: Vec<Feedback>,
    pub note: Option<String>,
    /// There was a note, and it was erased.
    pub note_erased: bool,
    pub note_flagged: bool,
    pub voided: bool,
    /// The rating that counts.
    pub rating: Option<FollowedRating>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowedService {
    pub name_en: String,
    pub name_fr: String,
    pub relationship: Relationship,
    pub outcome: Outcome,
    /// `null`: not recorded.
    pub recourse_told: Option<bool>,
}

/// What the client answered.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowedRating {
    /// 1–5.
    pub overall: Option<u8>,
    pub source: RatingSource,
    pub drivers: Vec<Driver>,
    pub fairness: Option<Scored>,
    /// What to improve first.
    pub priority: Option<Priority>,
    pub comment: Option<String>,
    /// There was a comment, and it was erased.
    pub comment_erased: bool,
}

/// The low ratings of a day that say nothing more.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LowRatings {
    pub n: u32,
    /// How many name each driver, the most frequent first; one rating may name several.
    pub by_driver: Vec<DriverCount>,
    /// How many name none.
    pub none_named: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DriverCount {
    pub driver: Driver,
    pub n: u32,
}

/// One time that a supervisor opened who served.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OpeningItem {
    pub at: String,
    /// The supervisor's name; `null` for somebody who is not known here yet.
    pub by: Option<String>,
    pub by_me: bool,
    pub reason: Option<String>,
    /// There was a reason, and its text was erased.
    pub reason_erased: bool,
}

/// What one entry did; `null` or `false`: nothing of that.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct FollowUpAct {
    pub entry: String,
    pub at: String,
    /// The supervisor's name; `null` for a reply, and for somebody who is not known here yet.
    pub by: Option<String>,
    pub by_me: bool,
    pub status: Option<FollowUpStatus>,
    /// It had been closed.
    pub reopened: bool,
    pub owner: Option<OwnerSet>,
    /// A day; empty: the usual one again.
    pub due: Option<String>,
    /// What was done was written.
    pub done: bool,
    pub changes_how_we_serve: Option<bool>,
    /// The words of the sheet were written.
    pub words: bool,
    /// Who served was opened.
    pub author_opened: bool,
    pub replied: bool,
    /// Text of this entry was erased.
    pub erased: bool,
}

/// The author of a moment, opened with a reason.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OpenedAuthor {
    pub name: String,
    pub view: FollowUpView,
}

/// Where the person signed in was named to a supervisor: when, by whom and why. Not which rule opened the follow-up, which
/// could tell a client's answer.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct MyOpening {
    pub id: FollowUpId,
    pub office_day: String,
    /// The hour in which the moment began, 0–23.
    pub hour: Option<u32>,
    pub name_en: String,
    pub name_fr: String,
    /// The last one first.
    pub openings: Vec<OpeningItem>,
    pub reply: Option<String>,
    /// There was a reply, and its text was erased.
    pub reply_erased: bool,
    /// A newer version of Moments wrote part of it.
    pub read_only: bool,
}
