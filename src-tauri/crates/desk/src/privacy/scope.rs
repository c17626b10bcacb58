//! What of a record an erasure takes: entry by entry, since the words of one entry go together.

use super::redact::{PartToGo, RedactionOf};
use crate::error::{ApiError, ErrorCode, Result};
use chrono::NaiveDate;
use moments_core::entities::{case_ref, follow_up_ref, moment_ref};
use moments_core::entry::{EntityRef, PartName};
use moments_core::erasure::{has_payload, target, texts_of};
use moments_core::follow_up;
use moments_core::ids::FollowUpId;
use moments_core::moment::Problem;
use moments_core::words::{ErasureScope, FollowUpRule};
use moments_store::{Reader, flags};
use std::collections::BTreeMap;

/// What goes.
pub(super) struct ToGo {
    pub about: EntityRef,
    /// What is typed to confirm.
    pub confirm: String,
    pub day: Option<NaiveDate>,
    pub targets: Vec<String>,
    /// By field, without the ids within it.
    pub parts: Vec<PartToGo>,
    pub entries: u32,
}

pub(super) fn to_go(r: &Reader<'_>, of: RedactionOf, scope: ErasureScope) -> Result<ToGo> {
    let mut found = Found { r, targets: Vec::new(), parts: BTreeMap::new(), entries: 0 };
    let (about, confirm, day) = match of {
        RedactionOf::Moment(id) => {
            let about = moment_ref(&id);
            let stored = r.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            found.record(&about, scope)?;
            if matches!(scope, ErasureScope::Texts | ErasureScope::Everything) {
                let opened = FollowUpRule::ALL.iter().filter(|rule| **rule != FollowUpRule::LowRatings);
                for rule in opened {
                    let follow_up: FollowUpId = follow_up::id(&id, *rule);
                    found.record(&follow_up_ref(&follow_up), ErasureScope::Texts)?;
                }
            }
            let number = stored.moment.short_no.clone();
            let day = stored.moment.office_day;
            // What was imported has no number of the day.
            (about, if number.is_empty() { day.to_string() } else { number }, Some(day))
        }
        RedactionOf::Case(id) => {
            let stored = r.case(&id)?.ok_or(ErrorCode::NotFound)?;
            only(scope, &[ErasureScope::Texts, ErasureScope::Everything])?;
            found.record(&case_ref(&id), scope)?;
            (case_ref(&id), moments_core::case::grouped(&stored.case.code), stored.case.opened_on())
        }
        RedactionOf::FollowUp(id) => {
            let stored = r.follow_up(&id)?.ok_or(ErrorCode::NotFound)?;
            only(scope, &[ErasureScope::Texts])?;
            found.record(&follow_up_ref(&id), scope)?;
            (follow_up_ref(&id), stored.office_day.clone(), stored.office_day.parse().ok())
        }
    };
    // What a newer version wrote can't be read here: nobody could say what goes.
    if r.flags(&about)?.iter().any(|f| f.flag == flags::NEWER) {
        return Err(ErrorCode::NewerVersion.into());
    }
    let Found { targets, parts, entries, .. } = found;
    let parts = parts.into_iter().map(|(field, n)| PartToGo { field, n }).collect();
    Ok(ToGo { about, confirm, day, targets, parts, entries })
}

fn only(scope: ErasureScope, allowed: &[ErasureScope]) -> Result<()> {
    if allowed.contains(&scope) { Ok(()) } else { Err(ApiError::invalid("scope", Problem::NotTogether)) }
}

struct Found<'a> {
    r: &'a Reader<'a>,
    targets: Vec<String>,
    parts: BTreeMap<String, u32>,
    entries: u32,
}

impl Found<'_> {
    fn record(&mut self, about: &EntityRef, scope: ErasureScope) -> Result<()> {
        for entry in self.r.entries_of(about)? {
            let texts = texts_of(&entry, about);
            let before = self.targets.len();
            if texts.iter().any(|field| takes(scope, field)) {
                self.targets.push(target(&entry.key, PartName::Text));
                for field in texts {
                    let field = field.rsplit('/').next().unwrap_or_default().to_owned();
                    *self.parts.entry(field).or_default() += 1;
                }
            }
            if scope == ErasureScope::Everything && has_payload(&entry) {
                self.targets.push(target(&entry.key, PartName::Payload));
            }
            self.entries += u32::from(self.targets.len() > before);
        }
        Ok(())
    }
}

fn takes(scope: ErasureScope, field: &str) -> bool {
    match scope {
        ErasureScope::Note => field == "note",
        ErasureScope::Comments => field.ends_with("/comment"),
        ErasureScope::Texts | ErasureScope::Everything => true,
    }
}
