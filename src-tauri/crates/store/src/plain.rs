//! Stores that are not encrypted, for the test that looks in their bytes for what was erased. What ships is built without
//! this feature, and a thread that doesn't ask for it gets an encrypted store with it too.

use crate::error::Result;
use rusqlite::Connection;
use std::cell::Cell;

/// How what is deleted is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// As in what ships.
    Secure,
    /// As SQLite does by default: the control, of which something must be found.
    Left,
}

thread_local! {
    static WANTED: Cell<Option<Deletion>> = const { Cell::new(None) };
}

/// Every store that `act` makes or opens in this thread is without a key.
pub fn during<T>(deletion: Deletion, act: impl FnOnce() -> T) -> T {
    WANTED.set(Some(deletion));
    let done = act();
    WANTED.set(None);
    done
}

pub(crate) fn is_wanted() -> bool {
    WANTED.get().is_some()
}

pub(crate) fn weaken(conn: &Connection) -> Result<()> {
    if WANTED.get() == Some(Deletion::Left) {
        conn.execute_batch("PRAGMA secure_delete = 0")?;
    }
    Ok(())
}
