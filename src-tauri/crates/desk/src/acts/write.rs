//! Appending an act to the journal.

use super::Action;
use crate::error::Result;
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef};
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::words::Audience;
use moments_store::{Act, EntityChange, NewEntry, WriteTx};

/// `subject` and `detail` hold what [`Action`] says of them; never a PIN, never a client's text.
pub(crate) fn act(
    tx: &mut WriteTx<'_>,
    author: Author,
    action: Action,
    subject: &str,
    detail: &str,
) -> Result<()> {
    let act = Act {
        at_ms: tx.now().utc_ms,
        author: author.to_string(),
        action: action.as_str().to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
    };
    let id = EntityRef::new(entity::AUDIT, moments_store::new_uuid(tx.now())?);
    tx.append(NewEntry {
        kind: kind::AUDIT,
        audience: Audience::Office,
        author,
        changes: vec![EntityChange::new(id, flatten(&act)?)],
    })?;
    Ok(())
}
