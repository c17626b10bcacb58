//! Every figure that is shown is worked out a second time from the journal alone, by the definitions of the design, in plain
//! counting that shares nothing with how the app counts.
//!
//! Offices are generated from a seed. Of every second one no figure is withheld, and all of them are compared. Of the others
//! a figure that is shown must be right and have enough people behind it; what has too few must not be shown.

mod compare;
mod day;
mod day_more;
mod figures;
mod forms;
mod formulas;
mod generate;
mod journal;
mod moment;
mod office;
mod trend;

use chrono::{Days, NaiveDate};
use compare::difference;
use forms::{maybe, pick};
use generate::Generated;
use journal::Known;
use moments_desk::review::ReviewFilter;
use moments_desk::trends::TrendForm;
use moments_desk::words::*;
use moments_tests::generated::Dice;
use office::Template;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Offices, unless the variable `MOMENTS_OFFICES` says `from..to` in seeds.
const OFFICES: u64 = 500;

fn seeds() -> std::ops::Range<u64> {
    let said = std::env::var("MOMENTS_OFFICES").ok();
    let said = said.as_deref().and_then(|said| said.split_once(".."));
    said.map_or(0..OFFICES, |(from, to)| from.parse().unwrap()..to.parse().unwrap())
}

#[test]
fn every_figure_of_500_offices_is_what_counting_by_hand_in_the_journal_gives() {
    let seeds = seeds();
    let template = Template::new();
    let next = AtomicU64::new(seeds.start);
    let wrong: Mutex<Vec<String>> = Mutex::default();
    let told = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !seeds.contains(&seed) || wrong.lock().unwrap().len() >= 10 {
                        return;
                    }
                    let found = check(&template, seed, &told);
                    wrong.lock().unwrap().extend(found.map(|found| format!("office {seed}, {found}")));
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let told: BTreeMap<String, bool> = told.into_inner().unwrap();
    // What is empty in one office may hold something in another.
    let holds_some = |path: &str| told.keys().any(|other| other.starts_with(&format!("{path}.")));
    let never = told.iter().filter(|(path, told)| !**told && !holds_some(path));
    // Told of the waits of a whole day only, as it is one client's.
    let never = never.filter(|(path, _)| !path.ends_with(".longest") || *path == "review.waits.longest");
    let never: Vec<&String> = never.map(|(path, _)| path).collect();
    let whole = seeds.end - seeds.start >= OFFICES;
    assert!(!whole || never == NEVER, "of these nothing was ever said: {never:#?}");
}

/// What generated offices have nothing of: entries of another workstation or of a newer version, draws that were tampered with;
/// and what is empty by definition.
const NEVER: &[&str] = &[
    "review.draws.differ",
    "review.left_out.erased",
    "review.left_out.incomplete",
    "review.left_out.only_sums",
    "review.left_out.written_by_newer",
    "review.scope.not_included",
    "review.scope.workstations.each.until",
    "trend.periods.each.withheld.fairness",
    "trend.whole.change.before",
    "trend.whole.change.high",
    "trend.whole.change.low",
    "trend.whole.change.points",
    "trend.whole.withheld.fairness",
];

/// Notes for each field whether it ever said anything.
fn note(told: &mut BTreeMap<String, bool>, path: String, shown: &Value) {
    if let Some(fields) = shown.as_object() {
        fields.iter().for_each(|(name, field)| note(told, format!("{path}.{name}"), field));
    } else if let Some(items) = shown.as_array().filter(|items| !items.is_empty()) {
        for item in items {
            let word =
                ["word", "driver", "outcome", "client"].iter().find_map(|name| item.get(name)?.as_str());
            note(told, format!("{path}.{}", word.unwrap_or("each")), item);
        }
    } else {
        let says = !["null", "0", "0.0", "false", "[]", "\"\""].contains(&shown.to_string().as_str());
        *told.entry(path).or_default() |= says;
    }
}

/// What is asked, and what is shown.
enum Shown {
    Day(NaiveDate, ReviewFilter, Value),
    Trend(TrendForm, Value),
}

