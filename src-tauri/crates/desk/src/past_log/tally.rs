//! Counting what became of the rows, and telling how far it is.

use super::open::shown;
use super::*;
use crate::catalogue::count;
use crate::desk::locked;
use crate::error::{ErrorCode, Result};
use moments_core::past_log::{Row, is_text_field};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// Refusals that are named one by one on a screen.
const SHOWN_MAX: usize = 200;

/// One preview or import at a time.
pub(super) struct Running<'a>(&'a PastLog);

impl<'a> Running<'a> {
    /// # Errors
    /// `Busy` while another one runs.
    pub fn begin(log: &'a PastLog, file: &OpenFile) -> Result<Self> {
        if log.running.swap(true, Ordering::SeqCst) {
            return Err(ErrorCode::Busy.into());
        }
        log.stop.store(false, Ordering::SeqCst);
        let total = count(file.table.rows.len());
        *locked(&log.progress) = LogProgress { running: true, total, counts: LogCounts::default() };
        Ok(Self(log))
    }

    /// Tells how far it is.
    pub fn tell(&self, tally: &Tally<'_>) {
        locked(&self.0.progress).counts = tally.counts;
    }

    /// Somebody asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.stop.load(Ordering::SeqCst)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        locked(&self.0.progress).running = false;
        self.0.running.store(false, Ordering::SeqCst);
    }
}

/// What became of the rows so far.
pub(super) struct Tally<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    pub counts: LogCounts,
    reasons: BTreeMap<(Option<LogField>, Refused), u32>,
    /// Every row that was refused.
    pub lines: Vec<Line>,
    shown: Vec<RefusedLine>,
}

impl<'a> Tally<'a> {
    pub fn new(table: &'a Table, mapping: &'a Mapping) -> Self {
        let counts = LogCounts::default();
        Self { table, mapping, counts, reasons: BTreeMap::new(), lines: Vec::new(), shown: Vec::new() }
    }

    pub fn recorded(&mut self) {
        self.counts.rows += 1;
        self.counts.recorded += 1;
    }

    pub fn already_there(&mut self) {
        self.counts.rows += 1;
        self.counts.already_there += 1;
    }

    pub fn empty(&mut self) {
        self.counts.rows += 1;
        self.counts.empty += 1;
    }

    pub fn refuse(&mut self, row: &Row, refusal: Refusal) {
        self.counts.rows += 1;
        self.counts.refused += 1;
        *self.reasons.entry((refusal.field, refusal.reason)).or_default() += 1;
        self.lines.push(Line { line: row.line, refusal });
        if self.shown.len() < SHOWN_MAX {
            let field = refusal.field.filter(|field| !is_text_field(*field));
            let place = field.and_then(|field| self.mapping.place(field, self.table));
            let cell = place.and_then(|place| row.cells.get(place)).map(shown).unwrap_or_default();
            let Refusal { field, reason } = refusal;
            self.shown.push(RefusedLine { line: row.line, field, reason, cell });
        }
    }

    /// The reasons, those of most rows first.
    pub fn reasons(&self) -> Vec<ReasonCount> {
        let all = self.reasons.iter();
        let mut reasons: Vec<ReasonCount> = all
            .map(|((field, reason), rows)| ReasonCount { field: *field, reason: *reason, rows: *rows })
            .collect();
        reasons.sort_by_key(|r| std::cmp::Reverse(r.rows));
        reasons
    }

    pub fn shown(&mut self) -> Vec<RefusedLine> {
        std::mem::take(&mut self.shown)
    }
}
