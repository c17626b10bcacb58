//! Showing cases: what an item of a list says, and who it can be handed to.

use super::view::*;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ErrorCode, Result};
use chrono::NaiveDate;
use moments_core::entities::{Staff, case_ref};
use moments_core::ids::{CaseId, StaffId};
use moments_core::moment::Referral;
use moments_core::words::Role;
use moments_store::{Reader, StoredCase, flags};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who looks, on which day, and who works here.
pub(super) struct Looking {
    pub place: Arc<Place>,
    pub today: NaiveDate,
    pub me: Option<StaffId>,
    staff: BTreeMap<StaffId, Staff>,
}

impl Looking {
    pub fn new(desk: &Desk, reader: &Reader<'_>, actor: &Actor) -> Result<Self> {
        Ok(Self {
            place: desk.place()?,
            today: desk.now().date_naive(),
            me: actor.staff(),
            staff: reader.all_staff()?.into_iter().collect(),
        })
    }

    pub fn name(&self, staff: &StaffId) -> Option<String> {
        self.staff.get(staff).map(|s| s.name.clone())
    }

    /// Whether somebody works here whose case it can be.
    pub fn is_here(&self, staff: &StaffId) -> bool {
        self.staff.get(staff).is_some_and(|s| s.active)
    }

    /// Nobody's: never taken, or its owner has left.
    pub fn unowned(&self, stored: &StoredCase) -> bool {
        !stored.case.owner.is_some_and(|owner| self.is_here(&owner))
    }

    /// Whether this person can be given a case.
    pub fn can_own(&self, staff: &StaffId) -> bool {
        self.staff.get(staff).is_some_and(|s| s.active && s.roles.contains(&Role::Counter))
    }

    fn colleagues(&self, owner: Option<StaffId>) -> Vec<Colleague> {
        let mut found: Vec<Colleague> = self
            .staff
            .iter()
            .filter(|(id, _)| Some(**id) != owner && self.can_own(id))
            .map(|(id, staff)| Colleague { id: *id, name: staff.name.clone() })
            .collect();
        found.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        found
    }

    pub fn item(&self, reader: &Reader<'_>, stored: &StoredCase) -> Result<CaseItem> {
        let case = &stored.case;
        let flagged = reader.flags(&case_ref(&stored.id))?;
        let has = |flag: &str| flagged.iter().any(|f| f.flag == flag);
        let visit = stored.last_visit.as_ref();
        Ok(CaseItem {
            id: stored.id,
            code: case.code.clone(),
            service: case.service.clone(),
            name_en: case.name_en.clone(),
            name_fr: case.name_fr.clone(),
            status: case.status,
            step: case.step(visit.map(|v| v.outcome)),
            opened_on: case.opened_on().map(|day| day.to_string()).unwrap_or_default(),
            age_days: case.age_days(self.today),
            visits: stored.visits,
            last_visit: visit.map(|v| v.office_day.clone()),
            owner: case.owner,
            owner_name: case.owner.and_then(|owner| self.name(&owner)),
            owner_gone: case.owner.is_some_and(|owner| !self.is_here(&owner)),
            mine: case.owner.is_some() && case.owner == self.me,
            next_action: case.next_action.clone(),
            next_action_erased: flagged
                .iter()
                .any(|f| f.flag == flags::ERASED && f.detail == super::NEXT_ACTION),
            due: case.due.map(|day| day.to_string()),
            due_in: case.due_in(self.today),
            handed_to: case.handed_to.as_ref().map(handed_to),
            language: case.language.clone(),
            conflict: has(flags::CONFLICT),
            read_only: has(flags::NEWER),
        })
    }

    /// A case after a verb, or when it is looked at.
    pub fn whole(&self, reader: &Reader<'_>, actor: &Actor, id: &CaseId) -> Result<CaseView> {
        let stored = reader.case(id)?.ok_or(ErrorCode::NotFound)?;
        Ok(CaseView {
            item: self.item(reader, &stored)?,
            timeline: super::timeline::timeline(reader, self, actor, id)?,
            colleagues: self.colleagues(stored.case.owner),
        })
    }
}

pub(super) fn handed_to(organization: &Referral) -> HandedTo {
    HandedTo {
        name: organization.name.clone(),
        name_fr: organization.name_fr.clone(),
        level: organization.level,
        kind: organization.kind,
    }
}
