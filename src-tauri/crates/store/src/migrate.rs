//! The schema's versions, in `user_version`. A released step is never edited; each runs in one transaction with its
//! version number, so that a crash leaves the old version whole.

use crate::connection::number;
use crate::error::{Result, StoreError};
use crate::refold::{Refold, rebuild_tables};
use rusqlite::{Connection, TransactionBehavior};

const STEPS: &[&str] = &[
    include_str!("migrations/0001_journal_and_tables.sql"),
    include_str!("migrations/0002_cases_and_directory.sql"),
];

/// The version that this program writes.
pub fn latest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Refuses a store that a newer program wrote, before anything is touched.
pub fn check_not_newer(conn: &Connection) -> Result<()> {
    let found = number(conn, "user_version")?;
    if found > latest() { Err(StoreError::Newer { found, known: latest() }) } else { Ok(()) }
}

/// Brings the schema up to date.
pub fn migrate(conn: &mut Connection) -> Result<()> {
    check_not_newer(conn)?;
    let found = number(conn, "user_version")?;
    for (version, step) in (1i64..).zip(STEPS).filter(|(version, _)| *version > found) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(step)?;
        if version == latest() {
            // What an older version kept unread may be understood now, and the tables may have changed.
            rebuild_tables(&tx, &mut Refold::default())?;
        }
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}
