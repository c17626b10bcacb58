//! What time it is and how waiting is done, given in: so that hours and bandwidth are tested without waiting.

use chrono::{DateTime, FixedOffset, Local};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub trait Clock: Send + Sync {
    /// Now, with the offset of this computer's own time zone.
    fn now(&self) -> DateTime<FixedOffset>;
    /// Time since some moment, which no change of the wall clock touches.
    fn elapsed(&self) -> Duration;
    /// Waits, or less when the courier is told to stop.
    fn sleep(&self, time: Duration);
    fn stopping(&self) -> bool;
}

/// Told once, heard by all.
#[derive(Default)]
pub struct Stop {
    told: Mutex<bool>,
    heard: Condvar,
}

impl Stop {
    pub fn tell(&self) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.heard.notify_all();
    }
}

/// This computer's clock.
pub struct Real {
    start: Instant,
    stop: Arc<Stop>,
}

impl Real {
    pub fn new(stop: Arc<Stop>) -> Self {
        Self { start: Instant::now(), stop }
    }
}

impl Clock for Real {
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, time: Duration) {
        let told = self.stop.told.lock().unwrap_or_else(PoisonError::into_inner);
        // Woken or not, poisoned or not: the caller looks again.
        drop(self.stop.heard.wait_timeout_while(told, time, |told| !*told));
    }

    fn stopping(&self) -> bool {
        *self.stop.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
