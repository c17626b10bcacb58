//! Erasures, and what was erased whole.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::erasure::Erasure;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use rusqlite::{Connection, named_params};

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (erasure, _) = unflatten::<Erasure>(&folded.fields);
    conn.prepare_cached(
        // Other targets are to be carried out anew, whoever may have done so for the first.
        "INSERT INTO erasures (id, applied, about, office_day, whole, record)
         VALUES (:id, 0, :about, :day, :whole, :record)
         ON CONFLICT (id) DO UPDATE SET applied = applied AND record = excluded.record, about = excluded.about,
            office_day = excluded.office_day, whole = excluded.whole, record = excluded.record",
    )?
    .execute(named_params! {
        ":id": subject.id(), ":about": erasure.about, ":day": erasure.day.map(|day| day.to_string()),
        ":whole": erasure.is_whole(), ":record": serde_json::to_string(&erasure)?,
    })?;
    Ok(())
}

/// An erasure, and whether it was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredErasure {
    pub id: String,
    pub applied: bool,
    pub erasure: Erasure,
}

impl Reader<'_> {
    /// What supervisors erased of a record, the first one first.
    pub fn erasures_about(&self, subject: &EntityRef) -> Result<Vec<StoredErasure>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id, applied, record FROM erasures WHERE about = :about ORDER BY id")?;
        let rows = statement.query_map(named_params! { ":about": subject.as_str() }, |row| {
            Ok((row.get("id")?, row.get("applied")?, row.get::<_, String>("record")?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (id, applied, record) = row?;
            found.push(StoredErasure { id, applied, erasure: serde_json::from_str(&record)? });
        }
        found.sort_by_key(|stored| stored.erasure.at_ms);
        Ok(found)
    }
}
