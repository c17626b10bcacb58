//! How fast a place may be filled and read: so many bytes a second, without saving up what was not used.

use crate::clock::Clock;
use crate::trouble::Trouble;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Bytes that are moved in one piece.
pub const PIECE_BYTES: usize = 32 * 1024;

pub struct Pace {
    kib_per_second: Option<NonZeroU32>,
    clock: Arc<dyn Clock>,
    /// When all that was moved so far is paid for.
    free_at: Mutex<Duration>,
}

impl Pace {
    pub fn new(kib_per_second: Option<NonZeroU32>, clock: Arc<dyn Clock>) -> Self {
        Self { kib_per_second, clock, free_at: Mutex::default() }
    }

    /// How long whoever has just moved this many bytes waits before the next.
    pub fn wait_for(&self, bytes: usize) -> Duration {
        let Some(rate) = self.kib_per_second else { return Duration::ZERO };
        let now = self.clock.elapsed();
        let nanos = u128::try_from(bytes).unwrap_or(u128::MAX).saturating_mul(1_000_000_000)
            / (u128::from(rate.get()) * 1024);
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        *free_at = (*free_at).max(now) + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        *free_at - now
    }

    /// Waits for what was just moved. It ends sooner, and what was begun is given up, when the courier is told to stop.
    pub fn moved(&self, bytes: usize) -> Result<(), Trouble> {
        let wait = self.wait_for(bytes);
        if !wait.is_zero() {
            self.clock.sleep(wait);
        }
        if self.clock.stopping() { Err(Trouble::Stopped) } else { Ok(()) }
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").field("kib_per_second", &self.kib_per_second).finish_non_exhaustive()
    }
}
