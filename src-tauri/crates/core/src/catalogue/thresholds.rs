//! Proposes, from the text of a standard in English and French, the minutes that a counter can hold itself against.
//!
//! A proposal only: an administrator confirms it. Proposed is a single duration of at most a working day. Left out on
//! purpose: days and weeks, opening hours ("24 hours a day", "8 h to 16 h"), frequencies ("every two hours"), lower
//! bounds ("at least"), and texts with several different durations, of which no rule can tell the one that counts.

use super::number_words::{Token, number_at, skip_words, tokens, word};
use super::search::search_key;
use super::service::ThresholdAppliesTo;
use std::collections::BTreeSet;

/// A moment at a counter is over within a working day; "within 24 hours" is measured by other means.
pub const THRESHOLD_MAX_MINUTES: u32 = 8 * 60;

/// A threshold read from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Whole minutes, rounded up; at least 1.
    pub minutes: u32,
    pub applies_to: ThresholdAppliesTo,
}

/// The one duration that both texts of a standard speak of; either may be empty.
pub fn propose(text_en: &str, text_fr: &str) -> Option<Proposal> {
    let durations: BTreeSet<u32> =
        [text_en, text_fr].into_iter().flat_map(durations).map(|minutes| minutes.ceil() as u32).collect();
    let mut durations = durations.into_iter();
    match (durations.next(), durations.next()) {
        (Some(minutes), None) if minutes <= THRESHOLD_MAX_MINUTES => {
            Some(Proposal { minutes: minutes.max(1), applies_to: applies_to(text_en, text_fr) })
        }
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Second,
    Minute,
    Hour,
    /// `h`: an hour, or a time of day.
    LoneH,
}

impl Unit {
    fn minutes(self, amount: f64) -> f64 {
        match self {
            Self::Second => amount / 60.0,
            Self::Minute => amount,
            Self::Hour | Self::LoneH => amount * 60.0,
        }
    }
}

/// Before a number: what follows is a time of day, a frequency or a lower bound.
const NOT_A_LIMIT_BEFORE: &[&str] =
    &["at", "from", "until", "till", "between", "every", "each", "entre", "jusqu", "least", "minimum"];
/// After a unit: opening hours or a frequency.
const NOT_A_LIMIT_AFTER: &[&str] = &["per", "par", "sur", "daily", "before", "avant"];
/// "24 hours a day".
const PERIODS: &[&str] = &["day", "week", "month", "year"];
/// Words that make `4 h` a limit and not a time of day.
const LIMIT_WORDS: &[&str] = &[
    "within", "under", "than", "delai", "moins", "dans", "ici", "plus", "maximum", "max", "attente", "wait",
    "en",
];
/// How many words before the number may hold one of them.
const LIMIT_WORDS_REACH: usize = 4;

fn durations(text: &str) -> Vec<f64> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (duration, next) = duration_at(&tokens, at);
        found.extend(duration);
        at = next.max(at + 1);
    }
    found
}

/// The minutes of the duration that begins at `at`, and where reading goes on.
fn duration_at(tokens: &[Token], at: usize) -> (Option<f64>, usize) {
    let Some((amount, unit, mut next)) = amount_and_unit(tokens, at) else { return (None, at + 1) };
    let mut minutes = unit.minutes(amount);
    if matches!(unit, Unit::Hour | Unit::LoneH) {
        // "1 hour and 30 minutes", "une heure trente", "1 h 30", "une heure et demie", "an hour and a half".
        let more = skip_words(tokens, next, &["and", "et"]);
        if let Some((extra, Unit::Minute, after)) = amount_and_unit(tokens, more) {
            (minutes, next) = (minutes + extra, after);
        } else if let Some((extra, after)) = bare_minutes(tokens, next, unit) {
            (minutes, next) = (minutes + extra, after);
        } else if word(tokens, more).is_some_and(|w| matches!(w, "demi" | "demie")) {
            (minutes, next) = (minutes + 30.0, more + 1);
        } else if word(tokens, more) == Some("a") && word(tokens, more + 1) == Some("half") {
            (minutes, next) = (minutes + 30.0, more + 2);
        }
    }
    let limits = is_limit(tokens, at, next, unit);
    (limits.then_some(minutes), next)
}

/// The minutes after « 1 h » or « une heure », without their unit. Digits after a whole word ("2 hours, 7 days a week")
/// are another number.
fn bare_minutes(tokens: &[Token], at: usize, unit: Unit) -> Option<(f64, usize)> {
    let beside = unit == Unit::LoneH || word(tokens, at).is_some();
    number_at(tokens, at).filter(|(extra, _)| beside && *extra < 60.0)
}

