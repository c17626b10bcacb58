//! Which statements are run, for the test that looks at their plans. What ships is built without this feature.

use crate::error::Result;
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static SEEN: RefCell<Option<BTreeSet<String>>> = const { RefCell::new(None) };
}

/// Every statement that `act` runs in this thread, on stores that it opens, as it was written: values are not in it.
pub fn during(act: impl FnOnce()) -> BTreeSet<String> {
    SEEN.set(Some(BTreeSet::new()));
    act();
    SEEN.take().unwrap_or_default()
}

pub(crate) fn watched(mut conn: Connection) -> Result<Connection> {
    if SEEN.with_borrow(Option::is_some) {
        conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(see))?;
    }
    Ok(conn)
}

fn see(event: TraceEvent<'_>) {
    if let TraceEvent::Stmt(statement, _) = event {
        SEEN.with_borrow_mut(|seen| seen.as_mut().map(|seen| seen.insert(statement.sql().into_owned())));
    }
}
