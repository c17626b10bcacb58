//! What the entries say, read as they stand: a field has the value that was written last, an answer the one that was written
//! first, and what is `null` is not there.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use moments_core::entry::{Entry, Part};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The fields of one entity, without those that are `null`.
#[derive(Debug, Clone, Default)]
pub struct Fields(BTreeMap<String, Value>);

impl Fields {
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    pub fn word(&self, field: &str) -> Option<String> {
        self.get(field)?.as_str().map(str::to_owned)
    }

    pub fn number(&self, field: &str) -> Option<u32> {
        self.get(field)?.as_u64().and_then(|n| u32::try_from(n).ok())
    }

    pub fn yes(&self, field: &str) -> Option<bool> {
        self.get(field)?.as_bool()
    }

    pub fn words(&self, field: &str) -> Vec<String> {
        let all = self.get(field).and_then(Value::as_array);
        all.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The words of all fields whose names begin with this.
    pub fn words_under(&self, prefix: &str) -> Vec<String> {
        self.names_under(prefix).iter().filter_map(|name| self.word(&format!("{prefix}{name}"))).collect()
    }

    /// A value that staff recorded or the app assumed.
    fn said(&self, field: &str) -> Said {
        let pair = self.words(field);
        Said { value: pair[0].clone(), by_staff: pair[1] == "staff" }
    }

    fn time(&self, field: &str) -> Option<DateTime<FixedOffset>> {
        DateTime::parse_from_rfc3339(&self.word(field)?).ok()
    }

    /// The names between `prefix` and the next `/`.
    fn names_under(&self, prefix: &str) -> BTreeSet<String> {
        let under = self.0.iter().filter(|(_, value)| !value.is_null());
        under
            .filter_map(|(field, _)| field.strip_prefix(prefix))
            .filter_map(|rest| rest.split('/').next())
            .map(str::to_owned)
            .collect()
    }
}

/// A word, and whether it was observed.
#[derive(Debug, Clone)]
pub struct Said {
    pub value: String,
    pub by_staff: bool,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    pub quantity: u32,
    pub relationship: Said,
    pub outcome: Said,
    pub stage: Option<String>,
    pub interests: Vec<String>,
    pub explained: Option<bool>,
    pub recourse: Option<bool>,
    /// Key, minutes, `wait` or `handling`.
    pub standard: Option<(String, u32, String)>,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub id: String,
    pub state: String,
    pub source: String,
    pub assisted: String,
    pub at: Option<DateTime<FixedOffset>>,
    pub overall: Option<u32>,
    pub drivers: Vec<String>,
    /// A number, or `not_applicable`.
    pub fairness: Option<Value>,
    pub confidence: Option<u32>,
    /// A driver, or `nothing`.
    pub priority: Option<String>,
    pub need_met: Option<String>,
    pub comment: bool,
}

#[derive(Debug, Clone)]
pub struct Moment {
    pub id: String,
    pub enquiry: bool,
    pub voided: Option<String>,
    pub workstation: String,
    pub staff: Option<String>,
    pub day: NaiveDate,
    pub started: DateTime<FixedOffset>,
    pub finished: Option<DateTime<FixedOffset>>,
    pub arrived: Option<DateTime<FixedOffset>>,
    pub held_seconds: u32,
    pub time_source: String,
    pub channel: String,
    pub lines: Vec<Line>,
    pub answers: Vec<Answer>,
    pub drawn: bool,
    pub withdrawn: Option<String>,
    /// What it was drawn from, and which number of it.
    pub number: Option<(String, u64)>,
    pub requested: Said,
    pub provided: Said,
    pub interpreter: Said,
    pub contact: Said,
    /// All that is read word by word.
    pub more: Fields,
}

/// Everything that the journal knows.
#[derive(Debug, Default)]
pub struct Known {
    pub moments: Vec<Moment>,
    /// By id: `office`, `workstation`, `draw`, …
    pub others: BTreeMap<String, BTreeMap<String, Fields>>,
}

impl Known {
    pub fn of(journal: &[Entry]) -> Self {
        let mut all: BTreeMap<(String, String), Fields> = BTreeMap::new();
        for entry in journal {
            let (sets, texts) = (changes(&entry.payload), changes(&entry.text));
            for (place, entity) in entry.entities.iter().enumerate() {
                let fields = &mut all.entry((entity.kind().into(), entity.id().into())).or_default().0;
                let set = sets.get(place).and_then(|change| change["set"].as_object());
                let text = texts.get(place).and_then(Value::as_object);
                for (field, value) in set.into_iter().chain(text).flatten() {
                    if !field.starts_with("ratings/") || !fields.contains_key(field) {
                        fields.insert(field.clone(), value.clone());
                    }
                }
            }
        }
        let mut known = Self::default();
        for ((kind, id), fields) in all {
            match kind.as_str() {
                "moment" => known.moments.push(moment(id, fields)),
                _ => {
                    known.others.entry(kind).or_default().insert(id, fields);
                }
            }
        }
        known
    }

