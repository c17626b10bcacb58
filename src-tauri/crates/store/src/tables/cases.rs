//! Cases: the threads of moments until a need is met.

use super::moments::{COLUMNS, from_row, stored};
use crate::error::Result;
use crate::tables::moments::StoredMoment;
use crate::transaction::Reader;
use moments_core::case::Case;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::{Folded, kind};
use moments_core::ids::{CaseId, StaffId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    // One spelling: two entities that name one row would make the order of arrival matter.
    let Some(id) = subject.id().parse::<CaseId>().ok().filter(|id| id.to_string() == subject.id()) else {
        return Ok(());
    };
    let (case, _) = unflatten::<Case>(&folded.fields);
    let changed_ms: i64 = conn
        .prepare_cached(
            "SELECT max(e.at_ms) FROM entry_entities s JOIN entries e ON e.row = s.row WHERE s.entity = :entity",
        )?
        .query_row(named_params! { ":entity": subject.as_str() }, |row| row.get(0))?;
    conn.prepare_cached(
        "INSERT INTO cases (id, complete, code, opened_ms, changed_ms, service, owner, status, is_open, due, record)
         VALUES (:id, :complete, :code, :opened_ms, :changed_ms, :service, :owner, :status, :is_open, :due, :record)
         ON CONFLICT (id) DO UPDATE SET complete = excluded.complete, code = excluded.code,
            opened_ms = excluded.opened_ms, changed_ms = excluded.changed_ms, service = excluded.service,
            owner = excluded.owner, status = excluded.status, is_open = excluded.is_open, due = excluded.due,
            record = excluded.record",
    )?
    .execute(named_params! {
        ":id": id.0, ":complete": folded.has(kind::CASE_OPENED) && case.opened_at.is_some(), ":code": case.code,
        ":opened_ms": case.opened_at.map_or(0, |t| t.timestamp_millis()), ":changed_ms": changed_ms,
        ":service": case.service, ":owner": case.owner.map(|s| s.0), ":status": case.status.as_str(),
        ":is_open": case.status.is_open(), ":due": case.due.map(|d| d.to_string()),
        ":record": serde_json::to_string(&case)?,
    })?;
    Ok(())
}

/// A case as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCase {
    pub id: CaseId,
    /// When the last entry about it was written.
    pub changed_ms: i64,
    pub case: Case,
}

const CASE: &str = "c.id, c.changed_ms, c.record";

fn case((id, changed_ms, record): (CaseId, i64, String)) -> Result<StoredCase> {
    Ok(StoredCase { id, changed_ms, case: serde_json::from_str(&record)? })
}

fn case_row(row: &Row<'_>) -> rusqlite::Result<(CaseId, i64, String)> {
    Ok((CaseId(row.get("id")?), row.get("changed_ms")?, row.get("record")?))
}

impl Reader<'_> {
    pub fn case(&self, id: &CaseId) -> Result<Option<StoredCase>> {
        let sql = format!("SELECT {CASE} FROM cases c WHERE c.id = :id AND c.complete");
        let row =
            self.conn.prepare_cached(&sql)?.query_row(named_params! { ":id": id.0 }, case_row).optional()?;
        row.map(case).transpose()
    }

    /// Every case with this code: nearly always one, and two where two workstations drew the same.
    pub fn cases_by_code(&self, code: &str) -> Result<Vec<StoredCase>> {
        let sql = format!(
            "SELECT {CASE} FROM cases c WHERE c.code = :code AND c.complete ORDER BY c.opened_ms, c.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":code": code }, case_row)?;
        rows.map(|row| case(row?)).collect()
    }

    /// Cases, open ones only or all, of one owner or of everybody: what is due first, then the oldest.
    pub fn cases(&self, open_only: bool, owner: Option<&StaffId>, limit: u32) -> Result<Vec<StoredCase>> {
        let sql = format!(
            "SELECT {CASE} FROM cases c
             WHERE c.complete AND (NOT :open_only OR c.is_open) AND (:owner IS NULL OR c.owner = :owner)
             ORDER BY c.is_open DESC, c.due IS NULL, c.due, c.opened_ms, c.id LIMIT :limit"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(
            named_params! { ":open_only": open_only, ":owner": owner.map(|s| s.0), ":limit": limit },
            case_row,
        )?;
        rows.map(|row| case(row?)).collect()
    }

    /// The moments of a case, the first one first.
    pub fn moments_of_case(&self, id: &CaseId) -> Result<Vec<StoredMoment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM moments m WHERE m.case_id = :id AND m.complete ORDER BY m.started_ms, m.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":id": id.0 }, from_row)?;
        rows.map(|row| stored(row?)).collect()
    }
}
