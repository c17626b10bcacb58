//! How old the open cases are, for supervisors: by age band and service, by what they wait for, each with its n. It counts
//! cases, never people: no row is about a member of the staff.

use super::show::Looking;
use super::view::*;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::words::{AgeBand, CaseStatus, Role};
use moments_store::StoredCase;
use std::collections::BTreeMap;

impl Desk {
    /// The office's open cases by age. For supervisors.
    pub fn case_ageing(&self, actor: &Actor) -> Result<CaseAgeing> {
        actor.require(Role::Supervisor)?;
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            let open = r.open_cases()?;
            let overdue = |s: &&StoredCase| s.case.due_in(looking.today).is_some_and(|days| days < 0);
            let waiting = open.iter().filter(|s| s.case.status == CaseStatus::WaitingForOther);
            let mut by_service = rows(&looking, open.iter(), |s| {
                (s.case.service.clone(), s.case.name_en.clone(), s.case.name_fr.clone())
            });
            by_service.sort_by(|a, b| (b.n, &a.key).cmp(&(a.n, &b.key)));
            let mut by_organization = rows(&looking, waiting, |s| {
                let (name, name_fr) = s
                    .case
                    .handed_to
                    .as_ref()
                    .map(|o| (o.name.clone(), o.name_fr.clone()))
                    .unwrap_or_default();
                (name.clone(), name, name_fr)
            });
            by_organization.sort_by(|a, b| (b.n, &a.key).cmp(&(a.n, &b.key)));
            Ok(CaseAgeing {
                today: looking.today.to_string(),
                n: count(open.len()),
                overdue: count(open.iter().filter(overdue).count()),
                unowned: count(open.iter().filter(|s| looking.unowned(s)).count()),
                oldest_days: open.iter().map(|s| s.case.age_days(looking.today)).max(),
                bands: bands(&looking, open.iter()),
                by_service,
                by_status: CaseStatus::ALL
                    .iter()
                    .filter(|status| status.is_open())
                    .map(|status| {
                        let of = || open.iter().filter(|s| s.case.status == *status);
                        AgeRow {
                            key: status.as_str().to_owned(),
                            name_en: String::new(),
                            name_fr: String::new(),
                            bands: bands(&looking, of()),
                            n: count(of().count()),
                        }
                    })
                    .collect(),
                by_organization,
            })
        })
    }
}

/// A row for each key, with the names of the first case that has it.
fn rows<'a>(
    looking: &Looking,
    of: impl Iterator<Item = &'a StoredCase>,
    key_and_names: impl Fn(&StoredCase) -> (String, String, String),
) -> Vec<AgeRow> {
    let mut groups = BTreeMap::<String, (String, String, Vec<&StoredCase>)>::new();
    for stored in of {
        let (key, name_en, name_fr) = key_and_names(stored);
        groups.entry(key).or_insert_with(|| (name_en, name_fr, Vec::new())).2.push(stored);
    }
    let row = |(key, (name_en, name_fr, cases)): (String, (String, String, Vec<&StoredCase>))| AgeRow {
        key,
        name_en,
        name_fr,
        bands: bands(looking, cases.iter().copied()),
        n: count(cases.len()),
    };
    groups.into_iter().map(row).collect()
}

fn bands<'a>(looking: &Looking, of: impl Iterator<Item = &'a StoredCase>) -> Vec<u32> {
    let found: Vec<AgeBand> = of.map(|s| AgeBand::of(s.case.age_days(looking.today))).collect();
    AgeBand::ALL.iter().map(|band| count(found.iter().filter(|b| *b == band).count())).collect()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
