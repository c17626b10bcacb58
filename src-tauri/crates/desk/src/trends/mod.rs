//! Weeks to years: what to improve, and for whom. From the sums of days, so that years open at once.

mod blocks;
mod gap;
mod periods;
mod trend;

use crate::review::{
    Confidence, DriverTotal, GroupTotal, NeedMetOf, QuestionsWithheld, Ratings, ServiceTotal, Share,
    StandardResult, Times, Total, WorkstationItem,
};
use moments_core::words::{Channel, TrendBy};
use serde::{Deserialize, Serialize};

/// What is asked of a trend. Periods are whole: the days around `from` and `to` come with them.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct TrendForm {
    /// `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
    pub by: TrendBy,
    /// At most one of these three.
    pub workstation: Option<String>,
    /// Of the principal line.
    pub service: Option<String>,
    pub channel: Option<Channel>,
}

/// Periods side by side.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Trend {
    pub by: TrendBy,
    /// As shown: whole periods.
    pub from: String,
    pub to: String,
    /// The workstations whose entries are in.
    pub workstations: Vec<WorkstationItem>,
    /// Answers under which no mean and no comparison is shown, and staff members under whom no rating and no time is.
    pub threshold: u32,
    pub staff_threshold: u32,
    pub periods: Vec<TrendPeriod>,
    /// All of them together.
    pub whole: TrendPeriod,
    /// Involuntary beside voluntary clients, of the thirteen weeks that end with the last day.
    /// `null` where the trend is narrowed.
    pub gap: Option<Gap>,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct TrendPeriod {
    pub from: String,
    pub to: String,
    /// Days with moments of what the trend is narrowed to.
    pub days: u32,
    /// Moments that are not voided, quick enquiries not among them.
    pub moments: u32,
    pub quick_enquiries: u32,
    /// Moments by their least favourable line.
    pub ended: Vec<Total>,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// By the client's own hand; `n` is of the days that are shown.
    pub ratings: Ratings,
    /// (mean − 1) × 25, 0 … 100; `null` where there is no mean.
    pub index: Option<f64>,
    /// The share satisfied beside that of the period before.
    pub change: Change,
    /// Told to staff, beside the headline.
    pub told_staff: u32,
    /// What clients would improve first, by those who were asked; and what answers of 1–3 named.
    pub priorities: Vec<Total>,
    pub drivers: Vec<DriverTotal>,
    pub confidence: Confidence,
    pub need_met: Vec<Total>,
    /// The client's word beside the outcome by the staff's.
    pub need_met_by_outcome: Vec<NeedMetOf>,
    pub withheld: QuestionsWithheld,
    pub waits: Times,
    pub handling: Times,
    pub standards: Vec<StandardResult>,
    pub by_client: Vec<GroupTotal>,
    /// The wrong-door map joined to the answers: by way, and by which contact for the same need.
    pub by_way: Vec<RatedTotal>,
    pub by_contact: Vec<RatedTotal>,
    /// Lines by service, the most frequent first.
    pub by_service: Vec<ServiceTotal>,
    pub by_barrier: Vec<Total>,
    pub by_feedback: Vec<Total>,
    pub third_contacts: Share,
    /// Served in another language than was asked for, of those recorded.
    pub languages_differ: Share,
    /// Days with answers, or times, that are left out: too few people served.
    pub days_not_rated: u32,
    pub days_not_timed: u32,
    /// The invited share differs by over 20 points between relationships or between outcomes.
    pub not_everyone_was_asked: bool,
}

/// Moments of one way or contact, and what was said of them.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct RatedTotal {
    pub word: String,
    pub moments: u32,
    pub served: u32,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// By the client's own hand.
    pub ratings: Ratings,
}

/// How a share differs from another, in percentage points, with a 95 % range.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, specta::Type)]
pub struct Change {
    /// Answers of the two.
    pub n: u32,
    pub before: u32,
    /// `null` where one of the two has too few answers.
    pub points: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Means of involuntary less those of voluntary clients, 1 … 5. A difference between groups, not proof of unfair treatment.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Gap {
    /// Thirteen whole weeks.
    pub from: String,
    pub to: String,
    pub all: GapFigure,
    /// Of moments that were served.
    pub served: GapFigure,
}

#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, specta::Type)]
pub struct GapFigure {
    pub voluntary: u32,
    pub involuntary: u32,
    /// `null` where one of the two has too few answers.
    pub difference: Option<f64>,
    /// A 95 % Welch range; `null` too where nothing varies.
    pub low: Option<f64>,
    pub high: Option<f64>,
}
