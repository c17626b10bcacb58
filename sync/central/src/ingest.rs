//! From the landing zone into the database: one pass looks at every office, and workers take what lies there.
//!
//! A file's work is one transaction: claim, open, apply, mark. Whatever goes wrong with one file or one office is told and stops no
//! other; only a lost database ends a pass.

use crate::acknowledge::{is_to_be_told, settle};
use crate::apply::{Applied, apply};
use crate::centre::Centre;
use crate::error::{CentreError, Result};
use crate::queue::{self, Claim};
use futures::StreamExt;
use moments_bundle::{Destination, Opened, Reader, limits, open};
use moments_core::ids::OfficeId;
use std::collections::BTreeSet;
use tokio_postgres::{Client, Transaction};

/// Offices whose part of the landing zone is listed at once.
const LOOKS: usize = 16;

/// What a pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pass {
    /// Bundles that are here as a whole, and entries that were new.
    pub taken: usize,
    pub entries: usize,
    pub waiting: usize,
    pub refused: usize,
    /// Offices that have files here and are not enrolled.
    pub not_enrolled: BTreeSet<OfficeId>,
    /// What is tried again at the next pass, as sentences.
    pub troubles: Vec<String>,
}

impl Pass {
    fn add(&mut self, other: Self) {
        self.taken += other.taken;
        self.entries += other.entries;
        self.waiting += other.waiting;
        self.refused += other.refused;
        self.troubles.extend(other.troubles);
    }

    pub fn is_quiet(&self) -> bool {
        *self == Self { not_enrolled: self.not_enrolled.clone(), ..Self::default() }
    }
}

/// One pass. `first`: of this program's run; then every acknowledgement is compared with the database.
pub async fn pass(centre: &Centre, workers: usize, first: bool) -> Result<Pass> {
    let mut client = centre.connect().await?;
    let mut pass = Pass::default();
    let enrolled = queue::offices(&client).await?;
    let here = centre.landing.offices().await?;
    pass.not_enrolled = here.into_iter().filter(|office| !enrolled.contains(office)).collect();
    let looks = futures::stream::iter(enrolled)
        .map(|office| {
            let client = &client;
            async move { (office, queue::look(centre, client, office).await) }
        })
        .buffer_unordered(LOOKS)
        .collect::<Vec<_>>()
        .await;
    for (office, any) in looks {
        let ready = match any {
            Ok(any) if any || first => ready(centre, &mut client, office).await,
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = ready {
            pass.troubles.push(unless_lost(&client, office, error)?);
        }
    }
    let all = (0..workers.max(1)).map(|_| tokio::spawn(work(centre.clone())));
    for worker in futures::future::join_all(all).await {
        pass.add(worker.map_err(|error| CentreError::setting(format!("a worker ended: {error}")))??);
    }
    Ok(pass)
}

/// Before anything of an office is applied: a counter that has caught up would hide that the database was restored.
async fn ready(centre: &Centre, client: &mut Client, office: OfficeId) -> Result<()> {
    if is_to_be_told(centre, client, office).await? || queue::is_to_be_settled(client, office).await? {
        settle(centre, client, office).await?;
    }
    Ok(())
}

async fn work(centre: Centre) -> Result<Pass> {
    let mut client = centre.connect().await?;
    let mut pass = Pass::default();
    loop {
        let tx = client.transaction().await?;
        let Some(claim) = queue::claim(&tx).await? else { break };
        let done = match take(&centre, &tx, &claim).await {
            Ok(done) => tx.commit().await.map(|()| done).map_err(CentreError::from),
            Err(error) => {
                drop(tx);
                Err(error)
            }
        };
        match done {
            Ok(Done::Applied(Applied::Taken { new })) => {
                pass.taken += 1;
                pass.entries += new;
            }
            Ok(Done::Applied(Applied::Waiting { .. })) => pass.waiting += 1,
            Ok(Done::Applied(Applied::Refused { new, .. })) => {
                pass.refused += 1;
                pass.entries += new;
            }
            Ok(Done::Gone) => {}
            Err(error) => {
                let state = if error.is_about_a_value() { "refused" } else { "failed" };
                let trouble = unless_lost(&client, claim.office, error)?;
                let tx = client.transaction().await?;
                queue::mark(&tx, claim.office, &claim.name, state, Some(&trouble), None).await?;
                tx.commit().await?;
                pass.troubles.push(format!("{}: {trouble}", claim.name));
            }
        }
        let settled = match queue::is_to_be_settled(&client, claim.office).await? {
            true => settle(&centre, &mut client, claim.office).await,
            false => Ok(()),
        };
        if let Err(error) = settled {
            pass.troubles.push(unless_lost(&client, claim.office, error)?);
        }
    }
    Ok(pass)
}

/// An error that concerns one office alone, as a sentence; one that ends the pass otherwise.
fn unless_lost(client: &Client, office: OfficeId, error: CentreError) -> Result<String> {
    if client.is_closed() { Err(error) } else { Ok(format!("office {office}: {error}")) }
}

enum Done {
    Applied(Applied),
    Gone,
}

async fn take(centre: &Centre, tx: &Transaction<'_>, claim: &Claim) -> Result<Done> {
    let Claim { office, name, size, card } = claim;
    let refuse = async |reason: String| -> Result<Done> {
        queue::mark(tx, *office, name, "refused", Some(&reason), None).await?;
        Ok(Done::Applied(Applied::Refused { reason, new: 0 }))
    };
    if *size > limits::FILE_BYTES as u64 {
        return refuse(moments_bundle::Refusal::TooLarge.to_string()).await;
    }
    let Some(card) = card else {
        return refuse("the office's card can't be read. Enrol it again".into()).await;
    };
    let Some(bytes) = centre.landing.read(*office, name).await? else {
        queue::forget(tx, *office, name).await?;
        return Ok(Done::Gone);
    };
    let reader = Reader { keys: &centre.keys, card, destination: Destination::Centre };
    let opened: Opened = match tokio::task::block_in_place(|| open(&bytes, &reader)) {
        Ok(opened) => opened,
        Err(refusal) => return refuse(refusal.to_string()).await,
    };
    let header = opened.header.clone();
    let applied = apply(tx, *office, opened, name).await?;
    let (state, reason) = match &applied {
        Applied::Taken { .. } => ("taken", None),
        Applied::Waiting { have } => (
            "waiting",
            Some(format!("entries {} to {} are missing", have + 1, header.from.saturating_sub(1))),
        ),
        Applied::Refused { reason, .. } => ("refused", Some(reason.clone())),
    };
    queue::mark(tx, *office, name, state, reason.as_deref(), Some(&header)).await?;
    Ok(Done::Applied(applied))
}
