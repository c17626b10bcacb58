//! Services, standards and the office's quick list.

use super::people::{record, records};
use crate::error::Result;
use crate::transaction::Reader;
use moments_core::catalogue::{Service, ServiceKey, Standard, StandardKey};
use moments_core::entities::QuickList;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::ids::OfficeId;
use rusqlite::{Connection, named_params};

pub fn put_service(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (service, _) = unflatten::<Service>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO services (key, status, record) VALUES (:key, :status, :record)
         ON CONFLICT (key) DO UPDATE SET status = excluded.status, record = excluded.record",
    )?
    .execute(named_params! {
        ":key": subject.id(), ":status": service.status.as_str(), ":record": serde_json::to_string(&service)?,
    })?;
    Ok(())
}

pub fn put_standard(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (standard, _) = unflatten::<Standard>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO standards (key, service, record) VALUES (:key, :service, :record)
         ON CONFLICT (key) DO UPDATE SET service = excluded.service, record = excluded.record",
    )?
    .execute(named_params! {
        ":key": subject.id(), ":service": standard.service.to_string(), ":record": serde_json::to_string(&standard)?,
    })?;
    Ok(())
}

pub fn put_quick_list(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (list, _) = unflatten::<QuickList>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO quick_lists (office, record) VALUES (:office, :record)
         ON CONFLICT (office) DO UPDATE SET record = excluded.record",
    )?
    .execute(named_params! { ":office": subject.id(), ":record": serde_json::to_string(&list)? })?;
    Ok(())
}

impl Reader<'_> {
    pub fn service(&self, key: &ServiceKey) -> Result<Option<Service>> {
        record(self.conn, "SELECT record FROM services WHERE key = :id", &key.to_string())
    }

    /// Every service known, withdrawn and retired ones too, by key.
    pub fn services(&self) -> Result<Vec<(ServiceKey, Service)>> {
        records(self.conn, "SELECT key, record FROM services ORDER BY key")
    }

    pub fn standards(&self) -> Result<Vec<(StandardKey, Standard)>> {
        records(self.conn, "SELECT key, record FROM standards ORDER BY key")
    }

    pub fn standards_of(&self, service: &ServiceKey) -> Result<Vec<(StandardKey, Standard)>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT key, record FROM standards WHERE service = :service ORDER BY key")?;
        let rows = statement.query_map(named_params! { ":service": service.to_string() }, |row| {
            Ok((row.get::<_, String>("key")?, row.get::<_, String>("record")?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (key, text) = row?;
            if let Ok(key) = key.parse() {
                found.push((key, serde_json::from_str(&text)?));
            }
        }
        Ok(found)
    }

    pub fn quick_list(&self, office: &OfficeId) -> Result<QuickList> {
        let list =
            record(self.conn, "SELECT record FROM quick_lists WHERE office = :id", &office.to_string())?;
        Ok(list.unwrap_or_default())
    }
}
