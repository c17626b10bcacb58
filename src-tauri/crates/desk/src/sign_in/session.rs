//! Sessions: who is signed in, locked or not.

use super::pin::{check_short_pin, hash_pin};
use super::rights::{Instants, RIGHTS_LAST, at_rest};
use super::waits::Waits;
use super::{PinFor, SessionView, SignIn, StaffItem};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, Proven, locked};
use crate::error::{ErrorCode, Result};
use crate::moments::put_aside;
use crate::setup::staff_change;
use moments_core::entities::Staff;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::StaffId;
use moments_core::words::{Audience, Role};
use moments_store::{Gate, NewEntry};
use std::collections::BTreeSet;

/// The session of the window, and who waits after wrong PINs.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    pub(super) current: Option<Session>,
    pub(super) waits: Waits,
}

#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) staff: StaffId,
    name: String,
    language: Option<String>,
    /// As of the PIN that opened it, whether they rest or not.
    roles: BTreeSet<Role>,
    pub(super) locked: bool,
    has_short_pin: bool,
    /// Opened by the short PIN.
    pub(super) short: bool,
    /// When something was last done with more than the counter's rights; `None` when they rest.
    pub(super) rights: Option<Instants>,
    /// The act for which the PIN was given again, and when. It is good for one.
    pub(super) confirmed: Option<(PinFor, Instants)>,
}

impl Session {
    /// Since when the rights beyond the counter's were not used; `None` when they rest. Once they do, no clock wakes them.
    pub(super) fn rights_since(&mut self, now: Instants) -> Option<Instants> {
        self.rights = self.rights.filter(|since| since.until(now) < RIGHTS_LAST);
        self.rights
    }

    pub(super) fn beyond_the_counter(&self) -> bool {
        self.roles != at_rest(&self.roles)
    }

    /// What the session may do now.
    fn in_force(&self) -> BTreeSet<Role> {
        if self.rights.is_some() { self.roles.clone() } else { at_rest(&self.roles) }
    }
}

impl Desk {
    /// Who is signed in; `None` when nobody is.
    pub fn session(&self) -> Option<SessionView> {
        let now = self.instants();
        let mut sessions = locked(&self.sessions);
        let session = sessions.current.as_mut()?;
        session.rights_since(now);
        Some(view(session))
    }

    /// Whose session it is, locked or not.
    pub(crate) fn signed_in(&self) -> Option<StaffId> {
        locked(&self.sessions).current.as_ref().map(|session| session.staff)
    }

    /// Who acts in the window. Fails when nobody is signed in or the counter is locked.
    pub fn actor(&self) -> Result<Actor> {
        let (staff, roles, in_force) = {
            let now = self.instants();
            let mut sessions = locked(&self.sessions);
            let session = sessions.current.as_mut().ok_or(ErrorCode::NotSignedIn)?;
            if session.locked {
                return Err(ErrorCode::Locked.into());
            }
            session.rights_since(now);
            (session.staff, session.roles.clone(), session.in_force())
        };
        // A role that was taken away since, or a person who left, counts at once.
        let known = self.read(|r| Ok(r.staff(&staff)?))?.filter(|s| s.active);
        let known = known.ok_or(ErrorCode::NotSignedIn)?;
        let has = &roles & &known.roles;
        Ok(Actor {
            author: Author::Staff(staff),
            roles: &has & &in_force,
            resting: &has - &in_force,
            proven: Proven::AtSignIn,
        })
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
        let gate = if request.short { Gate::Short } else { Gate::Full };
        let staff = self.prove_pin(&request.staff, &request.pin, gate, Action::SignInRefused)?;
        let roles = if request.short { at_rest(&staff.roles) } else { staff.roles };
        let session = Session {
            staff: request.staff,
            short: request.short,
            has_short_pin: staff.short_pin.is_some(),
            name: staff.name,
            language: staff.language,
            rights: (roles != at_rest(&roles)).then(|| self.instants()),
            roles,
            locked: false,
            confirmed: None,
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
                act(tx, Author::Staff(request.staff), Action::SignedIn, "", "")?;
            }
            Ok(())
        })?;
        let shown = view(&session);
        locked(&self.sessions).current = Some(session);
        Ok(shown)
    }

    /// Locks the counter: the clock runs on, drafts and the client's answer stay; only a PIN opens it.
    pub fn lock_counter(&self) {
        if let Some(session) = locked(&self.sessions).current.as_mut() {
            session.locked = true;
            session.confirmed = None;
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
                act(tx, Author::Staff(session.staff), Action::SignedOut, "", "")
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
            act(tx, actor.author, Action::ShortPinSet, &staff.to_string(), "")
        })?;
        if let Some(session) = locked(&self.sessions).current.as_mut().filter(|s| s.staff == staff) {
            session.has_short_pin = true;
        }
        Ok(())
    }
}

pub(super) fn view(session: &Session) -> SessionView {
    let in_force = session.in_force();
    SessionView {
        staff: session.staff,
        name: session.name.clone(),
        resting: (&session.roles - &in_force).into_iter().collect(),
        roles: in_force.into_iter().collect(),
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
