//! Periods side by side, as they must be shown.

use super::figures::*;
use super::formulas::{mean, newcombe, welch};
use super::journal::{Answer, Known, Moment};
use chrono::{Datelike, Days, Months, NaiveDate};
use moments_desk::trends::TrendForm;
use serde_json::{Value, json};

/// The first and the last day.
type Span = (NaiveDate, NaiveDate);

/// What is asked of every period.
struct Asked<'a> {
    known: &'a Known,
    /// The moments that the trend is narrowed to, voided ones too.
    moments: Vec<&'a Moment>,
    service: Option<String>,
    narrowed: bool,
    by: &'static str,
    threshold: usize,
    least: usize,
}

/// The trend that must be shown; `said` is what is shown, which decides what is left out where something may be.
pub fn trend(known: &Known, form: &TrendForm, said: &Value) -> Value {
    let narrowed = form.workstation.is_some() || form.service.is_some() || form.channel.is_some();
    let in_scope = |m: &&Moment| {
        form.workstation.as_ref().is_none_or(|id| m.workstation == *id)
            && form.service.as_ref().is_none_or(|service| m.service() == Some(service))
            && form.channel.is_none_or(|channel| m.channel == channel.as_str())
    };
    let office = known.office().1;
    let asked = Asked {
        known,
        moments: known.moments.iter().filter(in_scope).collect(),
        service: form.service.clone(),
        narrowed,
        by: form.by.as_str(),
        threshold: office.number("screen_threshold").unwrap() as usize,
        least: office.number("staff_threshold").unwrap() as usize,
    };
    let (from, to): Span = (form.from.parse().unwrap(), form.to.parse().unwrap());
    let spans = spans(from, to, asked.by, narrowed);
    let whole = (spans[0].0, spans[spans.len() - 1].1);
    let mut before = None;
    let mut periods = Vec::new();
    for (place, span) in spans.into_iter().enumerate() {
        periods.push(asked.period(span, before, &said["periods"][place]));
        before = Some((span, &said["periods"][place]));
    }
    json!({
        "by": asked.by, "from": whole.0.to_string(), "to": whole.1.to_string(),
        "workstations": workstations(known), "threshold": asked.threshold, "staff_threshold": asked.least,
        "periods": periods, "whole": asked.period(whole, None, &said["whole"]),
        "gap": if narrowed { Value::Null } else { asked.gap(to, &said["gap"]) },
    })
}

/// Whole periods that hold all days; one of whole weeks, or of whole months for what is narrowed, where nothing is told apart.
fn spans(from: NaiveDate, to: NaiveDate, by: &str, narrowed: bool) -> Vec<Span> {
    if by == "whole" {
        let by = if narrowed { "month" } else { "week" };
        return vec![(holding(from, by).0, holding(to, by).1)];
    }
    let mut all = vec![holding(from, by)];
    while all[all.len() - 1].1 < to {
        all.push(holding(all[all.len() - 1].1 + Days::new(1), by));
    }
    all
}

/// The week, month, fiscal quarter or fiscal year of a day.
fn holding(day: NaiveDate, by: &str) -> Span {
    if by == "week" {
        let monday = day - Days::new(day.weekday().num_days_from_monday().into());
        return (monday, monday + Days::new(6));
    }
    let (first_months, n): (&[u32], u32) = match by {
        "month" => (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 1),
        "fiscal_quarter" => (&[1, 4, 7, 10], 3),
        _ => (&[4], 12),
    };
    let mut from = day.with_day(1).unwrap();
    while !first_months.contains(&from.month()) {
        from = from - Months::new(1);
    }
    (from, from + Months::new(n) - Days::new(1))
}

