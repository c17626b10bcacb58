//! What moments add up to. A tally is a sum: of moments, of days, of workstations, in any order.

use super::{Facts, Guarded, LineFacts, RatingFacts};
use crate::ids::StaffId;
use crate::statistics::{Minutes, Scores};
use crate::words::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted. Of moments, unless it says otherwise; quick enquiries and voided moments only where named. What is of one
/// guarded kind stands together: see [`Guarded::counts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Count {
    Moments,
    QuickEnquiries,
    Voided,
    /// Answers whose moment was voided.
    AnswersVoided,
    /// By the hour of the greeting; quick enquiries too.
    Hour(u8),
    Channel(Channel),
    /// By their least favourable line.
    Outcome(Outcome),
    /// Lines, and their quantities.
    Lines,
    Volume,
    LineOutcome(Outcome),
    LineOutcomeRecorded,
    LineRelationship(Relationship),
    LineRelationshipRecorded,
    /// Lines whose client left; `None`: the stage is not known.
    Left(Option<Stage>),
    Eligible,
    Invited,
    Answered,
    EligibleOf(Outcome),
    InvitedOf(Outcome),
    /// Of the eligible.
    State(RatingState),
    Withdrawn(WithdrawReason),
    /// Answers by the client's own hand at 1 … 5; of those, of moments that were served; told to staff.
    Own(u8),
    OwnServed(u8),
    Told(u8),
    /// Own answers about a moment that is not among the eligible: by telephone, say.
    OwnNotEligible,
    /// Own answers of 1–3 that name a driver, and of 4–5.
    Better(Driver),
    Well(Driver),
    Fairness(u8),
    FairnessNotApplicable,
    Confidence(u8),
    /// What clients would improve first.
    Priority(Driver),
    PriorityNothing,
    NeedMet(NeedMet),
    /// The client's word beside the staff's: the need was met or not, of a moment with this outcome.
    NeedMetOf(Outcome, NeedMet),
    Comments,
    /// Moments with more than one answer by the client's own hand.
    AnswersToCheck,
    WaitBand(WaitBand),
    TimesNotLive,
    ActiveOffer(ActiveOffer),
    /// Moments whose language staff recorded; of those, served in another than was asked for.
    LanguageRecorded,
    LanguageDiffers,
    /// As staff recorded them.
    Interpreter(Interpreter),
    Contact(ContactNo),
    Barrier(Barrier),
    WithBarrier,
    CameFrom(Level),
    SentTo(Level),
    Offered(OfferAnswer),
    LifeEvent(LifeEvent),
    Feedback(Feedback),
    /// Lines with somebody else's interests at stake; and what was said of them.
    Stakes,
    Interest(Interest),
    Explained(Option<bool>),
    Recourse(Option<bool>),
    Unclassified,
}

/// Lines of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceTally {
    pub lines: u32,
    /// Sum of quantities.
    pub volume: u32,
    pub served: u32,
    /// Lines by relationship as staff recorded it.
    pub recorded: BTreeMap<Relationship, u32>,
}

/// Times of principal lines against one standard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandardTally {
    pub measured: u32,
    pub met: u32,
    /// Not live, not told, or not the principal line.
    pub not_measured: u32,
    /// Behind what was measured.
    pub staff: BTreeSet<StaffId>,
}

/// Requested and provided language, as far as staff recorded either.
pub type Languages = BTreeMap<(String, String), u32>;

/// The sum of some moments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    #[serde(with = "super::pairs")]
    counts: BTreeMap<Count, u32>,
    pub services: BTreeMap<String, ServiceTally>,
    /// By key and threshold in minutes: what is held against a standard that changed is another.
    #[serde(with = "super::pairs")]
    pub standards: BTreeMap<(String, u32), StandardTally>,
    #[serde(with = "super::pairs")]
    pub offers: BTreeMap<(String, OfferAnswer), u32>,
    #[serde(with = "super::pairs")]
    pub languages: Languages,
    /// Whole minutes, as far as measured.
    pub waits: Minutes,
    pub handling: Minutes,
}

