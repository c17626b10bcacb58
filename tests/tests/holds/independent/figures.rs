//! Figures of some moments, in the shape in which they are printed: everything is counted anew for each of them.

use super::formulas::{in_ten, mean, wilson};
use super::journal::{Answer, Fields, Known, Line, Moment, Said};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub const OUTCOMES: &[&str] = &["served", "partly_served", "referred", "turned_away", "left"];
pub const CONTACTS: &[&str] = &["1", "2", "3_or_more", "unknown"];
pub const WAYS: &[&str] = &["straight", "sent_here", "sent_on", "sent_here_and_on"];
pub const CLIENTS: &[&str] = &["voluntary", "involuntary", "mixed"];
pub const DRIVERS: &[&str] = &[
    "timeliness",
    "knowledge",
    "courtesy",
    "fairness",
    "outcome",
    "ease_of_access",
    "information",
    "language",
];
pub const BARRIERS: &[&str] = &[
    "wrong_office",
    "missing_document",
    "not_eligible",
    "unclear_information",
    "hours",
    "wait",
    "language",
    "disability_access",
    "digital_access",
    "cost",
    "distance",
    "system_down",
    "other",
];
pub const FEEDBACK: &[&str] = &["complaint", "compliment", "suggestion"];
pub const NEEDS: &[&str] = &["yes", "partly", "no"];

/// Some moments, in any order.
pub type Moments<'a> = [&'a Moment];

/// How often each word occurs.
pub fn totals<T: AsRef<str>>(words: &[&str], found: impl IntoIterator<Item = T>) -> Value {
    let found: Vec<T> = found.into_iter().collect();
    words
        .iter()
        .map(|word| json!({ "word": word, "n": found.iter().filter(|one| one.as_ref() == *word).count() }))
        .collect()
}

pub fn count(moments: &Moments, holds: impl Fn(&Moment) -> bool) -> usize {
    moments.iter().filter(|m| holds(m)).count()
}

pub fn lines<'a>(moments: &Moments<'a>) -> Vec<&'a Line> {
    moments.iter().flat_map(|m| &m.lines).collect()
}

pub fn headlines<'a>(moments: &Moments<'a>) -> Vec<&'a Answer> {
    moments.iter().filter_map(|m| m.headline()).collect()
}

/// How many people stand behind the moments for which this holds.
pub fn people(moments: &Moments, holds: impl Fn(&Moment) -> bool) -> usize {
    moments.iter().filter(|m| holds(m)).filter_map(|m| m.staff.as_ref()).collect::<BTreeSet<_>>().len()
}

pub fn overall(answers: &[&Answer]) -> Vec<f64> {
    answers.iter().map(|answer| f64::from(answer.overall.unwrap())).collect()
}

/// Answers on a scale of 1 to 5.
pub fn ratings(scores: &[f64], threshold: usize, withheld: Value) -> Value {
    let n = scores.len();
    if !withheld.is_null() || n == 0 || n < threshold {
        return json!({ "n": n, "withheld": withheld, "distribution": [], "satisfied": null, "mean": null,
            "likely_low": null, "likely_high": null });
    }
    let at = |score: f64| scores.iter().filter(|given| **given == score).count();
    let satisfied = scores.iter().filter(|score| **score >= 4.0).count();
    let (low, high) = wilson(satisfied as f64, n as f64);
    json!({ "n": n, "withheld": null, "distribution": [at(1.0), at(2.0), at(3.0), at(4.0), at(5.0)],
        "satisfied": satisfied, "mean": mean(scores), "likely_low": low, "likely_high": high })
}

/// Times as shown: whole minutes, a day at most.
pub fn minutes(moments: &Moments, seconds: impl Fn(&Moment) -> Option<i64>) -> Vec<u32> {
    moments.iter().filter_map(|m| seconds(m)).map(|s| u32::try_from(s / 60).unwrap().min(1_440)).collect()
}

/// From so many times on as answers; the longest only `with_longest`.
pub fn times(minutes: &[u32], threshold: usize, withheld: Value, with_longest: bool) -> Value {
    if !withheld.is_null() || minutes.len() < threshold {
        return json!({ "n": minutes.len(), "withheld": withheld, "median": null, "ninth": null, "longest": null });
    }
    json!({ "n": minutes.len(), "withheld": null, "median": in_ten(minutes, 5), "ninth": in_ten(minutes, 9),
        "longest": minutes.iter().max().filter(|_| with_longest) })
}

