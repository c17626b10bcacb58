//! Follow-ups: what a supervisor sees to, from what opened it by itself until somebody says that it is done.
//!
//! They are about clients, not about staff: a moment is shown without who served and where. Who served is opened with a
//! reason, one at a time; the person sees it and can reply. Nothing closes by itself.

mod acknowledge;
mod act;
mod author;
mod close;
mod due;
mod history;
mod list;
mod mine;
mod reply;
mod sheet;
mod show;
mod take;
mod view;

pub(crate) use sheet::lines as sheet_lines;
pub use view::*;

use crate::desk::Actor;
use crate::error::{ErrorCode, Result};
use moments_core::entities::follow_up_ref;
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::follow_up::{About, FollowUp, is_text, validate};
use moments_core::ids::FollowUpId;
use moments_core::words::{Audience, FollowUpStatus, Role};
use moments_store::{EntityChange, NewEntry, Reader, StoredFollowUp, WriteTx, flags};

/// The follow-up that a supervisor is about to change. What a newer version wrote can be read here, not changed.
fn changeable(reader: &Reader<'_>, actor: &Actor, id: &FollowUpId) -> Result<StoredFollowUp> {
    actor.require(Role::Supervisor)?;
    not_newer(reader, id)?;
    Ok(reader.follow_up(id)?.ok_or(ErrorCode::NotFound)?)
}

/// As [`changeable`]; a closed one is opened again first.
fn open_and_changeable(reader: &Reader<'_>, actor: &Actor, id: &FollowUpId) -> Result<StoredFollowUp> {
    let stored = changeable(reader, actor, id)?;
    if is_closed(&stored) { Err(ErrorCode::FollowUpClosed.into()) } else { Ok(stored) }
}

fn not_newer(reader: &Reader<'_>, id: &FollowUpId) -> Result<()> {
    let newer = reader.flags(&follow_up_ref(id))?.iter().any(|f| f.flag == flags::NEWER);
    if newer { Err(ErrorCode::NewerVersion.into()) } else { Ok(()) }
}

fn is_closed(stored: &StoredFollowUp) -> bool {
    stored.item.status == FollowUpStatus::Closed
}

/// Whoever acts on a new one has seen it.
fn acknowledged(status: FollowUpStatus) -> FollowUpStatus {
    match status {
        FollowUpStatus::New | FollowUpStatus::Acknowledged => FollowUpStatus::Acknowledged,
        FollowUpStatus::Acted => FollowUpStatus::Acted,
        FollowUpStatus::Closed => FollowUpStatus::Closed,
    }
}

/// Writes what a supervisor made of a follow-up, if it is anything else than before.
fn append_change(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    before: &StoredFollowUp,
    after: FollowUp,
) -> Result<()> {
    append(tx, actor, kind::FOLLOW_UP_CHANGED, before, after)
}

fn append(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    kind: &'static str,
    before: &StoredFollowUp,
    after: FollowUp,
) -> Result<()> {
    let mut after = validate(after)?;
    if after == before.item {
        return Ok(());
    }
    // The first act says what it is about, for whoever reads it before the moment arrives.
    let day = before.office_day.parse().map_err(|_| ErrorCode::Internal)?;
    after.about = after.about.or(Some(About { moment: before.moment, rule: Some(before.rule), day }));
    let changes = difference(&flatten(&before.item)?, &flatten(&after)?);
    let (text, set) = changes.into_iter().partition(|(field, _)| is_text(field));
    tx.append(NewEntry {
        kind,
        // What supervisors say about the office's own work stays in the office.
        audience: Audience::Office,
        author: actor.author,
        changes: vec![EntityChange { entity: follow_up_ref(&before.id), set, text }],
    })?;
    Ok(())
}
