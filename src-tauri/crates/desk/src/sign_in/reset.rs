//! Another full PIN: chosen by the person with the one before, or issued where it was forgotten. For who can do more than
//! serve that takes two administrators, or the recovery code: one alone must not be able to become another supervisor.

use super::pin::{check_chosen_pin, hash_pin, issue_pin};
use super::{IssuedPin, PinChange, PinReset};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::fields_of;
use crate::setup::staff_change;
use moments_core::entities::{Staff, staff_ref};
use moments_core::entry::Author;
use moments_core::fields::{Fields, unflatten};
use moments_core::fold::kind;
use moments_core::ids::StaffId;
use moments_core::moment::Problem;
use moments_core::words::{Audience, Role};
use moments_store::{Gate, NewEntry, Reader, WriteTx, flags};

impl Desk {
    /// Whoever is signed in chooses another full PIN.
    ///
    /// # Errors
    /// `WrongPin` and `LockedOut` for the one that they have; `PinTooWeak` for the new one.
    pub fn change_pin(&self, actor: &Actor, change: &PinChange) -> Result<()> {
        let staff = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
        self.check_pin_of(&staff, &change.new)
            .map_err(|error| ApiError { field: Some("new".into()), ..error })?;
        self.prove_pin(&staff, &change.current, Gate::Full, Action::PinRefused)
            .map_err(|error| ApiError { field: Some("current".into()), ..error })?;
        let verifier = hash_pin(&change.new)?;
        self.write(|tx| {
            self.put_pin(tx, actor.author, &staff, verifier)?;
            act(tx, actor.author, Action::PinChanged, &staff.to_string(), "")
        })
    }

    /// Two administrators, who both prove their PINs, give anybody else a new one.
    ///
    /// # Errors
    /// `WrongPin` and `LockedOut`, with the field: `own_pin` or `second_pin`. `Invalid`: the three are not three people, or
    /// the second is no administrator.
    pub fn reset_pin(&self, actor: &Actor, reset: &PinReset) -> Result<IssuedPin> {
        actor.require(Role::Administrator)?;
        let first = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
        if reset.second == first || reset.second == reset.staff {
            return Err(ApiError::invalid("second", Problem::NotTogether));
        }
        if reset.staff == first {
            return Err(ApiError::invalid("staff", Problem::NotTogether));
        }
        let at = |field: &'static str| move |error| ApiError { field: Some(field.into()), ..error };
        let second = self.read(|r| Ok(r.staff(&reset.second)?))?;
        if !second.is_some_and(|s| s.active && s.roles.contains(&Role::Administrator)) {
            return Err(ApiError::invalid("second", Problem::Unknown));
        }
        self.prove_pin(&first, &reset.own_pin, Gate::Full, Action::PinRefused).map_err(at("own_pin"))?;
        self.prove_pin(&reset.second, &reset.second_pin, Gate::Full, Action::PinRefused)
            .map_err(at("second_pin"))?;
        self.issue_to(actor.author, &reset.staff, Action::PinReset, &reset.second.to_string())
    }

    /// The recovery code gives anybody a new PIN; nobody needs to be signed in.
    ///
    /// # Errors
    /// `WrongKey`: it is not the recovery code of this workstation.
    pub fn reset_pin_with_code(&self, staff: &StaffId, typed: &str) -> Result<IssuedPin> {
        let turn = locked(&self.proving);
        let store = self.store()?;
        let right = match self.key_of_code(typed) {
            Ok(key) => store.is_key(&key),
            Err(error) if error.code == ErrorCode::WrongKey => false,
            Err(error) => return Err(error),
        };
        drop(turn);
        if !right {
            if self.read(|r| Ok(r.staff(staff)?))?.is_some() {
                self.refused(Action::CodeRefused, Author::App, &staff.to_string())?;
            }
            return Err(ErrorCode::WrongKey.into());
        }
        self.issue_to(Author::App, staff, Action::PinResetWithCode, "")
    }

    fn issue_to(&self, author: Author, staff: &StaffId, action: Action, detail: &str) -> Result<IssuedPin> {
        let pin = issue_pin()?;
        let verifier = hash_pin(&pin)?;
        self.write(|tx| {
            let known = tx.staff(staff)?.filter(|s| s.active).ok_or(ErrorCode::NotFound)?;
            self.put_pin(tx, author, staff, verifier)?;
            act(tx, author, action, &staff.to_string(), detail)?;
            Ok(IssuedPin { name: known.name, pin: pin.to_string() })
        })
    }

    fn put_pin(&self, tx: &mut WriteTx<'_>, author: Author, staff: &StaffId, verifier: String) -> Result<()> {
        if tx.flags(&staff_ref(staff))?.iter().any(|f| f.flag == flags::NEWER) {
            return Err(ErrorCode::NewerVersion.into());
        }
        tx.append(NewEntry {
            kind: kind::STAFF_SET,
            audience: Audience::Office,
            author,
            changes: vec![staff_change(staff, Fields::from([("pin".into(), verifier.into())]))],
        })?;
        self.forget_waits(tx, staff)
    }

    /// A PIN that a person chose for themselves.
    fn check_pin_of(&self, staff: &StaffId, pin: &str) -> Result<()> {
        let name = self.read(|r| Ok(r.staff(staff)?))?.map(|s| s.name).unwrap_or_default();
        self.check_pin_for(&name, pin)
    }

    /// A PIN that was chosen for a person of this name in this office.
    pub(super) fn check_pin_for(&self, name: &str, pin: &str) -> Result<()> {
        let place = self.place()?;
        let office = &place.office;
        let near = [&office.name_en, &office.name_fr, &office.organization_en, &office.organization_fr];
        let mut names: Vec<&str> = near.into_iter().map(String::as_str).collect();
        names.extend([name, &place.workstation.label]);
        check_chosen_pin(pin, &names)
    }
}

/// Whether a person never had a role beyond the counter's. Taking roles away first must not be a way to their PIN.
pub(super) fn only_ever_served(reader: &Reader<'_>, staff: &StaffId) -> Result<bool> {
    let only_serves = |staff: &Staff| staff.roles.iter().all(|role| *role == Role::Counter);
    let entries = reader.entries_of(&staff_ref(staff))?;
    let ever = entries.iter().map(|entry| unflatten::<Staff>(&fields_of(entry).0).0);
    Ok(reader.staff(staff)?.iter().all(only_serves) && ever.into_iter().all(|set| only_serves(&set)))
}