impl Asked<'_> {
    fn of(&self, (from, to): Span) -> Vec<&Moment> {
        self.moments.iter().copied().filter(|m| (from..=to).contains(&m.day)).collect()
    }

    fn is_by_months(&self) -> bool {
        self.narrowed || !["week", "whole"].contains(&self.by)
    }

    /// Weeks are no whole months.
    fn counts_only(&self) -> bool {
        self.narrowed && self.by == "week"
    }

    /// Why a guarded figure is not shown. What is left out may be known only to the one who says so; where nothing is said to
    /// be, all is there.
    fn withheld(&self, n: usize, people: usize, said: &Value, left_out: bool) -> Value {
        if self.counts_only() {
            json!("narrow")
        } else if n > 0 && (people < self.least || (self.least > 1 && left_out && said["n"] == json!(0))) {
            json!("few_staff")
        } else {
            Value::Null
        }
    }

    /// Scores as shown: none where withheld, and what is said to be left where some days are left out.
    fn ratings(&self, moments: &Moments, said: &Value, may_lack: bool) -> Value {
        let scores = overall(&headlines(moments));
        let withheld = self.withheld(scores.len(), people(moments, Moment::answered), said, may_lack);
        match withheld.is_null() {
            true if may_lack && lacks(said, scores.len()) => said.clone(),
            true => ratings(&scores, self.threshold, Value::Null),
            false => ratings(&[], self.threshold, withheld),
        }
    }

    fn times(
        &self,
        moments: &Moments,
        seconds: fn(&Moment) -> Option<i64>,
        said: &Value,
        may_lack: bool,
    ) -> Value {
        let minutes = minutes(moments, seconds);
        let people = people(moments, |m| seconds(m).is_some());
        let withheld = self.withheld(minutes.len(), people, said, may_lack);
        match withheld.is_null() {
            true if may_lack && lacks(said, minutes.len()) => said.clone(),
            true => times(&minutes, self.threshold, Value::Null, false),
            false => times(&[], 0, withheld, false),
        }
    }

    fn period(&self, span: Span, before: Option<(Span, &Value)>, said: &Value) -> Value {
        let recorded = self.of(span);
        let some: Vec<&Moment> = recorded.iter().copied().filter(|m| m.counts()).collect();
        let may_lack = |field: &str| self.least > 1 && said[field] != json!(0);
        let ratings = self.ratings(&some, &said["ratings"], may_lack("days_not_rated"));
        let index = self.index(&some, &ratings);
        let partly = ratings["n"] != json!(0) && ratings["n"] != json!(headlines(&some).len());
        // What is only partly told is not worked out again.
        let told =
            |name: &str| if self.told(&some, name, said) == Some(true) { some.as_slice() } else { &[] };
        let by_client = grouped(&some, CLIENTS, Moment::client);
        let by_outcome = grouped(&some, OUTCOMES, Moment::outcome);
        let mut days: Vec<NaiveDate> = some.iter().map(|m| m.day).collect();
        days.sort_unstable();
        days.dedup();
        let contacts = staff_said(some.iter().map(|m| &m.contact));
        let mut expected = json!({
            "from": span.0.to_string(), "to": span.1.to_string(), "days": days.len(), "moments": some.len(),
            "quick_enquiries": count(&recorded, |m| m.enquiry && m.voided.is_none()),
            "ended": totals(OUTCOMES, some.iter().filter_map(|m| m.outcome())),
            "eligible": count(&some, Moment::eligible), "invited": count(&some, Moment::invited),
            "answered": count(&some, Moment::answered),
            "ratings": ratings, "index": index, "change": self.change(&some, before, said),
            "told_staff": count(&some, |m| m.told().is_some()),
            "priorities": priorities(&headlines(told("priorities"))),
            "drivers": drivers(&headlines(told("drivers"))),
            "confidence": confidence(&headlines(told("confidence")), self.threshold),
            "need_met": need_met(&headlines(told("need_met"))),
            "need_met_by_outcome":
                need_met_by_outcome(told("need_met"), self.threshold, &said["need_met_by_outcome"]),
            "withheld": self.withheld_questions(&some, said),
            "waits": self.times(&some, Moment::wait_seconds, &said["waits"], may_lack("days_not_timed")),
            "handling": self.times(&some, Moment::handling_seconds, &said["handling"], may_lack("days_not_timed")),
            "standards": self.standards(&some, &said["standards"]),
            "by_client": by_client.iter().enumerate()
                .map(|(place, moments)| self.group(CLIENTS[place], moments, &said["by_client"][place]))
                .collect::<Value>(),
            "by_way": self.rated(WAYS, &some, Moment::way, &said["by_way"]),
            "by_contact": self.rated(CONTACTS, &some, Moment::contact_told, &said["by_contact"]),
            "by_service": by_service(&some, |service| self.names(service)),
            "by_barrier": totals(BARRIERS, listed(&some, "barriers")),
            "by_feedback": totals(FEEDBACK, listed(&some, "feedback")),
            "third_contacts": { "n": contacts.iter().filter(|no| **no == "3_or_more").count(), "of": contacts.len() },
            "languages_differ": {
                "n": count(&some, |m| m.language_recorded() && m.requested.value != m.provided.value),
                "of": count(&some, Moment::language_recorded) },
            "days_not_rated": 0, "days_not_timed": 0,
            "not_everyone_was_asked": asked_unlike(&by_client) || asked_unlike(&by_outcome),
        });
        if self.least > 1 {
            for field in ["days_not_rated", "days_not_timed"] {
                expected[field] = said[field].clone();
            }
        }
        if partly {
            expected["index"] = said["index"].clone();
        }
        for (name, fields) in [
            ("priorities", ["priorities", "priorities"]),
            ("drivers", ["drivers", "drivers"]),
            ("confidence", ["confidence", "confidence"]),
            ("need_met", ["need_met", "need_met_by_outcome"]),
        ] {
            if self.told(&some, name, said).is_none() {
                fields.iter().for_each(|field| expected[*field] = said[*field].clone());
            }
        }
        expected
    }

    /// None where the scores are not all there.
    fn index(&self, some: &Moments, ratings: &Value) -> Value {
        let own = headlines(some);
        let all = !self.counts_only() && ratings["n"] == json!(own.len());
        let index = ratings["mean"].as_f64().map(|_| (mean(&overall(&own)) - 1.0) * 25.0);
        if all { json!(index) } else { Value::Null }
    }

    /// Whether a question is told whole, or not at all; `None`: in part, which may be where enough people stand behind it.
    fn told(&self, some: &Moments, name: &str, said: &Value) -> Option<bool> {
        let (_, holds) = QUESTIONS.iter().find(|(known, _)| *known == name).unwrap();
        let (n, people) = asked(some, *holds);
        if self.counts_only() {
            return Some(false);
        }
        let sum = |list: &Value, of: &[&str]| -> u64 {
            let items = list.as_array().unwrap().iter();
            items.flat_map(|item| of.iter().filter_map(|of| item[*of].as_u64())).sum()
        };
        // Drivers are several to an answer.
        let named = drivers(&headlines(some));
        let (shown, all) = match name {
            "confidence" => (said["confidence"]["n"].as_u64().unwrap(), n as u64),
            "drivers" => (sum(&said["drivers"], &["better", "well"]), sum(&named, &["better", "well"])),
            list => (sum(&said[list], &["n"]), n as u64),
        };
        match shown {
            _ if self.least <= 1 => Some(true),
            0 => Some(n == 0),
            _ if people < self.least => Some(false),
            shown if shown == all => Some(true),
            _ => None,
        }
    }

    fn withheld_questions(&self, some: &Moments, said: &Value) -> Value {
        let why = |(name, holds): &(&str, fn(&Answer) -> bool)| {
            let why = match asked(some, *holds).0 {
                _ if *name == "fairness" => Value::Null,
                _ if self.counts_only() => json!("narrow"),
                n if n > 0 && self.told(some, name, said) == Some(false) => json!("few_staff"),
                _ => Value::Null,
            };
            ((*name).to_owned(), why)
        };
        QUESTIONS.iter().map(why).collect::<serde_json::Map<_, _>>().into()
    }

    /// By a word of each moment, of the whole office; where nothing is, nothing is said.
    fn rated(
        &self,
        words: &[&str],
        some: &Moments,
        by: fn(&Moment) -> Option<&'static str>,
        said: &Value,
    ) -> Value {
        let groups = words.iter().copied().zip(grouped(some, words, by));
        let groups = groups.filter(|(_, moments)| !self.narrowed && !moments.is_empty());
        let one = |(place, (word, moments)): (usize, (&str, Vec<&Moment>))| {
            let mut group = self.group(word, &moments, &said[place]);
            let fields = group.as_object_mut().unwrap();
            let word = fields.remove("client").unwrap();
            fields.insert("word".into(), word);
            // Of these no times are told.
            fields.retain(|field, _| field != "waits" && field != "handling");
            group
        };
        groups.enumerate().map(one).collect()
    }

    fn group(&self, client: &str, moments: &Moments, said: &Value) -> Value {
        let lacking = self.least > 1;
        // Where more than one person is needed, clients are told apart by months of the whole office alone.
        let told = self.least <= 1 || self.is_by_months() && !self.narrowed;
        let narrow = || json!("narrow");
        json!({ "client": client, "moments": moments.len(),
            "served": count(moments, |m| m.outcome() == Some("served")),
            "eligible": count(moments, Moment::eligible), "invited": count(moments, Moment::invited),
            "answered": count(moments, Moment::answered),
            "ratings": if told { self.ratings(moments, &said["ratings"], lacking) } else { ratings(&[], 0, narrow()) },
            "waits": if told { self.times(moments, Moment::wait_seconds, &said["waits"], lacking) } else { times(&[], 0, narrow(), false) },
            "handling": if told { self.times(moments, Moment::handling_seconds, &said["handling"], lacking) } else { times(&[], 0, narrow(), false) } })
    }

    /// The share satisfied less that of the period before, in points.
    fn change(&self, some: &Moments, before: Option<(Span, &Value)>, said: &Value) -> Value {
        let counted = |moments: &Moments| {
            let scores = overall(&headlines(moments));
            (scores.iter().filter(|score| **score >= 4.0).count() as f64, scores.len() as f64)
        };
        let shown = !self.counts_only();
        let now = if shown { counted(some) } else { (0.0, 0.0) };
        let then = before.filter(|_| shown).map_or((0.0, 0.0), |(span, _)| {
            let counts = |m: &&Moment| m.counts();
            counted(&self.of(span).into_iter().filter(counts).collect::<Vec<_>>())
        });
        let then_said = before.map_or(json!(0), |(_, said)| said["ratings"]["n"].clone());
        let (n, n_then) = (now.1 as usize, then.1 as usize);
        if self.least > 1 && (said["ratings"]["n"] != json!(n) || then_said != json!(n_then)) {
            // Some are left out: how many there are is known, and no more of it.
            let mut said_change = said["change"].clone();
            (said_change["n"], said_change["before"]) = (said["ratings"]["n"].clone(), then_said);
            return said_change;
        }
        if n.min(n_then) < self.threshold.max(1) {
            return json!({ "n": n, "before": n_then, "points": null, "low": null, "high": null });
        }
        let (low, high) = newcombe(now, then);
        json!({ "n": n, "before": n_then, "points": (now.0 / now.1 - then.0 / then.1) * 100.0,
            "low": low * 100.0, "high": high * 100.0 })
    }

    /// Told by whole months, of one service.
    fn standards(&self, some: &Moments, said: &Value) -> Value {
        let one = |(id, held): &((String, u32), Held)| {
            let service = self.known.one("standard", &id.0).and_then(|standard| standard.word("service"));
            let in_scope = !self.narrowed || (self.service.is_some() && self.service == service);
            let behind: Vec<&Moment> = held.measured.iter().map(|(m, _)| *m).collect();
            let may = self.is_by_months()
                && !self.counts_only()
                && in_scope
                && people(&behind, |_| true) >= self.least;
            let all = said.as_array().into_iter().flatten();
            let said =
                all.clone().find(|one| one["standard"] == json!(id.0) && one["threshold"] == json!(id.1));
            match said.filter(|said| self.least > 1 && may && said["told"] != json!(behind.len())) {
                Some(said) => {
                    let mut expected = standard(self.known, id, held, false);
                    // Of a part.
                    for of_part in ["told", "met"] {
                        expected[of_part] = said[of_part].clone();
                    }
                    expected
                }
                None => standard(self.known, id, held, may),
            }
        };
        held(some).into_iter().map(|held| one(&held)).collect()
    }

    /// As the catalogue has them now.
    fn names(&self, service: &str) -> (String, String) {
        let word = |field: &str| self.known.one("service", service).and_then(|service| service.word(field));
        (word("name_en").unwrap_or_default(), word("name_fr").unwrap_or_default())
    }

    /// Involuntary less voluntary clients, of the thirteen weeks that end with this day's.
    fn gap(&self, to: NaiveDate, said: &Value) -> Value {
        let last = holding(to, "week");
        let span = (last.0 - Days::new(12 * 7), last.1);
        let scores = |client: &str, served: bool| {
            let of = |m: &&Moment| m.client() == Some(client) && (!served || m.outcome() == Some("served"));
            overall(&headlines(&self.of(span).into_iter().filter(of).collect::<Vec<_>>()))
        };
        let figure = |served: bool, said: &Value| {
            let (voluntary, involuntary) = (scores("voluntary", served), scores("involuntary", served));
            let n = (voluntary.len(), involuntary.len());
            if self.least > 1 && (said["voluntary"] != json!(n.0) || said["involuntary"] != json!(n.1)) {
                return said.clone();
            }
            let enough = n.0.min(n.1) >= self.threshold.max(1);
            let difference = enough.then(|| mean(&involuntary) - mean(&voluntary));
            let range = welch(&involuntary, &voluntary).filter(|_| enough);
            json!({ "voluntary": n.0, "involuntary": n.1, "difference": difference,
                "low": range.map(|range| range.0), "high": range.map(|range| range.1) })
        };
        json!({ "from": span.0.to_string(), "to": span.1.to_string(), "all": figure(false, &said["all"]),
            "served": figure(true, &said["served"]) })
    }
}

/// Fewer than there are: some days are left out.
fn lacks(said: &Value, n: usize) -> bool {
    said["n"].as_u64().is_some_and(|said| (said as usize) < n)
}
