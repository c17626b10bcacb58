//! Figures as they are shown: from a tally, within what may be shown of it.

use super::{ServiceTotal, Share};
use moments_core::catalogue::{Standard, ThresholdAppliesTo};
use moments_core::figures::disclosure;
use moments_core::figures::{Count, Guarded, ServiceTally, StandardTally, Tally};
use moments_core::statistics::{Minutes, Scores, net_confidence, wilson};
use moments_core::words::*;
use serde::Serialize;

/// A stored word and how often it occurs.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Total {
    pub word: String,
    pub n: u32,
}

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// Too few staff members stand behind it: it would be about one of them.
    FewStaff,
    /// Beside figures that are shown elsewhere it would tell of too few.
    TellsOfOthers,
    /// It is narrowed on more than one side besides the client's.
    Narrow,
}

impl From<disclosure::Withheld> for Withheld {
    fn from(withheld: disclosure::Withheld) -> Self {
        match withheld {
            disclosure::Withheld::FewStaff => Self::FewStaff,
            disclosure::Withheld::TellsOfOthers => Self::TellsOfOthers,
            disclosure::Withheld::Narrow => Self::Narrow,
        }
    }
}

/// What clients answered by their own hand. `n` is always told; the rest only where it may be.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Ratings {
    pub n: u32,
    pub withheld: Option<Withheld>,
    /// Answers at 1 … 5; empty where withheld or under the threshold.
    pub distribution: Vec<u32>,
    /// 4 or 5; `null` where there is no distribution.
    pub satisfied: Option<u32>,
    pub mean: Option<f64>,
    /// A 95 % Wilson range of the share satisfied.
    pub likely_low: Option<f64>,
    pub likely_high: Option<f64>,
}

impl Ratings {
    pub(crate) fn of(scores: Scores, threshold: u32, withheld: Option<Withheld>) -> Self {
        let n = scores.n();
        let shown = (withheld.is_none() && n > 0 && n >= threshold).then_some(scores);
        let range = shown.and_then(|scores| wilson(scores.satisfied(), n));
        Self {
            n,
            withheld: withheld.filter(|_| n > 0),
            distribution: shown.map_or_else(Vec::new, |scores| scores.0.to_vec()),
            satisfied: shown.map(|scores| scores.satisfied()),
            mean: shown.and_then(|scores| scores.mean()),
            likely_low: range.map(|range| range.low),
            likely_high: range.map(|range| range.high),
        }
    }
}

/// Times in whole minutes. `n` is always told; the rest only where it may be.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Times {
    /// Measured by the clock; the other moments of the scope are not measured.
    pub n: u32,
    pub withheld: Option<Withheld>,
    pub median: Option<f64>,
    /// Nine of ten took at most so long.
    pub ninth: Option<f64>,
    /// It is one client's: only of the waits of a whole day.
    pub longest: Option<u32>,
}

impl Times {
    /// `threshold`: times under which nothing is told of them, as a middle of three is one of the three.
    pub(crate) fn of(minutes: &Minutes, threshold: u32, withheld: Option<Withheld>) -> Self {
        let n = minutes.n();
        let shown = Some(minutes).filter(|_| withheld.is_none() && n >= threshold);
        Self {
            n,
            withheld: withheld.filter(|_| n > 0),
            median: shown.and_then(|minutes| minutes.quantile(0.5)),
            ninth: shown.and_then(|minutes| minutes.quantile(0.9)),
            longest: None,
        }
    }

    pub(crate) fn with_longest(self, minutes: &Minutes) -> Self {
        Self { longest: self.median.and(minutes.max()), ..self }
    }
}

/// Lines against one service standard.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct StandardResult {
    pub standard: String,
    pub service: String,
    pub text_en: String,
    pub text_fr: String,
    /// Minutes.
    pub threshold: u32,
    /// `wait` or `handling`.
    pub measures: String,
    /// 0 … 1.
    pub target: Option<f64>,
    pub measured: u32,
    /// Those of the measured whose times may be told; and those that met it, `null` where none may be told.
    pub told: u32,
    pub met: Option<u32>,
    pub not_measured: u32,
}

/// The times that are held against a standard.
pub(crate) fn measured_by(standard: &Standard) -> Option<Guarded> {
    match standard.threshold_applies_to {
        ThresholdAppliesTo::Wait => Some(Guarded::Waits),
        ThresholdAppliesTo::Handling => Some(Guarded::Handling),
        ThresholdAppliesTo::Unknown => None,
    }
}

