//! Cases: the threads of moments until a need is met.

use super::moments::{COLUMNS, from_row, stored};
use crate::error::Result;
use crate::tables::moments::StoredMoment;
use crate::transaction::Reader;
use moments_core::case::Case;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::{Folded, kind};
use moments_core::ids::CaseId;
use moments_core::words::Outcome;
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
    /// Moments of it that are not voided.
    pub visits: u32,
    pub last_visit: Option<LastVisit>,
}

/// The last moment of a case that is not voided.
#[derive(Debug, Clone, PartialEq)]
pub struct LastVisit {
    /// `YYYY-MM-DD`.
    pub office_day: String,
    /// `None` for an enquiry.
    pub outcome: Option<Outcome>,
}

const SELECT: &str = "SELECT c.id, c.changed_ms, c.record, v.office_day, v.outcome,
        (SELECT count(*) FROM moments n WHERE n.case_id = c.id AND n.complete AND n.voided IS NULL) AS visits
     FROM cases c LEFT JOIN moments v ON v.row =
        (SELECT l.row FROM moments l WHERE l.case_id = c.id AND l.complete AND l.voided IS NULL
         ORDER BY l.started_ms DESC, l.id DESC LIMIT 1)";

struct CaseRow {
    record: String,
    found: StoredCase,
}

fn case_row(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    let office_day: Option<String> = row.get("office_day")?;
    let outcome: Option<String> = row.get("outcome")?;
    let outcome = outcome.as_deref().and_then(Outcome::parse);
    Ok(CaseRow {
        record: row.get("record")?,
        found: StoredCase {
            id: CaseId(row.get("id")?),
            changed_ms: row.get("changed_ms")?,
            case: Case::default(),
            visits: row.get("visits")?,
            last_visit: office_day.map(|office_day| LastVisit { office_day, outcome }),
        },
    })
}

fn case(row: CaseRow) -> Result<StoredCase> {
    Ok(StoredCase { case: serde_json::from_str(&row.record)?, ..row.found })
}

impl Reader<'_> {
    pub fn case(&self, id: &CaseId) -> Result<Option<StoredCase>> {
        let sql = format!("{SELECT} WHERE c.id = :id AND c.complete");
        let row =
            self.conn.prepare_cached(&sql)?.query_row(named_params! { ":id": id.0 }, case_row).optional()?;
        row.map(case).transpose()
    }

    /// Every case with this code: nearly always one, and two where two workstations drew the same.
    pub fn cases_by_code(&self, code: &str) -> Result<Vec<StoredCase>> {
        let sql = format!("{SELECT} WHERE c.code = :code AND c.complete ORDER BY c.opened_ms, c.id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":code": code }, case_row)?;
        rows.map(|row| case(row?)).collect()
    }

    /// Every open case: what is due first, then the oldest. An office has hundreds; what narrows them needs to know who
    /// works here and what day it is, which no table says.
    pub fn open_cases(&self) -> Result<Vec<StoredCase>> {
        let sql = format!(
            "{SELECT} WHERE c.complete AND c.is_open = 1 ORDER BY c.due IS NULL, c.due, c.opened_ms, c.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([], case_row)?;
        rows.map(|row| case(row?)).collect()
    }

    /// The moments of a case, voided ones too, the first one first.
    pub fn moments_of_case(&self, id: &CaseId) -> Result<Vec<StoredMoment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM moments m WHERE m.case_id = :id AND m.complete ORDER BY m.started_ms, m.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":id": id.0 }, from_row)?;
        rows.map(|row| stored(row?)).collect()
    }
}
