//! What goes on beside the windows, on threads of their own: keeping waits after wrong PINs, looking after the
//! records, and handing over.
//! What is due and what comes first is the desk's to say.

use crate::SharedDesk;
use moments_desk::Desk;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What is left of a wait is kept so often: after a kill it goes on from there.
const KEEP_WAITS: Duration = Duration::from_secs(10);
/// Copies, checks and retention, one step at a time.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);
const AFTER_A_STEP: Duration = Duration::from_secs(30);

/// What was brought is taken in, and what is due is sealed.
const BETWEEN_EXCHANGES: Duration = Duration::from_secs(10);

/// As long as there is a desk. What fails is in the log, and is tried again.
pub fn begin(desk: &SharedDesk) {
    every("waits", desk, |desk| {
        let _ = desk.keep_waits();
        KEEP_WAITS
    });
    every("records", desk, |desk| if desk.look_after() { AFTER_A_STEP } else { BETWEEN_LOOKS });
    every("bundles", desk, |desk| {
        desk.exchange();
        BETWEEN_EXCHANGES
    });
}

/// Does it again and again, after the time that it says.
fn every(name: &str, desk: &SharedDesk, act: impl Fn(&Desk) -> Duration + Send + 'static) {
    let desk = Arc::downgrade(desk);
    let run = move || {
        let mut rest = BETWEEN_LOOKS;
        loop {
            std::thread::sleep(rest);
            let Some(desk) = Weak::upgrade(&desk) else { return };
            rest = act(&desk);
        }
    };
    // Without a thread of its own it waits for the next start.
    let _ = std::thread::Builder::new().name(name.into()).spawn(run);
}
