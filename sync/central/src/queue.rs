//! The queue: files of the landing zone, each with what became of it. A row is claimed by a lock that ends with the transaction
//! that does the work, so that a killed worker leaves nothing behind.

use crate::centre::Centre;
use crate::error::Result;
use moments_bundle::Header;
use moments_bundle::certificate::OfficeCard;
use moments_core::ids::OfficeId;
use std::collections::BTreeMap;
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

/// A file that a worker has for itself, with its office.
pub struct Claim {
    pub office: OfficeId,
    pub name: String,
    pub size: u64,
    pub card: Option<OfficeCard>,
}

pub async fn offices(client: &Client) -> Result<Vec<OfficeId>> {
    let rows = client.query("SELECT office FROM centre.offices ORDER BY office", &[]).await?;
    rows.iter().map(|row| Ok(OfficeId(row.try_get("office")?))).collect()
}

/// Looks what lies there for an office. Says whether there is anything to do.
pub async fn look(centre: &Centre, client: &Client, office: OfficeId) -> Result<bool> {
    let lying = centre.landing.bundles(office).await?;
    let rows = client
        .query("SELECT name, version, state FROM centre.landing_files WHERE office = $1", &[&office.0])
        .await?;
    let mut known: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for row in &rows {
        known.insert(row.try_get("name")?, (row.try_get("version")?, row.try_get("state")?));
    }
    let mut any = known.values().any(|(_, state)| matches!(*state, "queued" | "taken"));
    for file in &lying {
        let is_known = known.remove(file.name.as_str()).is_some_and(|(version, state)| {
            // What was taken goes with the acknowledgement; what failed is tried again.
            state == "taken" || version == file.version && state != "failed"
        });
        if is_known {
            continue;
        }
        any = true;
        client
            .execute(
                "INSERT INTO centre.landing_files (office, name, version, size) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (office, name) DO UPDATE SET version = excluded.version, size = excluded.size, state = 'queued',
                    reason = NULL, seen_at = now() WHERE landing_files.state <> 'taken'",
                &[&office.0, &file.name, &file.version, &i64::try_from(file.size).unwrap_or(i64::MAX)],
            )
            .await?;
    }
    // Somebody took them away: they are nobody's work any more.
    let gone: Vec<&str> = known.into_keys().collect();
    if !gone.is_empty() {
        client
            .execute(
                "DELETE FROM centre.landing_files WHERE office = $1 AND name = ANY($2) AND state <> 'taken'",
                &[&office.0, &gone],
            )
            .await?;
    }
    Ok(any)
}

/// Offices that a worker looks at before it ends: others have them all.
const CANDIDATES: i64 = 64;

/// The next file of an office that nobody else works on. The office's row is what is locked: its files are then one's own, and
/// whoever looks next passes the office over. Each lock is asked for one office, as a distributed database wants it.
pub async fn claim(tx: &Transaction<'_>) -> Result<Option<Claim>> {
    let candidates = tx
        .query(
            "SELECT office FROM centre.landing_files WHERE state = 'queued'
             GROUP BY office ORDER BY min(seen_at) LIMIT $1",
            &[&CANDIDATES],
        )
        .await?;
    for candidate in &candidates {
        let id: Uuid = candidate.try_get("office")?;
        let office = tx
            .query_opt(
                "SELECT card::text AS card FROM centre.offices WHERE office = $1 FOR UPDATE SKIP LOCKED",
                &[&id],
            )
            .await?;
        let Some(office) = office else { continue };
        // Looked up behind the lock: the one who had it before may have done the last of them.
        let file = tx
            .query_opt(
                "SELECT name, size FROM centre.landing_files WHERE office = $1 AND state = 'queued'
                 ORDER BY seen_at, name LIMIT 1",
                &[&id],
            )
            .await?;
        if let Some(file) = file {
            return Ok(Some(Claim {
                office: OfficeId(id),
                name: file.try_get("name")?,
                size: u64::try_from(file.try_get::<_, i64>("size")?).unwrap_or(u64::MAX),
                card: serde_json::from_str(office.try_get("card")?).ok(),
            }));
        }
    }
    Ok(None)
}

/// Says what became of a file. `header`: what it says of itself, once that is proven.
pub async fn mark(
    tx: &Transaction<'_>,
    office: OfficeId,
    name: &str,
    state: &str,
    reason: Option<&str>,
    header: Option<&Header>,
) -> Result<()> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    tx.execute(
        "UPDATE centre.landing_files SET state = $3, reason = $4, workstation = $5, epoch = $6, from_seq = $7, to_seq = $8
         WHERE office = $1 AND name = $2",
        &[
            &office.0,
            &name,
            &state,
            &reason,
            &header.map(|header| header.workstation.0),
            &header.map(|header| Uuid::from_bytes(header.epoch.0)),
            &header.map(|header| number(header.from)),
            &header.map(|header| number(header.to)),
        ],
    )
    .await?;
    Ok(())
}

/// A file that is no longer there.
pub async fn forget(tx: &Transaction<'_>, office: OfficeId, name: &str) -> Result<()> {
    tx.execute("DELETE FROM centre.landing_files WHERE office = $1 AND name = $2", &[&office.0, &name])
        .await?;
    Ok(())
}

/// Offices whose queue is done and whose acknowledgement is to be written.
pub async fn is_to_be_settled(client: &Client, office: OfficeId) -> Result<bool> {
    let row = client
        .query_one(
            "SELECT coalesce(bool_or(state = 'taken') AND NOT bool_or(state = 'queued'), false)
             FROM centre.landing_files WHERE office = $1",
            &[&office.0],
        )
        .await?;
    Ok(row.try_get(0)?)
}
