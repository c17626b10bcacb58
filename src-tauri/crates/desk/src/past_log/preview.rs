//! What an import would do, row by row, without doing it.

use super::rows::{Asked, Rows, refusal_of, services};
use super::tally::{Running, Tally};
use super::*;
use crate::desk::{Actor, Desk, Place};
use crate::error::Result;
use crate::moments::{MomentForm, prepare_later};
use moments_core::ids::MomentId;
use moments_core::moment::Moment;
use moments_core::past_log::Row;
use moments_store::Reader;
use std::collections::BTreeMap;

/// Rows that a preview shows.
const SHOWN_MAX: usize = 20;
/// Rows after which the progress is told.
const TELL_EVERY: usize = 200;

impl Desk {
    /// Says what importing the open file with this mapping would do. For administrators.
    pub fn preview_past_log(&self, actor: &Actor, token: &str, mapping: &Mapping) -> Result<LogPreview> {
        actor.require(Role::Administrator)?;
        let file = self.past_log_file(token)?;
        let place = self.place()?;
        let now = self.now();
        let running = Running::begin(&self.past_log, &file)?;
        self.read(|r| {
            let services = services(r, &place)?;
            let mut rows = Rows::new(mapping, &services, &file.table, &place, now)?;
            let mut tally = Tally::new(&file.table, mapping);
            let mut preview = LogPreview::default();
            let words = rows.reading().unknown_words(&file.table).into_iter();
            preview.unknown_words =
                words.map(|w| WordSeen { field: w.field, word: w.word, rows: w.rows }).collect();
            let mut earlier = Earlier::new();
            for (at, row) in file.table.rows.iter().enumerate() {
                if at % TELL_EVERY == 0 {
                    running.tell(&tally);
                    preview.stopped = running.is_stopped();
                    if preview.stopped {
                        break;
                    }
                }
                match rows.next(row) {
                    Asked::Empty => tally.empty(),
                    Asked::Refused(refusal) => tally.refuse(row, refusal),
                    Asked::Moment { id, form, named, masked } => {
                        match look(r, &place, &mut earlier, id, *form, named)? {
                            Looked::Refused(refusal) => tally.refuse(row, refusal),
                            Looked::There => tally.already_there(),
                            Looked::New(moment) => {
                                tally.recorded();
                                preview.masked += u32::from(masked);
                                preview.add(row, &moment);
                            }
                        }
                    }
                }
            }
            preview.counts = tally.counts;
            preview.reasons = tally.reasons();
            preview.refused = tally.shown();
            Ok(preview)
        })
    }

    /// How far the preview or the import is.
    pub fn past_log_progress(&self, actor: &Actor) -> Result<LogProgress> {
        actor.require(Role::Administrator)?;
        Ok(*crate::desk::locked(&self.past_log.progress))
    }

    /// Asks the preview or the import to stop. An import keeps the batches that it has recorded.
    pub fn stop_past_log(&self, actor: &Actor) -> Result<()> {
        actor.require(Role::Administrator)?;
        self.past_log.stop.store(true, std::sync::atomic::Ordering::SeqCst);
        Ok(())
    }
}

/// Rows of this file that name themselves, as they would be recorded: the same name may come again.
type Earlier = BTreeMap<MomentId, MomentForm>;

enum Looked {
    New(Box<Moment>),
    There,
    Refused(Refusal),
}

fn look(
    reader: &Reader<'_>,
    place: &Place,
    earlier: &mut Earlier,
    id: MomentId,
    form: MomentForm,
    named: bool,
) -> Result<Looked> {
    if let Some(before) = earlier.get(&id) {
        let same = *before == form;
        return Ok(if same { Looked::There } else { Looked::Refused(Refusal::whole(Refused::Conflict)) });
    }
    let looked = match prepare_later(reader, place, &form, &import::later(id)) {
        Ok(Some(moment)) => Looked::New(Box::new(moment)),
        Ok(None) => Looked::There,
        Err(error) => return refusal_of(error).map(Looked::Refused),
    };
    if named {
        earlier.insert(id, form);
    }
    Ok(looked)
}

impl LogPreview {
    fn add(&mut self, row: &Row, moment: &Moment) {
        let day = moment.office_day.to_string();
        if self.first_day.as_ref().is_none_or(|first| day < *first) {
            self.first_day = Some(day.clone());
        }
        if self.last_day.as_ref().is_none_or(|last| day > *last) {
            self.last_day = Some(day.clone());
        }
        if self.rows.len() < SHOWN_MAX {
            self.rows.push(shown(row.line, day, moment));
        }
    }
}

fn shown(line: u32, office_day: String, moment: &Moment) -> PreviewRow {
    let first = moment.lines_in_order().into_iter().next().map(|(_, line)| line.clone()).unwrap_or_default();
    let asked = moment.kind == MomentKind::Moment;
    let timed = moment.time_source != TimeSource::Inaccurate;
    PreviewRow {
        line,
        office_day,
        time: moment.started_at.filter(|_| timed).map(|at| at.format("%H:%M").to_string()),
        kind: moment.kind,
        name_en: first.name_en,
        name_fr: first.name_fr,
        quantity: first.quantity,
        relationship: asked.then_some(first.relationship.value),
        relationship_by: first.relationship.by,
        outcome: asked.then_some(first.outcome.value),
        outcome_by: first.outcome.by,
        channel: moment.channel.value,
        channel_by: moment.channel.by,
        language: moment.language.provided.value.clone(),
        language_by: moment.language.provided.by,
        note: moment.note.clone(),
    }
}
