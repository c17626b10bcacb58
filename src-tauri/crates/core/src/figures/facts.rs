//! What a moment says that can be counted. No free text, and nothing that the record does not say.

use super::Count;
use crate::ids::{StaffId, WorkstationId};
use crate::moment::{Counted, Line, Marked, Moment, Priority, Rating, Scored, UNCLASSIFIED};
use crate::words::*;
use chrono::Timelike;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ops::Bound::{self, Excluded, Included};

/// One moment, as far as figures are concerned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub kind: MomentKind,
    pub voided: bool,
    pub workstation: WorkstationId,
    /// Never shown: how many people stand behind a figure decides whether it is.
    pub staff: Option<StaffId>,
    /// Of the greeting, by the office's clock.
    pub hour: u8,
    pub channel: Marked<Channel>,
    /// `None`: a quick enquiry has no side.
    pub client: Option<ClientRelationship>,
    pub outcome: Option<Outcome>,
    /// In their order: the first is the principal line.
    pub lines: Vec<LineFacts>,
    pub counted: Counted,
    pub rating_state: RatingState,
    pub withdrawn: Option<WithdrawReason>,
    /// The rating that counts.
    pub rating: Option<RatingFacts>,
    /// Answers by the client's own hand; more than one is to be checked.
    pub own_answers: u8,
    pub time_source: TimeSource,
    /// From the ticket to the greeting; `None`: not measured.
    pub wait_seconds: Option<u32>,
    pub wait_band: WaitBand,
    /// With the client, without what they were on hold; `None`: not measured.
    pub handling_seconds: Option<u32>,
    pub active_offer: ActiveOffer,
    pub requested: Marked<String>,
    pub provided: Marked<String>,
    pub interpreter: Marked<Interpreter>,
    pub contact: Marked<ContactNo>,
    pub barriers: Vec<Barrier>,
    pub came_from: Option<Level>,
    pub sent_to: Option<Level>,
    /// By service key: what was offered unasked.
    pub offers: Vec<(String, OfferAnswer)>,
    pub life_event: Option<LifeEvent>,
    pub feedback: Vec<Feedback>,
}

/// One service line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineFacts {
    pub service: String,
    pub quantity: u32,
    pub relationship: Marked<Relationship>,
    pub outcome: Marked<Outcome>,
    pub stage: Option<Stage>,
    pub interests: Vec<Interest>,
    pub explained: Option<bool>,
    pub recourse: Option<bool>,
    /// Key, threshold in minutes, whether it measures the wait (else the handling).
    pub standard: Option<(String, u32, bool)>,
}

/// The rating that counts for a moment, without its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingFacts {
    /// The client's own hand; else told to staff, or given with their help.
    pub headline: bool,
    /// 1 … 5.
    pub overall: Option<u8>,
    pub drivers: Vec<Driver>,
    /// `Some(None)`: not applicable.
    pub fairness: Option<Option<u8>>,
    pub confidence: Option<u8>,
    /// `Some(None)`: nothing.
    pub priority: Option<Option<Driver>>,
    pub need_met: Option<NeedMet>,
    pub comment: bool,
}

/// What is only told where enough people stand behind it, as it speaks of those who served as well as of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Guarded {
    /// Answers by the client's own hand, and those told to staff.
    Own,
    Told,
    /// What the answers by the client's own hand say besides, each question by itself.
    Drivers,
    Fairness,
    Confidence,
    Priority,
    NeedMet,
    /// Measured times.
    Waits,
    Handling,
}

impl Guarded {
    pub const ALL: [Self; 9] = [
        Self::Own,
        Self::Told,
        Self::Drivers,
        Self::Fairness,
        Self::Confidence,
        Self::Priority,
        Self::NeedMet,
        Self::Waits,
        Self::Handling,
    ];

    /// The counts of a kind of answers; times are none.
    pub(super) fn counts(self) -> Option<(Bound<Count>, Bound<Count>)> {
        Some(match self {
            Self::Own => (Included(Count::Own(0)), Included(Count::OwnServed(u8::MAX))),
            Self::Told => (Included(Count::Told(0)), Included(Count::Told(u8::MAX))),
            Self::Drivers => (Excluded(Count::OwnNotEligible), Excluded(Count::Fairness(0))),
            Self::Fairness => (Included(Count::Fairness(0)), Included(Count::FairnessNotApplicable)),
            Self::Confidence => (Included(Count::Confidence(0)), Included(Count::Confidence(u8::MAX))),
            Self::Priority => (Excluded(Count::Confidence(u8::MAX)), Included(Count::PriorityNothing)),
            Self::NeedMet => (Excluded(Count::PriorityNothing), Excluded(Count::Comments)),
            Self::Waits | Self::Handling => return None,
        })
    }
}

