//! Privacy by law: what a supervisor erases, what goes once it was kept for its time, and what clients are told.
//!
//! An erasure can't be undone. What went is nowhere: not in the journal, the tables, the full text, the drafts or the log;
//! that it went, by which role and why, stays. Deliberately absent: erasing by staff who serve.

mod notice;
mod redact;
mod retain;
mod retention;
mod scope;

pub(crate) use notice::checked as checked_notice;
pub use redact::*;
pub use retain::RetentionRun;
pub use retention::*;
pub(crate) use retention::{checked as checked_days, keep_days};

use crate::desk::Desk;
use crate::error::{ApiError, Result};
use moments_core::limits::REASON_MAX_CHARS;
use moments_core::moment::Problem;
use moments_core::privacy::findings;
use moments_core::text::free_text;

/// How often emptying the log is tried again while somebody reads, and how long it waits in between.
const SCRUB_TRIES: u32 = 40;
const SCRUB_WAIT: std::time::Duration = std::time::Duration::from_millis(25);

/// What somebody adds to a reason, which is kept for good: nothing that looks like personal information.
fn reason_without_persons(reason: Option<&str>) -> Result<Option<String>> {
    let reason = free_text(reason.unwrap_or_default(), REASON_MAX_CHARS)
        .map_err(|_| ApiError::invalid("reason", Problem::TooLong))?;
    if reason.as_deref().is_some_and(|reason| !findings(reason).is_empty()) {
        return Err(ApiError::invalid("reason", Problem::MustBeMasked));
    }
    Ok(reason)
}

impl Desk {
    /// Waits a little for whoever reads what was erased, so that the log can be emptied. If they read on, the next write
    /// does it.
    fn wait_for_scrub(&self) {
        let Ok(store) = self.store() else { return };
        for _ in 0..SCRUB_TRIES {
            if store.is_scrubbed() {
                return;
            }
            std::thread::sleep(SCRUB_WAIT);
        }
    }
}