/// `told`: what may be told of the times. Those of a standard that is not known here are not.
pub(crate) fn standard_results<'a>(
    tally: &Tally,
    known: impl Fn(&str) -> Option<&'a Standard>,
    told: impl Fn(&'a Standard, &(String, u32)) -> Option<StandardTally>,
) -> Vec<StandardResult> {
    let result = |(id, tally): (&(String, u32), &StandardTally)| {
        let (key, threshold) = id;
        let standard = known(key);
        let told = standard.and_then(|standard| told(standard, id));
        StandardResult {
            standard: key.clone(),
            service: standard.map(|s| s.service.to_string()).unwrap_or_default(),
            text_en: standard.map(|s| s.text_en.clone()).unwrap_or_default(),
            text_fr: standard.map(|s| s.text_fr.clone()).unwrap_or_default(),
            threshold: *threshold,
            measures: standard.map(|s| s.threshold_applies_to.as_str().to_owned()).unwrap_or_default(),
            target: standard.and_then(|s| s.target),
            measured: tally.measured,
            told: told.as_ref().map_or(0, |tally| tally.measured),
            met: told.map(|tally| tally.met),
            not_measured: tally.not_measured,
        }
    };
    tally.standards.iter().map(result).collect()
}

/// The rotated questions, each by those who were asked it and answered.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Questions {
    /// "I was treated fairly", 1 … 5; who finds it not applicable is no part of `n`.
    pub fairness: Ratings,
    pub fairness_not_applicable: u32,
    pub confidence: Confidence,
    pub priorities: Vec<Total>,
    /// Whether the need was met, by the client's word.
    pub need_met: Vec<Total>,
    /// The same beside the outcome by the staff's word; outcomes with few answers are left out.
    pub need_met_by_outcome: Vec<NeedMetOf>,
    pub withheld: QuestionsWithheld,
}

/// Why what clients said besides is not told, question by question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct QuestionsWithheld {
    pub drivers: Option<Withheld>,
    pub fairness: Option<Withheld>,
    pub confidence: Option<Withheld>,
    pub priorities: Option<Withheld>,
    pub need_met: Option<Withheld>,
}

/// Confidence in the institution after today. Shares and their difference only from the threshold on.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Confidence {
    pub n: u32,
    pub higher: Option<u32>,
    pub lower: Option<u32>,
    /// Percentage points, −100 … 100.
    pub net: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct NeedMetOf {
    pub outcome: Outcome,
    pub yes: u32,
    pub partly: u32,
    pub no: u32,
}

impl Confidence {
    pub(crate) fn of(scores: Scores, threshold: u32) -> Self {
        let [much_lower, lower, _, higher, much_higher] = scores.0;
        let enough = scores.n() > 0 && scores.n() >= threshold;
        Self {
            n: scores.n(),
            higher: enough.then_some(higher + much_higher),
            lower: enough.then_some(lower + much_lower),
            net: enough.then(|| net_confidence(scores.0)).flatten(),
        }
    }
}

impl NeedMetOf {
    /// Of the outcomes that occur with answers enough, and none that would tell of the others.
    pub(crate) fn all(tally: &Tally, threshold: u32) -> Vec<Self> {
        let of = |outcome: &Outcome| {
            let n = |met| tally.n(Count::NeedMetOf(*outcome, met));
            Self { outcome: *outcome, yes: n(NeedMet::Yes), partly: n(NeedMet::Partly), no: n(NeedMet::No) }
        };
        let all: Vec<Self> = Outcome::ALL.iter().map(of).collect();
        let ns: Vec<u32> = all.iter().map(|of| of.yes + of.partly + of.no).collect();
        let shown = disclosure::small_cells(&ns, threshold);
        let told = all.into_iter().zip(ns).zip(shown).filter(|((_, n), shown)| *n > 0 && *shown);
        told.map(|((of, _), _)| of).collect()
    }
}

/// What clients would improve first, by those who were asked.
pub(crate) fn priorities(tally: &Tally) -> Vec<Total> {
    let drivers = Driver::ALL.iter().map(|d| (d.as_str(), tally.n(Count::Priority(*d))));
    totals(drivers.chain([("nothing", tally.n(Count::PriorityNothing))]))
}

impl Questions {
    pub(super) fn of(tally: &Tally, threshold: u32, withheld: impl Fn(Guarded) -> Option<Withheld>) -> Self {
        let nothing = Tally::default();
        let told = |guarded| if withheld(guarded).is_none() { tally } else { &nothing };
        let why = QuestionsWithheld {
            drivers: withheld(Guarded::Drivers),
            fairness: withheld(Guarded::Fairness),
            confidence: withheld(Guarded::Confidence),
            priorities: withheld(Guarded::Priority),
            need_met: withheld(Guarded::NeedMet),
        };
        let (fairness, need_met) = (told(Guarded::Fairness), told(Guarded::NeedMet));
        Self {
            fairness: Ratings { withheld: why.fairness, ..Ratings::of(fairness.fairness(), threshold, None) },
            fairness_not_applicable: fairness.n(Count::FairnessNotApplicable),
            confidence: Confidence::of(told(Guarded::Confidence).scores(Count::Confidence), threshold),
            priorities: priorities(told(Guarded::Priority)),
            need_met: words(NeedMet::ALL, |w| w.as_str(), |w| need_met.n(Count::NeedMet(w))),
            need_met_by_outcome: NeedMetOf::all(need_met, threshold),
            withheld: why,
        }
    }
}

