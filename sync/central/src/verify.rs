//! Proves what the database holds: every chain and hash, that nothing is here beyond a head, that states are what a fresh fold
//! makes, and that no acknowledgement tells more.

use crate::centre::Centre;
use crate::entries::{COLUMNS, from_row, hash, unsigned};
use crate::error::Result;
use crate::fold::refold_all;
use crate::tables::TABLES;
use moments_bundle::acknowledgement::Acknowledgement;
use moments_core::entry::{EntryKey, Hash};
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

/// Entries that are read at once.
const AT_ONCE: i64 = 2_000;

/// What does not hold, as sentences. Nothing is changed.
pub async fn verify(centre: &Centre, client: &mut Client) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for office in crate::queue::offices(client).await? {
        let tx = client.transaction().await?;
        crate::acknowledge::lock(&tx, office).await?;
        journals(&tx, office, &mut findings).await?;
        acknowledged(centre, &tx, office, &mut findings).await?;
        states(&tx, office, &mut findings).await?;
        tx.rollback().await?;
    }
    Ok(findings)
}

async fn journals(tx: &Transaction<'_>, office: OfficeId, findings: &mut Vec<String>) -> Result<()> {
    let rows = tx
        .query(
            "SELECT coalesce(j.workstation, e.workstation) AS workstation, coalesce(j.epoch, e.epoch) AS epoch,
                coalesce(j.seq, 0) AS seq, j.hash
             FROM (SELECT * FROM centre.journals WHERE office = $1) j
             FULL JOIN (SELECT DISTINCT workstation, epoch FROM centre.entries WHERE office = $1) e
                ON e.workstation = j.workstation AND e.epoch = j.epoch",
            &[&office.0],
        )
        .await?;
    for row in &rows {
        let (workstation, epoch): (Uuid, Uuid) = (row.try_get("workstation")?, row.try_get("epoch")?);
        let head = row.try_get::<_, Option<&[u8]>>("hash")?.map(hash).transpose()?;
        let head = (unsigned(row.try_get("seq")?), head.unwrap_or([0; 32]));
        if let Some(what) = journal(tx, office, workstation, epoch, head).await? {
            findings.push(format!(
                "office {office}, workstation {workstation}, epoch {}: {what}",
                epoch.simple()
            ));
        }
    }
    Ok(())
}

async fn journal(
    tx: &Transaction<'_>,
    office: OfficeId,
    workstation: Uuid,
    epoch: Uuid,
    head: (u64, Hash),
) -> Result<Option<String>> {
    let mut before: Option<(EntryKey, Hash)> = None;
    loop {
        let from = before.map_or(0, |(key, _)| crate::entries::signed(key.seq));
        let rows = tx
            .query(
                &format!(
                    "SELECT {COLUMNS} FROM centre.entries
                     WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq > $4 ORDER BY seq LIMIT $5"
                ),
                &[&office.0, &workstation, &epoch, &from, &AT_ONCE],
            )
            .await?;
        for row in &rows {
            let entry = from_row(row)?;
            if let Err(why) =
                entry.verify().and_then(|()| entry.follows(before.as_ref().map(|(key, hash)| (key, hash))))
            {
                return Ok(Some(format!("entry {}: {why}", entry.key.seq)));
            }
            before = Some((entry.key, entry.hash));
        }
        if rows.is_empty() {
            break;
        }
    }
    let last = before.map_or((0, [0; 32]), |(key, hash)| (key.seq, hash));
    Ok((last != head).then(|| format!("its entries end at {}, its head says {}", last.0, head.0)))
}

async fn acknowledged(
    centre: &Centre,
    tx: &Transaction<'_>,
    office: OfficeId,
    findings: &mut Vec<String>,
) -> Result<()> {
    let Some(bytes) = centre.landing.acknowledgement(office).await? else { return Ok(()) };
    let Ok(told) = Acknowledgement::read(&bytes, &centre.card, office) else {
        findings.push(format!("office {office}: its acknowledgement is not this centre's"));
        return Ok(());
    };
    for head in told.heads {
        let (WorkstationId(workstation), Epoch(epoch)) = (head.workstation, head.epoch);
        let there = tx
            .query_opt(
                "SELECT FROM centre.entries WHERE office = $1 AND workstation = $2 AND epoch = $3 AND seq = $4 AND hash = $5",
                &[
                    &office.0,
                    &workstation,
                    &Uuid::from_bytes(epoch),
                    &crate::entries::signed(head.seq),
                    &head.hash.as_slice(),
                ],
            )
            .await?;
        if there.is_none() {
            findings.push(format!(
                "office {office}, workstation {workstation}: entry {} was acknowledged and is not here",
                head.seq
            ));
        }
    }
    Ok(())
}

/// Folds everything anew, compares, and leaves it to the end of the transaction to forget it.
async fn states(tx: &Transaction<'_>, office: OfficeId, findings: &mut Vec<String>) -> Result<()> {
    let before = digests(tx, office).await?;
    refold_all(tx, office).await?;
    let after = digests(tx, office).await?;
    for ((table, before), after) in TABLES.into_iter().zip(before).zip(after) {
        if before != after {
            findings.push(format!(
                "office {office}: {table} is not what its entries add up to. `moments-central refold` makes it anew"
            ));
        }
    }
    Ok(())
}

async fn digests(tx: &Transaction<'_>, office: OfficeId) -> Result<Vec<Option<String>>> {
    let mut all = Vec::new();
    for table in TABLES {
        let row = tx
            .query_one(
                &format!(
                    "SELECT md5(string_agg(md5(t::text), '' ORDER BY t::text COLLATE \"C\"))
                     FROM centre.{table} t WHERE office = $1"
                ),
                &[&office.0],
            )
            .await?;
        all.push(row.try_get(0)?);
    }
    Ok(all)
}