impl Tally {
    pub fn of<'a>(facts: impl IntoIterator<Item = &'a Facts>) -> Self {
        let mut tally = Self::default();
        for one in facts {
            tally.add(one);
        }
        tally
    }

    /// 0 for what did not occur.
    pub fn n(&self, count: Count) -> u32 {
        self.counts.get(&count).copied().unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many answers or times of this kind there are.
    pub fn guarded(&self, guarded: Guarded) -> u32 {
        match guarded {
            Guarded::Own => self.own().n(),
            Guarded::Told => self.told().n(),
            Guarded::Drivers => all(Driver::ALL, |d| self.n(Count::Better(*d)) + self.n(Count::Well(*d))),
            Guarded::Fairness => self.fairness().n() + self.n(Count::FairnessNotApplicable),
            Guarded::Confidence => self.scores(Count::Confidence).n(),
            Guarded::Priority => {
                all(Driver::ALL, |d| self.n(Count::Priority(*d))) + self.n(Count::PriorityNothing)
            }
            Guarded::NeedMet => all(NeedMet::ALL, |met| self.n(Count::NeedMet(*met))),
            Guarded::Waits => self.waits.n(),
            Guarded::Handling => self.handling.n(),
        }
    }

    /// Own answers.
    pub fn own(&self) -> Scores {
        self.scores(Count::Own)
    }

    pub fn own_served(&self) -> Scores {
        self.scores(Count::OwnServed)
    }

    pub fn told(&self) -> Scores {
        self.scores(Count::Told)
    }

    pub fn fairness(&self) -> Scores {
        self.scores(Count::Fairness)
    }

    /// Counts at 1 … 5.
    pub fn scores(&self, count: impl Fn(u8) -> Count) -> Scores {
        Scores([1, 2, 3, 4, 5].map(|score| self.n(count(score))))
    }

    pub fn merge(&mut self, other: &Self) {
        for (count, n) in &other.counts {
            self.more(*count, *n);
        }
        for (service, more) in &other.services {
            self.services.entry(service.clone()).or_default().merge(more);
        }
        for (standard, more) in &other.standards {
            self.standards.entry(standard.clone()).or_default().merge(more);
        }
        for (offer, n) in &other.offers {
            *self.offers.entry(offer.clone()).or_default() += n;
        }
        for (languages, n) in &other.languages {
            *self.languages.entry(languages.clone()).or_default() += n;
        }
        self.waits.merge(&other.waits);
        self.handling.merge(&other.handling);
    }

    /// Puts the answers or times of one kind to these, and nothing else; standards are told of apart.
    pub fn merge_guarded(&mut self, other: &Self, guarded: Guarded) {
        match guarded.counts() {
            Some(counts) => other.counts.range(counts).for_each(|(count, n)| self.more(*count, *n)),
            None if guarded == Guarded::Waits => self.waits.merge(&other.waits),
            None => self.handling.merge(&other.handling),
        }
    }

    pub fn add(&mut self, facts: &Facts) {
        if facts.voided {
            self.one(Count::Voided);
            if facts.rating.is_some() {
                self.one(Count::AnswersVoided);
            }
            return;
        }
        self.one(Count::Hour(facts.hour));
        if facts.kind == MomentKind::QuickEnquiry {
            return self.one(Count::QuickEnquiries);
        }
        self.one(Count::Moments);
        self.one(Count::Channel(facts.channel.value));
        if let Some(outcome) = facts.outcome {
            self.one(Count::Outcome(outcome));
        }
        for (place, line) in facts.lines.iter().enumerate() {
            self.line(facts, line, place == 0);
        }
        self.asked(facts);
        self.times(facts);
        self.access(facts);
    }

    fn line(&mut self, facts: &Facts, line: &LineFacts, principal: bool) {
        self.one(Count::Lines);
        self.more(Count::Volume, line.quantity);
        self.one(Count::LineOutcome(line.outcome.value));
        self.one(Count::LineRelationship(line.relationship.value));
        if line.outcome.by == By::Staff {
            self.one(Count::LineOutcomeRecorded);
        }
        if line.relationship.by == By::Staff {
            self.one(Count::LineRelationshipRecorded);
        }
        if line.outcome.value == Outcome::Left {
            self.one(Count::Left(line.stage));
        }
        let service = self.services.entry(line.service.clone()).or_default();
        service.lines += 1;
        service.volume = service.volume.saturating_add(line.quantity);
        service.served += u32::from(line.outcome.value == Outcome::Served);
        if line.relationship.by == By::Staff {
            *service.recorded.entry(line.relationship.value).or_default() += 1;
        }
        if line.has_stakes() {
            self.one(Count::Stakes);
            self.one(Count::Explained(line.explained));
            self.one(Count::Recourse(line.recourse));
            for interest in &line.interests {
                self.one(Count::Interest(*interest));
            }
        }
        if let Some((key, threshold, of_wait)) = &line.standard {
            let time = if *of_wait { facts.wait_seconds } else { facts.handling_seconds };
            let standard = self.standards.entry((key.clone(), *threshold)).or_default();
            match time.filter(|_| principal) {
                Some(seconds) => {
                    standard.measured += 1;
                    standard.staff.extend(facts.staff);
                    standard.met += u32::from(u64::from(seconds) <= u64::from(*threshold) * 60);
                }
                None => standard.not_measured += 1,
            }
        }
    }

    fn asked(&mut self, facts: &Facts) {
        let counted = facts.counted;
        for (is_so, count) in [
            (counted.eligible, Count::Eligible),
            (counted.invited, Count::Invited),
            (counted.answered, Count::Answered),
            (facts.own_answers > 1, Count::AnswersToCheck),
        ] {
            if is_so {
                self.one(count);
            }
        }
        if let Some(outcome) = facts.outcome {
            if counted.eligible {
                self.one(Count::EligibleOf(outcome));
            }
            if counted.invited {
                self.one(Count::InvitedOf(outcome));
            }
        }
        if counted.eligible {
            self.one(Count::State(facts.rating_state));
        }
        if let Some(reason) = facts.withdrawn.filter(|_| counted.eligible) {
            self.one(Count::Withdrawn(reason));
        }
        if let Some(rating) = &facts.rating {
            self.rating(facts, rating);
        }
    }

    fn rating(&mut self, facts: &Facts, rating: &RatingFacts) {
        let Some(overall) = rating.overall else { return };
        if !rating.headline {
            return self.one(Count::Told(overall));
        }
        if !facts.counted.answered {
            return self.one(Count::OwnNotEligible);
        }
        self.one(Count::Own(overall));
        if facts.outcome == Some(Outcome::Served) {
            self.one(Count::OwnServed(overall));
        }
        for driver in &rating.drivers {
            self.one(if overall > 3 { Count::Well(*driver) } else { Count::Better(*driver) });
        }
        match rating.fairness {
            Some(Some(score)) => self.one(Count::Fairness(score)),
            Some(None) => self.one(Count::FairnessNotApplicable),
            None => {}
        }
        if let Some(score) = rating.confidence {
            self.one(Count::Confidence(score));
        }
        match rating.priority {
            Some(Some(driver)) => self.one(Count::Priority(driver)),
            Some(None) => self.one(Count::PriorityNothing),
            None => {}
        }
        if let Some(met) = rating.need_met {
            self.one(Count::NeedMet(met));
            if let Some(outcome) = facts.outcome {
                self.one(Count::NeedMetOf(outcome, met));
            }
        }
        if rating.comment {
            self.one(Count::Comments);
        }
    }

    fn times(&mut self, facts: &Facts) {
        if facts.time_source != TimeSource::Live {
            self.one(Count::TimesNotLive);
        }
        self.one(Count::WaitBand(facts.wait_band));
        if let Some(seconds) = facts.wait_seconds {
            self.waits.add(seconds / 60);
        }
        if let Some(seconds) = facts.handling_seconds {
            self.handling.add(seconds / 60);
        }
    }

    fn access(&mut self, facts: &Facts) {
        self.one(Count::ActiveOffer(facts.active_offer));
        if let Some(differs) = facts.language_differs() {
            self.one(Count::LanguageRecorded);
            if differs {
                self.one(Count::LanguageDiffers);
            }
            let pair = (facts.requested.value.clone(), facts.provided.value.clone());
            *self.languages.entry(pair).or_default() += 1;
        }
        if facts.interpreter.by == By::Staff {
            self.one(Count::Interpreter(facts.interpreter.value));
        }
        if facts.contact.by == By::Staff {
            self.one(Count::Contact(facts.contact.value));
        }
        for barrier in &facts.barriers {
            self.one(Count::Barrier(*barrier));
        }
        for (is_so, count) in
            [(!facts.barriers.is_empty(), Count::WithBarrier), (facts.is_unclassified(), Count::Unclassified)]
        {
            if is_so {
                self.one(count);
            }
        }
        if let Some(level) = facts.came_from {
            self.one(Count::CameFrom(level));
        }
        if let Some(level) = facts.sent_to {
            self.one(Count::SentTo(level));
        }
        for (service, answer) in &facts.offers {
            self.one(Count::Offered(*answer));
            *self.offers.entry((service.clone(), *answer)).or_default() += 1;
        }
        if let Some(event) = facts.life_event {
            self.one(Count::LifeEvent(event));
        }
        for feedback in &facts.feedback {
            self.one(Count::Feedback(*feedback));
        }
    }

    fn one(&mut self, count: Count) {
        self.more(count, 1);
    }

    fn more(&mut self, count: Count, n: u32) {
        let all = self.counts.entry(count).or_default();
        *all = all.saturating_add(n);
    }
}

impl ServiceTally {
    fn merge(&mut self, other: &Self) {
        self.lines += other.lines;
        self.volume = self.volume.saturating_add(other.volume);
        self.served += other.served;
        for (relationship, n) in &other.recorded {
            *self.recorded.entry(*relationship).or_default() += n;
        }
    }
}

impl StandardTally {
    pub fn merge(&mut self, other: &Self) {
        self.measured += other.measured;
        self.met += other.met;
        self.not_measured += other.not_measured;
        self.staff.extend(&other.staff);
    }
}

fn all<T>(words: &[T], n: impl Fn(&T) -> u32) -> u32 {
    words.iter().map(n).sum()
}
