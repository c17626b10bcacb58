//! Retention at work: once a day, in the background. What goes is warned of first; then it goes in small steps, so that the
//! counter never waits long.

use super::redact::append_erasures;
use super::retention::{Going, Plan};
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::sign_in::PinFor;
use chrono::{DateTime, NaiveDate};
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef};
use moments_core::erasure::Erasure;
use moments_core::fields::{Fields, flatten};
use moments_core::figures::Day;
use moments_core::fold::kind;
use moments_core::ids::MomentId;
use moments_core::limits::PARTS_PER_ERASURE;
use moments_core::moment::Problem;
use moments_core::retention::{DaySums, is_believable};
use moments_core::words::{Audience, KeptPart, Role};
use moments_store::{Due, EntityChange, NewEntry, Reader, RetentionState, WriteTx};
use std::collections::BTreeMap;
use std::time::Duration;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const WEEK_MS: i64 = 7 * DAY_MS;
/// Moments whose sums one entry holds.
const MOMENTS_PER_SUMS: usize = 500;
/// Between two steps whoever serves can write.
const PAUSE: Duration = Duration::from_millis(20);

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetentionRun {
    /// It ran today already.
    Done,
    /// The clock is not believable; an administrator confirms the date.
    ClockInDoubt,
    /// Parts of entries that were erased.
    Ran { erased: u32 },
}

impl Desk {
    /// Runs retention unless it ran today. The app's own act: nobody needs to be signed in.
    pub fn run_retention(&self) -> Result<RetentionRun> {
        let place = self.place()?;
        let today = self.now().date_naive();
        let (state, believable) = self.read(|r| Ok((r.retention_state()?, self.clock_is_believable(r)?)))?;
        let ran_on = state.last_run_ms.and_then(DateTime::from_timestamp_millis);
        if ran_on.is_some_and(|at| place.local(at).date_naive() == today) {
            return Ok(RetentionRun::Done);
        }
        if !believable {
            return Ok(RetentionRun::ClockInDoubt);
        }
        let found = self.read(|r| Plan::of(r, &place.office, today)?.sorted(r))?;
        self.write_unheard(|tx| warn(tx, &found.going, today))?;
        let mut erased = 0;
        for (part, due) in found.over {
            erased += self.erase(part, &due)?;
        }
        self.write_unheard(|tx| {
            if erased > 0 {
                act(tx, Author::App, Action::RetentionRan, &today.to_string(), &erased.to_string())?;
            }
            let last_run_ms = Some(tx.now().utc_ms);
            Ok(tx.put_retention_state(RetentionState { last_run_ms, ..state })?)
        })?;
        self.wait_for_scrub();
        Ok(RetentionRun::Ran { erased })
    }

    /// Whether the clock stands near the newest entry that was there when Moments started (of one that has run for longer
    /// than a week: near the newest one), and near the last run; or an administrator has confirmed the date today.
    pub(super) fn clock_is_believable(&self, r: &Reader<'_>) -> Result<bool> {
        let now = self.store_now().utc_ms;
        let state = r.retention_state()?;
        if state.confirmed_ms.is_some_and(|at| now.abs_diff(at) < DAY_MS.unsigned_abs()) {
            return Ok(true);
        }
        let (opened_ms, before) = self.newest_when_opened();
        let newest =
            if now.abs_diff(opened_ms) > WEEK_MS.unsigned_abs() { r.newest_entry_ms()? } else { before };
        Ok(is_believable(now, newest, state.last_run_ms))
    }

    /// An administrator says that the date is right: retention may run.
    ///
    /// # Errors
    /// Another date than the clock's: then the clock is to be set.
    pub fn confirm_date(&self, actor: &Actor, date: &str) -> Result<()> {
        let today = self.now().date_naive();
        self.write(|tx| {
            actor.require(Role::Administrator)?;
            if date.parse::<NaiveDate>() != Ok(today) {
                return Err(ApiError::invalid("date", Problem::Unknown));
            }
            self.require_fresh(actor, PinFor::Retention)?;
            act(tx, actor.author, Action::ConfirmedDate, date, "")?;
            let state = tx.retention_state()?;
            let confirmed_ms = Some(tx.now().utc_ms);
            Ok(tx.put_retention_state(RetentionState { confirmed_ms, ..state })?)
        })
    }

    /// Sums up what counts, then erases, step by step.
    fn erase(&self, part: KeptPart, due: &[Due]) -> Result<u32> {
        let mut by_day: BTreeMap<&str, Vec<MomentId>> = BTreeMap::new();
        for (day, moment) in due.iter().filter_map(|due| due.of_day.as_ref()) {
            by_day.entry(day).or_default().push(*moment);
        }
        for (day, moments) in by_day {
            for moments in moments.chunks(MOMENTS_PER_SUMS) {
                self.write_unheard(|tx| sum_up(tx, day, moments))?;
            }
        }
        let mut erased = 0;
        let mut step: Vec<String> = Vec::new();
        for due in due {
            let targets = self.read(|r| Ok(r.targets_of(due)?))?;
            if step.len() + targets.len() > PARTS_PER_ERASURE {
                erased += self.erase_step(part, &std::mem::take(&mut step))?;
            }
            step.extend(targets);
        }
        Ok(erased + self.erase_step(part, &step)?)
    }

    fn erase_step(&self, part: KeptPart, targets: &[String]) -> Result<u32> {
        if targets.is_empty() {
            return Ok(0);
        }
        self.write_unheard(|tx| {
            let erasure = Erasure { kept: Some(part), at_ms: tx.now().utc_ms, ..Erasure::default() };
            append_erasures(tx, Author::App, &erasure, targets)
        })?;
        std::thread::sleep(PAUSE);
        Ok(u32::try_from(targets.len()).unwrap_or(u32::MAX))
    }
}

fn warn(tx: &mut WriteTx<'_>, going: &[Going], today: NaiveDate) -> Result<()> {
    for group in going {
        tx.put_warning(group.part, &group.last_used.to_string(), &today.to_string())?;
    }
    Ok(())
}

/// Writes what these moments of a day add up to. From then on they count by it, erased or not yet.
fn sum_up(tx: &mut WriteTx<'_>, day: &str, moments: &[MomentId]) -> Result<()> {
    let Ok(day) = day.parse::<NaiveDate>() else { return Ok(()) };
    let (mut facts, mut summed) = (Vec::new(), Vec::new());
    for id in moments {
        if !tx.is_summed(id)? {
            facts.extend(tx.facts_of(id)?);
            summed.push(*id);
        }
    }
    if summed.is_empty() {
        return Ok(());
    }
    let sums = DaySums::of(day, summed, &Day::of(&facts))?;
    let about = EntityRef::new(entity::DAY_SUMS, moments_store::new_uuid(tx.now())?);
    // An entry has a limit: each piece is its own, the first with what the pieces are of.
    let mut first = flatten(&DaySums { sums: BTreeMap::new(), ..sums.clone() })?;
    for (no, piece) in sums.sums {
        let mut set = std::mem::take(&mut first);
        set.extend(Fields::from([(format!("sums/{no}"), piece.into())]));
        tx.append(NewEntry {
            kind: kind::DAY_SUMMED,
            audience: Audience::OfficeAndCentre,
            author: Author::App,
            changes: vec![EntityChange::new(about.clone(), set)],
        })?;
    }
    Ok(())
}
