//! Keeping the directory up to date: saving, retiring, beginning with the starter.

use super::show::{item, may_edit};
use super::*;
use crate::catalogue::append_plan;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::catalogue::PlanItem;
use moments_core::entities::organization_ref;
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::limits::ORGANIZATIONS_MAX;
use moments_core::moment::Problem;
use moments_core::organization::plan::plan;
use moments_core::organization::{Organization, is_text, starter, validate};
use moments_core::words::Audience;
use moments_store::{EntityChange, NewEntry, Reader, WriteTx, flags};

impl Desk {
    /// A new organization, or changes to one. For supervisors and administrators.
    pub fn save_organization(&self, actor: &Actor, form: &OrganizationForm) -> Result<OrganizationItem> {
        let today = self.now().date_naive();
        self.write(|tx| {
            may_edit(actor)?;
            let before = match &form.id {
                Some(id) => known(tx, id)?,
                None => Organization::default(),
            };
            let after = validate(Organization {
                name_en: form.name_en.clone(),
                name_fr: form.name_fr.clone(),
                level: form.level,
                place_en: form.place_en.clone(),
                place_fr: form.place_fr.clone(),
                hours_en: form.hours_en.clone(),
                hours_fr: form.hours_fr.clone(),
                telephone: form.telephone.clone(),
                bring_en: form.bring_en.clone(),
                bring_fr: form.bring_fr.clone(),
                verified_on: if form.verified_today { Some(today) } else { before.verified_on },
                retired: before.retired,
            })?;
            let id = match form.id {
                Some(id) => id,
                None => new_id(tx, &after)?,
            };
            set(tx, actor, id, &before, &after)?;
            item(tx, id, after, today)
        })
    }

    /// Takes an organization out of the pick lists, or back in. It stays in history.
    pub fn retire_organization(
        &self,
        actor: &Actor,
        id: OrganizationId,
        retired: bool,
    ) -> Result<OrganizationItem> {
        let today = self.now().date_naive();
        self.write(|tx| {
            may_edit(actor)?;
            let before = known(tx, &id)?;
            let after = Organization { retired, ..before.clone() };
            set(tx, actor, id, &before, &after)?;
            item(tx, id, after, today)
        })
    }

    /// Adds the kinds of places that an office may begin with; what is there already stays as it is.
    pub fn start_directory(&self, actor: &Actor) -> Result<Directory> {
        self.write(|tx| {
            may_edit(actor)?;
            let known = tx.organizations()?.into_iter().collect();
            let plan = plan(&known, &starter::organizations()?)?;
            require_room(tx, plan.new.len())?;
            append(tx, actor, plan.new)
        })?;
        self.directory(actor)
    }
}

/// An organization that may be changed here.
pub(super) fn known(r: &Reader<'_>, id: &OrganizationId) -> Result<Organization> {
    let newer = r.flags(&organization_ref(id))?.iter().any(|f| f.flag == flags::NEWER);
    let found = r.organization(id)?.ok_or(ErrorCode::NotFound)?;
    if newer { Err(ErrorCode::NewerVersion.into()) } else { Ok(found) }
}

/// Of its level and name, so that two workstations that add the same one add one; a random one where that is taken.
fn new_id(tx: &WriteTx<'_>, organization: &Organization) -> Result<OrganizationId> {
    require_room(tx, 1)?;
    let by_name = organization.id_by_name();
    match tx.organization(&by_name)? {
        None => Ok(by_name),
        Some(_) => Ok(OrganizationId(moments_store::new_uuid(tx.now())?)),
    }
}

pub(super) fn require_room(r: &Reader<'_>, more: usize) -> Result<()> {
    let all = r.organizations()?.len().saturating_add(more);
    if all > ORGANIZATIONS_MAX { Err(ApiError::invalid("organizations", Problem::TooMany)) } else { Ok(()) }
}

fn set(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    id: OrganizationId,
    before: &Organization,
    after: &Organization,
) -> Result<()> {
    let set = difference(&flatten(before)?, &flatten(after)?);
    if set.is_empty() {
        return Ok(());
    }
    tx.append(NewEntry {
        kind: kind::ORGANIZATION_SET,
        audience: Audience::OfficeAndCentre,
        author: actor.author,
        changes: vec![change(PlanItem { key: id, set })],
    })?;
    Ok(())
}

/// Of many at once, in entries of a size that fits.
pub(super) fn append(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    items: Vec<PlanItem<OrganizationId>>,
) -> Result<()> {
    append_plan(tx, actor.author, kind::DIRECTORY_IMPORTED, items, change)
}

/// Structured fields and free text apart.
fn change(item: PlanItem<OrganizationId>) -> EntityChange {
    let (text, set) = item.set.into_iter().partition(|(field, _)| is_text(field));
    EntityChange { entity: organization_ref(&item.key), set, text }
}
