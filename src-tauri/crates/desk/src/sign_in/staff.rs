//! The office's staff, for administrators.

use super::pin::{hash_pin, issue_pin};
use super::reset::only_ever_served;
use super::session::staff_item;
use super::{PinFor, StaffForm, StaffItem, StaffSaved};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::secret::Secret;
use crate::setup::{name, staff_change};
use moments_core::entities::{Staff, staff_ref};
use moments_core::entry::Author;
use moments_core::fields::{Fields, difference, flatten};
use moments_core::fold::kind;
use moments_core::ids::StaffId;
use moments_core::limits::NAME_MAX_CHARS;
use moments_core::moment::Problem;
use moments_core::words::{Audience, Role};
use moments_store::{NewEntry, WriteTx, flags};
use std::collections::BTreeSet;

impl Desk {
    /// Everybody who works or worked here. For administrators.
    pub fn staff(&self, actor: &Actor) -> Result<Vec<StaffItem>> {
        actor.require(Role::Administrator)?;
        self.read(|r| Ok(r.all_staff()?.iter().map(|(id, staff)| staff_item(*id, staff, false)).collect()))
    }

    /// A new member of the staff, or changes to one. Without a PIN a new person is issued one, and somebody who is here
    /// where that is asked for; it is shown once. Who gets a new PIN no longer waits for the wrong tries of the old one.
    ///
    /// # Errors
    /// `TwoNeeded` for the PIN of somebody else who can do, or once could, more than serve; `PinNeeded`.
    pub fn save_staff(&self, actor: &Actor, form: &StaffForm) -> Result<StaffSaved> {
        actor.require(Role::Administrator)?;
        let staff_name = name("name", &form.name, NAME_MAX_CHARS)?;
        if let Some(pin) = &form.pin {
            self.check_pin_for(&staff_name, pin)?;
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
        self.write(|tx| {
            let (id, before) = match form.id {
                Some(id) => (id, tx.staff(&id)?.ok_or(ErrorCode::NotFound)?),
                None => (StaffId(moments_store::new_uuid(tx.now())?), Staff::default()),
            };
            if tx.flags(&staff_ref(&id))?.iter().any(|f| f.flag == flags::NEWER) {
                return Err(ErrorCode::NewerVersion.into());
            }
            let after = Staff {
                name: staff_name,
                roles: form.roles.iter().copied().collect(),
                active: form.active,
                language: form.language.clone().filter(|l| l == "en" || l == "fr"),
                pin: verifier.clone().or_else(|| before.pin.clone()),
                short_pin: before.short_pin.clone(),
            };
            check_together(tx, &id, &before, &after)?;
            if verifier.is_some() && form.id.is_some() && !may_issue_alone(tx, actor, &id)? {
                return Err(ErrorCode::TwoNeeded.into());
            }
            self.require_fresh(actor, PinFor::Staff)?;
            let mut changes = difference(&flatten(&before)?, &flatten(&after)?);
            if form.id.is_none() {
                changes.insert("active".into(), form.active.into());
            }
            if !changes.is_empty() {
                tell(tx, actor, &id, form.id.is_none(), &changes)?;
                tx.append(NewEntry {
                    kind: kind::STAFF_SET,
                    audience: Audience::Office,
                    author: actor.author,
                    changes: vec![staff_change(&id, changes)],
                })?;
            }
            if verifier.is_some() {
                self.forget_waits(tx, &id)?;
            }
            let staff = tx.staff(&id)?.ok_or(ErrorCode::NotFound)?;
            Ok(StaffSaved {
                staff: staff_item(id, &staff, false),
                issued_pin: issued.clone().map(Secret::from),
            })
        })
    }
}

/// Two people of one name can't be told apart at sign-in, and somebody must be able to let people in.
fn check_together(tx: &WriteTx<'_>, id: &StaffId, before: &Staff, after: &Staff) -> Result<()> {
    let all = tx.all_staff()?;
    let others = || all.iter().filter(|(other, _)| other != id).map(|(_, staff)| staff);
    if others().any(|s| s.active && s.name == after.name) {
        return Err(ApiError::invalid("name", Problem::NotTogether));
    }
    let administers = |s: &Staff| s.active && s.roles.contains(&Role::Administrator);
    if administers(before) && !administers(after) && !others().any(administers) {
        return Err(ApiError::invalid("roles", Problem::NotTogether));
    }
    Ok(())
}

/// One administrator gives a new PIN to themselves and to those who only serve. At the command line without a person stands
/// the key of the store, which is more than any PIN.
fn may_issue_alone(tx: &WriteTx<'_>, actor: &Actor, id: &StaffId) -> Result<bool> {
    Ok(actor.author == Author::Cli || actor.staff() == Some(*id) || only_ever_served(tx, id)?)
}

fn tell(tx: &mut WriteTx<'_>, actor: &Actor, id: &StaffId, new: bool, changes: &Fields) -> Result<()> {
    let whose = id.to_string();
    let issued = changes.contains_key("pin");
    // A field's first part is its word: `roles/…` are roles.
    let words: BTreeSet<&str> = changes.keys().filter_map(|field| field.split('/').next()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| *word != "pin").collect();
    if new {
        act(tx, actor.author, Action::StaffAdded, &whose, "")?;
    } else if !words.is_empty() {
        act(tx, actor.author, Action::StaffChanged, &whose, &words.join(" "))?;
    }
    if issued && !new { act(tx, actor.author, Action::PinIssued, &whose, "") } else { Ok(()) }
}
