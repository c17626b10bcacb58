//! Compares a file with the directory, as a list of fields to set that is ready to be journaled.
//!
//! The comparison is pure and idempotent: a plan that was journaled and folded leaves nothing to do the second time. An
//! organization that the file doesn't name is left alone.

use super::file::{Column, DirectoryFile, FileRow, Refusal, RefusalReason};
use super::{Organization, validate};
use crate::catalogue::PlanItem;
use crate::fields::{difference, flatten};
use crate::ids::OrganizationId;
use crate::words::Level;
use std::collections::{BTreeMap, BTreeSet};

/// What an import would do. Rows: read = new + changed + unchanged + refused.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryPlan {
    pub read: u32,
    pub new: Vec<PlanItem<OrganizationId>>,
    pub changed: Vec<PlanItem<OrganizationId>>,
    pub unchanged: Vec<OrganizationId>,
    /// By line.
    pub refused: Vec<Refusal>,
}

impl DirectoryPlan {
    /// Everything to journal, in a stable order.
    pub fn items(&self) -> impl Iterator<Item = &PlanItem<OrganizationId>> {
        self.new.iter().chain(&self.changed)
    }
}

/// Compares. Fails only if a record can't be written as JSON.
pub fn plan(
    known: &BTreeMap<OrganizationId, Organization>,
    file: &DirectoryFile,
) -> Result<DirectoryPlan, serde_json::Error> {
    let names = Names::of(known);
    let nothing = flatten(&Organization::default())?;
    let mut plan = DirectoryPlan {
        read: file.read,
        new: Vec::new(),
        changed: Vec::new(),
        unchanged: Vec::new(),
        refused: file.refused.clone(),
    };
    let mut taken = BTreeSet::new();
    // A row that says its id is about that one, wherever it stands; one without may be about it too.
    let named: BTreeSet<OrganizationId> = file.rows.iter().filter_map(|row| row.id).collect();
    for row in &file.rows {
        let id = row.id.unwrap_or_else(|| names.id_of(row));
        if row.id.is_none() && named.contains(&id) || !taken.insert(id) {
            plan.refused.push(Refusal { line: row.line, column: None, reason: RefusalReason::Repeated });
            continue;
        }
        let Some(before) = known.get(&id) else {
            plan.new.push(PlanItem { key: id, set: difference(&nothing, &flatten(&row.organization)?) });
            continue;
        };
        let Ok(after) = validate(merged(before, &row.organization, &file.columns)) else {
            // Its only name was taken away, in the one language that the file has.
            let column = Some(Column::NameEn.as_str());
            plan.refused.push(Refusal { line: row.line, column, reason: RefusalReason::Missing });
            continue;
        };
        let set = difference(&flatten(before)?, &flatten(&after)?);
        if set.is_empty() {
            plan.unchanged.push(id);
        } else {
            plan.changed.push(PlanItem { key: id, set });
        }
    }
    plan.refused.sort();
    Ok(plan)
}

/// The known organizations by level and name, so that a row without an id finds the one that somebody typed.
struct Names(BTreeMap<(Level, String), OrganizationId>);

impl Names {
    fn of(known: &BTreeMap<OrganizationId, Organization>) -> Self {
        let mut names = BTreeMap::new();
        // One that is offered before one that is retired; of several, the first.
        for retired in [false, true] {
            for (id, o) in known.iter().filter(|(_, o)| o.retired == retired) {
                names.entry(o.key()).or_insert(*id);
            }
        }
        Self(names)
    }

    fn id_of(&self, row: &FileRow) -> OrganizationId {
        // One that has the name now, before one that had it when it was made.
        let by_name = || row.organization.id_by_name();
        self.0.get(&row.organization.key()).copied().unwrap_or_else(by_name)
    }
}

/// What is known, with what the file says.
fn merged(known: &Organization, row: &Organization, columns: &BTreeSet<Column>) -> Organization {
    let mut merged = known.clone();
    for column in columns {
        match column {
            Column::OrganizationId => {}
            Column::NameEn => merged.name_en.clone_from(&row.name_en),
            Column::NameFr => merged.name_fr.clone_from(&row.name_fr),
            Column::Level => merged.level = row.level,
            Column::PlaceEn => merged.place_en.clone_from(&row.place_en),
            Column::PlaceFr => merged.place_fr.clone_from(&row.place_fr),
            Column::HoursEn => merged.hours_en.clone_from(&row.hours_en),
            Column::HoursFr => merged.hours_fr.clone_from(&row.hours_fr),
            Column::Telephone => merged.telephone.clone_from(&row.telephone),
            Column::BringEn => merged.bring_en.clone_from(&row.bring_en),
            Column::BringFr => merged.bring_fr.clone_from(&row.bring_fr),
            Column::VerifiedOn => merged.verified_on = row.verified_on,
            Column::Status => merged.retired = row.retired,
        }
    }
    merged
}
