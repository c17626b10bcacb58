//! Recording the rows of a past log, a batch a transaction: what was recorded before a stop or a power cut stays, and the
//! same import again goes on behind it.

use super::rows::{Asked, Rows, refusal_of, services};
use super::tally::{Running, Tally};
use super::*;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, locked};
use crate::error::Result;
use crate::moments::{Later, Once, record_later};
use moments_core::ids::MomentId;

/// Rows of one transaction: about a tenth of a second, in which a counter waits to save.
const BATCH_ROWS: usize = 200;

/// A moment of a past log: nobody of the staff is known, and it has no number of the day, since no card was given out.
pub(super) fn later(id: MomentId) -> Later {
    Later { id, origin: Origin::Imported, staff: None, short_no: String::new() }
}

impl Desk {
    /// Records the rows of the open file as the mapping says. Rows that were recorded before are there already; a row that
    /// can't be recorded is refused with its reason, and the others are kept. For administrators.
    pub fn import_past_log(&self, actor: &Actor, token: &str, mapping: &Mapping) -> Result<LogReport> {
        actor.require(Role::Administrator)?;
        let file = self.past_log_file(token)?;
        let place = self.place()?;
        let now = self.now();
        let running = Running::begin(&self.past_log, &file)?;
        let services = self.read(|r| services(r, &place))?;
        let mut rows = Rows::new(mapping, &services, &file.table, &place, now)?;
        let mut tally = Tally::new(&file.table, mapping);
        let mut stopped = false;
        for batch in file.table.rows.chunks(BATCH_ROWS) {
            stopped = running.is_stopped();
            if stopped {
                break;
            }
            self.write(|tx| {
                let before = tally.counts.recorded;
                for row in batch {
                    let (id, form) = match rows.next(row) {
                        Asked::Empty => {
                            tally.empty();
                            continue;
                        }
                        Asked::Refused(refusal) => {
                            tally.refuse(row, refusal);
                            continue;
                        }
                        Asked::Moment { id, form, .. } => (id, form),
                    };
                    match record_later(tx, &place, actor.author, &form, later(id)) {
                        Ok(Once::Recorded) => tally.recorded(),
                        Ok(Once::AlreadyThere) => tally.already_there(),
                        Err(error) => tally.refuse(row, refusal_of(error)?),
                    }
                }
                if before == 0 && tally.counts.recorded > 0 {
                    // Where nothing is recorded, nothing was done.
                    let rows = file.table.rows.len().to_string();
                    act(tx, actor.author, Action::PastLogImportStarted, "", &rows)?;
                }
                Ok(())
            })?;
            running.tell(&tally);
        }
        let counts = tally.counts;
        let LogCounts { recorded, already_there, refused, .. } = counts;
        if recorded > 0 {
            let detail = format!("{recorded} {already_there} {refused}");
            self.write(|tx| act(tx, actor.author, Action::PastLogImported, "", &detail))?;
        }
        let report = LogReport { counts, reasons: tally.reasons(), refused: tally.shown(), stopped };
        let names = [LogField::ExternalId, LogField::Ticket];
        *locked(&self.past_log.refused) = Some(RefusedRows {
            token: file.token.clone(),
            lines: std::mem::take(&mut tally.lines),
            named: names.iter().any(|field| mapping.columns.contains_key(field)),
        });
        Ok(report)
    }
}
