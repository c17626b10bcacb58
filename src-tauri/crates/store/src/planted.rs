//! Faults that a test plants in the store, to show that it would notice them. What ships is built without this feature, and a fault
//! is in nothing but the thread that planted it.

use crate::error::Result;
use rusqlite::{Connection, DropBehavior, Transaction};
use std::cell::Cell;

/// A mistake that somebody could make in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `synchronous=NORMAL`: a commit is on the disk at the next checkpoint.
    SyncNormal,
    /// `synchronous=OFF`: never.
    SyncOff,
    /// "Saved" is said before the commit, which comes with the next one.
    CommitLate,
    /// The mark is written before the commit that it tells of.
    MarkFirst,
    /// An entry is committed before it is folded.
    TwoTransactions,
    /// A commit that failed counts as one that didn't.
    ErrorSwallowed,
    /// Errors of SQLite's are not told apart.
    ErrorUnnamed,
    /// A step of the schema is committed before its number.
    StepWithoutNumber,
}

impl Fault {
    pub const ALL: [Self; 8] = [
        Self::SyncNormal,
        Self::SyncOff,
        Self::CommitLate,
        Self::MarkFirst,
        Self::TwoTransactions,
        Self::ErrorSwallowed,
        Self::ErrorUnnamed,
        Self::StepWithoutNumber,
    ];
}

thread_local! {
    static PLANTED: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// Plants a fault in what this thread does from now on; none: takes it out.
pub fn plant(fault: Option<Fault>) {
    PLANTED.set(fault);
}

pub(crate) fn is(fault: Fault) -> bool {
    PLANTED.get() == Some(fault)
}

pub(crate) fn setting(name: &str, value: i64) -> i64 {
    match PLANTED.get() {
        Some(Fault::SyncNormal) if name == "synchronous" => 1,
        Some(Fault::SyncOff) if name == "synchronous" => 0,
        _ => value,
    }
}

pub(crate) fn commit_late(conn: &Connection) -> Result<()> {
    if is(Fault::CommitLate) && !conn.is_autocommit() { Ok(conn.execute_batch("COMMIT")?) } else { Ok(()) }
}

pub(crate) fn mark_first(mark: impl FnOnce()) {
    if is(Fault::MarkFirst) {
        mark();
    }
}

pub(crate) fn before_fold(conn: &Connection) -> Result<()> {
    if is(Fault::TwoTransactions) { again(conn) } else { Ok(()) }
}

pub(crate) fn before_version(conn: &Connection) -> Result<()> {
    if is(Fault::StepWithoutNumber) { again(conn) } else { Ok(()) }
}

fn again(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch("COMMIT; BEGIN IMMEDIATE")?)
}

/// A transaction whose commit may be planted with a fault.
pub(crate) struct Commit<'a>(pub Transaction<'a>);

impl Commit<'_> {
    pub fn commit(mut self) -> rusqlite::Result<()> {
        match PLANTED.get() {
            Some(Fault::CommitLate) => {
                self.0.set_drop_behavior(DropBehavior::Ignore);
                Ok(())
            }
            Some(Fault::ErrorSwallowed) => {
                let _ = self.0.commit();
                Ok(())
            }
            _ => self.0.commit(),
        }
    }
}
