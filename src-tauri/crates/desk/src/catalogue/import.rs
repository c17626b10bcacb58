//! Importing the national service inventory: a preview that changes nothing, then one transaction.

use super::*;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::catalogue::inventory::{self, MAX_INVENTORY_BYTES, Refusal};
use moments_core::catalogue::{
    ImportPlan, Inventory, InventoryError, PlanItem, ProposalState, Rows, Service, ServiceKey, Standard,
    StandardKey, Status, batches, plan_services, plan_standards, starter,
};
use moments_core::entities::{QuickList, entity, quick_list_ref};
use moments_core::entry::{Author, EntityRef};
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::ids::OfficeId;
use moments_core::moment::Problem;
use moments_core::words::{Audience, Role};
use moments_store::{EntityChange, NewEntry, Reader, WriteTx};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Read;
use std::path::Path;

/// Changes that a preview shows of each file.
pub(crate) const PREVIEW_SAMPLES: usize = 12;
/// Files of one import: each is held in memory until it is imported.
const FILES_MAX: usize = 8;

/// Files that were previewed and may be imported by their token.
pub(crate) struct Previewed {
    token: String,
    files: Vec<(String, Inventory)>,
}

impl Desk {
    /// Reads files of the inventory and says what importing them would do.
    pub fn preview_import(&self, actor: &Actor, paths: &[String]) -> Result<ImportPreview> {
        actor.require(Role::Administrator)?;
        if paths.len() > FILES_MAX {
            return Err(ApiError::invalid("paths", Problem::TooMany));
        }
        let mut files = Vec::new();
        for path in paths {
            files.push(read_file(Path::new(path))?);
        }
        let previews = self
            .read(|r| files.iter().map(|(name, file)| preview(r, name, file)).collect::<Result<Vec<_>>>())?;
        let token: [u8; 8] = moments_store::random()?;
        let token: String = token.iter().map(|b| format!("{b:02x}")).collect();
        *locked(&self.previewed) = Some(Previewed { token: token.clone(), files });
        Ok(ImportPreview { token, files: previews })
    }

    /// Imports what was previewed, whole or not at all.
    pub fn import(&self, actor: &Actor, token: &str) -> Result<Imported> {
        actor.require(Role::Administrator)?;
        let previewed =
            locked(&self.previewed).take().filter(|p| p.token == token).ok_or(ErrorCode::PreviewOutdated)?;
        self.write(|tx| {
            let mut done = Imported::default();
            for (_, file) in &previewed.files {
                match file {
                    Inventory::Services(rows) => {
                        let plan = plan_services(&services(tx)?, rows)?;
                        done.services_new += count(plan.new.len());
                        done.services_changed += count(plan.changed.len());
                        done.services_withdrawn += count(plan.withdrawn.len());
                        done.add(&plan);
                        append_catalogue(tx, actor.author, entity::SERVICE, plan)?;
                    }
                    Inventory::Standards(rows) => {
                        let plan = plan_standards(&standards(tx)?, rows)?;
                        done.standards_new += count(plan.new.len());
                        done.standards_changed += count(plan.changed.len());
                        done.add(&plan);
                        append_catalogue(tx, actor.author, entity::STANDARD, plan)?;
                    }
                }
            }
            let proposed =
                |s: &&Service| s.status == Status::Active && s.relationship_state == ProposalState::Proposed;
            done.to_confirm = count(services(tx)?.values().filter(proposed).count());
            let changed = done.services_new + done.services_changed + done.services_withdrawn;
            let detail = format!("{changed} {}", done.standards_new + done.standards_changed);
            act(tx, actor.author, Action::CatalogueImported, "", &detail)?;
            Ok(done)
        })
    }
}

impl Imported {
    fn add<K>(&mut self, plan: &ImportPlan<K>) {
        self.unchanged += count(plan.unchanged.len()) + count(plan.older.len()) + plan.superseded;
        self.refused += count(plan.refused.len());
    }
}

pub(crate) fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

fn read_file(path: &Path) -> Result<(String, Inventory)> {
    let (name, bytes) = read_bytes(path, MAX_INVENTORY_BYTES)?;
    let file = inventory::read(&bytes).map_err(|error| ApiError::from(error).with("file", &name))?;
    Ok((name, file))
}

/// The name and the bytes of a file, never more of it than a byte over the limit.
pub(crate) fn read_bytes(path: &Path, limit: usize) -> Result<(String, Vec<u8>)> {
    // A folder such as `.` has no name.
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let about = |error: ApiError| error.with("file", &name);
    let mut bytes = Vec::new();
    // Opening a pipe would wait for whoever writes to it, which may be nobody.
    if !path.is_file() {
        return Err(about(ErrorCode::FileUnreadable.into()));
    }
    let file = std::fs::File::open(path).map_err(|_| about(ErrorCode::FileUnreadable.into()))?;
    let limit = limit as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(|_| about(ErrorCode::FileUnreadable.into()))?;
    Ok((name, bytes))
}

