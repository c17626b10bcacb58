//! An office day, as it must be shown.

use super::day_more::{draws, follow_ups, left_out, quality, usual};
use super::figures::*;
use super::journal::{Answer, Known, Moment, office_time};
use chrono::NaiveDate;
use moments_desk::review::ReviewFilter;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const RELATIONSHIPS: &[&str] = &["voluntary", "involuntary_obligation", "involuntary_rights_of_others"];
const CHANNELS: &[&str] = &["in_person", "phone", "video", "mobile_outreach", "written"];
const STATES: &[&str] = &["rated", "declined", "no_answer", "not_invited", "withdrawn"];
const REASONS: &[&str] = &["client_gone", "safety", "language", "disability", "other"];
const BANDS: &[&str] = &["under_5", "5_to_15", "15_to_25", "over_25", "unknown"];
const STAGES: &[&str] = &["before_greeting", "during_preparation", "during_service"];
const OFFERED: &[&str] = &["yes", "no", "not_recorded"];
const INTERPRETERS: &[&str] = &["none", "staff", "professional", "companion_adult", "companion_minor"];
const ANSWERS: &[&str] = &["accepted", "not_needed", "already_has"];
const EVENTS: &[&str] =
    &["birth", "death", "move", "job_loss", "arrival", "retirement", "business_start", "disability", "other"];
const INTERESTS: &[&str] = &[
    "safety",
    "another_person",
    "public_funds",
    "environment",
    "equal_treatment",
    "privacy_of_others",
    "other",
];

/// What a day is narrowed to, in words.
pub struct Scope {
    pub workstation: Option<String>,
    pub service: Option<String>,
    pub channel: Option<&'static str>,
    pub client: Option<&'static str>,
    pub outcome: Option<&'static str>,
    pub hour: Option<u32>,
}

impl Scope {
    pub fn of(filter: &ReviewFilter) -> Self {
        Self {
            workstation: filter.workstation.clone(),
            service: filter.service.clone(),
            channel: filter.channel.map(|word| word.as_str()),
            client: filter.client.map(|word| word.as_str()),
            outcome: filter.outcome.map(|word| word.as_str()),
            hour: filter.hour.map(u32::from),
        }
    }

    pub fn holds(&self, m: &Moment) -> bool {
        self.workstation.as_ref().is_none_or(|wanted| m.workstation == *wanted)
            && self.service.as_ref().is_none_or(|wanted| m.service() == Some(wanted))
            && self.channel.is_none_or(|wanted| m.channel == wanted)
            && self.client.is_none_or(|wanted| m.client() == Some(wanted))
            && self.outcome.is_none_or(|wanted| m.outcome() == Some(wanted))
            && self.hour.is_none_or(|wanted| m.hour() == wanted)
    }

    /// Sides that are narrowed besides the client's.
    pub fn sides(&self) -> usize {
        [
            self.workstation.is_some(),
            self.service.is_some(),
            self.channel.is_some(),
            self.outcome.is_some(),
            self.hour.is_some(),
        ]
        .iter()
        .filter(|narrowed| **narrowed)
        .count()
    }

    pub fn is_whole(&self) -> bool {
        self.sides() == 0 && self.client.is_none()
    }
}

/// What decides whether a figure is shown.
#[derive(Clone, Copy)]
pub struct Rule {
    pub sides: usize,
    /// Narrowed to a client, too.
    pub client: bool,
    /// People behind a figure.
    pub least: usize,
}

impl Rule {
    /// Where more than one person is needed, a side and a client together are too narrow.
    fn is_narrow(self) -> bool {
        self.sides > 1 || self.least > 1 && self.sides == 1 && self.client
    }

    /// Why a figure is withheld, beside what the office says of it: with one person enough nothing is, and with more only what
    /// has enough people behind it may be shown, and need not be.
    fn withheld(self, people: usize, said: &Value) -> Value {
        if self.is_narrow() {
            json!("narrow")
        } else if people < self.least {
            json!("few_staff")
        } else if self.least > 1 && *said == json!("tells_of_others") {
            said.clone()
        } else {
            Value::Null
        }
    }

    /// A figure about nobody is shown as nothing.
    fn of_some(self, n: usize, people: usize, said: &Value) -> Value {
        if n == 0 { Value::Null } else { self.withheld(people, said) }
    }

    fn times(
        self,
        moments: &Moments,
        seconds: fn(&Moment) -> Option<i64>,
        threshold: usize,
        said: &Value,
        with_longest: bool,
    ) -> Value {
        let minutes = minutes(moments, seconds);
        let people = people(moments, |m| seconds(m).is_some());
        let withheld = self.of_some(minutes.len(), people, &said["withheld"]);
        times(&minutes, threshold, withheld, with_longest)
    }

