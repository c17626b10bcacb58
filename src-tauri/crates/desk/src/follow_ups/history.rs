//! What was done about a follow-up, entry by entry, the oldest first.

use super::show::Looking;
use super::view::FollowUpAct;
use crate::cases::OwnerSet;
use crate::desk::Actor;
use crate::error::Result;
use crate::moments::fields_of;
use chrono::DateTime;
use moments_core::entities::follow_up_ref;
use moments_core::entry::{Author, Entry};
use moments_core::fields::{Fields, unflatten};
use moments_core::fold::kind;
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;
use moments_core::words::FollowUpStatus;
use moments_store::Reader;

pub(super) fn history(
    reader: &Reader<'_>,
    looking: &Looking,
    actor: &Actor,
    id: &FollowUpId,
) -> Result<Vec<FollowUpAct>> {
    let mut state = Fields::new();
    let entries = reader.entries_of(&follow_up_ref(id))?;
    Ok(entries.iter().filter_map(|entry| act(looking, actor, entry, &mut state)).collect())
}

/// What one entry set; `None` for one that a newer version wrote, which cannot be read here.
fn act(looking: &Looking, actor: &Actor, entry: &Entry, state: &mut Fields) -> Option<FollowUpAct> {
    if !moments_store::understands(entry) {
        return None;
    }
    let (fields, erased) = fields_of(entry);
    let (was, _) = unflatten::<FollowUp>(state);
    state.extend(fields.clone());
    let (now, _) = unflatten::<FollowUp>(state);
    let sets = |field: &str| fields.contains_key(field);
    let starts = |with: &str| fields.keys().any(|field| field.starts_with(with));
    let reply = entry.kind == kind::FOLLOW_UP_REPLIED;
    let at = looking.place.local(DateTime::from_timestamp_millis(entry.at.utc_ms).unwrap_or_default());
    // Who replied is who served, and that is opened with a reason.
    let by = entry.author.staff().filter(|_| !reply);
    Some(FollowUpAct {
        entry: entry.id.to_string(),
        at: at.to_rfc3339(),
        by: by.and_then(|staff| looking.name(&staff)),
        by_me: matches!(entry.author, Author::Staff(_)) && entry.author == actor.author,
        status: sets("status").then_some(now.status),
        reopened: sets("status")
            && was.status == FollowUpStatus::Closed
            && now.status != FollowUpStatus::Closed,
        owner: sets("owner")
            .then(|| OwnerSet { staff: now.owner, name: now.owner.and_then(|owner| looking.name(&owner)) }),
        due: sets("due").then(|| now.due.map(|day| day.to_string()).unwrap_or_default()),
        done: sets("done"),
        changes_how_we_serve: now.changes_how_we_serve.filter(|_| sets("changes_how_we_serve")),
        words: starts("you_said_") || starts("we_did_"),
        author_opened: starts("opened/"),
        replied: reply,
        erased,
    })
}