impl From<InventoryError> for ApiError {
    fn from(error: InventoryError) -> Self {
        let not = |reason: &str| Self::new(ErrorCode::NotAnInventory).with("reason", reason);
        match error {
            InventoryError::TooLarge => Self::new(ErrorCode::FileTooLarge),
            InventoryError::Empty => not("empty"),
            InventoryError::TooManyRows => not("too_many_rows"),
            InventoryError::TooManyColumns { line } => not("too_many_columns").with("line", line),
            InventoryError::NotUtf8 { line, looks_like } => not("not_utf8")
                .with("line", line)
                .with("looks_like", format!("{looks_like:?}").to_lowercase()),
            InventoryError::NotCommas => not("not_commas"),
            InventoryError::UnknownTable => not("unknown_table"),
            InventoryError::MissingColumns { columns, .. } => {
                not("missing_columns").with("columns", columns.join(", "))
            }
            InventoryError::RepeatedColumn { column } => not("repeated_column").with("columns", column),
            InventoryError::CutShort { line } => not("cut_short").with("line", line),
        }
    }
}

fn services(r: &Reader<'_>) -> Result<BTreeMap<ServiceKey, Service>> {
    Ok(r.services()?.into_iter().collect())
}

fn standards(r: &Reader<'_>) -> Result<BTreeMap<StandardKey, Standard>> {
    Ok(r.standards()?.into_iter().collect())
}

fn preview(r: &Reader<'_>, name: &str, file: &Inventory) -> Result<PreviewedFile> {
    match file {
        Inventory::Services(rows) => {
            let known = services(r)?;
            let plan = plan_services(&known, rows)?;
            let names = |key: &ServiceKey| {
                let service = rows.taken.get(key).or_else(|| known.get(key));
                service.map(|s| (s.name_en.clone(), s.name_fr.clone())).unwrap_or_default()
            };
            Ok(previewed(name, "services", &plan, names))
        }
        Inventory::Standards(rows) => {
            let known = standards(r)?;
            let plan = plan_standards(&known, rows)?;
            let names = |key: &StandardKey| {
                let standard = rows.taken.get(key).or_else(|| known.get(key));
                standard.map(|s| (s.text_en.clone(), s.text_fr.clone())).unwrap_or_default()
            };
            Ok(previewed(name, "standards", &plan, names))
        }
    }
}

fn previewed<K: Display>(
    name: &str,
    table: &str,
    plan: &ImportPlan<K>,
    names: impl Fn(&K) -> (String, String),
) -> PreviewedFile {
    let sample = |change: &'static str| {
        let names = &names;
        move |item: &PlanItem<K>| {
            let (name_en, name_fr) = names(&item.key);
            let fields =
                if change == "changed" { item.fields().map(str::to_owned).collect() } else { Vec::new() };
            PreviewSample { change: change.to_owned(), key: item.key.to_string(), name_en, name_fr, fields }
        }
    };
    let withdrawn = plan.withdrawn.iter().map(sample("withdrawn"));
    let changed = plan.changed.iter().map(sample("changed"));
    let new = plan.new.iter().map(sample("new"));
    PreviewedFile {
        name: name.to_owned(),
        table: table.to_owned(),
        rows: plan.read,
        new: count(plan.new.len()),
        changed: count(plan.changed.len()),
        unchanged: count(plan.unchanged.len()) + count(plan.older.len()),
        superseded: plan.superseded,
        refused: plan.refused.iter().map(refused).collect(),
        withdrawn: count(plan.withdrawn.len()),
        samples: withdrawn.chain(changed).chain(new).take(PREVIEW_SAMPLES).collect(),
    }
}

fn refused(refusal: &Refusal) -> RefusedRow {
    RefusedRow {
        line: refusal.line,
        column: refusal.column.map(str::to_owned),
        reason: refusal.reason.as_str().to_owned(),
    }
}

fn append_catalogue<K: Display>(
    tx: &mut WriteTx<'_>,
    author: Author,
    entity: &'static str,
    plan: ImportPlan<K>,
) -> Result<()> {
    append_plan(tx, author, kind::CATALOGUE_IMPORTED, plan.into_items(), |item| {
        EntityChange::new(EntityRef::new(entity, &item.key), item.set)
    })
}

/// Writes items in as many entries as they need.
pub(crate) fn append_plan<K>(
    tx: &mut WriteTx<'_>,
    author: Author,
    kind: &'static str,
    items: Vec<PlanItem<K>>,
    change: impl Fn(PlanItem<K>) -> EntityChange,
) -> Result<()> {
    for batch in batches(items) {
        let changes = batch.into_iter().map(&change).collect();
        tx.append(NewEntry { kind, audience: Audience::OfficeAndCentre, author, changes })?;
    }
    Ok(())
}

/// The built-in catalogue, with its first nine services on the quick keys.
pub(crate) fn append_starter(tx: &mut WriteTx<'_>, office: &OfficeId, author: Author) -> Result<()> {
    let services: Rows<ServiceKey, Service> = starter::services()?;
    append_catalogue(tx, author, entity::SERVICE, plan_services(&BTreeMap::new(), &services)?)?;
    let standards: Rows<StandardKey, Standard> = starter::standards()?;
    append_catalogue(tx, author, entity::STANDARD, plan_standards(&BTreeMap::new(), &standards)?)?;
    let keys: Vec<String> = starter::in_order()?.iter().map(ToString::to_string).collect();
    let list = QuickList {
        quick: keys.iter().take(9).cloned().collect(),
        offered: keys.into_iter().skip(9).collect(),
    };
    tx.append(NewEntry {
        kind: kind::QUICK_LIST_SET,
        audience: Audience::OfficeAndCentre,
        author,
        changes: vec![EntityChange::new(quick_list_ref(office), flatten(&list)?)],
    })?;
    Ok(())
}
