//! The way to PostgreSQL: connections that keep what they commit, and the schema's migrations.

use crate::address::Address;
use crate::error::{CentreError, Result};
use tokio_postgres::Client;

/// Numbered; one that was released is never edited.
const MIGRATIONS: [(i32, &str); 3] = [
    (1, include_str!("../migrations/0001_journals.sql")),
    (2, include_str!("../migrations/0002_states.sql")),
    (3, include_str!("../migrations/0003_analysis.sql")),
];

/// Two programs that migrate at once wait for each other: an advisory lock, by a number that is ours.
const LOCK: i64 = 0x6D6F_6D65_6E74_7301;

/// Connects, and makes sure that a commit is on disk when it is reported.
///
/// # Errors
/// Also where the server is older than 15 or was told not to write through.
pub async fn connect(address: &Address) -> Result<Client> {
    let client = address.connect().await?;
    client.batch_execute("SET synchronous_commit TO on; SET client_min_messages TO warning").await?;
    let row = client
        .query_one(
            "SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync,
                current_setting('full_page_writes') AS pages, current_setting('server_version_num')::integer AS version",
            &[],
        )
        .await?;
    for setting in ["commit", "fsync", "pages"] {
        if row.try_get::<_, &str>(setting)? != "on" {
            return Err(CentreError::setting(
                "the database would report a commit before it is on disk. Nothing is ingested: set synchronous_commit, fsync and \
                 full_page_writes to on",
            ));
        }
    }
    if row.try_get::<_, i32>("version")? < 150_000 {
        return Err(CentreError::setting("the database is older than PostgreSQL 15. Nothing was done"));
    }
    Ok(client)
}

/// As [`connect`], to a schema of this version.
pub async fn connect_to_schema(address: &Address) -> Result<Client> {
    let client = connect(address).await?;
    let there = version(&client).await?;
    let ours = MIGRATIONS.len();
    match usize::try_from(there).unwrap_or(0).cmp(&ours) {
        std::cmp::Ordering::Equal => Ok(client),
        std::cmp::Ordering::Less => {
            Err(CentreError::setting("the schema is older than this program. Run `moments-central migrate`"))
        }
        std::cmp::Ordering::Greater => {
            Err(CentreError::setting("the schema is newer than this program. Install the newer one"))
        }
    }
}

async fn version(client: &Client) -> Result<i64> {
    let there = client.query_one("SELECT to_regclass('centre.migrations') IS NOT NULL", &[]).await?;
    if !there.try_get::<_, bool>(0)? {
        return Ok(0);
    }
    let row = client.query_one("SELECT count(*) FROM centre.migrations", &[]).await?;
    Ok(row.try_get(0)?)
}

/// Brings the schema up to this version. Says how many steps that took.
pub async fn migrate(client: &mut Client) -> Result<usize> {
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let done = migrate_locked(client).await;
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK]).await?;
    done
}

async fn migrate_locked(client: &mut Client) -> Result<usize> {
    client
        .batch_execute(
            "CREATE SCHEMA IF NOT EXISTS centre;
             COMMENT ON SCHEMA centre IS 'The journals of every office, and what they add up to. Analysts see the schema analysis.';
             CREATE TABLE IF NOT EXISTS centre.migrations (
                number integer PRIMARY KEY,
                applied_at timestamptz NOT NULL DEFAULT now()
             );",
        )
        .await?;
    let mut steps = 0;
    for (number, sql) in MIGRATIONS {
        let tx = client.transaction().await?;
        let known = tx.query_opt("SELECT FROM centre.migrations WHERE number = $1", &[&number]).await?;
        if known.is_none() {
            tx.batch_execute(sql).await?;
            tx.execute("INSERT INTO centre.migrations (number) VALUES ($1)", &[&number]).await?;
            tx.commit().await?;
            steps += 1;
        }
    }
    Ok(steps)
}
