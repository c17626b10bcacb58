//! Retention in the background: asked every few minutes, done once a day, and never before somebody can sign in.

use crate::SharedDesk;
use std::sync::{Arc, Weak};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(5 * 60);

/// What fails is in the log, and is tried again.
pub fn in_background(desk: &SharedDesk) {
    let desk = Arc::downgrade(desk);
    let run = move || {
        loop {
            std::thread::sleep(EVERY);
            let Some(desk) = Weak::upgrade(&desk) else { return };
            let _ = desk.run_retention();
        }
    };
    // Without a thread of its own it waits for the next start.
    let _ = std::thread::Builder::new().name("retention".into()).spawn(run);
}
