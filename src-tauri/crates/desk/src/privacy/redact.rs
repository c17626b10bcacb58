//! Redaction: a supervisor erases free text, or a whole record where the law asks for it, with a reason.

use super::reason_without_persons;
use super::scope::{ToGo, to_go};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::sign_in::PinFor;
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef};
use moments_core::erasure::Erasure;
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::ids::{CaseId, FollowUpId, MomentId};
use moments_core::limits::PARTS_PER_ERASURE;
use moments_core::moment::Problem;
use moments_core::words::{Audience, ErasureReason, ErasureScope, Role};
use moments_store::{EntityChange, NewEntry, WriteTx};
use serde::{Deserialize, Serialize};

/// The record of which something is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum RedactionOf {
    Moment(MomentId),
    Case(CaseId),
    FollowUp(FollowUpId),
}

#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RedactionForm {
    pub about: RedactionOf,
    pub scope: ErasureScope,
    pub why: ErasureReason,
    /// Kept for good, so without anything that tells of a person; needed where `why` is `other`.
    pub reason: Option<String>,
    /// What the preview asks to be typed.
    pub confirmation: String,
}

/// What would go. Nothing of the text itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RedactionPreview {
    /// To be typed: the moment's number, the case's code, or the day of a follow-up.
    pub confirm: String,
    /// By kind of text. What stands in the same entry goes with what is asked for.
    pub parts: Vec<PartToGo>,
    /// Entries that lose something.
    pub entries: u32,
    /// The moment counts in no figure any more.
    pub leaves_the_figures: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct PartToGo {
    /// `note`, `comment`, `reason`, `next_action`, `done`, `reply`, `you_said_en`, …
    pub field: String,
    pub n: u32,
}

/// What went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
pub struct Redacted {
    /// Parts of entries.
    pub parts: u32,
}

impl Desk {
    /// What an erasure would take. For supervisors.
    pub fn redaction_preview(
        &self,
        actor: &Actor,
        about: RedactionOf,
        scope: ErasureScope,
    ) -> Result<RedactionPreview> {
        actor.require(Role::Supervisor)?;
        self.read(|r| {
            let ToGo { confirm, parts, entries, .. } = to_go(r, about, scope)?;
            let whole = matches!(about, RedactionOf::Moment(_)) && scope == ErasureScope::Everything;
            Ok(RedactionPreview { confirm, parts, entries, leaves_the_figures: whole })
        })
    }

    /// Erases, for good. For supervisors.
    ///
    /// # Errors
    /// A confirmation that is not what the preview asks for; nothing to erase; a reason that tells of a person.
    pub fn redact(&self, actor: &Actor, form: &RedactionForm) -> Result<Redacted> {
        let reason = reason_without_persons(form.reason.as_deref())?;
        let redacted = self.write(|tx| {
            actor.require(Role::Supervisor)?;
            if let RedactionOf::Moment(id) = form.about {
                // What the client has said so far becomes an entry, and goes with the others.
                self.drop_invitation(tx, &id)?;
                tx.remove_draft(&id)?;
            }
            let to_go = to_go(tx, form.about, form.scope)?;
            if !is_confirmed(&form.confirmation, &to_go.confirm) {
                return Err(ApiError::invalid("confirmation", Problem::Unknown));
            }
            if form.why == ErasureReason::Other && reason.is_none() {
                return Err(ApiError::invalid("reason", Problem::Missing));
            }
            if to_go.targets.is_empty() {
                return Err(ApiError::invalid("scope", Problem::Missing));
            }
            self.require_fresh(actor, PinFor::Redaction)?;
            let role = actor.staff().map(|_| Role::Supervisor);
            let erasure = Erasure {
                reason,
                at_ms: tx.now().utc_ms,
                about: Some(to_go.about.to_string()),
                day: to_go.day,
                scope: Some(form.scope),
                why: Some(form.why),
                role,
                ..Erasure::default()
            };
            act(tx, actor.author, Action::Redacted, to_go.about.as_str(), form.scope.as_str())?;
            append_erasures(tx, actor.author, &erasure, &to_go.targets)?;
            Ok(Redacted { parts: u32::try_from(to_go.targets.len()).unwrap_or(u32::MAX) })
        })?;
        // What is open to be imported may be what the record was made of.
        self.forget_files();
        self.wait_for_scrub();
        Ok(redacted)
    }
}

/// Spaces, dashes and the size of letters don't matter.
fn is_confirmed(typed: &str, asked: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace([' ', '-', '\u{a0}'], "");
    plain(typed) == plain(asked)
}

/// Writes an erasure, as many parts an entry as may be.
pub(super) fn append_erasures(
    tx: &mut WriteTx<'_>,
    author: Author,
    erasure: &Erasure,
    targets: &[String],
) -> Result<()> {
    for targets in targets.chunks(PARTS_PER_ERASURE) {
        let about = EntityRef::new(entity::ERASURE, moments_store::new_uuid(tx.now())?);
        let fields = flatten(&Erasure { targets: targets.to_vec(), ..erasure.clone() })?;
        let (text, set) = fields.into_iter().partition(|(field, _)| field == Erasure::REASON);
        tx.append(NewEntry {
            kind: kind::PART_ERASED,
            audience: Audience::OfficeAndCentre,
            author,
            changes: vec![EntityChange { entity: about, set, text }],
        })?;
    }
    Ok(())
}
