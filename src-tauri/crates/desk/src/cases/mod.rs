//! Cases: a need that takes several visits, followed until it is met. What ties the client to it is the code on their slip.
//!
//! Whoever serves or supervises may follow any case of the office, since it is handed between people. Shown are the names of
//! owners and nothing else about staff: no times, no ratings, no counts by person.

mod ageing;
mod change;
mod close;
mod find;
mod hand_over;
mod link;
mod lists;
mod lost_slip;
mod open;
mod show;
mod timeline;
mod view;

pub(crate) use close::never_began;
pub(crate) use find::known;
pub(crate) use link::contact_of;
pub(crate) use open::due;
pub use view::*;

use crate::desk::Actor;
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::case::CodeError;
use moments_core::entities::case_ref;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::CaseId;
use moments_core::words::{Audience, Role};
use moments_store::{EntityChange, NewEntry, Reader, StoredCase, WriteTx, flags};

/// For whoever serves or supervises.
fn may_follow(actor: &Actor) -> Result<()> {
    actor.require(Role::Supervisor).or_else(|_| actor.require(Role::Counter))
}

/// The case that is about to be changed. What a newer version wrote can be read here, not changed.
fn changeable(reader: &Reader<'_>, actor: &Actor, id: &CaseId) -> Result<StoredCase> {
    may_follow(actor)?;
    let stored = reader.case(id)?.ok_or(ErrorCode::NotFound)?;
    if reader.flags(&case_ref(id))?.iter().any(|f| f.flag == flags::NEWER) {
        return Err(ErrorCode::NewerVersion.into());
    }
    Ok(stored)
}

/// As [`changeable`]; a closed case is opened again first.
fn open_and_changeable(reader: &Reader<'_>, actor: &Actor, id: &CaseId) -> Result<StoredCase> {
    let stored = changeable(reader, actor, id)?;
    if stored.case.status.is_open() { Ok(stored) } else { Err(ErrorCode::CaseClosed.into()) }
}

/// Writes an entry about a case, its free text apart. Nothing to set is no entry.
fn append(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    kind: &'static str,
    id: &CaseId,
    fields: Fields,
) -> Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let (text, set) = fields.into_iter().partition(|(field, _)| field == NEXT_ACTION);
    tx.append(NewEntry {
        kind,
        audience: Audience::OfficeAndCentre,
        author: actor.author,
        changes: vec![EntityChange { entity: case_ref(id), set, text }],
    })?;
    Ok(())
}

/// Writes what a change makes of a case, if it changes anything.
fn append_change(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    before: &StoredCase,
    after: moments_core::case::Case,
) -> Result<()> {
    use moments_core::fields::{difference, flatten};
    let after = moments_core::case::validate(after)?;
    append(tx, actor, kind::CASE_CHANGED, &before.id, difference(&flatten(&before.case)?, &flatten(&after)?))
}

/// The field that is free text.
const NEXT_ACTION: &str = "next_action";

impl From<CodeError> for ApiError {
    fn from(error: CodeError) -> Self {
        let (problem, at) = match error {
            CodeError::TooShort => ("too_short", None),
            CodeError::TooLong => ("too_long", None),
            CodeError::Symbol { at } => ("symbol", Some(at)),
            CodeError::Check => ("check", None),
        };
        let told = Self::new(ErrorCode::CaseCode).with("problem", problem);
        at.map_or(told.clone(), |at| told.with("at", at))
    }
}