    /// Why a question is not told; `said` is what is shown of all of them.
    fn question(self, moments: &Moments, (name, holds): (&str, fn(&Answer) -> bool), said: &Value) -> Value {
        match asked(moments, holds) {
            (0, _) if !self.is_narrow() => Value::Null,
            (_, people) => self.withheld(people, &said[name]),
        }
    }

    fn own(self, moments: &Moments, threshold: usize, said: &Value) -> Value {
        let scores = overall(&headlines(moments));
        let people = people(moments, Moment::answered);
        ratings(&scores, threshold, self.of_some(scores.len(), people, &said["withheld"]))
    }
}

/// The day that must be shown; `said` is what is shown, which decides where either is right.
pub fn day(known: &Known, date: NaiveDate, filter: &ReviewFilter, said: &Value) -> Value {
    let scope = Scope::of(filter);
    let office = known.office().1;
    let least = office.number("staff_threshold").unwrap() as usize;
    let threshold = office.number("screen_threshold").unwrap() as usize;
    let rule = Rule { sides: scope.sides(), client: scope.client.is_some(), least };
    let whole: Vec<&Moment> = known.moments.iter().filter(|m| m.day == date).collect();
    let recorded: Vec<&Moment> = whole.iter().copied().filter(|m| scope.holds(m)).collect();
    let some: Vec<&Moment> = recorded.iter().copied().filter(|m| m.counts()).collect();
    // Of the whole office, whatever the filter.
    let enquiries = count(&whole, |m| m.enquiry && m.voided.is_none());
    let own = headlines(&some);
    let told: Vec<_> = some.iter().filter_map(|m| m.told()).collect();
    let own_withheld = match own.len() {
        0 if !rule.is_narrow() => Value::Null,
        _ => rule.withheld(people(&some, Moment::answered), &said["ratings"]["withheld"]),
    };
    let told_withheld = match told.len() {
        0 if !rule.is_narrow() => Value::Null,
        _ => rule.withheld(people(&some, |m| m.told().is_some()), &said["told_staff"]["withheld"]),
    };
    let told_shown = if told.is_empty() { Value::Null } else { told_withheld.clone() };
    let by_client = grouped(&some, CLIENTS, Moment::client);
    let by_outcome = grouped(&some, OUTCOMES, Moment::outcome);
    let group = |(place, moments): (usize, &Vec<&Moment>)| {
        let (said, rule) = (&said["by_client"][place], Rule { client: true, ..rule });
        json!({ "client": CLIENTS[place], "moments": moments.len(),
            "served": count(moments, |m| m.outcome() == Some("served")),
            "eligible": count(moments, Moment::eligible), "invited": count(moments, Moment::invited),
            "answered": count(moments, Moment::answered), "ratings": rule.own(moments, threshold, &said["ratings"]),
            "waits": rule.times(moments, Moment::wait_seconds, threshold, &said["waits"], false),
            "handling": rule.times(moments, Moment::handling_seconds, threshold, &said["handling"], false) })
    };
    let asked = |(place, moments): (usize, &Vec<&Moment>)| {
        json!({ "outcome": OUTCOMES[place], "eligible": count(moments, Moment::eligible),
            "invited": count(moments, Moment::invited) })
    };
    let hours = (0..24).map(|hour| (hour, count(&recorded, |m| m.voided.is_none() && m.hour() == hour)));
    let eligible: Vec<&Moment> = some.iter().copied().filter(|m| m.eligible()).collect();
    let mut ways = doors(&some);
    let rated = people(&some, |m| m.answered() || m.told().is_some());
    let show_low = scope.is_whole() || (own_withheld.is_null() && told_withheld.is_null() && rated >= least);
    let why = QUESTIONS.iter().map(|(name, holds)| {
        ((*name).to_owned(), rule.question(&some, (name, *holds), &said["questions"]["withheld"]))
    });
    let why: Value = why.collect::<serde_json::Map<_, _>>().into();
    let mut expected = json!({
        "date": date.to_string(),
        "scope": { "workstations": workstations_of(known, &scope), "not_included": [], "filter": filter,
            "up_to": recorded.iter().map(|m| m.started).max().map(|at| office_time(at.to_utc()).to_rfc3339()) },
        "moments": some.len(), "quick_enquiries": enquiries,
        "voluntary": by_client[0].len(), "involuntary": by_client[1].len(), "mixed": by_client[2].len(),
        "ended": totals(OUTCOMES, some.iter().filter_map(|m| m.outcome())),
        "usual": usual(known, date, &scope),
        "eligible": eligible.len(), "invited": count(&some, Moment::invited), "answered": own.len(),
        "ratings": rule.own(&some, threshold, &said["ratings"]),
        "told_staff": ratings(&overall(&told), threshold, told_shown),
        "threshold": threshold, "staff_threshold": least,
        "by_rating_state": totals(STATES, eligible.iter().map(|m| m.rating_state())),
        "withdrawn": totals(REASONS, eligible.iter().filter_map(|m| m.withdrawn.as_ref())),
        "drivers": if why["drivers"].is_null() { drivers(&own) } else { json!([]) },
        "questions": questions(&some, threshold, why, &said["questions"]),
        "comments": own.iter().filter(|answer| answer.comment).count(),
        "waits": rule.times(&some, Moment::wait_seconds, threshold, &said["waits"], scope.is_whole()),
        "wait_bands": totals(BANDS, some.iter().map(|m| m.more.word("wait/band").unwrap())),
        "handling": rule.times(&some, Moment::handling_seconds, threshold, &said["handling"], false),
        "standards": standards(known, &some, &scope, rule, &said["standards"]),
        "by_hour": hours.filter(|(_, n)| *n > 0).map(|(hour, n)| json!({ "hour": hour, "n": n })).collect::<Value>(),
        "by_service": by_service(&some, |service| names(&whole, service, &said["by_service"])),
    });
    let more = json!({
        "by_outcome": totals(OUTCOMES, lines(&some).iter().map(|line| &line.outcome.value)),
        "left_stages": totals(STAGES, lines(&some).iter().filter_map(|line| line.stage.as_ref())),
        "by_relationship": totals(RELATIONSHIPS, lines(&some).iter().map(|line| &line.relationship.value)),
        "by_channel": totals(CHANNELS, some.iter().map(|m| &m.channel)),
        "by_barrier": totals(BARRIERS, listed(&some, "barriers")),
        "with_barrier": count(&some, |m| !m.more.words("barriers").is_empty()),
        "by_contact": totals(CONTACTS, staff_said(some.iter().map(|m| &m.contact))),
        "languages": languages(&some),
        "offers": totals(ANSWERS, some.iter().flat_map(|m| m.more.words_under("offers/"))),
        "by_life_event": totals(EVENTS, some.iter().filter_map(|m| m.more.word("life_event"))),
        "by_feedback": totals(FEEDBACK, listed(&some, "feedback")),
        "stakes": stakes(&some),
        "doors_n": ways.iter().filter_map(|way| way["n"].as_u64()).sum::<u64>(),
        "by_client": by_client.iter().enumerate().map(group).collect::<Value>(),
        "asked_by_outcome": by_outcome.iter().enumerate().map(asked).collect::<Value>(),
        "not_everyone_was_asked": asked_unlike(&by_client) || asked_unlike(&by_outcome),
        "draws": draws(known, date, &whole),
        "quality": quality(known, &some),
        "left_out": left_out(&some, &whole),
        "follow_ups": follow_ups(known, date, &recorded, scope.is_whole(), show_low),
        "doors": std::mem::take(&mut ways),
    });
    let (Some(all), Value::Object(more)) = (expected.as_object_mut(), more) else { panic!("objects") };
    all.extend(more);
    expected
}

