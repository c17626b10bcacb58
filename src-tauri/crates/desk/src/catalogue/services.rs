//! The catalogue's services: listing, own ones, retiring, confirming relationships, the quick list.

use super::*;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::setup::name;
use moments_core::catalogue::{ProposalState, Service, ServiceKey, Source, Standard, StandardKey, Status};
use moments_core::entities::{QuickList, entity, quick_list_ref};
use moments_core::entry::EntityRef;
use moments_core::fields::{Fields, difference, flatten};
use moments_core::fold::kind;
use moments_core::limits::NAME_MAX_CHARS;
use moments_core::moment::Problem;
use moments_core::text::free_text;
use moments_core::words::{Audience, Role};
use moments_store::{EntityChange, NewEntry, Reader, WriteTx};

/// Services that have a quick key.
const QUICK_KEYS: usize = 9;
/// Services on an office's own list.
const OFFERED_MAX: usize = 300;
/// Characters of a description.
const DESCRIPTION_MAX_CHARS: usize = 4_000;
/// Services that may be confirmed in one step; each is an element of an entry.
const CONFIRM_AT_ONCE: usize = 200;

impl Desk {
    /// Every service known here, for type-ahead and for the catalogue; withdrawn and retired ones say so.
    pub fn services(&self) -> Result<Vec<ServiceItem>> {
        let place = self.place()?;
        self.read(|r| {
            let list = r.quick_list(&place.office_id)?;
            Ok(r.services()?.iter().map(|(key, service)| service_item(key, service, &list)).collect())
        })
    }

    /// The services of the nine quick keys, in order.
    pub(crate) fn quick_services(&self) -> Result<Vec<ServiceItem>> {
        let place = self.place()?;
        self.read(|r| {
            let list = r.quick_list(&place.office_id)?;
            let mut found = Vec::new();
            for key in list.quick.iter().filter_map(|k| ServiceKey::parse(k)) {
                let service = r.service(&key)?.filter(|s| s.status == Status::Active);
                found.extend(service.map(|s| service_item(&key, &s, &list)));
            }
            Ok(found)
        })
    }

    /// One service with its standards.
    pub fn service(&self, key: &str) -> Result<ServiceView> {
        let place = self.place()?;
        self.read(|r| view(r, &place.office_id, &parse(key)?))
    }

    /// An own service, or the office's changes to any: its names and descriptions are the inventory's, the
    /// relationship, what is often needed next and the standing that it implies are the office's.
    pub fn save_service(&self, actor: &Actor, form: &ServiceForm) -> Result<ServiceView> {
        actor.require(Role::Administrator)?;
        let place = self.place()?;
        self.write(|tx| {
            let (key, before) = match &form.key {
                Some(key) => {
                    let key = parse(key)?;
                    let before = tx.service(&key)?.ok_or(ErrorCode::NotFound)?;
                    (key, before)
                }
                None => (ServiceKey::own(moments_store::new_uuid(tx.now())?), Service::default()),
            };
            let mut after = before.clone();
            if before.source != Source::Official {
                after.name_en = name("name_en", &form.name_en, NAME_MAX_CHARS)?;
                after.name_fr = name("name_fr", &form.name_fr, NAME_MAX_CHARS)?;
                after.description_en = description("description_en", form.description_en.as_deref())?;
                after.description_fr = description("description_fr", form.description_fr.as_deref())?;
            }
            after.relationship = form.relationship;
            after.relationship_state = ProposalState::Confirmed;
            if let Some(next) = &form.next {
                after.often_needed_next = next.iter().map(|k| parse(k)).collect::<Result<_>>()?;
            }
            after.implied_standing = form.implied_standing;
            let mut changes = difference(&flatten(&before)?, &flatten(&after)?);
            if form.key.is_none() {
                changes.insert("source".into(), Source::Own.as_str().into());
                changes.insert("status".into(), Status::Active.as_str().into());
            }
            set_service(tx, actor, &key, changes)?;
            view(tx, &place.office_id, &key)
        })
    }

    /// Takes a service out of the pick lists, or back in. It stays in history.
    pub fn retire_service(&self, actor: &Actor, key: &str, retired: bool) -> Result<ServiceView> {
        actor.require(Role::Administrator)?;
        let place = self.place()?;
        self.write(|tx| {
            let key = parse(key)?;
            let before = tx.service(&key)?.ok_or(ErrorCode::NotFound)?;
            let status = if retired { Status::Retired } else { Status::Active };
            if before.status != status {
                set_service(tx, actor, &key, Fields::from([("status".into(), status.as_str().into())]))?;
            }
            view(tx, &place.office_id, &key)
        })
    }

    /// Confirms the relationship that was proposed for these services.
    pub fn confirm_relationships(&self, actor: &Actor, keys: &[String]) -> Result<u32> {
        actor.require(Role::Administrator)?;
        self.write(|tx| {
            let mut changes = Vec::new();
            for key in keys {
                let key = parse(key)?;
                let service = tx.service(&key)?.ok_or(ErrorCode::NotFound)?;
                if service.relationship_state == ProposalState::Proposed {
                    let set = Fields::from([
                        ("relationship".into(), service.relationship.as_str().into()),
                        ("relationship_state".into(), ProposalState::Confirmed.as_str().into()),
                    ]);
                    changes.push(EntityChange::new(EntityRef::new(entity::SERVICE, &key), set));
                }
            }
            for batch in changes.chunks(CONFIRM_AT_ONCE) {
                tx.append(NewEntry {
                    kind: kind::SERVICE_SET,
                    audience: Audience::OfficeAndCentre,
                    author: actor.author,
                    changes: batch.to_vec(),
                })?;
            }
            Ok(u32::try_from(changes.len()).unwrap_or(u32::MAX))
        })
    }

