//! Offices that the centre knows, and workstations that it no longer takes from.

use crate::acknowledge::{begin, lock};
use crate::entries::{hash, signed, unsigned, uuid};
use crate::error::{CentreError, Result};
use moments_bundle::certificate::OfficeCard;
use moments_core::entities::{Accepted, Workstation};
use moments_core::entry::Hash;
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

/// What enrolling did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrolled {
    New,
    Known,
    KeyReplaced,
}

/// Takes an office's card.
///
/// # Errors
/// The office is known with another key, and nobody said that it has a new one.
pub async fn enrol(client: &mut Client, card: &OfficeCard, replace_key: bool) -> Result<Enrolled> {
    let tx = client.transaction().await?;
    let text =
        serde_json::to_value(card).map_err(|_| CentreError::setting("the card can't be written down"))?;
    let new = tx
        .execute(
            "INSERT INTO centre.offices (office, name_en, name_fr, card, incarnation) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (office) DO NOTHING",
            &[&card.office.0, &card.name_en, &card.name_fr, &text, &Uuid::nil()],
        )
        .await?;
    if new == 1 {
        begin(&tx, card.office, "the office was enrolled").await?;
        tx.commit().await?;
        return Ok(Enrolled::New);
    }
    lock(&tx, card.office).await?;
    let row =
        tx.query_one("SELECT card::text FROM centre.offices WHERE office = $1", &[&card.office.0]).await?;
    let known: Option<OfficeCard> = serde_json::from_str(row.try_get(0)?).ok();
    let is_same = known.is_some_and(|known| known.keys == card.keys);
    if !is_same && !replace_key {
        return Err(CentreError::setting(format!(
            "the office {} is enrolled with another key. Nothing was changed. Ask the office by a way that you trust whether it has \
             a new one, and say --replace-key if it has",
            card.office
        )));
    }
    tx.execute(
        "UPDATE centre.offices SET name_en = $2, name_fr = $3, card = $4 WHERE office = $1",
        &[&card.office.0, &card.name_en, &card.name_fr, &text],
    )
    .await?;
    try_refused_again(&tx, card.office).await?;
    tx.commit().await?;
    Ok(if is_same { Enrolled::Known } else { Enrolled::KeyReplaced })
}

async fn try_refused_again(tx: &Transaction<'_>, office: OfficeId) -> Result<()> {
    tx.execute(
        "UPDATE centre.landing_files SET state = 'queued', reason = NULL WHERE office = $1 AND state = 'refused'",
        &[&office.0],
    )
    .await?;
    Ok(())
}

/// An epoch, the last entry of it that is taken, and its hash.
type End = (Uuid, u64, Option<Hash>);

/// Where a journal of a retired workstation ends.
pub struct Last {
    pub epoch: Epoch,
    pub seq: u64,
    /// Of that entry. `None`: as it is here, or unproven where it is not here yet.
    pub head: Option<Hash>,
}

/// Takes nothing more of a workstation than up to here. Without `last`, its journals end where they are. What was refused is
/// tried again, so that a cut-off can be raised.
pub async fn retire(
    client: &mut Client,
    office: OfficeId,
    workstation: WorkstationId,
    last: Option<Last>,
) -> Result<()> {
    let tx = client.transaction().await?;
    lock(&tx, office).await?;
    let rows = tx
        .query(
            "SELECT epoch, seq, hash FROM centre.journals WHERE office = $1 AND workstation = $2",
            &[&office.0, &workstation.0],
        )
        .await?;
    let mut ends: Vec<End> = Vec::new();
    for row in &rows {
        ends.push((row.try_get("epoch")?, unsigned(row.try_get("seq")?), Some(hash(row.try_get("hash")?)?)));
    }
    if let Some(last) = last {
        let epoch = uuid(last.epoch);
        ends.retain(|(other, ..)| *other != epoch);
        ends.push((epoch, last.seq, last.head));
    }
    if ends.is_empty() {
        return Err(CentreError::setting(
            "nothing of this workstation is here. Say its epoch and last entry; nothing was changed",
        ));
    }
    cut_off(&tx, office, workstation, &ends).await?;
    tx.commit().await?;
    Ok(())
}

/// As an office's own word says it: the entry by which an administrator there retired a workstation. Nothing of it was taken where
/// no epoch is named.
pub async fn retired(
    tx: &Transaction<'_>,
    office: OfficeId,
    id: WorkstationId,
    retired: &Workstation,
) -> Result<()> {
    let end = |(epoch, accepted): (&String, &Accepted)| {
        Some((uuid(epoch.parse().ok()?), accepted.seq, accepted.hash()))
    };
    let mut ends: Vec<End> = retired.accepted.iter().filter_map(end).collect();
    if ends.is_empty() {
        ends.push((Uuid::nil(), 0, None));
    }
    cut_off(tx, office, id, &ends).await
}

/// Writes down where journals end, and tries again what was refused, where that is news.
async fn cut_off(
    tx: &Transaction<'_>,
    office: OfficeId,
    workstation: WorkstationId,
    ends: &[End],
) -> Result<()> {
    let mut news = 0;
    for (epoch, seq, head) in ends {
        news += tx
            .execute(
                "INSERT INTO centre.retired_workstations AS known (office, workstation, epoch, last_seq, head)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (office, workstation, epoch) DO UPDATE SET last_seq = excluded.last_seq, head = excluded.head
                    WHERE known.last_seq <> excluded.last_seq OR known.head IS DISTINCT FROM excluded.head",
                &[&office.0, &workstation.0, epoch, &signed(*seq), &head.as_ref().map(|head| head.as_slice())],
            )
            .await?;
    }
    if news > 0 {
        tx.execute(
            "DELETE FROM centre.quarantine WHERE office = $1 AND workstation = $2 AND reason = 'retired'",
            &[&office.0, &workstation.0],
        )
        .await?;
        try_refused_again(tx, office).await?;
    }
    Ok(())
}
