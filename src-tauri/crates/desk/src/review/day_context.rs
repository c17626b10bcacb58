//! What kind of day it was. Whoever serves or supervises says it of today; of another day, supervisors.

use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use chrono::NaiveDate;
use moments_core::day_context::{DayContext, validate};
use moments_core::entities::day_context_ref;
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::moment::Problem;
use moments_core::words::{Audience, DayMark, Role};
use moments_store::{EntityChange, NewEntry, Reader, flags};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The context of an office day. It does not say who set what.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DayContextView {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The most that were open at once, 0 to 99; `null`: nobody said.
    pub counters_open: Option<u32>,
    /// Those that are set.
    pub marks: Vec<DayMark>,
    pub note: Option<String>,
    /// There was a note, and its text was erased.
    pub note_erased: bool,
    /// Two people changed the same at once; the later stands.
    pub conflict: bool,
    /// The person signed in may change it: today, or as a supervisor any day that has begun. Never what a newer version wrote.
    pub can_change: bool,
}

/// What is to change of a day's context; what is absent stays, also where somebody else has changed it in between.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct DayContextChange {
    pub counters_open: Option<CountersOpen>,
    #[serde(default)]
    pub marks: BTreeMap<DayMark, bool>,
    /// Empty: there is none any more.
    pub note: Option<String>,
}

/// Counters that were open, 0 to 99.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CountersOpen {
    /// `null`: nobody knows.
    pub n: Option<u32>,
}

impl Desk {
    /// What kind of day an office day (today when absent) was. For whoever serves or supervises.
    pub fn day_context(&self, actor: &Actor, date: Option<&str>) -> Result<DayContextView> {
        may_say(actor)?;
        let (day, today) = (self.office_day(date)?, self.now().date_naive());
        self.read(|r| show(r, actor, day, today))
    }

    /// Says what kind of day it is, or was. Only what changes is written.
    pub fn set_day_context(
        &self,
        actor: &Actor,
        date: Option<&str>,
        change: &DayContextChange,
    ) -> Result<DayContextView> {
        let (day, today) = (self.office_day(date)?, self.now().date_naive());
        self.write(|tx| {
            may_say(actor)?;
            if day > today {
                return Err(ApiError::invalid("date", Problem::OutOfRange));
            }
            if day != today {
                actor.require(Role::Supervisor)?;
            }
            if is_newer(tx, day)? {
                return Err(ErrorCode::NewerVersion.into());
            }
            let before = tx.day_context(day)?.unwrap_or_default();
            let after = validate(changed(&before, change))?;
            let fields = difference(&flatten(&before)?, &flatten(&after)?);
            if !fields.is_empty() {
                let (text, set) = fields.into_iter().partition(|(field, _)| field == "note");
                tx.append(NewEntry {
                    kind: kind::DAY_CONTEXT_SET,
                    audience: Audience::OfficeAndCentre,
                    author: actor.author,
                    changes: vec![EntityChange { entity: day_context_ref(&day), set, text }],
                })?;
            }
            show(tx, actor, day, today)
        })
    }
}

fn may_say(actor: &Actor) -> Result<()> {
    actor.require(Role::Supervisor).or_else(|_| actor.require(Role::Counter))
}

fn is_newer(r: &Reader<'_>, day: NaiveDate) -> Result<bool> {
    Ok(r.flags(&day_context_ref(&day))?.iter().any(|f| f.flag == flags::NEWER))
}

fn changed(before: &DayContext, change: &DayContextChange) -> DayContext {
    let mut after = before.clone();
    if let Some(counters) = change.counters_open {
        after.counters_open = counters.n;
    }
    for (mark, set) in &change.marks {
        // Taking away what was never set is no change.
        if before.has(*mark) != *set {
            after.marks.insert(*mark, *set);
        }
    }
    if let Some(note) = &change.note {
        after.note = Some(note.clone());
    }
    after
}

fn show(r: &Reader<'_>, actor: &Actor, day: NaiveDate, today: NaiveDate) -> Result<DayContextView> {
    let context = r.day_context(day)?.unwrap_or_default();
    let flagged = r.flags(&day_context_ref(&day))?;
    let has = |flag: &str| flagged.iter().any(|f| f.flag == flag);
    let theirs = day == today || (day < today && actor.is(Role::Supervisor));
    Ok(DayContextView {
        date: day.to_string(),
        counters_open: context.counters_open,
        marks: DayMark::ALL.iter().copied().filter(|mark| context.has(*mark)).collect(),
        note_erased: has(flags::ERASED),
        conflict: has(flags::CONFLICT),
        can_change: theirs && !has(flags::NEWER),
        note: context.note,
    })
}