/// Whether an answer says something.
type Says = fn(&Answer) -> bool;

/// What an answer says besides, by the name under which the reason for not telling it stands.
pub const QUESTIONS: &[(&str, Says)] = &[
    ("drivers", |answer| !answer.drivers.is_empty()),
    ("fairness", |answer| answer.fairness.is_some()),
    ("confidence", |answer| answer.confidence.is_some()),
    ("priorities", |answer| answer.priority.is_some()),
    ("need_met", |answer| answer.need_met.is_some()),
];

/// How many answered a question, and how many people stand behind them.
pub fn asked(moments: &Moments, said: Says) -> (usize, usize) {
    let holds = |m: &Moment| m.headline().is_some_and(said);
    (count(moments, holds), people(moments, holds))
}

pub fn drivers(answers: &[&Answer]) -> Value {
    let named = |driver: &str, well: bool| {
        let of = |answer: &&&Answer| {
            (answer.overall.unwrap() >= 4) == well && answer.drivers.iter().any(|d| d == driver)
        };
        answers.iter().filter(of).count()
    };
    let one = |driver: &&str| json!({ "driver": driver, "better": named(driver, false), "well": named(driver, true) });
    DRIVERS.iter().map(one).collect()
}

pub fn priorities(answers: &[&Answer]) -> Value {
    totals(&[DRIVERS, &["nothing"]].concat(), answers.iter().filter_map(|answer| answer.priority.as_ref()))
}

pub fn need_met(answers: &[&Answer]) -> Value {
    totals(NEEDS, answers.iter().filter_map(|answer| answer.need_met.as_ref()))
}

/// Of the outcomes that occur; where one has few answers, only those with enough that are shown.
pub fn need_met_by_outcome(moments: &Moments, threshold: usize, said: &Value) -> Value {
    let all = every_need_met_by_outcome(moments);
    let all = all.as_array().unwrap();
    let enough =
        |row: &Value| NEEDS.iter().filter_map(|need| row[need].as_u64()).sum::<u64>() >= threshold as u64;
    let is_shown = |row: &Value| said.as_array().unwrap().contains(row);
    let all_have_enough = all.iter().all(enough);
    let shown = all.iter().filter(|row| enough(row) && (all_have_enough || is_shown(row)));
    let shown: Vec<&Value> = shown.collect();
    let alone = all.len() > 1 && all.len() - shown.len() == 1;
    assert!(all_have_enough || !alone, "one outcome alone is hidden: {said}");
    json!(shown)
}

fn every_need_met_by_outcome(moments: &Moments) -> Value {
    let n = |outcome: &str, need: &str| {
        count(moments, |m| {
            let met = m.headline().and_then(|answer| answer.need_met.as_deref());
            m.outcome() == Some(outcome) && met == Some(need)
        })
    };
    let all = OUTCOMES.iter().map(|outcome| (outcome, NEEDS.iter().map(|need| n(outcome, need))));
    all.map(|(outcome, ns)| (outcome, ns.collect::<Vec<_>>()))
        .filter(|(_, ns)| ns.iter().sum::<usize>() > 0)
        .map(|(outcome, ns)| json!({ "outcome": outcome, "yes": ns[0], "partly": ns[1], "no": ns[2] }))
        .collect()
}

pub fn confidence(answers: &[&Answer], threshold: usize) -> Value {
    let all: Vec<u32> = answers.iter().filter_map(|answer| answer.confidence).collect();
    if all.is_empty() || all.len() < threshold {
        return json!({ "n": all.len(), "higher": null, "lower": null, "net": null });
    }
    let higher = all.iter().filter(|score| **score > 3).count();
    let lower = all.iter().filter(|score| **score < 3).count();
    let net = (higher as f64 - lower as f64) * 100.0 / all.len() as f64;
    json!({ "n": all.len(), "higher": higher, "lower": lower, "net": net })
}

