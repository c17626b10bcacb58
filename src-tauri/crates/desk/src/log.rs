//! A log of what the program did, for whoever is asked why it did not: codes and counts, never a note, a name or a PIN.
//!
//! Two files of 1 MB: the full one becomes `moments.1.log`. There is no log before there is a home: nothing is made here
//! that [`moments_store::home::Home::create`] did not make and check first. That a line can't be written stops nothing.
//! Tauri's log plugin is not used for those two: it makes the folder before anything is checked, readable by everybody,
//! and where it can't the app ends without a window.

use crate::desk::{Desk, locked};
use crate::error::ApiError;
use moments_store::home::open_private;
use std::fmt::Display;
use std::io::Write;

/// In bytes, of one file.
const LOG_MAX: u64 = 1_000_000;

impl Desk {
    /// Adds a line. Only codes, counts and words of the program's own.
    pub fn log(&self, event: impl Display) {
        let _one_at_a_time = locked(&self.logging);
        let file = self.home.logs().join("moments.log");
        if file.metadata().is_ok_and(|found| found.len() >= LOG_MAX) {
            let _ = std::fs::rename(&file, file.with_extension("1.log"));
        }
        let line = format!("{} {event}\n", (self.clock)().format("%Y-%m-%dT%H:%M:%SZ"));
        // One call, so that the lines of two programs stand one after the other.
        let _ = open_private(&file, std::fs::File::options().append(true))
            .and_then(|mut file| file.write_all(line.as_bytes()));
    }

    /// Adds a line on what could not be done: the code, and the store's own words, which name nobody and no path.
    pub(crate) fn log_failure(&self, what: &str, error: &ApiError) {
        let detail = error.data.get("detail").map(|detail| format!(", {detail}")).unwrap_or_default();
        self.log(format_args!("{what}: {:?}{detail}", error.code));
    }
}
