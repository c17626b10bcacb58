//! The office, its workstations and its staff.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entities::{Office, Staff, Workstation};
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::ids::{OfficeId, StaffId, WorkstationId};
use moments_core::words::Role;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

pub fn put_office(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (office, _) = unflatten::<Office>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO offices (id, record) VALUES (:id, :record) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
    )?
    .execute(named_params! { ":id": subject.id(), ":record": serde_json::to_string(&office)? })?;
    Ok(())
}

pub fn put_workstation(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (workstation, _) = unflatten::<Workstation>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO workstations (id, label, record) VALUES (:id, :label, :record)
         ON CONFLICT (id) DO UPDATE SET label = excluded.label, record = excluded.record",
    )?
    .execute(named_params! {
        ":id": subject.id(), ":label": workstation.label, ":record": serde_json::to_string(&workstation)?,
    })?;
    Ok(())
}

pub fn put_staff(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (staff, _) = unflatten::<Staff>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO staff (id, name, active, record) VALUES (:id, :name, :active, :record)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, record = excluded.record",
    )?
    .execute(named_params! {
        ":id": subject.id(), ":name": staff.name, ":active": staff.active, ":record": serde_json::to_string(&staff)?,
    })?;
    Ok(())
}

/// The roles that a person ever had; none for somebody whose record has not arrived.
pub fn roles_ever(conn: &Connection, staff: &StaffId) -> Result<BTreeSet<Role>> {
    let words: Option<String> = conn
        .prepare_cached("SELECT roles_ever FROM staff WHERE id = :id")?
        .query_row(named_params! { ":id": staff.to_string() }, |row| row.get("roles_ever"))
        .optional()?;
    Ok(words.iter().flat_map(|words| words.split(' ')).filter_map(Role::parse).collect())
}

pub fn put_roles_ever(conn: &Connection, staff: &StaffId, roles: &BTreeSet<Role>) -> Result<()> {
    let words = roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
    conn.prepare_cached("UPDATE staff SET roles_ever = :roles WHERE id = :id")?
        .execute(named_params! { ":id": staff.to_string(), ":roles": words })?;
    Ok(())
}

impl Reader<'_> {
    pub fn office(&self, id: &OfficeId) -> Result<Option<Office>> {
        record(self.conn, "SELECT record FROM offices WHERE id = :id", &id.to_string())
    }

    pub fn workstation(&self, id: &WorkstationId) -> Result<Option<Workstation>> {
        record(self.conn, "SELECT record FROM workstations WHERE id = :id", &id.to_string())
    }

    /// All workstations known here, by label.
    pub fn workstations(&self) -> Result<Vec<(WorkstationId, Workstation)>> {
        records(self.conn, "SELECT id, record FROM workstations ORDER BY label, id")
    }

    pub fn staff(&self, id: &StaffId) -> Result<Option<Staff>> {
        record(self.conn, "SELECT record FROM staff WHERE id = :id", &id.to_string())
    }

    /// Everybody, by name.
    pub fn all_staff(&self) -> Result<Vec<(StaffId, Staff)>> {
        records(self.conn, "SELECT id, record FROM staff ORDER BY active DESC, name, id")
    }
}

/// One record by its id. A record that this program wrote can be read by it; one that cannot is damage.
pub(super) fn record<T: DeserializeOwned>(conn: &Connection, sql: &str, id: &str) -> Result<Option<T>> {
    let text: Option<String> = conn
        .prepare_cached(sql)?
        .query_row(named_params! { ":id": id }, |row| row.get("record"))
        .optional()?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// All records of a statement with `id` and `record`; ids that are not of this kind are left out.
pub(super) fn records<I: std::str::FromStr, T: DeserializeOwned>(
    conn: &Connection,
    sql: &str,
) -> Result<Vec<(I, T)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>("record")?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (id, text) = row?;
        if let Ok(id) = id.parse() {
            found.push((id, serde_json::from_str(&text)?));
        }
    }
    Ok(found)
}