/// The first figure of an office that is wrong.
fn check(template: &Template, seed: u64, told: &Mutex<BTreeMap<String, bool>>) -> Option<String> {
    let generated = generate::office(template, seed);
    let shown = shown(&generated, seed);
    if seed.is_multiple_of(25) {
        let proof = generated.office.desk.prove().unwrap();
        assert!(proof.is_sound(), "office {seed}: {proof:?}");
    }
    for shown in &shown {
        let (path, shown) = match shown {
            Shown::Day(_, _, shown) => ("review", shown),
            Shown::Trend(_, shown) => ("trend", shown),
        };
        note(&mut told.lock().unwrap(), path.into(), shown);
    }
    let known = Known::of(&generated.office.journal());
    shown.into_iter().find_map(|shown| match shown {
        Shown::Day(date, filter, said) => {
            let wrong = difference("review", &day::day(&known, date, &filter, &said), &said);
            wrong.map(|wrong| format!("{date} {filter:?}:\n{wrong}"))
        }
        Shown::Trend(form, said) => {
            let wrong = difference("trend", &trend::trend(&known, &form, &said), &said);
            wrong.map(|wrong| format!("{form:?}:\n{wrong}"))
        }
    })
}

/// Some days, whole and narrowed, and some trends, as `--json` prints them.
fn shown(generated: &Generated, seed: u64) -> Vec<Shown> {
    let dice = &mut Dice::of(seed ^ 0x5EED);
    let Generated { office, days, services } = generated;
    let ada = office.supervisor();
    let here = office.desk.place().unwrap().workstation_id.to_string();
    let mut all = Vec::new();
    let mut asked = vec![days[days.len() - 1]];
    asked.extend((0..2).map(|_| pick(dice, days)));
    for (place, date) in asked.into_iter().enumerate() {
        let narrowed = filter(dice, &here, services);
        let filters = if place == 2 { vec![narrowed] } else { vec![ReviewFilter::default(), narrowed] };
        for filter in filters {
            let day = office.desk.review_day(&ada, Some(&date.to_string()), &filter).unwrap();
            all.push(Shown::Day(date, filter, serde_json::to_value(day).unwrap()));
        }
    }
    for _ in 0..3 {
        let form = form(dice, days, &here, services);
        let trend = office.desk.trend(&ada, &form).unwrap();
        all.push(Shown::Trend(form, serde_json::to_value(trend).unwrap()));
    }
    all
}

/// Narrowed on one side, on two, or to a client relationship.
fn filter(dice: &mut Dice, here: &str, services: &[String]) -> ReviewFilter {
    let mut filter =
        ReviewFilter { client: maybe(dice, 3, ClientRelationship::ALL), ..ReviewFilter::default() };
    let sides = pick(dice, &[0, 1, 1, 1, 2]);
    for _ in 0..sides {
        match dice.below(6) {
            0 => filter.workstation = Some(here.into()),
            1 | 2 => filter.service = Some(pick(dice, services)),
            3 => filter.channel = Some(pick(dice, &[Channel::InPerson, Channel::InPerson, Channel::Phone])),
            4 => filter.outcome = Some(pick(dice, Outcome::ALL)),
            _ => filter.hour = Some(pick(dice, &[8, 9, 10, 11, 12, 14])),
        }
    }
    filter
}

fn form(dice: &mut Dice, days: &[NaiveDate], here: &str, services: &[String]) -> TrendForm {
    let (first, last) = (days[0], days[days.len() - 1]);
    let (one, other) = (pick(dice, days), pick(dice, days));
    let from = pick(dice, &[first, one, first - Days::new(9)]);
    let to = pick(dice, &[last, other, last + Days::new(20)]).max(from);
    let mut form = TrendForm {
        from: from.to_string(),
        to: to.to_string(),
        by: pick(dice, TrendBy::ALL),
        workstation: None,
        service: None,
        channel: None,
    };
    match dice.below(9) {
        0 => form.workstation = Some(here.into()),
        1 | 2 => form.service = Some(pick(dice, services)),
        3 => form.channel = Some(pick(dice, Channel::ALL)),
        _ => {}
    }
    form
}
