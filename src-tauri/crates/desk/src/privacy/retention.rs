//! How long the office keeps what, and what goes when: for supervisors to read before it goes, and for administrators to
//! keep it longer.

use super::reason_without_persons;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::sign_in::PinFor;
use chrono::{DateTime, NaiveDate};
use moments_core::entities::{Office, entity};
use moments_core::entry::EntityRef;
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::limits::{KEEP_AUDIT_DAYS, KEEP_RECORDS_DAYS, KEEP_TEXTS_DAYS};
use moments_core::moment::Problem;
use moments_core::retention::{Keeping, WARNING_DAYS, earlier, goes_on, later};
use moments_core::words::{Audience, KeptPart, Role};
use moments_store::{Due, EntityChange, NewEntry, Reader, Warned};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something may be kept longer for at most so many days more.
const KEEP_LONGER_MAX_DAYS: u32 = 3_653;

/// For how many days each part is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct KeepDays {
    pub texts: u32,
    pub records: u32,
    pub audit: u32,
}

/// Records or texts that go on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct GoingOn {
    pub part: KeptPart,
    /// `YYYY-MM-DD`.
    pub on: String,
    pub n: u32,
}

/// What goes in the next 30 days, and whether it can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RetentionView {
    pub keep: KeepDays,
    /// `YYYY-MM-DD`, by this computer's clock.
    pub today: String,
    /// The clock stands too far from the newest entry or from the last run: an administrator confirms the date first.
    pub clock_in_doubt: bool,
    /// RFC 3339; `null`: it never ran here.
    pub last_run: Option<String>,
    /// By day and part, the first to go first. None of it was carried away.
    pub going: Vec<GoingOn>,
    pub kept_longer: Vec<KeptLonger>,
}

/// What an administrator wanted kept longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct KeptLonger {
    pub part: KeptPart,
    /// What was last used up to this day.
    pub through: String,
    pub until: String,
    /// `null`: erased.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct KeepLongerForm {
    pub part: KeptPart,
    /// `YYYY-MM-DD`.
    pub until: String,
    pub reason: String,
}

/// What was last used on one day.
pub(super) struct Going {
    pub part: KeptPart,
    pub last_used: NaiveDate,
    pub on: NaiveDate,
    pub n: u32,
}

/// By what is decided.
pub(super) struct Plan {
    today: NaiveDate,
    keep: KeepDays,
    warned: Warned,
    keepings: Vec<Keeping>,
}

/// What goes within the time of the warning, and what is over by now.
pub(super) struct Sorted {
    pub going: Vec<Going>,
    pub over: Vec<(KeptPart, Vec<Due>)>,
}

impl Plan {
    pub fn of(r: &Reader<'_>, office: &Office, today: NaiveDate) -> Result<Self> {
        Ok(Self { today, keep: keep_days(office), warned: r.warned()?, keepings: r.keepings()? })
    }

    pub fn sorted(&self, r: &Reader<'_>) -> Result<Sorted> {
        let mut sorted = Sorted { going: Vec::new(), over: Vec::new() };
        for part in KeptPart::ALL {
            let before = later(earlier(self.today, self.days(*part)), WARNING_DAYS);
            let mut days: BTreeMap<NaiveDate, u32> = BTreeMap::new();
            let mut over = Vec::new();
            for due in r.kept_since(*part, &before.to_string())? {
                let Ok(last_used) = due.last_used.parse::<NaiveDate>() else { continue };
                *days.entry(last_used).or_default() += 1;
                if self.goes_on(*part, last_used) <= self.today {
                    over.push(due);
                }
            }
            sorted.going.extend(days.into_iter().map(|(last_used, n)| Going {
                part: *part,
                last_used,
                on: self.goes_on(*part, last_used),
                n,
            }));
            if !over.is_empty() {
                sorted.over.push((*part, over));
            }
        }
        Ok(sorted)
    }

    fn days(&self, part: KeptPart) -> u32 {
        match part {
            KeptPart::Texts => self.keep.texts,
            KeptPart::Records => self.keep.records,
            KeptPart::Audit => self.keep.audit,
        }
    }

    fn goes_on(&self, part: KeptPart, last_used: NaiveDate) -> NaiveDate {
        let warned = self.warned.get(&(part, last_used.to_string())).and_then(|day| day.parse().ok());
        let kept = self.keepings.iter().filter(|k| k.part == Some(part) && last_used <= k.through);
        goes_on(last_used, self.days(part), warned, self.today, kept.map(|k| k.until).max())
    }
}

