//! The directory of organizations.

use super::people::{record, records};
use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::ids::OrganizationId;
use moments_core::organization::Organization;
use rusqlite::{Connection, named_params};

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (organization, _) = unflatten::<Organization>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO organizations (id, record) VALUES (:id, :record)
         ON CONFLICT (id) DO UPDATE SET record = excluded.record",
    )?
    .execute(named_params! { ":id": subject.id(), ":record": serde_json::to_string(&organization)? })?;
    Ok(())
}

impl Reader<'_> {
    pub fn organization(&self, id: &OrganizationId) -> Result<Option<Organization>> {
        record(self.conn, "SELECT record FROM organizations WHERE id = :id", &id.to_string())
    }

    /// The whole directory, retired organizations too, by id.
    pub fn organizations(&self) -> Result<Vec<(OrganizationId, Organization)>> {
        records(self.conn, "SELECT id, record FROM organizations ORDER BY id")
    }
}
