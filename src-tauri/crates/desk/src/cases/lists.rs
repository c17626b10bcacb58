//! Lists of open cases: one's own, what wants somebody today, and for supervisors any narrowing of the table of ages.

use super::may_follow;
use super::show::Looking;
use super::view::*;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::words::{AgeBand, CaseStatus, Role};
use moments_store::{Reader, StoredCase};

/// Cases of a list that are shown; the page says how many there are.
const SHOWN_MAX: usize = 200;

impl Desk {
    /// The open cases of who is signed in: what is due first, then the oldest.
    pub fn my_cases(&self, actor: &Actor) -> Result<CasePage> {
        may_follow(actor)?;
        self.list(actor, |looking, stored| stored.case.owner.is_some() && stored.case.owner == looking.me)
    }

    /// What wants somebody today: due or overdue, and what nobody has.
    pub fn due_cases(&self, actor: &Actor) -> Result<DueCases> {
        may_follow(actor)?;
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            let due = |stored: &StoredCase| stored.case.due_in(looking.today).is_some_and(|days| days <= 0);
            let (due, others): (Vec<_>, Vec<_>) = r.open_cases()?.into_iter().partition(|stored| due(stored));
            let unowned: Vec<_> = others.into_iter().filter(|stored| looking.unowned(stored)).collect();
            Ok(DueCases {
                today: looking.today.to_string(),
                due: page(r, &looking, &due)?,
                unowned: page(r, &looking, &unowned)?,
            })
        })
    }

    /// The office's open cases, narrowed. For supervisors.
    pub fn open_cases(&self, actor: &Actor, filter: &CaseFilter) -> Result<CasePage> {
        actor.require(Role::Supervisor)?;
        self.list(actor, |looking, stored| matches(looking, filter, stored))
    }

    fn list(&self, actor: &Actor, keep: impl Fn(&Looking, &StoredCase) -> bool) -> Result<CasePage> {
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            let kept: Vec<_> = r.open_cases()?.into_iter().filter(|stored| keep(&looking, stored)).collect();
            page(r, &looking, &kept)
        })
    }
}

fn page(reader: &Reader<'_>, looking: &Looking, all: &[StoredCase]) -> Result<CasePage> {
    let shown = all.iter().take(SHOWN_MAX).map(|stored| looking.item(reader, stored));
    Ok(CasePage { items: shown.collect::<Result<_>>()?, n: u32::try_from(all.len()).unwrap_or(u32::MAX) })
}

fn matches(looking: &Looking, filter: &CaseFilter, stored: &StoredCase) -> bool {
    let case = &stored.case;
    let overdue = || case.due_in(looking.today).is_some_and(|days| days < 0);
    let waits_for = |name: &str| {
        case.status == CaseStatus::WaitingForOther
            && case.handed_to.as_ref().map_or("", |o| o.name.as_str()) == name
    };
    filter.band.is_none_or(|band| AgeBand::of(case.age_days(looking.today)) == band)
        && filter.service.as_ref().is_none_or(|service| *service == case.service)
        && filter.status.is_none_or(|status| status == case.status)
        && filter.organization.as_ref().is_none_or(|name| waits_for(name))
        && filter.overdue.is_none_or(|wanted| overdue() == wanted)
        && filter.unowned.is_none_or(|wanted| looking.unowned(stored) == wanted)
}