fn is_limit(tokens: &[Token], at: usize, next: usize, unit: Unit) -> bool {
    let before = |steps: usize| at.checked_sub(steps).and_then(|place| word(tokens, place));
    let is_hour = matches!(unit, Unit::Hour | Unit::LoneH);
    let bound = before(1).is_some_and(|w| NOT_A_LIMIT_BEFORE.contains(&w))
        || matches!((before(2), before(1)), (Some("au"), Some("moins")) | (Some("toutes" | "tous"), Some("les")))
        // "à 16 heures", "8 heures à 16 heures" are times of day; "10 à 15 minutes" is a range, and its end counts.
        || (is_hour && before(1).is_some_and(|w| matches!(w, "a" | "to")));
    let frequency = word(tokens, next).is_some_and(|w| NOT_A_LIMIT_AFTER.contains(&w))
        || (word(tokens, next) == Some("a") && word(tokens, next + 1).is_some_and(|w| PERIODS.contains(&w)))
        || (is_hour && word(tokens, next) == Some("a") && number_at(tokens, next + 1).is_some());
    let lone_h_without_limit =
        unit == Unit::LoneH && !(1..=LIMIT_WORDS_REACH).filter_map(before).any(|w| LIMIT_WORDS.contains(&w));
    !(bound || frequency || lone_h_without_limit)
}

/// "four (4) to five (5) hours". Without an end, a long row of numbers would be walked from each of them.
const NUMBERS_IN_RANGE: usize = 4;

/// A number and its unit, or a phrase that is both ("half an hour", "trois quarts d'heure").
fn amount_and_unit(tokens: &[Token], at: usize) -> Option<(f64, Unit, usize)> {
    for (phrase, minutes) in PHRASES {
        if phrase.iter().enumerate().all(|(step, part)| word(tokens, at + step) == Some(*part)) {
            return Some((*minutes, Unit::Minute, at + phrase.len()));
        }
    }
    let (mut amount, mut next) = number_at(tokens, at)?;
    // "four (4) hours": the words and the digits are one number. "10 to 15", "10-15": the end of the range counts.
    for _ in 1..NUMBERS_IN_RANGE {
        let again = number_at(tokens, skip_words(tokens, next, &["to", "a", "or", "ou"]));
        let Some(higher) = again.filter(|(again, _)| *again >= amount) else { break };
        (amount, next) = higher;
    }
    let unit = unit(word(tokens, next)?, amount)?;
    Some((amount, unit, next + 1))
}

const PHRASES: &[(&[&str], f64)] = &[
    (&["half", "an", "hour"], 30.0),
    (&["half", "hour"], 30.0),
    (&["three", "quarters", "of", "an", "hour"], 45.0),
    (&["quarter", "of", "an", "hour"], 15.0),
    (&["quarter", "hour"], 15.0),
    (&["demi", "heure"], 30.0),
    (&["trois", "quarts", "d", "heure"], 45.0),
    (&["quart", "d", "heure"], 15.0),
];

fn unit(word: &str, amount: f64) -> Option<Unit> {
    match word {
        "minute" | "minutes" | "min" | "mins" => Some(Unit::Minute),
        // "one second" is as good as never a limit, "second payment" is.
        "seconds" | "secondes" | "sec" | "secs" => Some(Unit::Second),
        "second" | "seconde" if amount > 1.0 => Some(Unit::Second),
        "hour" | "hours" | "hr" | "hrs" | "heure" | "heures" => Some(Unit::Hour),
        "h" => Some(Unit::LoneH),
        _ => None,
    }
}

/// Beginnings of words that name waiting outright, that suggest being reached, and that speak of the work itself.
const WAIT: &[&str] = &["wait", "queue", "attente", "attendre", "attendu"];
const REACHED: &[&str] = &[
    "served",
    "servi",
    "servis",
    "servie",
    "servies",
    "seen",
    "greeted",
    "accueilli",
    "answer",
    "connected",
    "speak",
    "reponde",
    "repond",
    "repondu",
    "pris",
];
const HANDLING: &[&str] = &[
    "complet",
    "process",
    "issue",
    "transaction",
    "decision",
    "traite",
    "traitement",
    "deliv",
    "termin",
    "take",
    "last",
    "dure",
    "release",
    "review",
    "appointment",
    "rendez",
    "examin",
    "provide",
    "fourni",
    "mainlevee",
];

