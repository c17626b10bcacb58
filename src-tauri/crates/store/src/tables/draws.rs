//! What invitations were drawn from, and the moments that took a number of it.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::draw::Draw;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::ids::{DrawId, MomentId, WorkstationId};
use moments_core::words::{RotatedQuestion, TimeSource, VoidReason};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    // One spelling: two entities that name one row would make the order of arrival matter.
    let Some(id) = subject.id().parse::<DrawId>().ok().filter(|id| id.to_string() == subject.id()) else {
        return Ok(());
    };
    let (draw, _) = unflatten::<Draw>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO draws (id, workstation, office_day, previous, record)
         VALUES (:id, :workstation, :office_day, :previous, :record)
         ON CONFLICT (id) DO UPDATE SET workstation = excluded.workstation, office_day = excluded.office_day,
            previous = excluded.previous, record = excluded.record",
    )?
    .execute(named_params! {
        ":id": id.0, ":workstation": draw.workstation.0, ":office_day": draw.office_day.to_string(),
        ":previous": draw.previous.map(|p| p.0), ":record": serde_json::to_string(&draw)?,
    })?;
    Ok(())
}

/// A moment that took a number of a draw, as far as the draw is checked by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Took {
    pub id: MomentId,
    pub no: u64,
    /// Milliseconds since 1970.
    pub started_ms: i64,
    pub workstation: WorkstationId,
    pub short_no: String,
    pub is_live: bool,
    pub voided: Option<VoidReason>,
    /// As it is recorded.
    pub invited: bool,
    pub question: Option<RotatedQuestion>,
}

fn took(row: &Row<'_>) -> rusqlite::Result<Took> {
    let word = |name: &str| row.get::<_, Option<String>>(name);
    Ok(Took {
        id: MomentId(row.get("id")?),
        no: row.get::<_, i64>("draw_no")?.unsigned_abs(),
        started_ms: row.get("started_ms")?,
        workstation: WorkstationId(row.get("workstation")?),
        short_no: row.get("short_no")?,
        is_live: word("time_source")?.as_deref() == Some(TimeSource::Live.as_str()),
        voided: word("voided")?.as_deref().and_then(VoidReason::parse),
        invited: row.get("drawn")?,
        question: word("question")?.as_deref().and_then(RotatedQuestion::parse),
    })
}

fn draw(row: &Row<'_>) -> rusqlite::Result<(DrawId, String)> {
    Ok((DrawId(row.get("id")?), row.get("record")?))
}

impl Reader<'_> {
    pub fn draw(&self, id: &DrawId) -> Result<Option<Draw>> {
        let record: Option<String> = self
            .conn
            .prepare_cached("SELECT record FROM draws WHERE id = :id")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get("record"))
            .optional()?;
        Ok(record.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// What was drawn from on an office day, at every workstation.
    pub fn draws_of_day(&self, office_day: &str) -> Result<Vec<(DrawId, Draw)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, record FROM draws WHERE office_day = :day ORDER BY workstation, id",
        )?;
        let rows = statement.query_map(named_params! { ":day": office_day }, draw)?;
        rows.map(|row| {
            let (id, record) = row?;
            Ok((id, serde_json::from_str(&record)?))
        })
        .collect()
    }

    /// How many numbers of a draw were given out, as the one that came after it says; `None` while none did.
    pub fn numbers_of_draw(&self, id: &DrawId) -> Result<Option<u64>> {
        let record: Option<String> = self
            .conn
            .prepare_cached("SELECT record FROM draws WHERE previous = :id ORDER BY id LIMIT 1")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get("record"))
            .optional()?;
        let next: Option<Draw> = record.map(|text| serde_json::from_str(&text)).transpose()?;
        Ok(next.map(|next| next.previous_numbers))
    }

    /// The moments that took a number of a draw, in the order of numbers.
    pub fn moments_of_draw(&self, id: &DrawId) -> Result<Vec<Took>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, draw_no, started_ms, workstation, short_no, time_source, voided, drawn, question FROM moments
             WHERE draw = :id AND draw_no NOT NULL AND complete ORDER BY draw_no, started_ms, id",
        )?;
        let rows = statement.query_map(named_params! { ":id": id.0 }, took)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Eligible moments of a day that name no draw, or one that is not here.
    pub fn moments_without_draw(&self, office_day: &str) -> Result<u32> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) AS n FROM moments m
                 WHERE m.office_day = :day AND m.complete AND m.eligible
                   AND NOT EXISTS (SELECT 1 FROM draws d WHERE d.id = m.draw)",
            )?
            .query_row(named_params! { ":day": office_day }, |row| row.get("n"))?)
    }
}
