//! Sessions: who is signed in, locked or not, and the delays after wrong PINs.

use super::pin::{check_short_pin, fits, hash_pin};
use super::{SessionView, SignIn, StaffItem};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::put_aside;
use crate::setup::{act, staff_change};
use moments_core::entities::Staff;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::StaffId;
use moments_core::words::{Audience, Role};
use moments_store::{Lockout, NewEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Wrong PINs before a delay.
const FREE_TRIES: u32 = 5;
/// The first delay; each further wrong PIN doubles it, up to the longest.
const FIRST_DELAY: Duration = Duration::from_secs(30);
const LONGEST_DELAY: Duration = Duration::from_secs(15 * 60);

/// The session of the window, and delays on the monotonic clock (a changed clock does not shorten them).
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    current: Option<Session>,
    delays: BTreeMap<StaffId, Instant>,
}

#[derive(Debug, Clone)]
struct Session {
    staff: StaffId,
    name: String,
    language: Option<String>,
    roles: BTreeSet<Role>,
    locked: bool,
    has_short_pin: bool,
    /// Opened by the short PIN.
    short: bool,
}

impl Desk {
    /// Who is signed in; `None` when nobody is.
    pub fn session(&self) -> Option<SessionView> {
        locked(&self.sessions).current.as_ref().map(view)
    }

    /// Who acts in the window. Fails when nobody is signed in or the counter is locked.
    pub fn actor(&self) -> Result<Actor> {
        let (staff, roles) = {
            let sessions = locked(&self.sessions);
            let session = sessions.current.as_ref().ok_or(ErrorCode::NotSignedIn)?;
            if session.locked {
                return Err(ErrorCode::Locked.into());
            }
            (session.staff, session.roles.clone())
        };
        // A role that was taken away since, or a person who left, counts at once.
        let known = self.read(|r| Ok(r.staff(&staff)?))?.filter(|s| s.active);
        let known = known.ok_or(ErrorCode::NotSignedIn)?;
        Ok(Actor { author: Author::Staff(staff), roles: &roles & &known.roles })
    }

    /// Everybody who can sign in here.
    pub fn staff_to_sign_in(&self) -> Result<Vec<StaffItem>> {
        let today = self.today();
        self.read(|r| {
            let signed_in = r.signed_in_on(&today)?;
            let all = r.all_staff()?.into_iter().filter(|(_, staff)| staff.active);
            Ok(all.map(|(id, staff)| staff_item(id, &staff, signed_in.contains(&id))).collect())
        })
    }

    /// Signs a person in with the full PIN, or with the short one if they signed in today: then only as counter staff.
    pub fn sign_in(&self, request: &SignIn) -> Result<SessionView> {
        let (staff, roles) = self.prove_person(request)?;
        let session = Session {
            staff: request.staff,
            short: request.short,
            has_short_pin: staff.short_pin.is_some(),
            name: staff.name,
            language: staff.language,
            roles,
            locked: false,
        };
        let today = self.today();
        let now = self.now();
        let before = locked(&self.sessions).current.as_ref().map(|s| s.staff);
        if before != Some(request.staff) {
            self.forget_files();
        }
        self.write(|tx| {
            if let Some(before) = before.filter(|before| *before != request.staff) {
                put_aside(tx, before, now, false)?;
            }
            if !request.short {
                tx.put_sign_in(&request.staff, &today)?;
                act(tx, Author::Staff(request.staff), "signed_in", "", "")?;
            }
            Ok(tx.put_lockout(&request.staff, Lockout::default())?)
        })?;
        let shown = view(&session);
        locked(&self.sessions).current = Some(session);
        Ok(shown)
    }

    /// Proves a person at the command line.
    pub fn prove_staff(&self, staff: StaffId, pin: &str) -> Result<Actor> {
        let (_, roles) = self.prove_person(&SignIn { staff, pin: pin.into(), short: false })?;
        Ok(Actor { author: Author::Staff(staff), roles })
    }

    fn prove_person(&self, request: &SignIn) -> Result<(Staff, BTreeSet<Role>)> {
        // One after the other: many tries at once must not outrun the count of wrong ones.
        let _turn = locked(&self.proving);
        self.wait_is_over(&request.staff)?;
        let today = self.today();
        let (staff, signed_in) = self.read(|r| {
            let staff = r.staff(&request.staff)?.filter(|s| s.active);
            Ok((staff, r.signed_in_on(&today)?.contains(&request.staff)))
        })?;
        let verifier = staff
            .as_ref()
            .and_then(|s| if request.short { s.short_pin.as_deref() } else { s.pin.as_deref() });
        let right = fits(&request.pin, verifier)?;
        match staff {
            Some(staff) if right && (signed_in || !request.short) => {
                let short_roles = BTreeSet::from([Role::Counter]);
                let roles = if request.short { &staff.roles & &short_roles } else { staff.roles.clone() };
                Ok((staff, roles))
            }
            _ => Err(self.wrong_pin(&request.staff)?),
        }
    }

