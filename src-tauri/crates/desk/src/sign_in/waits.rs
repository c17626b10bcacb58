//! Proving a PIN, and how long the next try has to wait after wrong ones.
//!
//! A wait runs on the monotonic clock, so that setting the clock changes nothing, and what is left of it is kept in the
//! store: less and less while Moments runs. After a kill it goes on from what was kept last, which is never less than what
//! was left. Time in which Moments is closed does not count.

use super::pin::fits;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, Proven, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::entities::Staff;
use moments_core::entry::Author;
use moments_core::ids::StaffId;
use moments_store::{Gate, Lockout, WriteTx};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Wrong PINs before a delay.
const FREE_TRIES: u32 = 5;
/// The first delay; each further wrong PIN doubles it, up to the longest.
const FIRST_DELAY: Duration = Duration::from_secs(30);
const LONGEST_DELAY: Duration = Duration::from_secs(15 * 60);

/// Wrong PINs so far, and until when the next try waits, by the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait {
    failures: u32,
    until: Duration,
}

/// The waits that were read or that began since Moments was started.
pub(super) type Waits = BTreeMap<(StaffId, Gate), Wait>;

impl Desk {
    /// Proves a person at the command line.
    pub fn prove_staff(&self, staff: StaffId, pin: &str) -> Result<Actor> {
        let roles = self.prove_pin(&staff, pin, Gate::Full, Action::SignInRefused)?.roles;
        Ok(Actor { author: Author::Staff(staff), roles, resting: BTreeSet::new(), proven: Proven::Now })
    }

    /// The person, if this is their PIN. A wrong one is counted and written down as `refusal`; the right one ends the count.
    pub(super) fn prove_pin(&self, id: &StaffId, pin: &str, gate: Gate, refusal: Action) -> Result<Staff> {
        // One after the other: many tries at once must not outrun the count of wrong ones.
        let _turn = locked(&self.proving);
        let wait = self.wait_of(id, gate)?;
        let left = wait.until.saturating_sub((self.steady)());
        if !left.is_zero() {
            self.refused(refusal, Author::App, &id.to_string())?;
            return Err(locked_out(left));
        }
        let today = self.today();
        let (staff, may) = self.read(|r| {
            let may = gate == Gate::Full || r.signed_in_on(&today)?.contains(id);
            Ok((r.staff(id)?.filter(|s| s.active), may))
        })?;
        let verifier = staff.as_ref().and_then(|s| match gate {
            Gate::Full => s.pin.as_deref(),
            Gate::Short => s.short_pin.as_deref(),
        });
        let right = fits(pin, verifier)?;
        match staff {
            Some(staff) if right && may => {
                if wait.failures > 0 && self.holds_home() {
                    self.write(|tx| Ok(tx.put_lockout(id, gate, Lockout::default())?))?;
                }
                locked(&self.sessions).waits.remove(&(*id, gate));
                Ok(staff)
            }
            Some(_) => Err(self.wrong_pin(id, gate, wait.failures.saturating_add(1), refusal)?),
            // Nobody's: there is nobody to count for, and no PIN is ever right.
            None => Err(ErrorCode::WrongPin.into()),
        }
    }

    fn wait_of(&self, staff: &StaffId, gate: Gate) -> Result<Wait> {
        if let Some(wait) = locked(&self.sessions).waits.get(&(*staff, gate)) {
            return Ok(*wait);
        }
        let kept = self.read(|r| Ok(r.lockout(staff, gate)?))?;
        let left = Duration::from_millis(u64::try_from(kept.remaining_ms).unwrap_or(0));
        let wait = Wait { failures: kept.failures, until: (self.steady)() + left.min(LONGEST_DELAY) };
        if kept != Lockout::default() {
            locked(&self.sessions).waits.insert((*staff, gate), wait);
        }
        Ok(wait)
    }

    fn wrong_pin(&self, staff: &StaffId, gate: Gate, failures: u32, refusal: Action) -> Result<ApiError> {
        let delay = delay(failures);
        // First here: a disk that takes nothing more must not give more tries.
        let wait = Wait { failures, until: (self.steady)() + delay };
        locked(&self.sessions).waits.insert((*staff, gate), wait);
        // Beside the open app nothing can be written; who reads there has the store's key anyway.
        if self.holds_home() {
            let whose = staff.to_string();
            self.write(|tx| {
                self.refused_in(tx, refusal, Author::App, &whose)?;
                if !delay.is_zero() {
                    act(tx, Author::App, Action::LockedOut, &whose, &delay.as_secs().to_string())?;
                }
                self.keep_wait(tx, staff, gate, wait)
            })?;
        }
        Ok(if delay.is_zero() { ErrorCode::WrongPin.into() } else { locked_out(delay) })
    }

    fn keep_wait(&self, tx: &mut WriteTx<'_>, staff: &StaffId, gate: Gate, wait: Wait) -> Result<()> {
        let left = wait.until.saturating_sub((self.steady)());
        let remaining_ms = i64::try_from(left.as_millis()).unwrap_or(i64::MAX);
        Ok(tx.put_lockout(staff, gate, Lockout { failures: wait.failures, remaining_ms })?)
    }

    /// Keeps what is left of each wait. Called every few seconds while Moments runs, and when it is closed; writes nothing
    /// where nobody waits.
    pub fn keep_waits(&self) -> Result<()> {
        let now = (self.steady)();
        let running: Vec<_> = {
            let sessions = locked(&self.sessions);
            sessions.waits.iter().filter(|(_, w)| w.until > now).map(|(key, w)| (*key, *w)).collect()
        };
        if running.is_empty() || !self.holds_home() {
            return Ok(());
        }
        self.write(|tx| {
            for ((staff, gate), wait) in running {
                // A PIN that was reset meanwhile has nothing to wait for.
                if locked(&self.sessions).waits.contains_key(&(staff, gate)) {
                    self.keep_wait(tx, &staff, gate, wait)?;
                }
            }
            Ok(())
        })
    }

    /// Who gets a new PIN no longer waits for the wrong tries of the old one.
    pub(super) fn forget_waits(&self, tx: &mut WriteTx<'_>, staff: &StaffId) -> Result<()> {
        for gate in [Gate::Full, Gate::Short] {
            locked(&self.sessions).waits.remove(&(*staff, gate));
            tx.put_lockout(staff, gate, Lockout::default())?;
        }
        Ok(())
    }
}

fn delay(failures: u32) -> Duration {
    match failures.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(more) => FIRST_DELAY.saturating_mul(1 << more.min(10)).min(LONGEST_DELAY),
    }
}

fn locked_out(left: Duration) -> ApiError {
    // Rounded up: whoever waits as long as they are told gets in.
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    ApiError::new(ErrorCode::LockedOut).with("seconds", seconds.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_begins_at_the_fifth_wrong_pin_and_doubles_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<u64> = (1..=12).map(|failures| delay(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    }
}
