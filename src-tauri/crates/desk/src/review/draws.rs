//! Checking the draw of invitations: every recorded moment of a day is drawn again from what was journaled, and what
//! differs, what is missing and what can't be checked is said. It needs the journal alone.
//!
//! About the draw, never about who was at the counter: no staff member is named or counted.

use super::WorkstationItem;
use crate::desk::{Actor, Desk, Place};
use crate::draw::given_out;
use crate::error::{ErrorCode, Result};
use crate::moments::{fields_of, numbers_of_open};
use moments_core::draw::{Draw, Drawn};
use moments_core::entities::{moment_ref, office_ref};
use moments_core::fields::unflatten;
use moments_core::fold::kind;
use moments_core::ids::{DrawId, MomentId, WorkstationId};
use moments_core::limits::DRAW_NUMBERS_MAX;
use moments_core::moment::Moment;
use moments_core::words::*;
use moments_store::{Reader, Took};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What drawing a day again says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, specta::Type)]
pub struct DrawCheck {
    pub date: String,
    /// The workstations whose draws are in.
    pub workstations: Vec<WorkstationItem>,
    /// Moments that were drawn again, voided ones too.
    pub checked: u32,
    /// Of those, invited by the draw; and how many the office's policy leads one to expect.
    pub invited: u32,
    pub expected: f64,
    pub differ: Vec<DrawDiffers>,
    /// Numbers that no moment took: opened and discarded, or lost. Of those, how many were invited.
    pub discarded: u32,
    pub discarded_invited: u32,
    /// Moments with the number of an opening that was discarded, after others had begun.
    pub out_of_turn: u32,
    /// Eligible moments without a number: from an older version, entered afterwards, imported.
    pub not_checkable: u32,
}

/// A moment whose invitation is not what was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DrawDiffers {
    pub moment: MomentId,
    pub short_no: String,
    pub workstation: String,
    pub why: DrawDifference,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DrawDifference {
    /// Invited and not drawn, or drawn and not invited.
    Invited,
    /// Another rotated question.
    Question,
    /// Two moments took the same number.
    UsedTwice,
    /// It was drawn for another workstation, or by a policy that the office never had.
    NotThisDraw,
}

impl Desk {
    /// Draws the invitations of an office day (today when absent) again. For supervisors and the command line.
    pub fn verify_draws(&self, actor: &Actor, date: Option<&str>) -> Result<DrawCheck> {
        actor.require(Role::Supervisor)?;
        let place = self.place()?;
        let date = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        let now_ms = self.now().timestamp_millis();
        self.read(|r| check_day(r, &place, &date, now_ms))
    }
}

pub(super) fn check_day(r: &Reader<'_>, place: &Place, date: &str, now_ms: i64) -> Result<DrawCheck> {
    let labels: BTreeMap<WorkstationId, String> =
        r.workstations()?.into_iter().map(|(id, w)| (id, w.label)).collect();
    let policies = Policies::ever(r, place)?;
    let mut check = DrawCheck {
        date: date.to_owned(),
        not_checkable: r.moments_without_draw(date)?,
        ..DrawCheck::default()
    };
    // Of a moment that was erased nobody knows which number it took: then none can be called missing.
    let gone = r.sums_of_day(date)?.map_or(0, |(_, n)| n) + r.not_read(date)?.erased;
    check.not_checkable += gone;
    let mut drawn_at = BTreeSet::new();
    for (id, draw) in r.draws_of_day(date)? {
        drawn_at.insert(draw.workstation);
        let label = labels.get(&draw.workstation).cloned().unwrap_or_default();
        let moments = r.moments_of_draw(&id)?;
        check_draw(r, &mut check, &draw, &moments, &policies, &label)?;
        let missing = if gone == 0 { missing(r, &id, &moments, now_ms)? } else { Vec::new() };
        check.discarded += count(missing.len());
        check.discarded_invited += count(missing.iter().filter(|n| draw.number(**n).invited).count());
    }
    check.workstations = drawn_at
        .into_iter()
        .map(|id| WorkstationItem { id, label: labels.get(&id).cloned().unwrap_or_default() })
        .collect();
    Ok(check)
}