/// The shares of those asked lie over 20 points apart; in whole numbers, as 20 points are not over 20 points.
pub fn asked_unlike(groups: &[Vec<&Moment>]) -> bool {
    let share = |group: &Vec<&Moment>| (count(group, Moment::invited), count(group, Moment::eligible));
    let shares: Vec<_> = groups.iter().map(share).filter(|(_, eligible)| *eligible > 0).collect();
    shares.iter().any(|(invited, of)| {
        shares.iter().any(|(less, of_less)| 5 * invited * of_less > of * of_less + 5 * less * of)
    })
}

/// By client relationship, or by outcome.
pub fn grouped<'a>(
    moments: &Moments<'a>,
    words: &[&str],
    by: impl Fn(&Moment) -> Option<&'static str>,
) -> Vec<Vec<&'a Moment>> {
    let of = |word: &&str| moments.iter().copied().filter(|m| by(m) == Some(*word)).collect();
    words.iter().map(of).collect()
}

/// Lines by service, in the order of services; the names are the caller's.
pub fn by_service(moments: &Moments, names: impl Fn(&str) -> (String, String)) -> Value {
    let mut services: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in lines(moments) {
        services.entry(&line.service).or_default().push(line);
    }
    let one = |(service, lines): (&str, Vec<&Line>)| {
        let (name_en, name_fr) = names(service);
        json!({ "service": service, "name_en": name_en, "name_fr": name_fr, "lines": lines.len(),
            "volume": lines.iter().map(|line| line.quantity).sum::<u32>(),
            "served": lines.iter().filter(|line| line.outcome.value == "served").count() })
    };
    services.into_iter().map(one).collect()
}

/// Lines that are held against one standard, as it was when they were recorded.
pub struct Held<'a> {
    /// Moments whose principal line is held against it, and was measured; with whether they met it.
    pub measured: Vec<(&'a Moment, bool)>,
    pub not_measured: usize,
}

/// By key and threshold.
pub fn held<'a>(moments: &Moments<'a>) -> BTreeMap<(String, u32), Held<'a>> {
    let mut all: BTreeMap<(String, u32), Held<'a>> = BTreeMap::new();
    for m in moments {
        for (place, line) in m.lines.iter().enumerate() {
            let Some((key, threshold, measures)) = &line.standard else { continue };
            let took = if measures == "wait" { m.wait_seconds() } else { m.handling_seconds() };
            let held =
                all.entry((key.clone(), *threshold)).or_insert(Held { measured: vec![], not_measured: 0 });
            match took.filter(|_| place == 0) {
                Some(seconds) => held.measured.push((m, seconds <= i64::from(*threshold) * 60)),
                None => held.not_measured += 1,
            }
        }
    }
    all
}

/// A result, as far as it is told.
pub fn standard(known: &Known, (key, threshold): &(String, u32), held: &Held, told: bool) -> Value {
    let none = Fields::default();
    let standard = known.one("standard", key);
    let measures = standard.map(|standard| standard.word("threshold_applies_to").unwrap_or("unknown".into()));
    let standard = standard.unwrap_or(&none);
    let met = held.measured.iter().filter(|(_, met)| *met).count();
    json!({ "standard": key, "service": standard.word("service").unwrap_or_default(),
        "text_en": standard.word("text_en").unwrap_or_default(),
        "text_fr": standard.word("text_fr").unwrap_or_default(), "threshold": threshold,
        "measures": measures.unwrap_or_default(), "target": standard.get("target"),
        "measured": held.measured.len(), "told": if told { held.measured.len() } else { 0 },
        "met": told.then_some(met), "not_measured": held.not_measured })
}

pub fn staff_said<'a>(said: impl IntoIterator<Item = &'a Said>) -> Vec<&'a str> {
    said.into_iter().filter(|said| said.by_staff).map(|said| said.value.as_str()).collect()
}

/// The words of a list that each moment may have.
pub fn listed(moments: &Moments, field: &str) -> Vec<String> {
    moments.iter().flat_map(|m| m.more.words(field)).collect()
}

pub fn workstations(known: &Known) -> Vec<Value> {
    let here = known.all("workstation").filter(|(_, w)| w.yes("retired") != Some(true));
    here.map(|(id, w)| json!({ "id": id, "label": w.word("label") })).collect()
}