/// Those that are narrowed to.
fn workstations_of(known: &Known, scope: &Scope) -> Vec<Value> {
    let wanted = |one: &Value| scope.workstation.as_ref().is_none_or(|id| one["id"] == json!(id));
    // Nobody else writes in a generated office.
    let here = |mut one: Value| {
        one["until"] = Value::Null;
        one
    };
    workstations(known).into_iter().filter(wanted).map(here).collect()
}

/// As of the newest moment of the day that has the service; where that one has it twice, either.
fn names(whole: &Moments, service: &str, said: &Value) -> (String, String) {
    let having = whole.iter().filter(|m| m.counts() && m.lines.iter().any(|line| line.service == service));
    let newest = having.max_by_key(|m| m.started).unwrap();
    let named = newest.lines.iter().filter(|line| line.service == service);
    let names: Vec<_> = named.map(|line| (line.name_en.clone(), line.name_fr.clone())).collect();
    let said = said.as_array().into_iter().flatten().find(|one| one["service"] == json!(service));
    let same = said.and_then(|said| {
        names.iter().find(|(en, fr)| said["name_en"] == json!(en) && said["name_fr"] == json!(fr))
    });
    same.unwrap_or(&names[0]).clone()
}

fn questions(some: &Moments, threshold: usize, why: Value, said: &Value) -> Value {
    let told = |name: &str| -> Vec<&Moment> { if why[name].is_null() { some.to_vec() } else { Vec::new() } };
    let of_fairness = told("fairness");
    let fairness = headlines(&of_fairness);
    let scores: Vec<f64> = fairness.iter().filter_map(|answer| answer.fairness.as_ref()?.as_f64()).collect();
    let mut scores = ratings(&scores, threshold, Value::Null);
    scores["withheld"] = why["fairness"].clone();
    json!({
        "fairness": scores,
        "fairness_not_applicable": fairness.iter().filter(|a| a.fairness == Some(json!("not_applicable"))).count(),
        "confidence": confidence(&headlines(&told("confidence")), threshold),
        "priorities": priorities(&headlines(&told("priorities"))),
        "need_met": need_met(&headlines(&told("need_met"))),
        "need_met_by_outcome": need_met_by_outcome(&told("need_met"), threshold, &said["need_met_by_outcome"]),
        "withheld": why,
    })
}