/// What clients named as better or well done.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DriverTotal {
    pub driver: Driver,
    /// Of answers of 1–3: what could have been better.
    pub better: u32,
    /// Of answers of 4–5: what went well.
    pub well: u32,
}

pub(crate) fn drivers(tally: &Tally, withheld: Option<Withheld>) -> Vec<DriverTotal> {
    let total = |driver: &Driver| DriverTotal {
        driver: *driver,
        better: tally.n(Count::Better(*driver)),
        well: tally.n(Count::Well(*driver)),
    };
    Driver::ALL.iter().filter(|_| withheld.is_none()).map(total).collect()
}

/// The active-offer ledger, as far as staff recorded it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Languages {
    /// `yes`, `no`, `not_recorded`: it has no default.
    pub active_offer: Vec<Total>,
    /// Moments whose requested and provided language staff recorded; of those, served in another than was asked for.
    pub recorded: u32,
    pub differs: u32,
    pub pairs: Vec<LanguagePair>,
    pub interpreter: Vec<Total>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LanguagePair {
    pub requested: String,
    pub provided: String,
    pub n: u32,
}

impl Languages {
    pub(super) fn of(tally: &Tally) -> Self {
        let pair = |((requested, provided), n): (&(String, String), &u32)| LanguagePair {
            requested: requested.clone(),
            provided: provided.clone(),
            n: *n,
        };
        let mut pairs: Vec<LanguagePair> = tally.languages.iter().map(pair).collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.n));
        Self {
            active_offer: words(ActiveOffer::ALL, |w| w.as_str(), |w| tally.n(Count::ActiveOffer(w))),
            recorded: tally.n(Count::LanguageRecorded),
            differs: tally.n(Count::LanguageDiffers),
            pairs,
            interpreter: words(Interpreter::ALL, |w| w.as_str(), |w| tally.n(Count::Interpreter(w))),
        }
    }
}

/// Lines with somebody else's interests at stake.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Stakes {
    pub lines: u32,
    pub interests: Vec<Total>,
    pub explained: Said,
    pub recourse: Said,
}

/// What staff said of it; `not_recorded` is not no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct Said {
    pub yes: u32,
    pub no: u32,
    pub not_recorded: u32,
}

impl Stakes {
    pub(super) fn of(tally: &Tally) -> Self {
        let said = |count: fn(Option<bool>) -> Count| Said {
            yes: tally.n(count(Some(true))),
            no: tally.n(count(Some(false))),
            not_recorded: tally.n(count(None)),
        };
        Self {
            lines: tally.n(Count::Stakes),
            interests: words(Interest::ALL, |w| w.as_str(), |w| tally.n(Count::Interest(w))),
            explained: said(Count::Explained),
            recourse: said(Count::Recourse),
        }
    }
}

/// Lines by service, the most frequent first. Names are English and French; a service without is shown by its key.
pub(crate) fn service_totals(
    tally: &Tally,
    names: impl Fn(&str) -> Option<(String, String)>,
) -> Vec<ServiceTotal> {
    let total = |(service, tally): (&String, &ServiceTally)| {
        let (name_en, name_fr) = names(service).unwrap_or_default();
        let (lines, volume, served) = (tally.lines, tally.volume, tally.served);
        ServiceTotal { service: service.clone(), name_en, name_fr, lines, volume, served }
    };
    let mut services: Vec<ServiceTotal> = tally.services.iter().map(total).collect();
    services.sort_by_key(|service| std::cmp::Reverse(service.lines));
    services
}

/// Every word of a set, in its order, also those that did not occur.
pub(crate) fn words<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> &'static str,
    n: impl Fn(T) -> u32,
) -> Vec<Total> {
    totals(all.iter().map(|one| (word(*one), n(*one))))
}

fn totals(all: impl IntoIterator<Item = (&'static str, u32)>) -> Vec<Total> {
    all.into_iter().map(|(word, n)| Total { word: word.to_owned(), n }).collect()
}

/// Shares that staff confirmed rather than left at a default, of lines.
pub(super) fn confirmed(tally: &Tally, recorded: Count) -> Share {
    Share { n: tally.n(recorded), of: tally.n(Count::Lines) }
}
