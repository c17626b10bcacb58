//! The tables that are folded from entries: a file each says what its rows are, and all are written the same way.
//!
//! A row is a JSON object with its table's columns. Each holds the entity that it is of, and goes with it.

mod catalogue;
mod days;
mod moments;

use crate::error::Result;
use chrono::{Datelike, NaiveDate};
use moments_core::entities::entity;
use moments_core::entry::EntityRef;
use moments_core::fold::Folded;
use moments_core::ids::OfficeId;
use moments_core::limits::YEARS;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio_postgres::Transaction;

/// Every table whose rows are folded, by its name.
pub const TABLES: [&str; 10] = [
    "states",
    "moments",
    "moment_lines",
    "ratings",
    "cases",
    "services",
    "standards",
    "sign_offs",
    "day_contexts",
    "day_sums",
];

/// One entity as its entries leave it.
pub struct State {
    pub subject: EntityRef,
    pub folded: Folded,
}

type Rows = BTreeMap<&'static str, Vec<Value>>;

/// Puts these in the place of what was known of them.
pub async fn put(tx: &Transaction<'_>, office: OfficeId, states: &[State]) -> Result<()> {
    let entities: Vec<&str> = states.iter().map(|state| state.subject.as_str()).collect();
    let mut rows = Rows::new();
    for State { subject, folded } in states {
        let mut put = |table: &'static str, mut row: Value| {
            if let Value::Object(columns) = &mut row {
                columns.insert("office".into(), json!(office));
                columns.insert("entity".into(), json!(subject));
            }
            rows.entry(table).or_default().push(storable(row));
        };
        put("states", state(subject, folded));
        match subject.kind() {
            entity::MOMENT => moments::rows(subject, folded, &mut put),
            entity::CASE => moments::case(subject, folded, &mut put),
            entity::SERVICE => put("services", catalogue::service(subject, folded)),
            entity::STANDARD => put("standards", catalogue::standard(subject, folded)),
            entity::SIGN_OFF => put("sign_offs", days::sign_off(folded)),
            entity::DAY_CONTEXT => put("day_contexts", days::context(subject, folded)),
            entity::DAY_SUMS => put("day_sums", days::sums(folded)),
            // The rest has no figures; what is newer waits in the entries, and its state says so.
            _ => {}
        }
    }
    for table in TABLES {
        tx.execute(
            &format!("DELETE FROM centre.{table} WHERE office = $1 AND entity = ANY($2)"),
            &[&office.0, &entities],
        )
        .await?;
        if let Some(rows) = rows.remove(table) {
            tx.execute(
                &format!(
                    "INSERT INTO centre.{table} SELECT * FROM jsonb_populate_recordset(NULL::centre.{table}, $1)"
                ),
                &[&Value::Array(rows)],
            )
            .await?;
        }
    }
    Ok(())
}

/// Takes every folded row of an office away.
pub async fn clear(tx: &Transaction<'_>, office: OfficeId) -> Result<()> {
    for table in TABLES {
        tx.execute(&format!("DELETE FROM centre.{table} WHERE office = $1"), &[&office.0]).await?;
    }
    Ok(())
}

fn state(subject: &EntityRef, folded: &Folded) -> Value {
    // Nothing in these is of a person.
    let is_setting = matches!(subject.kind(), entity::OFFICE | entity::WORKSTATION);
    json!({
        "kind": subject.kind(),
        "fields": is_setting.then_some(&folded.fields),
        "newer": folded.newer,
        "unreadable": folded.unreadable,
        "payload_erased": folded.payload_erased,
        "conflicts": folded.conflicts.len(),
    })
}

/// The database holds no text with a zero byte; an entry may, and its fold is total.
fn storable(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(plain(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(storable).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (plain(name), storable(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn plain(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

/// A day that a record may have; `None` for what only a broken clock or a hostile entry says.
fn day(day: NaiveDate) -> Option<String> {
    YEARS.contains(&day.year()).then(|| day.to_string())
}