impl Desk {
    /// What goes in the next 30 days. For supervisors and administrators.
    pub fn retention(&self, actor: &Actor) -> Result<RetentionView> {
        may_read(actor)?;
        let place = self.place()?;
        let today = self.now().date_naive();
        self.read(|r| {
            let plan = Plan::of(r, &place.office, today)?;
            let state = r.retention_state()?;
            let last_run = state.last_run_ms.and_then(DateTime::from_timestamp_millis);
            let kept_longer = plan.keepings.iter().filter(|k| k.until > today);
            Ok(RetentionView {
                keep: plan.keep,
                today: today.to_string(),
                clock_in_doubt: !self.clock_is_believable(r)?,
                last_run: last_run.map(|at| place.local(at).to_rfc3339()),
                going: soon(&plan.sorted(r)?.going, today),
                kept_longer: kept_longer
                    .filter_map(|k| {
                        Some(KeptLonger {
                            part: k.part?,
                            through: k.through.to_string(),
                            until: k.until.to_string(),
                            reason: k.reason.clone(),
                        })
                    })
                    .collect(),
            })
        })
    }

    /// What would go in the next 30 days if parts were kept for so many days. For supervisors and administrators.
    pub fn retention_preview(&self, actor: &Actor, keep: &KeepDays) -> Result<Vec<GoingOn>> {
        may_read(actor)?;
        checked(*keep)?;
        let place = self.place()?;
        let today = self.now().date_naive();
        self.read(|r| {
            let plan = Plan { keep: *keep, ..Plan::of(r, &place.office, today)? };
            Ok(soon(&plan.sorted(r)?.going, today))
        })
    }

    /// Keeps longer what of a part is here today. For administrators.
    pub fn keep_longer(&self, actor: &Actor, form: &KeepLongerForm) -> Result<RetentionView> {
        let reason = reason_without_persons(Some(&form.reason))?;
        let today = self.now().date_naive();
        self.write(|tx| {
            actor.require(Role::Administrator)?;
            let until: NaiveDate =
                form.until.parse().map_err(|_| ApiError::invalid("until", Problem::Unknown))?;
            if until <= today || until > later(today, KEEP_LONGER_MAX_DAYS) {
                return Err(ApiError::invalid("until", Problem::OutOfRange));
            }
            let Some(reason) = reason else { return Err(ApiError::invalid("reason", Problem::Missing)) };
            self.require_fresh(actor, PinFor::Retention)?;
            let keeping = Keeping { part: Some(form.part), through: today, until, reason: Some(reason) };
            let (text, set) = flatten(&keeping)?.into_iter().partition(|(field, _)| field == "reason");
            let about = EntityRef::new(entity::KEEPING, moments_store::new_uuid(tx.now())?);
            tx.append(NewEntry {
                kind: kind::KEPT_LONGER,
                audience: Audience::Office,
                author: actor.author,
                changes: vec![EntityChange { entity: about, set, text }],
            })?;
            Ok(())
        })?;
        self.retention(actor)
    }
}

fn may_read(actor: &Actor) -> Result<()> {
    actor.require(Role::Supervisor).or_else(|_| actor.require(Role::Administrator))
}

pub(crate) fn keep_days(office: &Office) -> KeepDays {
    KeepDays {
        texts: office.keep_texts_days,
        records: office.keep_records_days,
        audit: office.keep_audit_days,
    }
}

/// Times that may be set; acts are kept at least as long as what they are about.
pub(crate) fn checked(keep: KeepDays) -> Result<KeepDays> {
    let range = |ok: bool, field: &str| {
        if ok { Ok(()) } else { Err(ApiError::invalid(field, Problem::OutOfRange)) }
    };
    range(KEEP_TEXTS_DAYS.contains(&keep.texts), "keep/texts")?;
    range(KEEP_RECORDS_DAYS.contains(&keep.records), "keep/records")?;
    range(KEEP_AUDIT_DAYS.contains(&keep.audit) && keep.audit >= keep.records, "keep/audit")?;
    Ok(keep)
}

/// By day and part, the first to go first.
fn soon(going: &[Going], today: NaiveDate) -> Vec<GoingOn> {
    let mut by_day: BTreeMap<(NaiveDate, KeptPart), u32> = BTreeMap::new();
    for group in going.iter().filter(|group| group.on <= later(today, WARNING_DAYS)) {
        *by_day.entry((group.on.max(today), group.part)).or_default() += group.n;
    }
    by_day.into_iter().map(|((on, part), n)| GoingOn { part, on: on.to_string(), n }).collect()
}
