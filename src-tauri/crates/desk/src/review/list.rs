//! The moments behind a figure. Single ratings are not among what is listed: with the workstation and the hour they would
//! name who served.

use super::{MomentPage, ReviewFilter, narrow, query};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::moments::item;
use moments_core::ids::MomentId;
use moments_core::moment::Problem;
use moments_core::words::{MomentKind, Role};
use moments_store::MomentQuery;

/// Moments of a page of the day's list.
const PAGE: u32 = 200;

impl Desk {
    /// A page of a day's moments, newest first; `after` is the `next` of the page before.
    pub fn review_moments(
        &self,
        actor: &Actor,
        date: Option<&str>,
        filter: &ReviewFilter,
        after: Option<&str>,
    ) -> Result<MomentPage> {
        actor.require(Role::Supervisor)?;
        let place = self.place()?;
        let date = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        let narrow = narrow(filter)?;
        let before = after.map(place_in_list).transpose()?;
        self.read(|r| {
            let counted = |facts: &moments_core::figures::Facts| {
                !facts.voided && facts.kind == MomentKind::Moment && narrow.holds(facts)
            };
            let n = r.facts_of_day(&date)?.iter().filter(|facts| counted(facts)).count();
            let page = MomentQuery { before, limit: PAGE, ..query(&date, &narrow) };
            let found = r.moments_of_day(&page)?;
            let full = found.len() >= PAGE as usize;
            let next = found
                .last()
                .filter(|_| full)
                .and_then(|last| Some(format!("{} {}", last.moment.started_at?.timestamp_millis(), last.id)));
            Ok(MomentPage {
                n: u32::try_from(n).unwrap_or(u32::MAX),
                items: found.iter().map(|s| item(r, &place, actor, s)).collect::<Result<_>>()?,
                next,
            })
        })
    }
}

fn place_in_list(text: &str) -> Result<(i64, MomentId)> {
    let unknown = || ApiError::invalid("after", Problem::Unknown);
    let (ms, id) = text.split_once(' ').ok_or_else(unknown)?;
    Ok((ms.parse().map_err(|_| unknown())?, id.parse().map_err(|_| unknown())?))
}
