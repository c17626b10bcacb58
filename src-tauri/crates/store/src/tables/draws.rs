//! What invitations were drawn from, and the moments that took a number of it.

use super::moments::{COLUMNS, StoredMoment, from_row, stored};
use crate::error::Result;
use crate::transaction::Reader;
use moments_core::draw::Draw;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::ids::DrawId;
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
    pub fn moments_of_draw(&self, id: &DrawId) -> Result<Vec<StoredMoment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM moments m WHERE m.draw = :id AND m.complete ORDER BY m.draw_no, m.started_ms, m.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":id": id.0 }, from_row)?;
        rows.map(|row| stored(row?)).collect()
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
