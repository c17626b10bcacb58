//! Moments as rows, without whatever tells who served or what a client answered.

use super::{Export, about, columns, day_of};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use chrono::NaiveDate;
use moments_core::catalogue::ServiceKey;
use moments_core::figures::{Facts, LineFacts};
use moments_core::moment::{Problem, UNCLASSIFIED};
use moments_core::words::{By, MomentKind, Relationship, Role};
use moments_report::tables::{Cell, Table};
use moments_report::{Lang, say};
use std::collections::BTreeMap;

/// More would not fit one sheet of a busy office.
const DAYS_MAX: i64 = 366;

const COLUMNS: [&str; 18] = [
    "export_date",
    "export_moment",
    "export_kind",
    "review_filter_channel",
    "review_filter_client",
    "export_service",
    "export_service_name",
    "export_quantity",
    "export_line_client",
    "export_relationship_by",
    "review_filter_outcome",
    "export_outcome_by",
    "review_stage",
    "review_contacts",
    "review_barriers",
    "export_person_from",
    "export_person_to",
    "review_life_events",
];

pub(super) fn stem(from: NaiveDate, to: NaiveDate) -> String {
    format!("moments-{from}-{to}")
}

impl Desk {
    pub(super) fn moments_export(&self, actor: &Actor, from: &str, to: &str, lang: Lang) -> Result<Export> {
        actor.require(Role::Supervisor)?;
        let (from, to) = (day_of("from", from)?, day_of("to", to)?);
        if to < from {
            return Err(ApiError::invalid("to", Problem::EndsBeforeStart));
        }
        if (to - from).num_days() >= DAYS_MAX {
            return Err(ApiError::invalid("to", Problem::OutOfRange));
        }
        let place = self.place()?;
        let rows = self.read(|r| {
            let services = r.services()?.into_iter();
            let names = services.map(|(key, s): (ServiceKey, _)| {
                (key.to_string(), if lang == Lang::En { s.name_en } else { s.name_fr })
            });
            let words = Words { lang, services: names.collect() };
            let mut rows = Vec::new();
            for (day, _) in r.days(&from.to_string(), &to.to_string())? {
                let facts = r.facts_of_day(&day)?;
                rows.extend(words.of_day(day_of("from", &day)?, &facts));
            }
            Ok(rows)
        })?;
        let title = format!("{}, {from} … {to}", say(lang, "export_moments", &[]));
        let table = Table::new("moments", title.clone(), columns(lang, &COLUMNS), rows);
        let more = vec![
            (say(lang, "export_from", &[]), from.to_string()),
            (say(lang, "export_to", &[]), to.to_string()),
            (say(lang, "export_moments", &[]), say(lang, "export_moments_how", &[])),
        ];
        let about = about(&place, self.now().date_naive(), lang, title, more);
        let table = table.map_err(|error| self.no_table(error))?;
        Ok(Export { about, tables: vec![table], long: None })
    }
}

struct Words {
    lang: Lang,
    services: BTreeMap<String, String>,
}

impl Words {
    /// The moments of a day by what they say and not by when they were: their order tells nothing.
    fn of_day(&self, day: NaiveDate, all: &[Facts]) -> Vec<Vec<Cell>> {
        let mut moments: Vec<Vec<Vec<Cell>>> =
            all.iter().filter(|facts| !facts.voided).map(|facts| self.of_moment(day, facts)).collect();
        moments.sort_by_cached_key(|rows| format!("{rows:?}"));
        for (number, rows) in (1..).zip(&mut moments) {
            for cell in rows.iter_mut().filter_map(|row| row.get_mut(1)) {
                *cell = Cell::Count(number);
            }
        }
        moments.into_iter().flatten().collect()
    }

    fn of_moment(&self, day: NaiveDate, facts: &Facts) -> Vec<Vec<Cell>> {
        if facts.lines.is_empty() {
            return vec![self.row(day, facts, None)];
        }
        facts.lines.iter().map(|line| self.row(day, facts, Some(line))).collect()
    }

    fn word(&self, set: &str, word: &str) -> String {
        say(self.lang, &format!("word_{set}_{word}"), &[])
    }

    fn row(&self, day: NaiveDate, facts: &Facts, line: Option<&LineFacts>) -> Vec<Cell> {
        let kind = match facts.kind {
            MomentKind::QuickEnquiry => "export_kind_quick",
            MomentKind::Moment => "export_kind_moment",
        };
        let word = |set: &str, word: Option<&str>| {
            word.map_or(Cell::Nothing, |word| Cell::Text(self.word(set, word)))
        };
        let client = facts.client.map(|client| say(self.lang, super::parts::client_word(client), &[]));
        let barriers: Vec<String> = facts.barriers.iter().map(|b| self.word("barrier", b.as_str())).collect();
        let some = |text: String| if text.is_empty() { Cell::Nothing } else { Cell::Text(text) };
        let contact = (facts.contact.by == By::Staff).then(|| facts.contact.value.as_str());
        let name = |line: &LineFacts| match line.service.as_str() {
            UNCLASSIFIED => say(self.lang, "export_to_classify", &[]),
            service => self.services.get(service).cloned().unwrap_or_default(),
        };
        vec![
            Cell::Date(day),
            Cell::Nothing,
            Cell::Text(say(self.lang, kind, &[])),
            word("channel", Some(facts.channel.value.as_str())),
            client.map_or(Cell::Nothing, Cell::Text),
            line.map_or(Cell::Nothing, |line| Cell::Text(line.service.clone())),
            line.map_or(Cell::Nothing, |line| some(name(line))),
            line.map_or(Cell::Nothing, |line| Cell::Count(line.quantity.into())),
            word("relationship", line.map(|line| relationship(line.relationship.value))),
            line.map_or(Cell::Nothing, |line| Cell::Truth(line.relationship.by == By::Staff)),
            word("outcome", line.map(|line| line.outcome.value.as_str())),
            line.map_or(Cell::Nothing, |line| Cell::Truth(line.outcome.by == By::Staff)),
            word("stage", line.and_then(|line| line.stage).map(|stage| stage.as_str())),
            word("contact", contact),
            some(barriers.join("; ")),
            word("level", facts.came_from.map(|level| level.as_str())),
            word("level", facts.sent_to.map(|level| level.as_str())),
            word("life_event", facts.life_event.map(|event| event.as_str())),
        ]
    }
}

/// The interface's name of the word.
const fn relationship(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Voluntary => "voluntary",
        Relationship::InvoluntaryObligation => "obligation",
        Relationship::InvoluntaryRightsOfOthers => "rights_of_others",
    }
}