    /// The office's list and its nine quick keys.
    pub fn save_quick_list(&self, actor: &Actor, form: &QuickListForm) -> Result<QuickListForm> {
        actor.require(Role::Administrator).or_else(|_| actor.require(Role::Supervisor))?;
        let place = self.place()?;
        self.write(|tx| {
            if form.quick.len() > QUICK_KEYS || form.offered.len() > OFFERED_MAX {
                return Err(ApiError::invalid("quick", Problem::TooMany));
            }
            let mut seen = std::collections::BTreeSet::new();
            for key in form.quick.iter().chain(&form.offered) {
                let service = tx.service(&parse(key)?)?;
                if service.is_none_or(|s| s.status != Status::Active) {
                    return Err(ApiError::invalid("quick", Problem::Unknown));
                }
                if !seen.insert(key) {
                    return Err(ApiError::invalid("quick", Problem::NotTogether));
                }
            }
            let before = tx.quick_list(&place.office_id)?;
            let after = QuickList { quick: form.quick.clone(), offered: form.offered.clone() };
            let changes = difference(&flatten(&before)?, &flatten(&after)?);
            if !changes.is_empty() {
                tx.append(NewEntry {
                    kind: kind::QUICK_LIST_SET,
                    audience: Audience::OfficeAndCentre,
                    author: actor.author,
                    changes: vec![EntityChange::new(quick_list_ref(&place.office_id), changes)],
                })?;
            }
            Ok(form.clone())
        })
    }

    /// The nine quick keys and the office's further list, by service key.
    pub fn quick_list(&self) -> Result<QuickListForm> {
        let place = self.place()?;
        self.read(|r| {
            let list = r.quick_list(&place.office_id)?;
            Ok(QuickListForm { quick: list.quick, offered: list.offered })
        })
    }
}

fn parse(key: &str) -> Result<ServiceKey> {
    ServiceKey::parse(key).ok_or_else(|| ApiError::invalid("key", Problem::Unknown))
}

fn description(field: &str, raw: Option<&str>) -> Result<String> {
    let clean = free_text(raw.unwrap_or_default(), DESCRIPTION_MAX_CHARS);
    clean.map(Option::unwrap_or_default).map_err(|_| ApiError::invalid(field, Problem::TooLong))
}

fn set_service(tx: &mut WriteTx<'_>, actor: &Actor, key: &ServiceKey, changes: Fields) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    tx.append(NewEntry {
        kind: kind::SERVICE_SET,
        audience: Audience::OfficeAndCentre,
        author: actor.author,
        changes: vec![EntityChange::new(EntityRef::new(entity::SERVICE, key), changes)],
    })?;
    Ok(())
}

fn view(r: &Reader<'_>, office: &moments_core::ids::OfficeId, key: &ServiceKey) -> Result<ServiceView> {
    let service = r.service(key)?.ok_or(ErrorCode::NotFound)?;
    let list = r.quick_list(office)?;
    Ok(ServiceView {
        item: service_item(key, &service, &list),
        standards: r.standards_of(key)?.into_iter().map(standard_item).collect(),
        fiscal_year: filled(&service.fiscal_year),
        life_event: service.life_event,
        description_en: service.description_en,
        description_fr: service.description_fr,
    })
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn service_item(key: &ServiceKey, service: &Service, list: &QuickList) -> ServiceItem {
    let quick = list.quick.iter().position(|k| k == key.as_str());
    ServiceItem {
        key: key.to_string(),
        name_en: service.name_en.clone(),
        name_fr: service.name_fr.clone(),
        relationship: service.relationship,
        relationship_state: service.relationship_state.as_str().to_owned(),
        relationship_rule: filled(&service.relationship_rule),
        relationship_reason_en: service.relationship_reason_en.clone(),
        relationship_reason_fr: service.relationship_reason_fr.clone(),
        source: service.source.as_str().to_owned(),
        status: service.status.as_str().to_owned(),
        quick: quick.and_then(|place| u8::try_from(place + 1).ok()),
        offered: quick.is_some() || list.offered.iter().any(|k| k == key.as_str()),
        owner_en: service.owner_title_en.clone(),
        owner_fr: service.owner_title_fr.clone(),
        next: service.often_needed_next.iter().map(ToString::to_string).collect(),
        implied_standing: service.implied_standing,
    }
}

fn standard_item((key, standard): (StandardKey, Standard)) -> StandardItem {
    StandardItem {
        key: key.to_string(),
        text_en: standard.text_en,
        text_fr: standard.text_fr,
        channel: standard.channel,
        target: standard.target,
        threshold_minutes: standard.proposed_threshold_minutes,
        measures: standard.threshold_applies_to.as_str().to_owned(),
        fiscal_year: (!standard.fiscal_year.is_empty()).then_some(standard.fiscal_year),
    }
}
