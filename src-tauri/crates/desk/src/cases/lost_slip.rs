//! The client is here and the slip is not: open cases by what the client can tell, which is the service, the month in which
//! it began and the last step. Deliberately nothing else: neither code nor next action, so that a guess gives nothing away.

use super::may_follow;
use super::view::*;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::words::CaseStep;
use moments_store::StoredCase;
use std::collections::BTreeMap;

/// Cases that are shown; more than these, and the client has to tell more.
const SHOWN_MAX: usize = 100;

struct Told<'a> {
    stored: &'a StoredCase,
    month: String,
    step: CaseStep,
}

impl Desk {
    /// Open cases by service, month of opening and last step; the newest first.
    pub fn lost_slip(&self, actor: &Actor, filter: &LostSlipFilter) -> Result<LostSlip> {
        may_follow(actor)?;
        let mut open = self.read(|r| Ok(r.open_cases()?))?;
        open.sort_by_key(|stored| (std::cmp::Reverse(stored.case.opened_at), stored.id));
        let all: Vec<Told<'_>> = open.iter().map(told).collect();
        let service =
            |told: &Told<'_>| filter.service.as_ref().is_none_or(|s| *s == told.stored.case.service);
        let month = |told: &Told<'_>| filter.month.as_ref().is_none_or(|month| *month == told.month);
        let step = |told: &Told<'_>| filter.step.is_none_or(|step| step == told.step);
        let matching: Vec<&Told<'_>> = all.iter().filter(|t| service(t) && month(t) && step(t)).collect();
        let mut months = choices(all.iter().filter(|t| service(t) && step(t)), |t| t.month.clone());
        months.reverse();
        Ok(LostSlip {
            n: u32::try_from(matching.len()).unwrap_or(u32::MAX),
            items: matching.into_iter().take(SHOWN_MAX).map(item).collect(),
            services: choices(all.iter().filter(|t| month(t) && step(t)), |t| t.stored.case.service.clone())
                .into_iter()
                .map(|choice| named(choice, &all))
                .collect(),
            months,
            steps: choices(all.iter().filter(|t| service(t) && month(t)), |t| t.step.as_str().to_owned()),
        })
    }
}

fn told(stored: &StoredCase) -> Told<'_> {
    let case = &stored.case;
    Told {
        stored,
        month: case.opened_at.map(|at| at.format("%Y-%m").to_string()).unwrap_or_default(),
        step: case.step(stored.last_visit.as_ref().map(|visit| visit.outcome)),
    }
}

fn item(told: &Told<'_>) -> LostSlipItem {
    let case = &told.stored.case;
    LostSlipItem {
        id: told.stored.id,
        name_en: case.name_en.clone(),
        name_fr: case.name_fr.clone(),
        month: told.month.clone(),
        step: told.step,
        last_visit: told.stored.last_visit.as_ref().map(|visit| visit.office_day.clone()),
        visits: told.stored.visits,
    }
}

fn choices<'a>(of: impl Iterator<Item = &'a Told<'a>>, key: impl Fn(&Told<'_>) -> String) -> Vec<Choice> {
    let mut counts = BTreeMap::<String, u32>::new();
    for told in of {
        *counts.entry(key(told)).or_default() += 1;
    }
    let choice = |(key, n)| Choice { key, name_en: String::new(), name_fr: String::new(), n };
    counts.into_iter().map(choice).collect()
}

/// With the names that the newest case of the service has.
fn named(choice: Choice, all: &[Told<'_>]) -> Choice {
    let case = all.iter().map(|told| &told.stored.case).find(|case| case.service == choice.key);
    match case {
        Some(case) => Choice { name_en: case.name_en.clone(), name_fr: case.name_fr.clone(), ..choice },
        None => choice,
    }
}
