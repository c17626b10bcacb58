//! The tables that are folded from entries: a file each says what its rows are, and all are written the same way.
//!
//! A row has a value for each of its table's columns, in order. Each row is of an entity, and goes with it.

mod catalogue;
mod days;
mod moments;

use crate::error::Result;
use crate::rows::{self, Cell, Columns};
use chrono::{Datelike, NaiveDate};
use futures::future::try_join_all;
use moments_core::entities::entity;
use moments_core::entry::EntityRef;
use moments_core::fold::Folded;
use moments_core::ids::OfficeId;
use moments_core::limits::YEARS;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio_postgres::Transaction;
use tokio_postgres::types::Type;

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

/// A table's columns behind the office and the entity.
pub struct Table {
    name: &'static str,
    columns: &'static Columns,
}

const STATES: Table = Table {
    name: "states",
    columns: &[
        ("kind", Type::TEXT),
        ("fields", Type::JSONB),
        ("newer", Type::BOOL),
        ("unreadable", Type::BOOL),
        ("payload_erased", Type::BOOL),
        ("conflicts", Type::INT4),
    ],
};

/// One entity as its entries leave it.
pub struct State {
    pub subject: EntityRef,
    pub folded: Folded,
}

type Cells = Vec<Cell<'static>>;

/// The tables in which something of this kind has rows.
fn tables(kind: &str) -> &'static [&'static str] {
    match kind {
        entity::MOMENT => &["states", "moments", "moment_lines", "ratings"],
        entity::CASE => &["states", "cases"],
        entity::SERVICE => &["states", "services"],
        entity::STANDARD => &["states", "standards"],
        entity::SIGN_OFF => &["states", "sign_offs"],
        entity::DAY_CONTEXT => &["states", "day_contexts"],
        entity::DAY_SUMS => &["states", "day_sums"],
        _ => &["states"],
    }
}

/// Puts these in the place of what was known of them.
pub async fn put(tx: &Transaction<'_>, office: OfficeId, states: &[State]) -> Result<()> {
    take_away(tx, office, states).await?;
    let mut tables: BTreeMap<&str, (&Columns, Vec<Cells>)> = BTreeMap::new();
    for State { subject, folded } in states {
        let mut put = |table: Table, cells: Cells| {
            let mut row: Cells = vec![office.0.into(), subject.as_str().to_owned().into()];
            row.extend(cells.into_iter().map(storable));
            tables.entry(table.name).or_insert((table.columns, Vec::new())).1.push(row);
        };
        put(STATES, state(subject, folded));
        match subject.kind() {
            entity::MOMENT => moments::rows(subject, folded, &mut put),
            entity::CASE => moments::case(subject, folded, &mut put),
            entity::SERVICE => put(catalogue::SERVICES, catalogue::service(subject, folded)),
            entity::STANDARD => put(catalogue::STANDARDS, catalogue::standard(subject, folded)),
            entity::SIGN_OFF => put(days::SIGN_OFFS, days::sign_off(folded)),
            entity::DAY_CONTEXT => put(days::CONTEXTS, days::context(subject, folded)),
            entity::DAY_SUMS => put(days::SUMS, days::sums(folded)),
            // The rest has no figures; what is newer waits in the entries, and its state says so.
            _ => {}
        }
    }
    for (table, (columns, rows)) in tables {
        let first = [("office", Type::UUID), ("entity", Type::TEXT)];
        let columns: Vec<(&str, Type)> = first.iter().chain(columns).cloned().collect();
        rows::put(tx, table, &columns, &rows).await?;
    }
    Ok(())
}

/// Takes away what was known of these. Most are new, and nothing was. Each is asked for by its key, one at a time, whatever the
/// database believes of a table's size.
async fn take_away(tx: &Transaction<'_>, office: OfficeId, states: &[State]) -> Result<()> {
    let entities: Vec<&str> = states.iter().map(|state| state.subject.as_str()).collect();
    let rows = tx
        .query(
            "SELECT known.entity FROM unnest($2::text[]) AS folded (entity), LATERAL (
                SELECT s.entity FROM centre.states s WHERE s.office = $1 AND s.entity = folded.entity LIMIT 1) AS known",
            &[&office.0, &entities],
        )
        .await?;
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &rows {
        let entity: &str = row.try_get("entity")?;
        let kind = entity.split_once(':').map_or("", |(kind, _)| kind);
        for table in tables(kind) {
            known.entry(table).or_default().push(entity);
        }
    }
    for (table, entities) in known {
        let delete = format!("DELETE FROM centre.{table} WHERE office = $1 AND entity = $2");
        let delete = tx.prepare(&delete).await?;
        let delete = &delete;
        try_join_all(
            entities.into_iter().map(|entity| async move { tx.execute(delete, &[&office.0, &entity]).await }),
        )
        .await?;
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

fn state(subject: &EntityRef, folded: &Folded) -> Cells {
    // Nothing in these is of a person.
    let is_setting = matches!(subject.kind(), entity::OFFICE | entity::WORKSTATION);
    vec![
        subject.kind().to_owned().into(),
        is_setting.then(|| json!(folded.fields)).into(),
        folded.newer.into(),
        folded.unreadable.into(),
        folded.payload_erased.into(),
        i64::try_from(folded.conflicts.len()).unwrap_or(i64::MAX).into(),
    ]
}

/// The database holds no text with a zero byte; an entry may, and its fold is total.
fn storable(cell: Cell<'static>) -> Cell<'static> {
    match cell {
        Cell::Text(text) if text.contains('\0') => plain(&text).into(),
        Cell::Json(value) => storable_json(value).into(),
        whole @ (Cell::Null
        | Cell::Flag(_)
        | Cell::Number(_)
        | Cell::Share(_)
        | Cell::Id(_)
        | Cell::Ids(_)
        | Cell::Day(_)
        | Cell::Text(_)
        | Cell::Texts(_)
        | Cell::Bytes(_)) => whole,
    }
}

fn storable_json(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(plain(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(storable_json).collect()),
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (plain(&name), storable_json(value))).collect(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn plain(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// A day that a record may have; `None` for what only a broken clock or a hostile entry says.
fn day(day: NaiveDate) -> Option<NaiveDate> {
    YEARS.contains(&day.year()).then_some(day)
}
