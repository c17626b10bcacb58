//! The schema's migrations, and what a newer program can read that an older one could not.

use crate::acknowledge::lock;
use crate::database;
use crate::error::Result;
use crate::fold::{kinds, refold_all, refold_newer};
use tokio_postgres::Client;

/// What was brought up to this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upgraded {
    pub migrations: usize,
    /// What an older program had left as newer than itself.
    pub folded: usize,
}

pub async fn migrate(client: &mut Client) -> Result<Upgraded> {
    let migrations = database::migrate(client).await?;
    let row = client.query_one("SELECT kinds FROM centre.folded_by", &[]).await?;
    let mut folded = 0;
    if row.try_get::<_, &str>("kinds")? != kinds() {
        for office in crate::queue::offices(client).await? {
            let tx = client.transaction().await?;
            lock(&tx, office).await?;
            folded += refold_newer(&tx, office).await?;
            tx.commit().await?;
        }
        client.execute("UPDATE centre.folded_by SET kinds = $1", &[&kinds()]).await?;
    }
    Ok(Upgraded { migrations, folded })
}

/// Folds everything anew, an office at a time. Says how many entities that were.
pub async fn refold(client: &mut Client) -> Result<usize> {
    let mut folded = 0;
    for office in crate::queue::offices(client).await? {
        let tx = client.transaction().await?;
        lock(&tx, office).await?;
        folded += refold_all(&tx, office).await?;
        tx.commit().await?;
    }
    Ok(folded)
}
