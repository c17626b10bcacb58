//! The office's staff, for administrators.

use super::pin::{check_full_pin, hash_pin, issue_pin};
use super::session::staff_item;
use super::{StaffForm, StaffItem, StaffSaved};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::secret::Secret;
use crate::setup::{name, staff_change};
use moments_core::entities::{Staff, staff_ref};
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::ids::StaffId;
use moments_core::limits::NAME_MAX_CHARS;
use moments_core::moment::Problem;
use moments_core::words::{Audience, Role};
use moments_store::{Lockout, NewEntry, flags};

impl Desk {
    /// Everybody who works or worked here. For administrators.
    pub fn staff(&self, actor: &Actor) -> Result<Vec<StaffItem>> {
        actor.require(Role::Administrator)?;
        self.read(|r| Ok(r.all_staff()?.iter().map(|(id, staff)| staff_item(*id, staff, false)).collect()))
    }

    /// A new member of the staff, or changes to one. Without a PIN a new person is issued one, and somebody who is here
    /// where that is asked for; it is shown once. Who gets a new PIN no longer waits for the wrong tries of the old one.
    pub fn save_staff(&self, actor: &Actor, form: &StaffForm) -> Result<StaffSaved> {
        actor.require(Role::Administrator)?;
        let staff_name = name("name", &form.name, NAME_MAX_CHARS)?;
        if let Some(pin) = &form.pin {
            check_full_pin(pin)?;
        }
        if form.issue_pin && form.pin.is_some() {
            return Err(ApiError::invalid("issue_pin", Problem::NotTogether));
        }
        let issues = form.pin.is_none() && (form.issue_pin || form.id.is_none());
        let issued = if issues { Some(issue_pin()?) } else { None };
        let verifier = match form.pin.as_deref().or(issued.as_ref().map(|pin| pin.as_str())) {
            Some(pin) => Some(hash_pin(pin)?),
            None => None,
        };
        let saved = self.write(|tx| {
            let (id, before) = match form.id {
                Some(id) => (id, tx.staff(&id)?.ok_or(ErrorCode::NotFound)?),
                None => (StaffId(moments_store::new_uuid(tx.now())?), Staff::default()),
            };
            if tx.flags(&staff_ref(&id))?.iter().any(|f| f.flag == flags::NEWER) {
                return Err(ErrorCode::NewerVersion.into());
            }
            if tx.all_staff()?.iter().any(|(other, s)| *other != id && s.active && s.name == staff_name) {
                return Err(ApiError::invalid("name", Problem::NotTogether));
            }
            let after = Staff {
                name: staff_name.clone(),
                roles: form.roles.iter().copied().collect(),
                active: form.active,
                language: form.language.clone().filter(|l| l == "en" || l == "fr"),
                pin: verifier.clone().or_else(|| before.pin.clone()),
                short_pin: before.short_pin.clone(),
            };
            let administers = |s: &Staff| s.active && s.roles.contains(&Role::Administrator);
            let others = tx.all_staff()?.iter().any(|(other, s)| *other != id && administers(s));
            if administers(&before) && !administers(&after) && !others {
                // Somebody must be able to let people in.
                return Err(ApiError::invalid("roles", Problem::NotTogether));
            }
            let mut changes = difference(&flatten(&before)?, &flatten(&after)?);
            if form.id.is_none() {
                changes.insert("active".into(), form.active.into());
            }
            if !changes.is_empty() {
                tx.append(NewEntry {
                    kind: kind::STAFF_SET,
                    audience: Audience::Office,
                    author: actor.author,
                    changes: vec![staff_change(&id, changes)],
                })?;
            }
            if verifier.is_some() {
                tx.put_lockout(&id, Lockout::default())?;
            }
            let staff = tx.staff(&id)?.ok_or(ErrorCode::NotFound)?;
            Ok(StaffSaved {
                staff: staff_item(id, &staff, false),
                issued_pin: issued.clone().map(Secret::from),
            })
        })?;
        if verifier.is_some() {
            self.forget_wait(&saved.staff.id);
        }
        Ok(saved)
    }
}