fn applies_to(text_en: &str, text_fr: &str) -> ThresholdAppliesTo {
    let words: Vec<String> = [text_en, text_fr]
        .into_iter()
        .flat_map(|t| search_key(t).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let begins = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let is = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let reached = is(REACHED) || begins(&["answer"]);
    match (begins(WAIT), reached, begins(HANDLING)) {
        (true, _, _) | (false, true, false) => ThresholdAppliesTo::Wait,
        (false, false, true) => ThresholdAppliesTo::Handling,
        (false, true, true) | (false, false, false) => ThresholdAppliesTo::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn minutes(text: &str, expected: Option<u32>) {
        assert_eq!(propose(text, "").map(|p| p.minutes), expected, "{text}");
        assert_eq!(propose("", text).map(|p| p.minutes), expected, "in the other language's column: {text}");
    }

    #[test]
    fn a_duration_that_a_counter_can_measure_is_proposed() {
        minutes("You will be seen within 25 minutes of your arrival", Some(25));
        minutes("Être accueilli dans un délai de 25 minutes", Some(25));
        minutes("A 15-minute wait or less, 8 times out of 10", Some(15));
        minutes("15‑minute target", Some(15));
        minutes("Nine in ten visitors wait no more than ten minutes.", Some(10));
        minutes("Attente de vingt-cinq minutes au plus", Some(25));
        minutes("within twenty-five (25) minutes", Some(25));
        minutes("en moins de quatre (4) heures", Some(240));
        minutes("Calls are picked up within 180 seconds (3 minutes).", Some(3));
        minutes("within 20 seconds", Some(1));
        minutes("in 90 sec.", Some(2));
        minutes("25min", Some(25));
        minutes("dans l'heure, soit 60 min", Some(60));
        minutes("in under half an hour", Some(30));
        minutes("within half-an-hour", Some(30));
        minutes("en une demi-heure", Some(30));
        minutes("Moins d'un quart d’heure d'attente", Some(15));
        minutes("trois quarts d'heure", Some(45));
        minutes("within an hour and a half", Some(90));
        minutes("une heure et demie tout au plus", Some(90));
        minutes("within 1 hour and 30 minutes", Some(90));
        minutes("dans un délai de 1 h 30", Some(90));
        minutes("dans un délai d’une heure trente", Some(90));
        minutes("dans un délai de 2 h", Some(120));
        minutes("within 2 hrs", Some(120));
        minutes("10 to 15 minutes", Some(15));
        minutes("de 10 à 15 minutes", Some(15));
        minutes("10-15 minutes", Some(15));
        minutes("within 7.5 minutes", Some(8));
        minutes("en 7,5 minutes", Some(8));
        minutes("cent quatre-vingts secondes", Some(3));
        minutes("soixante-quinze minutes", Some(75));
        minutes("one hundred and twenty minutes", Some(120));
        minutes("quatre-vingt-dix minutes", Some(90));
        minutes("Le guichet ouvre à 8 h 30; attente maximale de 20 minutes", Some(20));
        minutes("Served within 20 minutes, 7 days a week, from 8:30 to 16:30", Some(20));
        minutes("De\u{301}lai de 12 minutes", Some(12));
    }

    #[test]
    fn days_opening_hours_frequencies_and_doubtful_texts_are_not() {
        for text in [
            "",
            "within 5 business days",
            "dans un délai de 10 jours ouvrables",
            "Two weeks after we have the whole file",
            "within 24 hours",
            "dans les 48 heures",
            "open 24 hours a day, 7 days a week",
            "24 heures sur 24, 7 jours sur 7",
            "ouvert de 8 h 30 à 16 h 30",
            "de 8h à 16h, heure de l'Est",
            "from 8 hours to 16 hours",
            "jusqu’à 16 heures",
            "during business hours",
            "an update every two hours",
            "un suivi toutes les deux heures",
            "Come at least 30 minutes before your appointment",
            "au moins 15 minutes à l’avance",
            "5 minutes on weekdays and 10 minutes on weekends",
            "an answer in 15 minutes, a report every hour, a solution in 3 hours",
            "The second payment follows",
            "second-level support",
            "the minutes of the meeting",
            "at the last minute",
            "Service in the official language of your choice",
            "Section 8.1.2 hours",
            "99999999999999999999999999 minutes",
            "0.0.0.0 minutes",
        ] {
            minutes(text, None);
        }
    }

    #[test]
    fn two_texts_that_differ_propose_nothing() {
        assert_eq!(propose("within 10 minutes", "dans un délai de 15 minutes"), None);
        assert_eq!(propose("within 10 minutes", "en dix minutes").map(|p| p.minutes), Some(10));
        assert_eq!(propose("within 10 minutes", "").map(|p| p.minutes), Some(10));
        assert_eq!(propose("0 minutes", "").map(|p| p.minutes), Some(1), "a threshold is at least a minute");
    }

    #[test]
    fn waiting_is_told_from_handling() {
        for (text, expected) in [
            ("The wait at the counter is 15 minutes or less", ThresholdAppliesTo::Wait),
            ("Attente de 15 minutes au plus", ThresholdAppliesTo::Wait),
            ("You are served within 20 minutes", ThresholdAppliesTo::Wait),
            ("Vous êtes servi en moins de 20 minutes", ThresholdAppliesTo::Wait),
            ("Calls are answered within 2 minutes", ThresholdAppliesTo::Wait),
            ("The permit is issued within 45 minutes", ThresholdAppliesTo::Handling),
            ("Le permis est délivré en 45 minutes", ThresholdAppliesTo::Handling),
            ("The renewal takes 10 minutes", ThresholdAppliesTo::Handling),
            ("After a wait of 10 minutes the renewal is processed", ThresholdAppliesTo::Wait),
            ("Within 30 minutes", ThresholdAppliesTo::Unknown),
        ] {
            assert_eq!(propose(text, "").map(|p| p.applies_to), Some(expected), "{text}");
        }
    }
}