impl Facts {
    /// `erased` names the fields whose text was erased: a comment that is gone was still given.
    pub fn of(moment: &Moment, erased: &BTreeSet<String>) -> Self {
        Self {
            kind: moment.kind,
            voided: moment.voided.is_some(),
            workstation: moment.workstation,
            staff: moment.staff,
            hour: moment.started_at.map_or(0, |at| u8::try_from(at.hour()).unwrap_or(0)),
            channel: moment.channel,
            client: moment.client(),
            outcome: moment.outcome(),
            lines: moment.lines_in_order().into_iter().map(|(_, line)| LineFacts::of(line)).collect(),
            counted: moment.counted(),
            rating_state: moment.rating_state(),
            withdrawn: moment.invitation.withdrawn,
            rating: moment.rating().map(|rated| RatingFacts {
                comment: rated.rating.comment.is_some()
                    || erased.contains(&format!("ratings/{}/comment", rated.id)),
                ..RatingFacts::of(rated.rating)
            }),
            own_answers: own_answers(moment),
            time_source: moment.time_source,
            wait_seconds: moment.wait_seconds(),
            wait_band: moment.wait.band,
            handling_seconds: moment.handling_seconds(),
            active_offer: moment.language.active_offer,
            requested: moment.language.requested.clone(),
            provided: moment.language.provided.clone(),
            interpreter: moment.language.interpreter,
            contact: moment.contact,
            barriers: moment.barriers.iter().copied().collect(),
            came_from: moment.came_from.as_ref().map(|referral| referral.level),
            sent_to: moment.sent_to.as_ref().map(|referral| referral.level),
            offers: moment.offers.iter().map(|(service, answer)| (service.clone(), *answer)).collect(),
            life_event: moment.life_event,
            feedback: moment.feedback.iter().copied().collect(),
        }
    }

    /// The service of the principal line, under which the moment as a whole stands.
    pub fn service(&self) -> Option<&str> {
        self.lines.first().map(|line| line.service.as_str())
    }

    pub fn way(&self) -> Way {
        match (self.came_from, self.sent_to) {
            (None, None) => Way::Straight,
            (Some(_), None) => Way::SentHere,
            (None, Some(_)) => Way::SentOn,
            (Some(_), Some(_)) => Way::SentHereAndOn,
        }
    }

    /// Which contact for the same need, where staff said so.
    pub fn contact_told(&self) -> ContactNo {
        if self.contact.by == By::Staff { self.contact.value } else { ContactNo::Unknown }
    }

    pub fn is_unclassified(&self) -> bool {
        self.lines.iter().any(|line| line.service == UNCLASSIFIED)
    }

    /// Whether there is something of this kind in the figures: nobody stands behind what is not counted.
    pub fn has(&self, guarded: Guarded) -> bool {
        let rated = |own: bool| self.rating.as_ref().filter(|r| r.overall.is_some() && r.headline == own);
        let answer = |says: fn(&RatingFacts) -> bool| rated(true).is_some_and(says) && self.counted.answered;
        !self.voided
            && self.kind == MomentKind::Moment
            && match guarded {
                Guarded::Own => answer(|_| true),
                Guarded::Told => rated(false).is_some(),
                Guarded::Drivers => answer(|said| !said.drivers.is_empty()),
                Guarded::Fairness => answer(|said| said.fairness.is_some()),
                Guarded::Confidence => answer(|said| said.confidence.is_some()),
                Guarded::Priority => answer(|said| said.priority.is_some()),
                Guarded::NeedMet => answer(|said| said.need_met.is_some()),
                Guarded::Waits => self.wait_seconds.is_some(),
                Guarded::Handling => self.handling_seconds.is_some(),
            }
    }

    /// The client was served in another language than the one asked for. `None`: staff did not record both.
    pub fn language_differs(&self) -> Option<bool> {
        let observed = self.requested.by == By::Staff && self.provided.by == By::Staff;
        observed.then(|| self.requested.value != self.provided.value)
    }
}

impl LineFacts {
    fn of(line: &Line) -> Self {
        let standard = line.standard.as_ref();
        Self {
            service: line.service.clone(),
            quantity: line.quantity,
            relationship: line.relationship,
            outcome: line.outcome,
            stage: line.stage.map(|stage| stage.value).filter(|_| line.outcome.value == Outcome::Left),
            interests: line.interests.iter().copied().collect(),
            explained: line.decision_explained,
            recourse: line.recourse_told,
            standard: standard.map(|held| (held.key.clone(), held.threshold, held.measures == "wait")),
        }
    }

    /// Somebody else's interests stand against the client's: the line rests on the rights of others, or was turned away.
    pub fn has_stakes(&self) -> bool {
        self.relationship.value == Relationship::InvoluntaryRightsOfOthers
            || self.outcome.value == Outcome::TurnedAway
    }
}

impl RatingFacts {
    fn of(rating: &Rating) -> Self {
        Self {
            headline: Moment::is_headline(rating),
            overall: rating.overall,
            drivers: rating.drivers.iter().copied().collect(),
            fairness: rating.fairness.map(|scored| match scored {
                Scored::Score(score) => Some(score),
                Scored::NotApplicable(_) => None,
            }),
            confidence: rating.confidence,
            priority: rating.priority.map(|priority| match priority {
                Priority::Driver(driver) => Some(driver),
                Priority::Nothing(_) => None,
            }),
            need_met: rating.need_met,
            comment: rating.comment.is_some(),
        }
    }
}

fn own_answers(moment: &Moment) -> u8 {
    let own = |rating: &&Rating| rating.state == RatingState::Rated && Moment::is_headline(rating);
    u8::try_from(moment.ratings.values().filter(own).count()).unwrap_or(u8::MAX)
}
