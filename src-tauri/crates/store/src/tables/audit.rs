//! What was done, seen or refused that is not a record.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

/// One act: what was done to what, with what result. Never a PIN, never free text of a client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Act {
    pub at_ms: i64,
    /// `staff:…`, `system:cli` or `system:app`.
    pub author: String,
    /// `signed_in`, `sign_in_refused`, `exported`, …
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

/// An act with the id under which it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRow {
    pub id: String,
    pub act: Act,
}

/// Which acts are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActsAsked {
    /// From this instant on, in milliseconds since 1970.
    pub from_ms: i64,
    /// Before this instant.
    pub to_ms: i64,
    /// `action` is one of these; without, any.
    pub words: Option<Vec<&'static str>>,
    /// Those that are listed behind this one.
    pub before: Option<ActRow>,
    pub limit: u32,
}

fn row(row: &Row<'_>) -> rusqlite::Result<(String, String)> {
    Ok((row.get("id")?, row.get("record")?))
}

impl Reader<'_> {
    /// The newest acts.
    pub fn audit(&self, limit: u32) -> Result<Vec<Act>> {
        let all = ActsAsked { from_ms: i64::MIN, to_ms: i64::MAX, words: None, before: None, limit };
        Ok(self.acts(&all)?.into_iter().map(|row| row.act).collect())
    }

    /// Acts, the newest first.
    pub fn acts(&self, asked: &ActsAsked) -> Result<Vec<ActRow>> {
        // Of an instant with several, those behind the last one that was listed.
        let (to_ms, last) = match &asked.before {
            Some(row) => (row.act.at_ms.min(asked.to_ms.saturating_sub(1)), row.id.as_str()),
            None => (asked.to_ms.saturating_sub(1), ""),
        };
        let words = asked.words.as_ref().map(|words| format!(",{},", words.join(",")));
        let mut statement = self.conn.prepare_cached(
            "SELECT id, record FROM audit
             WHERE at_ms BETWEEN :from AND :to AND (:last = '' OR at_ms < :to OR id < :last)
                AND (:words IS NULL OR instr(:words, ',' || action || ',') > 0)
             ORDER BY at_ms DESC, id DESC LIMIT :limit",
        )?;
        let rows = statement.query_map(
            named_params! {
                ":from": asked.from_ms, ":to": to_ms, ":last": last, ":words": words, ":limit": asked.limit,
            },
            row,
        )?;
        rows.map(|row| {
            let (id, record) = row?;
            Ok(ActRow { id, act: serde_json::from_str(&record)? })
        })
        .collect()
    }

    pub fn act(&self, id: &str) -> Result<Option<ActRow>> {
        let found = self
            .conn
            .prepare_cached("SELECT id, record FROM audit WHERE id = :id")?
            .query_row(named_params! { ":id": id }, row)
            .optional()?;
        found.map(|(id, record)| Ok(ActRow { id, act: serde_json::from_str(&record)? })).transpose()
    }
}
