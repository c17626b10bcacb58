//! The rest of an office day: what is usual, the draw of invitations, how far it can be trusted, what it opened.

use super::day::Scope;
use super::figures::{Moments, count, lines};
use super::journal::{Known, Moment, office_time};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Moments served on the last eight such weekdays of a year on which anybody was served.
pub fn usual(known: &Known, date: NaiveDate, scope: &Scope) -> Value {
    if scope.sides() > 1 || scope.outcome.is_some() || scope.hour.is_some() {
        return Value::Null;
    }
    let served = |day: NaiveDate, scope: Option<&Scope>| {
        let holds = |m: &&Moment| m.day == day && scope.is_none_or(|scope| scope.holds(m));
        known.moments.iter().filter(holds).filter(|m| m.counts() && m.outcome() == Some("served")).count()
    };
    let days = (1..=52).map(|weeks| date - TimeDelta::weeks(weeks)).filter(|day| served(*day, None) > 0);
    let mut all: Vec<usize> = days.take(8).map(|day| served(day, Some(scope))).collect();
    all.sort_unstable();
    let Some(highest) = all.last() else { return Value::Null };
    let median = (all[(all.len() - 1) / 2] + all[all.len() / 2]) as f64 / 2.0;
    json!({ "days": all.len(), "lowest": all[0], "median": median, "highest": highest })
}

/// Every moment with a number is drawn again; what is not used is missing.
pub fn draws(known: &Known, date: NaiveDate, whole: &Moments) -> Value {
    let (mut checked, mut invited, mut expected, mut discarded) = (0, 0, 0.0, 0);
    let (mut discarded_invited, mut out_of_turn) = (0, 0);
    let mut drawn_at = Vec::new();
    for (id, draw) in
        known.all("draw").filter(|(_, draw)| draw.word("office_day").unwrap() == date.to_string())
    {
        let here = draw.word("workstation").unwrap();
        let label = known.one("workstation", &here).and_then(|w| w.word("label"));
        drawn_at.push(json!({ "id": here, "label": label }));
        let of_draw = |m: &Moment| m.number.as_ref().filter(|(of, _)| of == id).map(|(_, no)| *no);
        let taken: Vec<(u64, &Moment)> =
            known.moments.iter().filter_map(|m| Some((of_draw(m)?, m))).collect();
        let one_in = draw.number("one_in").unwrap();
        let is_invited = |no: u64| {
            let hash = Sha256::digest(format!("moments/draw/1 {} {no}", draw.word("seed").unwrap()));
            let first = hash.iter().take(8).fold(0, |sum, byte| sum * 256 + u64::from(*byte));
            one_in > 0 && first.is_multiple_of(u64::from(one_in))
        };
        checked += taken.len();
        invited += taken.iter().filter(|(no, _)| is_invited(*no)).count();
        expected += taken.len() as f64 * if one_in == 0 { 0.0 } else { 1.0 / f64::from(one_in) };
        let next = known.all("draw").find(|(_, next)| next.word("previous").as_ref() == Some(id));
        let given = next.and_then(|(_, next)| next.get("previous_numbers")?.as_u64());
        let last = taken.iter().map(|(no, _)| *no).chain(given).max().unwrap_or(0);
        let missing: Vec<u64> = (1..=last).filter(|no| taken.iter().all(|(taken, _)| taken != no)).collect();
        discarded += missing.len();
        discarded_invited += missing.iter().filter(|no| is_invited(**no)).count();
        // What was undone was saved again with its number.
        let live: Vec<&(u64, &Moment)> = taken
            .iter()
            .filter(|(_, m)| m.voided.as_deref() != Some("undo") && m.time_source == "live")
            .collect();
        let put_off =
            |(no, m): &(u64, &Moment)| live.iter().any(|(later, o)| later > no && o.started < m.started);
        out_of_turn += live.iter().filter(|one| put_off(one)).count();
    }
    json!({ "date": date.to_string(), "workstations": distinct(drawn_at), "checked": checked, "invited": invited,
        "expected": expected, "differ": [], "discarded": discarded, "discarded_invited": discarded_invited,
        "out_of_turn": out_of_turn, "not_checkable": count(whole, |m| m.eligible() && m.number.is_none()) })
}