    pub fn all(&self, kind: &str) -> impl Iterator<Item = (&String, &Fields)> {
        self.others.get(kind).into_iter().flatten()
    }

    pub fn one(&self, kind: &str, id: &str) -> Option<&Fields> {
        self.others.get(kind)?.get(id)
    }

    /// The office and its id.
    pub fn office(&self) -> (&String, &Fields) {
        self.all("office").next().unwrap()
    }
}

/// The changes of a part, one for each entity.
fn changes(part: &Part) -> Vec<Value> {
    let Some(content) = part.content.as_ref().filter(|content| !content.bytes.is_empty()) else {
        return Vec::new();
    };
    let read: Value = serde_json::from_slice(&content.bytes).unwrap();
    read["changes"].as_array().cloned().unwrap_or_default()
}

fn moment(id: String, fields: Fields) -> Moment {
    let mut lines: Vec<(u32, String, Line)> = fields
        .names_under("lines/")
        .into_iter()
        .map(|id| {
            let position = fields.number(&format!("lines/{id}/position")).unwrap();
            let line = line(&fields, &format!("lines/{id}/"));
            (position, id, line)
        })
        .collect();
    lines.sort_by_key(|(position, id, _)| (*position, id.clone()));
    let draw = fields.word("invitation/draw");
    let no = fields.get("invitation/draw_no").and_then(Value::as_u64);
    Moment {
        id,
        enquiry: fields.word("kind").unwrap() == "quick_enquiry",
        voided: fields.word("voided"),
        workstation: fields.word("workstation").unwrap(),
        staff: fields.word("staff"),
        day: fields.word("office_day").unwrap().parse().unwrap(),
        started: fields.time("started_at").unwrap(),
        finished: fields.time("finished_at"),
        arrived: fields.time("wait/arrived_at"),
        held_seconds: fields.number("held_seconds").unwrap_or(0),
        time_source: fields.word("time_source").unwrap(),
        channel: fields.said("channel").value,
        lines: lines.into_iter().map(|(_, _, line)| line).collect(),
        answers: fields.names_under("ratings/").into_iter().map(|id| answer(&fields, id)).collect(),
        drawn: fields.yes("invitation/drawn").unwrap_or(false),
        withdrawn: fields.word("invitation/withdrawn"),
        number: draw.zip(no),
        requested: fields.said("language/requested"),
        provided: fields.said("language/provided"),
        interpreter: fields.said("language/interpreter"),
        contact: fields.said("contact"),
        more: fields,
    }
}

fn line(fields: &Fields, at: &str) -> Line {
    let field = |name: &str| format!("{at}{name}");
    // A guess is the word alone.
    let stage = fields.get(&field("stage"));
    let stage = stage.map(|stage| stage.as_str().or(stage[0].as_str()).unwrap().to_owned());
    let standard = fields.word(&field("standard/key")).map(|key| {
        let minutes = fields.number(&field("standard/threshold")).unwrap();
        (key, minutes, fields.word(&field("standard/measures")).unwrap())
    });
    Line {
        service: fields.word(&field("service")).unwrap(),
        name_en: fields.word(&field("name_en")).unwrap_or_default(),
        name_fr: fields.word(&field("name_fr")).unwrap_or_default(),
        quantity: fields.number(&field("quantity")).unwrap(),
        relationship: fields.said(&field("relationship")),
        outcome: fields.said(&field("outcome")),
        stage,
        interests: fields.words(&field("interests")),
        explained: fields.yes(&field("decision_explained")),
        recourse: fields.yes(&field("recourse_told")),
        standard,
    }
}

fn answer(fields: &Fields, id: String) -> Answer {
    let field = |name: &str| format!("ratings/{id}/{name}");
    Answer {
        state: fields.word(&field("state")).unwrap(),
        source: fields.word(&field("source")).unwrap(),
        assisted: fields.word(&field("assisted")).unwrap(),
        at: fields.time(&field("at")),
        overall: fields.number(&field("overall")),
        drivers: fields.words(&field("drivers")),
        fairness: fields.get(&field("fairness")).cloned(),
        confidence: fields.number(&field("confidence")),
        priority: fields.word(&field("priority")),
        need_met: fields.word(&field("need_met")),
        comment: fields.get(&field("comment")).is_some(),
        id,
    }
}

/// By the clock of Iqaluit: five hours behind, four from the second Sunday of March to the first of November, at 2 o'clock.
pub fn office_time(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let sunday = |month: u32, nth: i64| {
        let first = NaiveDate::from_ymd_opt(at.year(), month, 1).unwrap();
        let to_sunday = i64::from((7 - first.weekday().num_days_from_sunday()) % 7);
        first + TimeDelta::days(to_sunday + 7 * (nth - 1))
    };
    let begins = sunday(3, 2).and_hms_opt(7, 0, 0).unwrap().and_utc();
    let ends = sunday(11, 1).and_hms_opt(6, 0, 0).unwrap().and_utc();
    let hours = if (begins..ends).contains(&at) { -4 } else { -5 };
    at.with_timezone(&FixedOffset::east_opt(hours * 3_600).unwrap())
}