/// A standard tells of the times of one service: it is told where that service, within the scope, may be.
fn standards(known: &Known, some: &Moments, scope: &Scope, rule: Rule, said: &Value) -> Value {
    let one = |(id, held): &((String, u32), Held)| {
        let service = known.one("standard", &id.0).and_then(|standard| standard.word("service"));
        let sides = scope.sides() + usize::from(scope.service.is_none());
        let people = people(&held.measured.iter().map(|(m, _)| *m).collect::<Vec<_>>(), |_| true);
        let said = said.as_array().into_iter().flatten();
        let mut said = said.filter(|one| one["standard"] == json!(id.0) && one["threshold"] == json!(id.1));
        let is_told = said.next().is_none_or(|one| !one["met"].is_null());
        let narrow = Rule { sides, ..rule }.is_narrow();
        let may = service.is_some() && !narrow && people >= rule.least;
        standard(known, id, held, may && (rule.least == 1 || is_told))
    };
    held(some).into_iter().map(|held| one(&held)).collect()
}

fn languages(some: &Moments) -> Value {
    let recorded: Vec<&Moment> = some.iter().copied().filter(|m| m.language_recorded()).collect();
    let mut pairs: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for m in &recorded {
        *pairs.entry((&m.requested.value, &m.provided.value)).or_default() += 1;
    }
    let pair = |((requested, provided), n): (&(&str, &str), &u32)| json!({ "requested": requested, "provided": provided, "n": n });
    json!({
        "active_offer": totals(OFFERED, some.iter().map(|m| m.more.word("language/active_offer").unwrap())),
        "recorded": recorded.len(),
        "differs": count(&recorded, |m| m.requested.value != m.provided.value),
        "pairs": pairs.iter().map(pair).collect::<Value>(),
        "interpreter": totals(INTERPRETERS, staff_said(some.iter().map(|m| &m.interpreter))),
    })
}

fn stakes(some: &Moments) -> Value {
    let all: Vec<_> = lines(some).into_iter().filter(|line| line.has_stakes()).collect();
    let said = |of: fn(&super::journal::Line) -> Option<bool>| {
        let n = |wanted: Option<bool>| all.iter().filter(|line| of(line) == wanted).count();
        json!({ "yes": n(Some(true)), "no": n(Some(false)), "not_recorded": n(None) })
    };
    json!({ "lines": all.len(), "interests": totals(INTERESTS, all.iter().flat_map(|line| &line.interests)),
        "explained": said(|line| line.explained), "recourse": said(|line| line.recourse) })
}

/// Ways from one place to another: a place is its organization, or its level and its name whatever the spelling; its names are
/// those that the newest moment gives it.
fn doors(some: &Moments) -> Vec<Value> {
    let mut ways: BTreeMap<(Option<String>, Option<String>), Vec<&Moment>> = BTreeMap::new();
    for m in some {
        let way = (place(m, "came_from"), place(m, "sent_to"));
        if way.0.is_some() || way.1.is_some() {
            ways.entry(way).or_default().push(m);
        }
    }
    let end = |m: &Moment, at: &str| {
        let field = |name: &str| m.more.word(&format!("{at}/{name}"));
        field("level").map(|level| {
            json!({ "organization": field("organization"), "name_en": field("name").unwrap_or_default(),
                "name_fr": field("name_fr").unwrap_or_default(), "level": level })
        })
    };
    let way = |moments: Vec<&Moment>| {
        let newest = moments.iter().max_by_key(|m| m.started).unwrap();
        json!({ "came_from": end(newest, "came_from"), "sent_to": end(newest, "sent_to"), "n": moments.len() })
    };
    ways.into_values().map(way).collect()
}

fn place(m: &Moment, at: &str) -> Option<String> {
    let level = m.more.word(&format!("{at}/level"))?;
    let spelled = m.more.word(&format!("{at}/name")).unwrap_or_default().to_lowercase();
    let name: String = spelled.chars().filter(|c| c.is_alphanumeric()).collect();
    Some(m.more.word(&format!("{at}/organization")).unwrap_or(format!("{level} {name}")))
}
