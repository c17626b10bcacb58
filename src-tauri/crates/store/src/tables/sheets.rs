//! Tally sheets that are being entered at this workstation: never in the journal, as their rows are.

use crate::error::Result;
use crate::transaction::{Reader, WriteTx};
use moments_core::ids::StaffId;
use rusqlite::{OptionalExtension, Row, named_params};

/// A tally sheet that was begun and not yet put away.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSheet {
    /// Its number, without the space.
    pub no: String,
    /// Who began to enter it.
    pub staff: StaffId,
    pub opened_ms: i64,
    /// The caller's JSON.
    pub record: String,
}

fn sheet(row: &Row<'_>) -> rusqlite::Result<OpenSheet> {
    Ok(OpenSheet {
        no: row.get("no")?,
        staff: StaffId(row.get("staff")?),
        opened_ms: row.get("opened_ms")?,
        record: row.get("record")?,
    })
}

impl Reader<'_> {
    pub fn open_sheet(&self, no: &str) -> Result<Option<OpenSheet>> {
        Ok(self
            .conn
            .prepare_cached("SELECT no, staff, opened_ms, record FROM tally_sheets WHERE no = :no")?
            .query_row(named_params! { ":no": no }, sheet)
            .optional()?)
    }

    /// Every sheet that was begun here and not yet put away, the oldest first.
    pub fn open_sheets(&self) -> Result<Vec<OpenSheet>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT no, staff, opened_ms, record FROM tally_sheets ORDER BY rowid")?;
        let rows = statement.query_map([], sheet)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

impl WriteTx<'_> {
    pub fn put_sheet(&mut self, sheet: &OpenSheet) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO tally_sheets (no, staff, opened_ms, record) VALUES (:no, :staff, :opened_ms, :record)
                 ON CONFLICT (no) DO UPDATE SET record = excluded.record",
            )?
            .execute(named_params! {
                ":no": sheet.no, ":staff": sheet.staff.0, ":opened_ms": sheet.opened_ms, ":record": sheet.record,
            })?;
        Ok(())
    }

    pub fn remove_sheet(&mut self, no: &str) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM tally_sheets WHERE no = :no")?
            .execute(named_params! { ":no": no })?;
        Ok(())
    }
}
