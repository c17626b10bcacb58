//! Lists of follow-ups: what is open, what is due first at the top; those of a day; and one whole.

use super::show::Looking;
use super::view::*;
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use moments_core::ids::FollowUpId;
use moments_core::words::Role;
use moments_store::FollowUpQuery;

/// Follow-ups of a list that are shown; the page says how many there are.
const SHOWN_MAX: u32 = 200;

impl Desk {
    /// The open follow-ups, narrowed: what is overdue first, then by due date. For supervisors.
    pub fn follow_ups(&self, actor: &Actor, filter: &FollowUpFilter) -> Result<FollowUpPage> {
        actor.require(Role::Supervisor)?;
        let mine = filter.mine == Some(true);
        let me = if mine { Some(actor.staff().ok_or(ErrorCode::NotSignedIn)?) } else { None };
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            let here = looking.supervisors().map(|(id, _)| *id).collect();
            let query = FollowUpQuery {
                owner: me,
                rule: filter.rule,
                unowned_by: (filter.unowned == Some(true)).then_some(here),
                limit: SHOWN_MAX,
            };
            let today = looking.today.to_string();
            let counts = r.count_open_follow_ups(&query, &today)?;
            let shown = r.open_follow_ups(&query)?;
            Ok(FollowUpPage {
                items: shown.iter().map(|stored| looking.item(r, stored)).collect::<Result<_>>()?,
                n: counts.n,
                overdue: counts.overdue,
                today,
            })
        })
    }

    /// What an office day opened, closed ones too: single ones by the hour, that of the whole day last. For supervisors.
    pub fn follow_ups_of_day(&self, actor: &Actor, date: Option<&str>) -> Result<FollowUpsOfDay> {
        actor.require(Role::Supervisor)?;
        let date = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            let found = r.follow_ups_of_day(&date)?;
            let mut items: Vec<FollowUpItem> =
                found.iter().map(|stored| looking.item(r, stored)).collect::<Result<_>>()?;
            items.sort_by_key(|item| (item.ratings.is_some(), item.hour, item.rule, item.id));
            Ok(FollowUpsOfDay { date: date.clone(), items })
        })
    }

    /// One follow-up, whole. For supervisors.
    pub fn follow_up(&self, actor: &Actor, id: FollowUpId) -> Result<FollowUpView> {
        actor.require(Role::Supervisor)?;
        self.read(|r| Looking::new(self, r, actor)?.whole(r, actor, &id))
    }
}