fn check_draw(
    r: &Reader<'_>,
    check: &mut DrawCheck,
    draw: &Draw,
    moments: &[Took],
    policies: &Policies,
    label: &str,
) -> Result<()> {
    let mut last = None;
    let had = policies.had(draw);
    for took in moments {
        // What was undone was saved again with its number.
        let undone = took.voided == Some(VoidReason::Undo);
        let drawn = draw.number(took.no);
        let why = if draw.workstation != took.workstation || !had {
            Some(DrawDifference::NotThisDraw)
        } else if !undone && last == Some(took.no) {
            Some(DrawDifference::UsedTwice)
        } else {
            difference(r, drawn, took)?
        };
        check.checked += 1;
        check.invited += u32::from(drawn.invited);
        check.expected += draw.share();
        check.differ.extend(why.map(|why| DrawDiffers {
            moment: took.id,
            short_no: took.short_no.clone(),
            workstation: label.to_owned(),
            why,
        }));
        if !undone {
            last = Some(took.no);
        }
    }
    check.out_of_turn += out_of_turn(moments);
    Ok(())
}

fn difference(r: &Reader<'_>, drawn: Drawn, took: &Took) -> Result<Option<DrawDifference>> {
    if took.invited == drawn.invited {
        let other = took.invited && took.question != drawn.question;
        return Ok(other.then_some(DrawDifference::Question));
    }
    // Nobody was asked who was recorded as being on the telephone, also where that is corrected later.
    let asked = took.invited || was_recorded_eligible(r, &took.id)?;
    Ok(asked.then_some(DrawDifference::Invited))
}

fn was_recorded_eligible(r: &Reader<'_>, id: &MomentId) -> Result<bool> {
    let entries = r.entries_of(&moment_ref(id))?;
    let recorded = entries.iter().find(|e| e.kind == kind::MOMENT_RECORDED);
    let recorded = recorded.ok_or(ErrorCode::NotFound)?;
    let (moment, _) = unflatten::<Moment>(&fields_of(recorded).0);
    Ok(moment.is_eligible())
}

/// The numbers that were given out and that no moment has, open or recorded.
fn missing(r: &Reader<'_>, id: &DrawId, moments: &[Took], now_ms: i64) -> Result<Vec<u64>> {
    let mut used: BTreeSet<u64> = moments.iter().map(|took| took.no).collect();
    let here = given_out(r, id, now_ms)?;
    let followed = r.numbers_of_draw(id)?;
    let given = here.as_ref().map(|(numbers, _)| *numbers).or(followed);
    let last = used.last().copied().max(given).unwrap_or(0).min(DRAW_NUMBERS_MAX);
    used.extend(here.into_iter().flat_map(|(_, waiting)| waiting));
    used.extend(numbers_of_open(r)?.into_iter().filter(|(draw, _)| draw == id).map(|(_, no)| no));
    Ok((1..=last).filter(|no| !used.contains(no)).collect())
}

/// Moments that began after one with a higher number had.
fn out_of_turn(by_number: &[Took]) -> u32 {
    let mut earliest_later = i64::MAX;
    let mut found = 0;
    for took in by_number.iter().rev().filter(|took| took.voided != Some(VoidReason::Undo) && took.is_live) {
        found += u32::from(took.started_ms > earliest_later);
        earliest_later = earliest_later.min(took.started_ms);
    }
    found
}

/// The policies that the office ever had, as far as they are here.
struct Policies {
    one_in: BTreeSet<u64>,
    questions: BTreeSet<Vec<RotatedQuestion>>,
}

impl Policies {
    fn ever(r: &Reader<'_>, place: &Place) -> Result<Self> {
        let mut ever = Self { one_in: BTreeSet::new(), questions: BTreeSet::new() };
        for entry in r.entries_of(&office_ref(&place.office_id))? {
            let (fields, _) = fields_of(&entry);
            ever.one_in.extend(fields.get("invite_one_in").and_then(serde_json::Value::as_u64));
            if let Some(questions) = fields.get("questions") {
                // Set to nothing: none is in rotation.
                ever.questions.insert(serde_json::from_value(questions.clone()).unwrap_or_default());
            }
        }
        Ok(ever)
    }

    fn had(&self, draw: &Draw) -> bool {
        self.one_in.contains(&u64::from(draw.one_in)) && self.questions.contains(&draw.questions)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
