//! The rights of supervisors and administrators: they rest when nothing was done with them for five minutes, and the full
//! PIN takes them up again.
//!
//! The window says when its person presses a key or points at something in a screen that takes such a role. Nothing else
//! counts: what a screen reads again by itself is no act of a person's, and neither is serving clients.
//! The time runs here, by the monotonic clock. It stands still while a computer sleeps, so the other clock counts too:
//! whichever says that more time has passed. A clock that was set forward costs a PIN, one that was set back gains nothing.

use super::{PinFor, SessionView, session::view};
use crate::acts::{Action, act};
use crate::desk::{Desk, locked};
use crate::error::{ErrorCode, Result};
use chrono::{DateTime, Utc};
use moments_core::entry::Author;
use moments_core::words::Role;
use moments_store::Gate;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long rights last without an act.
pub(super) const RIGHTS_LAST: Duration = Duration::from_secs(5 * 60);

/// An instant by both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instants {
    steady: Duration,
    utc: DateTime<Utc>,
}

impl Instants {
    /// How long ago it was, by the clock that says more.
    pub(super) fn until(self, now: Self) -> Duration {
        let wall = (now.utc - self.utc).to_std().unwrap_or(Duration::ZERO);
        now.steady.saturating_sub(self.steady).max(wall)
    }
}

/// What of a person's roles is in force when their other rights rest.
pub(super) fn at_rest(roles: &BTreeSet<Role>) -> BTreeSet<Role> {
    roles & &BTreeSet::from([Role::Counter])
}

impl Desk {
    pub(super) fn instants(&self) -> Instants {
        Instants { steady: (self.steady)(), utc: (self.clock)() }
    }

    /// Seconds until the rights of who is signed in rest; 0 where they do, or where there are none beyond the counter's.
    /// `touched`: the person is doing something in a screen that takes such a right. Rights that rest stay so.
    pub fn rights_left(&self, touched: bool) -> u32 {
        let now = self.instants();
        let mut sessions = locked(&self.sessions);
        let Some(session) = sessions.current.as_mut().filter(|session| !session.locked) else { return 0 };
        let Some(since) = session.rights_since(now) else { return 0 };
        if touched {
            session.rights = Some(now);
        }
        let gone = if touched { Duration::ZERO } else { since.until(now) };
        // Rounded up, so that a window that asks again then finds them resting.
        u32::try_from(RIGHTS_LAST.saturating_sub(gone).as_millis().div_ceil(1000)).unwrap_or(0)
    }

    /// The full PIN of who is signed in, given again: their rights are in force, and `purpose` may be done once within a
    /// minute.
    ///
    /// # Errors
    /// `WrongPin`, `LockedOut`; `NotPermitted` for who came in with the short PIN.
    pub fn give_pin(&self, pin: &str, purpose: PinFor) -> Result<SessionView> {
        let (staff, short, rested) = {
            let now = self.instants();
            let mut sessions = locked(&self.sessions);
            let session = sessions.current.as_mut().ok_or(ErrorCode::NotSignedIn)?;
            if session.locked {
                return Err(ErrorCode::Locked.into());
            }
            (
                session.staff,
                session.short,
                session.beyond_the_counter() && session.rights_since(now).is_none(),
            )
        };
        if short {
            return Err(ErrorCode::NotPermitted.into());
        }
        self.prove_pin(&staff, pin, Gate::Full, Action::PinRefused)?;
        if rested {
            self.write(|tx| act(tx, Author::Staff(staff), Action::RightsRenewed, "", ""))?;
        }
        let now = self.instants();
        let mut sessions = locked(&self.sessions);
        // Somebody may have locked the counter while the PIN was proven.
        let session = sessions.current.as_mut().filter(|session| session.staff == staff && !session.locked);
        let session = session.ok_or(ErrorCode::Locked)?;
        session.rights = session.beyond_the_counter().then_some(now);
        session.confirmed = (purpose != PinFor::Rights).then_some((purpose, now));
        Ok(view(session))
    }
}