    fn wait_is_over(&self, staff: &StaffId) -> Result<()> {
        let known = locked(&self.sessions).delays.get(staff).copied();
        let until = match known {
            Some(until) => until,
            None => {
                // After a restart the whole delay that was left begins anew.
                let left = self.read(|r| Ok(r.lockout(staff)?))?.remaining_ms;
                let until = Instant::now() + Duration::from_millis(u64::try_from(left).unwrap_or(0));
                locked(&self.sessions).delays.insert(*staff, until);
                until
            }
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() { Ok(()) } else { Err(locked_out(left)) }
    }

    /// The wait of a person whose wrong PINs no longer count.
    pub(super) fn forget_wait(&self, staff: &StaffId) {
        locked(&self.sessions).delays.remove(staff);
    }

    fn wrong_pin(&self, staff: &StaffId) -> Result<ApiError> {
        let failures = self.read(|r| Ok(r.lockout(staff)?))?.failures.saturating_add(1);
        let delay = delay(failures);
        let known = self.read(|r| Ok(r.staff(staff)?.is_some()))?;
        // Beside the open app nothing can be written; who reads there has the store's key anyway.
        if known && self.holds_home() {
            let remaining_ms = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
            self.write(|tx| {
                act(tx, Author::App, "sign_in_refused", &staff.to_string(), &failures.to_string())?;
                Ok(tx.put_lockout(staff, Lockout { failures, remaining_ms })?)
            })?;
        }
        locked(&self.sessions).delays.insert(*staff, Instant::now() + delay);
        Ok(if delay.is_zero() { ErrorCode::WrongPin.into() } else { locked_out(delay) })
    }

    /// Locks the counter: the clock runs on, drafts and the client's answer stay; only a PIN opens it.
    pub fn lock_counter(&self) {
        if let Some(session) = locked(&self.sessions).current.as_mut() {
            session.locked = true;
        }
    }

    /// Locks a counter that nobody is at, and says so; not while a client is answering on their screen.
    pub fn lock_when_idle(&self) -> Result<bool> {
        if self.client_is_answering()? {
            return Ok(false);
        }
        self.lock_counter();
        Ok(true)
    }

    /// The end of the shift at this counter. Open moments stay and are offered back.
    pub fn sign_out(&self) -> Result<()> {
        let left = locked(&self.sessions).current.take();
        self.forget_files();
        let now = self.now();
        match left {
            Some(session) => self.write(|tx| {
                put_aside(tx, session.staff, now, true)?;
                act(tx, Author::Staff(session.staff), "signed_out", "", "")
            }),
            None => Ok(()),
        }
    }

    /// The short PIN of who is signed in with the full one.
    pub fn set_short_pin(&self, actor: &Actor, pin: &str) -> Result<()> {
        actor.require(Role::Counter)?;
        let staff = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
        // Who knows only the short PIN does not set another one.
        if locked(&self.sessions).current.as_ref().is_some_and(|s| s.staff == staff && s.short) {
            return Err(ErrorCode::NotPermitted.into());
        }
        check_short_pin(pin)?;
        let verifier = hash_pin(pin)?;
        self.write(|tx| {
            tx.append(NewEntry {
                kind: kind::STAFF_SET,
                audience: Audience::Office,
                author: actor.author,
                changes: vec![staff_change(&staff, Fields::from([("short_pin".into(), verifier.into())]))],
            })?;
            Ok(())
        })?;
        if let Some(session) = locked(&self.sessions).current.as_mut().filter(|s| s.staff == staff) {
            session.has_short_pin = true;
        }
        Ok(())
    }
}

fn view(session: &Session) -> SessionView {
    SessionView {
        staff: session.staff,
        name: session.name.clone(),
        roles: session.roles.iter().copied().collect(),
        locked: session.locked,
        language: session.language.clone(),
        needs_short_pin: !session.has_short_pin,
    }
}

pub(super) fn staff_item(id: StaffId, staff: &Staff, signed_in_today: bool) -> StaffItem {
    StaffItem {
        id,
        name: staff.name.clone(),
        roles: staff.roles.iter().copied().collect(),
        active: staff.active,
        signed_in_today,
        has_short_pin: staff.short_pin.is_some(),
        language: staff.language.clone(),
    }
}

fn delay(failures: u32) -> Duration {
    match failures.checked_sub(FREE_TRIES) {
        None => Duration::ZERO,
        Some(more) => FIRST_DELAY.saturating_mul(1 << more.min(10)).min(LONGEST_DELAY),
    }
}

fn locked_out(left: Duration) -> ApiError {
    ApiError::new(ErrorCode::LockedOut).with("seconds", left.as_secs().max(1))
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
