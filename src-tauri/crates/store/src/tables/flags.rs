//! What is not as usual about an entity: written by a newer version, unreadable, erased, changed by two people.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::fold::Folded;
use moments_core::ids::StaffId;
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;

pub const NEWER: &str = "newer";
pub const UNREADABLE: &str = "unreadable";
pub const PAYLOAD_ERASED: &str = "payload_erased";
pub const ERASED: &str = "erased";
pub const CONFLICT: &str = "conflict";
/// Somebody wrote what their roles never allowed; the detail is who.
pub const AUTHOR_WITHOUT_ROLE: &str = "author_without_role";

pub fn put(
    conn: &Connection,
    subject: &EntityRef,
    folded: &Folded,
    without_role: &BTreeSet<StaffId>,
) -> Result<()> {
    let mut flags: Vec<(&str, String)> = Vec::new();
    if folded.newer {
        flags.push((NEWER, String::new()));
    }
    if folded.unreadable {
        flags.push((UNREADABLE, String::new()));
    }
    if folded.payload_erased {
        flags.push((PAYLOAD_ERASED, String::new()));
    }
    flags.extend(folded.erased.iter().map(|field| (ERASED, field.clone())));
    flags.extend(folded.conflicts.iter().map(|c| (CONFLICT, format!("{} {} {}", c.field, c.lost, c.stands))));
    flags.extend(without_role.iter().map(|staff| (AUTHOR_WITHOUT_ROLE, staff.to_string())));
    conn.prepare_cached("DELETE FROM flags WHERE entity = :entity")?
        .execute(named_params! { ":entity": subject.as_str() })?;
    let mut insert =
        conn.prepare_cached("INSERT INTO flags (entity, flag, detail) VALUES (:entity, :flag, :detail)")?;
    for (flag, detail) in flags {
        insert.execute(named_params! { ":entity": subject.as_str(), ":flag": flag, ":detail": detail })?;
    }
    Ok(())
}

/// The entities that wait for a role of this person to arrive.
pub fn waiting_for_role(conn: &Connection, staff: &StaffId) -> Result<Vec<EntityRef>> {
    let mut statement = conn.prepare_cached(
        "SELECT entity FROM flags WHERE flag = 'author_without_role' AND detail = :staff ORDER BY entity",
    )?;
    let rows = statement
        .query_map(named_params! { ":staff": staff.to_string() }, |row| row.get::<_, String>("entity"))?;
    let mut found = Vec::new();
    for entity in rows {
        found.extend(EntityRef::parse(&entity?));
    }
    Ok(found)
}

/// A flag and its detail: the erased field, or the field and the two entries of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    pub flag: String,
    pub detail: String,
}

impl Reader<'_> {
    /// The flags of one entity.
    pub fn flags(&self, subject: &EntityRef) -> Result<Vec<Flag>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT flag, detail FROM flags WHERE entity = :entity ORDER BY flag, detail")?;
        let rows = statement.query_map(named_params! { ":entity": subject.as_str() }, |row| {
            Ok(Flag { flag: row.get("flag")?, detail: row.get("detail")? })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
