//! What was done, seen or refused that is not a record.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};

/// One act: what was done to what, with what result. Never a PIN, never free text of a client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Act {
    pub at_ms: i64,
    /// `staff:…`, `system:cli` or `system:app`.
    pub author: String,
    /// `signed_in`, `sign_in_refused`, `locked_out`, `viewed_day`, `exported`, …
    pub action: String,
    /// What it was about: an entity, a day, a count.
    pub subject: String,
    pub detail: String,
}

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    if folded.payload_erased {
        // An act is one entry: without it there is nothing to list.
        conn.prepare_cached("DELETE FROM audit WHERE id = :id")?
            .execute(named_params! { ":id": subject.id() })?;
        return Ok(());
    }
    let (act, _) = unflatten::<Act>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO audit (id, at_ms, author, action, record) VALUES (:id, :at_ms, :author, :action, :record)
         ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms, author = excluded.author, action = excluded.action,
            record = excluded.record",
    )?
    .execute(named_params! {
        ":id": subject.id(), ":at_ms": act.at_ms, ":author": act.author, ":action": act.action,
        ":record": serde_json::to_string(&act)?,
    })?;
    Ok(())
}

impl Reader<'_> {
    /// The newest acts.
    pub fn audit(&self, limit: u32) -> Result<Vec<Act>> {
        let mut statement =
            self.conn.prepare_cached("SELECT record FROM audit ORDER BY at_ms DESC, id DESC LIMIT :limit")?;
        let rows =
            statement.query_map(named_params! { ":limit": limit }, |row| row.get::<_, String>("record"))?;
        rows.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
    }
}