fn distinct(mut all: Vec<Value>) -> Vec<Value> {
    all.dedup();
    all
}

pub fn quality(known: &Known, some: &Moments) -> Value {
    let all = lines(some);
    let overridden = all.iter().filter(|line| {
        let own = known
            .one("service", &line.service)
            .map(|service| service.word("relationship").unwrap_or("voluntary".into()));
        line.relationship.by_staff && own.is_some_and(|own| own != line.relationship.value)
    });
    let of_lines = |n: usize| json!({ "n": n, "of": all.len() });
    json!({
        "relationship_confirmed": of_lines(all.iter().filter(|line| line.relationship.by_staff).count()),
        "outcome_confirmed": of_lines(all.iter().filter(|line| line.outcome.by_staff).count()),
        "relationship_overridden": of_lines(overridden.count()),
        "times_not_live": { "n": count(some, |m| m.time_source != "live"), "of": some.len() },
        "answers_to_check": count(some, |m| m.answers.iter().filter(|answer| answer.is_own()).count() > 1),
    })
}

/// What was voided and what is about moments without an invitation is told of the whole day.
pub fn left_out(some: &Moments, whole: &Moments) -> Value {
    json!({
        "voided": count(whole, |m| m.voided.is_some()),
        "answers_voided": count(whole, |m| m.voided.is_some() && m.rating().is_some()),
        "answers_not_eligible": count(whole, |m| m.voided.is_none() && m.own().is_some() && !m.eligible()),
        "to_classify": count(some, |m| m.lines.iter().any(|line| line.service == "unclassified")),
        "incomplete": 0, "written_by_newer": 0, "erased": 0, "only_sums": 0,
    })
}

/// What the moments opened, and what was acted on, whatever became of its reason.
pub fn follow_ups(
    known: &Known,
    date: NaiveDate,
    recorded: &Moments,
    whole: bool,
    show_low: bool,
) -> Vec<Value> {
    let acted = |moment: Option<&str>, rule: &str| {
        known.all("follow_up").any(|(_, acted)| {
            acted.word("about/moment").as_deref() == moment
                && acted.word("about/rule").as_deref() == Some(rule)
                && acted.word("about/day") == Some(date.to_string())
        })
    };
    let status = |id: Uuid| {
        let acted = known.one("follow_up", &id.to_string());
        acted.and_then(|acted| acted.word("status")).unwrap_or("new".into())
    };
    let mut all = Vec::new();
    let singly = ["complaint", "refusal_without_recourse", "third_contact", "flagged_note", "low_rating"];
    for m in recorded.iter().filter(|m| m.voided.is_none()) {
        for rule in singly.iter().filter(|rule| m.opens().contains(rule) || acted(Some(&m.id), rule)) {
            let of_rating = *rule == "low_rating";
            if of_rating && !show_low {
                continue;
            }
            let id = Uuid::new_v5(&m.id.parse().unwrap(), rule.as_bytes());
            let (moment, started) = (&m.id, office_time(m.started.to_utc()).to_rfc3339());
            all.push(json!({ "id": id, "rule": rule, "status": status(id),
                "moment": (!of_rating).then_some(moment), "started_at": (!of_rating).then_some(started),
                "name_en": m.lines.first().map(|line| line.name_en.clone()).unwrap_or_default(),
                "name_fr": m.lines.first().map(|line| line.name_fr.clone()).unwrap_or_default() }));
        }
    }
    if whole && (recorded.iter().any(|m| m.opens().contains(&"low_ratings")) || acted(None, "low_ratings")) {
        let id = Uuid::new_v5(&known.office().0.parse().unwrap(), format!("low_ratings/{date}").as_bytes());
        all.push(
            json!({ "id": id, "rule": "low_ratings", "status": status(id), "moment": null, "started_at": null,
            "name_en": "", "name_fr": "" }),
        );
    }
    all
}
