//! Reading the directory: everybody who is signed in.

use super::*;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use chrono::{NaiveDate, TimeDelta};
use moments_core::catalogue::search_key;
use moments_core::entities::organization_ref;
use moments_core::organization::Organization;
use moments_core::words::Role;
use moments_store::{Direction, Reader, flags};

/// Days before today in which organizations are counted as usual.
const USUAL_DAYS: i64 = 60;
/// Digits from 1 to 9.
const USUAL_MAX: usize = 9;

impl Desk {
    /// The whole directory, readable offline.
    pub fn directory(&self, actor: &Actor) -> Result<Directory> {
        let today = self.now().date_naive();
        self.read(|r| {
            let known = by_name(r)?;
            Ok(Directory {
                usual_came_from: usual(r, &known, Direction::CameFrom, today)?,
                usual_sent_to: usual(r, &known, Direction::SentTo, today)?,
                organizations: known
                    .into_iter()
                    .map(|(id, o)| item(r, id, o, today))
                    .collect::<Result<_>>()?,
                can_edit: may_edit(actor).is_ok(),
            })
        })
    }
}

/// Who keeps the directory: supervisors and administrators.
pub(super) fn may_edit(actor: &Actor) -> Result<()> {
    actor.require(Role::Administrator).or_else(|_| actor.require(Role::Supervisor))
}

pub(super) fn by_name(r: &Reader<'_>) -> Result<Vec<(OrganizationId, Organization)>> {
    let mut known = r.organizations()?;
    known.sort_by_cached_key(|(id, o)| (search_key(o.name()), *id));
    Ok(known)
}

/// What moments named most often before today; then the others by name. Today's moments don't count: a number must not
/// go to another organization in the middle of a day.
fn usual(
    r: &Reader<'_>,
    known: &[(OrganizationId, Organization)],
    direction: Direction,
    today: NaiveDate,
) -> Result<Vec<OrganizationId>> {
    let since = today - TimeDelta::days(USUAL_DAYS);
    let named = r.most_named(direction, &since.to_string(), &today.to_string())?;
    let offered: Vec<OrganizationId> = known.iter().filter(|(_, o)| !o.retired).map(|(id, _)| *id).collect();
    let rest = offered.iter().filter(|id| !named.contains(id));
    Ok(named.iter().filter(|id| offered.contains(id)).chain(rest).take(USUAL_MAX).copied().collect())
}

pub(super) fn item(
    r: &Reader<'_>,
    id: OrganizationId,
    o: Organization,
    today: NaiveDate,
) -> Result<OrganizationItem> {
    let flagged = r.flags(&organization_ref(&id))?;
    let has = |flag: &str| flagged.iter().any(|f| f.flag == flag);
    let fresh = o.verified_on.is_some_and(|day| (today - day).num_days() <= VERIFY_EVERY_DAYS);
    Ok(OrganizationItem {
        id,
        name_en: o.name_en,
        name_fr: o.name_fr,
        level: o.level,
        place_en: o.place_en,
        place_fr: o.place_fr,
        hours_en: o.hours_en,
        hours_fr: o.hours_fr,
        telephone: o.telephone,
        bring_en: o.bring_en,
        bring_fr: o.bring_fr,
        verified_on: o.verified_on.map(|day| day.to_string()),
        needs_verifying: !fresh,
        retired: o.retired,
        conflict: has(flags::CONFLICT),
        read_only: has(flags::NEWER),
    })
}
