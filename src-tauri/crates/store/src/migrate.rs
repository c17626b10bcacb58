//! The schema's versions, in `user_version`. A released step is never edited; each runs in one transaction with its
//! version number, so that a crash leaves the old version whole.

use crate::connection::{self, number};
use crate::error::{Result, StoreError};
use crate::refold::{Refold, rebuild_tables};
use rusqlite::backup::Backup;
use rusqlite::{Connection, TransactionBehavior};
use std::sync::{Mutex, PoisonError};

const STEPS: &[&str] = &[
    include_str!("migrations/0001_journal_and_tables.sql"),
    include_str!("migrations/0002_cases_and_directory.sql"),
    include_str!("migrations/0003_tally_sheets.sql"),
    include_str!("migrations/0004_draws.sql"),
    include_str!("migrations/0005_figures.sql"),
    include_str!("migrations/0006_follow_ups.sql"),
    include_str!("migrations/0007_day_sign_off.sql"),
    include_str!("migrations/0008_what_waits.sql"),
    include_str!("migrations/0009_erasure_and_retention.sql"),
    include_str!("migrations/0010_exchange.sql"),
    include_str!("migrations/0011_read_in_a_row.sql"),
];

/// The schema of the stores that this program writes.
pub fn latest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Refuses a store that a newer program wrote, before anything is touched.
pub fn check_not_newer(conn: &Connection) -> Result<()> {
    let found = number(conn, "user_version")?;
    if found > latest() { Err(StoreError::Newer { found, known: latest() }) } else { Ok(()) }
}

/// An empty store of this version, in memory. It is laid out once in a run of the program, and then copied.
pub fn empty() -> Result<Connection> {
    static LAID_OUT: Mutex<Option<Connection>> = Mutex::new(None);
    let mut laid_out = LAID_OUT.lock().unwrap_or_else(PoisonError::into_inner);
    if laid_out.is_none() {
        let mut conn = connection::in_memory()?;
        migrate(&mut conn)?;
        *laid_out = Some(conn);
    }
    let mut fresh = connection::in_memory()?;
    if let Some(laid_out) = &*laid_out {
        Backup::new(laid_out, &mut fresh)?.step(-1)?;
    }
    Ok(fresh)
}

/// Whether [`migrate`] would change it.
pub fn is_older(conn: &Connection) -> Result<bool> {
    Ok(number(conn, "user_version")? < latest())
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
        #[cfg(feature = "planted")]
        crate::planted::before_version(&tx)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal;
    use moments_core::entities::{case_ref, moment_ref};
    use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Part, WrittenAt};
    use moments_core::fold::kind;
    use moments_core::ids::{CaseId, EntryId, Epoch, MomentId, WorkstationId};
    use moments_core::words::Audience;
    use serde_json::json;
    use uuid::Uuid;

    fn written(seq: u64, kind: &str, about: EntityRef, set: serde_json::Value) -> Entry {
        let payload = json!({ "changes": [{ "set": set }] }).to_string().into_bytes();
        let key = EntryKey { workstation: WorkstationId(Uuid::from_u128(1)), epoch: Epoch([1; 16]), seq };
        Entry {
            key,
            id: EntryId(Uuid::from_u128(u128::from(seq))),
            lamport: seq,
            entities: vec![about],
            after: Vec::new(),
            kind: kind.to_owned(),
            version: 1,
            audience: Audience::Office,
            author: Author::App,
            at: WrittenAt { utc_ms: 1_795_546_990_000, offset_minutes: -300, clock_suspect: false },
            payload: Part::new([1; 32], payload),
            text: Part::new([2; 32], Vec::new()),
            previous: [0; 32],
            hash: [0; 32],
        }
        .seal_hash()
    }

    #[test]
    fn a_store_of_the_first_version_is_folded_anew_with_what_it_kept_unread() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(STEPS[0]).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        let moment = moment_ref(&MomentId(Uuid::from_u128(7)));
        let case = case_ref(&CaseId(Uuid::from_u128(8)));
        let complaint = json!({ "started_at": "2026-11-24T14:03:10-05:00", "feedback": ["complaint"] });
        // A store of the first version keeps this one as "written by a newer version".
        let opened = json!({ "opened_at": "2026-11-24T14:05:00-05:00", "code": "K7MX3Q9R5" });
        journal::insert(&conn, &written(1, kind::MOMENT_RECORDED, moment, complaint)).unwrap();
        journal::insert(&conn, &written(2, kind::CASE_OPENED, case, opened)).unwrap();

        migrate(&mut conn).unwrap();

        assert_eq!(number(&conn, "user_version").unwrap(), latest());
        let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM follow_ups WHERE rule = 'complaint'"), 1);
        assert_eq!(count("SELECT count(*) FROM cases WHERE code = 'K7MX3Q9R5' AND complete"), 1);
        assert_eq!(count("SELECT count(*) FROM flags WHERE flag = 'newer'"), 0);
    }
}
