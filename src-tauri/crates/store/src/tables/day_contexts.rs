//! What kind of day an office day was.

use super::people::record;
use crate::error::Result;
use crate::transaction::Reader;
use chrono::NaiveDate;
use moments_core::day_context::DayContext;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use rusqlite::{Connection, named_params};

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    // One spelling: two entities that name one row would make the order of arrival matter.
    let Some(day) = subject.id().parse::<NaiveDate>().ok().filter(|day| day.to_string() == subject.id())
    else {
        return Ok(());
    };
    let (context, _) = unflatten::<DayContext>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO day_contexts (office_day, record) VALUES (:day, :record)
         ON CONFLICT (office_day) DO UPDATE SET record = excluded.record",
    )?
    .execute(named_params! { ":day": day.to_string(), ":record": serde_json::to_string(&context)? })?;
    Ok(())
}

impl Reader<'_> {
    /// `None`: nobody said anything about this day.
    pub fn day_context(&self, day: NaiveDate) -> Result<Option<DayContext>> {
        record(self.conn, "SELECT record FROM day_contexts WHERE office_day = :id", &day.to_string())
    }
}
