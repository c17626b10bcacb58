//! What an office is told, and how a restored database is noticed.
//!
//! An acknowledgement is made of what is committed, with the office's row locked, so that a later one never tells less. A bundle's
//! file goes only after the acknowledgement that covers it lies in the landing zone.

use crate::centre::{Centre, now_ms};
use crate::entries::{hash, signed, unsigned};
use crate::error::{CentreError, Result};
use moments_bundle::Head;
use moments_bundle::acknowledgement::Acknowledgement;
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use std::cmp::Ordering;
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

/// The landing zone's acknowledgement beside the database.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    All,
    /// Less than is here, or nothing, or nothing that can be read.
    Less,
    /// What this database never gave, in this incarnation: it was restored from a copy.
    Forgotten {
        lost: Uuid,
        over: Vec<Uuid>,
    },
}

/// Whether the office has to be told anew. Where the database has forgotten what it once acknowledged, a new incarnation begins.
pub async fn is_to_be_told(centre: &Centre, client: &mut Client, office: OfficeId) -> Result<bool> {
    let tx = client.transaction().await?;
    let told = told(centre, &tx, office).await?;
    if let Told::Forgotten { lost, over } = &told {
        begin_after(&tx, office, *lost, over).await?;
    }
    tx.commit().await?;
    Ok(told != Told::All)
}

async fn told(centre: &Centre, tx: &Transaction<'_>, office: OfficeId) -> Result<Told> {
    let (incarnation, counter) = lock(tx, office).await?;
    let bytes = centre.landing.acknowledgement(office).await?;
    // One that this centre didn't sign says nothing, and is written over.
    let told = bytes.and_then(|bytes| Acknowledgement::read(&bytes, &centre.card, office).ok());
    let Some(told) = told else { return Ok(if counter == 0 { Told::All } else { Told::Less }) };
    if told.incarnation == incarnation {
        return Ok(match told.counter.cmp(&counter) {
            Ordering::Less => Told::Less,
            Ordering::Equal => Told::All,
            Ordering::Greater => Told::Forgotten { lost: incarnation, over: told.over },
        });
    }
    let known = tx
        .query_opt(
            "SELECT FROM centre.incarnations WHERE office = $1 AND incarnation = $2",
            &[&office.0, &told.incarnation],
        )
        .await?;
    let forgotten = Told::Forgotten { lost: told.incarnation, over: told.over };
    Ok(if known.is_some() { Told::Less } else { forgotten })
}

/// Locks the office until the transaction ends.
pub async fn lock(tx: &Transaction<'_>, office: OfficeId) -> Result<(Uuid, u64)> {
    let row = tx
        .query_opt(
            "SELECT incarnation, counter FROM centre.offices WHERE office = $1 FOR UPDATE",
            &[&office.0],
        )
        .await?
        .ok_or_else(|| {
            CentreError::setting(format!("the office {office} is not enrolled. Enrol it with its card"))
        })?;
    Ok((row.try_get("incarnation")?, unsigned(row.try_get("counter")?)))
}

/// Begins a new incarnation of an office: what is above the heads is sent again.
pub async fn begin(tx: &Transaction<'_>, office: OfficeId, reason: &str) -> Result<()> {
    let incarnation = Uuid::new_v4();
    tx.execute(
        "INSERT INTO centre.incarnations (office, incarnation, reason) VALUES ($1, $2, $3)",
        &[&office.0, &incarnation, &reason],
    )
    .await?;
    tx.execute("UPDATE centre.offices SET incarnation = $2 WHERE office = $1", &[&office.0, &incarnation])
        .await?;
    Ok(())
}

/// Begins one after that of a database that is lost. What that one told is known from now on, and noticed once; and so are those
/// that were over for it.
async fn begin_after(tx: &Transaction<'_>, office: OfficeId, lost: Uuid, over: &[Uuid]) -> Result<()> {
    for life in over.iter().chain([&lost]) {
        tx.execute(
            "INSERT INTO centre.incarnations (office, incarnation, reason) VALUES ($1, $2, 'of a database that is lost')
             ON CONFLICT DO NOTHING",
            &[&office.0, life],
        )
        .await?;
    }
    begin(tx, office, "the landing zone holds an acknowledgement that this database never gave").await
}

/// Writes the acknowledgement, and takes the files away whose entries it covers.
pub async fn settle(centre: &Centre, client: &mut Client, office: OfficeId) -> Result<()> {
    // A new incarnation is committed before anybody is told of it.
    is_to_be_told(centre, client, office).await?;
    let tx = client.transaction().await?;
    let (incarnation, counter) = lock(&tx, office).await?;
    let (over, heads) = (over(&tx, office, incarnation).await?, heads(&tx, office).await?);
    let acknowledgement = Acknowledgement { office, incarnation, counter, over, heads, at_ms: now_ms() };
    let bytes = acknowledgement.sign(&centre.keys).map_err(|_| CentreError::Row("heads"))?;
    centre.landing.acknowledge(office, bytes).await?;
    let taken = tx
        .query("SELECT name FROM centre.landing_files WHERE office = $1 AND state = 'taken'", &[&office.0])
        .await?;
    for row in &taken {
        let name: &str = row.try_get("name")?;
        centre.landing.delete(office, name).await?;
    }
    tx.execute("DELETE FROM centre.landing_files WHERE office = $1 AND state = 'taken'", &[&office.0])
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The lives before the present one.
async fn over(tx: &Transaction<'_>, office: OfficeId, present: Uuid) -> Result<Vec<Uuid>> {
    let rows = tx
        .query(
            "SELECT incarnation FROM centre.incarnations WHERE office = $1 AND incarnation <> $2
             ORDER BY incarnation",
            &[&office.0, &present],
        )
        .await?;
    rows.iter().map(|row| Ok(row.try_get("incarnation")?)).collect()
}

async fn heads(tx: &Transaction<'_>, office: OfficeId) -> Result<Vec<Head>> {
    let rows = tx
        .query(
            "SELECT workstation, epoch, seq, hash FROM centre.journals WHERE office = $1 AND seq > $2
             ORDER BY workstation, epoch",
            &[&office.0, &signed(0)],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Head {
                workstation: WorkstationId(row.try_get("workstation")?),
                epoch: Epoch(*row.try_get::<_, Uuid>("epoch")?.as_bytes()),
                seq: unsigned(row.try_get("seq")?),
                hash: hash(row.try_get("hash")?)?,
            })
        })
        .collect()
}

/// An administrator says that the database was restored: every office sends again what is missing.
pub async fn restored(centre: &Centre, client: &mut Client) -> Result<usize> {
    let offices = crate::queue::offices(client).await?;
    for office in &offices {
        let tx = client.transaction().await?;
        lock(&tx, *office).await?;
        begin(&tx, *office, "an administrator said that the database was restored").await?;
        tx.commit().await?;
        settle(centre, client, *office).await?;
    }
    Ok(offices.len())
}
