//! Importing a file of the directory: a preview that changes nothing, then one transaction.

use super::keep::{self, append, require_room};
use super::show::may_edit;
use super::*;
use crate::acts::{Action, act};
use crate::catalogue::{PREVIEW_SAMPLES, count, read_bytes};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::catalogue::PlanItem;
use moments_core::organization::Organization;
use moments_core::organization::file::{DIRECTORY_FILE_MAX_BYTES, DirectoryError, DirectoryFile, read};
use moments_core::organization::plan::{DirectoryPlan, plan};
use moments_store::Reader;
use std::collections::BTreeMap;
use std::path::Path;

/// A file that was previewed and may be imported by its token.
pub(crate) struct PreviewedDirectory {
    token: String,
    file: DirectoryFile,
}

impl Desk {
    /// Reads a file and says what importing it would do. For supervisors and administrators.
    pub fn preview_directory(&self, actor: &Actor, path: &str) -> Result<DirectoryPreview> {
        may_edit(actor)?;
        let (name, bytes) = read_bytes(Path::new(path), DIRECTORY_FILE_MAX_BYTES)?;
        let file = read(&bytes).map_err(|error| ApiError::from(error).with("file", &name))?;
        let (known, plan) = self.read(|r| planned(r, &file))?;
        let token: [u8; 8] = moments_store::random()?;
        let token: String = token.iter().map(|b| format!("{b:02x}")).collect();
        let preview = preview(&token, name, &known, &file, &plan);
        *locked(&self.previewed_directory) = Some(PreviewedDirectory { token, file });
        Ok(preview)
    }

    /// Imports what was previewed, whole or not at all; rows that were refused stay out.
    pub fn import_directory(&self, actor: &Actor, token: &str) -> Result<DirectoryImported> {
        may_edit(actor)?;
        let previewed = locked(&self.previewed_directory).take().filter(|p| p.token == token);
        let previewed = previewed.ok_or(ErrorCode::PreviewOutdated)?;
        self.write(|tx| {
            let (_, plan) = planned(tx, &previewed.file)?;
            require_room(tx, plan.new.len())?;
            append(tx, actor, plan.items().cloned().collect())?;
            let done = DirectoryImported {
                new: count(plan.new.len()),
                changed: count(plan.changed.len()),
                unchanged: count(plan.unchanged.len()),
                refused: count(plan.refused.len()),
            };
            act(tx, actor.author, Action::DirectoryImported, "", &format!("{} {}", done.new, done.changed))?;
            Ok(done)
        })
    }
}

/// What the file would change. What a newer version wrote can be read here, not changed.
fn planned(
    reader: &Reader<'_>,
    file: &DirectoryFile,
) -> Result<(BTreeMap<OrganizationId, Organization>, DirectoryPlan)> {
    let known = reader.organizations()?.into_iter().collect();
    let plan = plan(&known, file)?;
    plan.changed.iter().try_for_each(|item| keep::known(reader, &item.key).map(|_| ()))?;
    Ok((known, plan))
}

fn preview(
    token: &str,
    name: String,
    known: &BTreeMap<OrganizationId, Organization>,
    file: &DirectoryFile,
    plan: &DirectoryPlan,
) -> DirectoryPreview {
    let text = |item: &PlanItem<OrganizationId>, field: &str| {
        item.set.get(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let new = plan.new.iter().map(|item| PreviewSample {
        change: "new".into(),
        key: item.key.to_string(),
        name_en: text(item, "name_en"),
        name_fr: text(item, "name_fr"),
        fields: Vec::new(),
    });
    let changed = plan.changed.iter().map(|item| {
        let before = known.get(&item.key).cloned().unwrap_or_default();
        PreviewSample {
            change: "changed".into(),
            key: item.key.to_string(),
            name_en: before.name_en,
            name_fr: before.name_fr,
            fields: item.fields().map(str::to_owned).collect(),
        }
    });
    DirectoryPreview {
        token: token.to_owned(),
        name,
        rows: plan.read,
        new: count(plan.new.len()),
        changed: count(plan.changed.len()),
        unchanged: count(plan.unchanged.len()),
        refused: plan
            .refused
            .iter()
            .map(|refusal| RefusedRow {
                line: refusal.line,
                column: refusal.column.map(str::to_owned),
                reason: refusal.reason.as_str().to_owned(),
            })
            .collect(),
        unread: file.unread.clone(),
        samples: changed.chain(new).take(PREVIEW_SAMPLES).collect(),
    }
}

impl From<DirectoryError> for ApiError {
    fn from(error: DirectoryError) -> Self {
        let not = |reason: &str| Self::new(ErrorCode::NotADirectory).with("reason", reason);
        match error {
            DirectoryError::TooLarge => Self::new(ErrorCode::FileTooLarge),
            DirectoryError::Empty => not("empty"),
            DirectoryError::TooManyRows => not("too_many_rows"),
            DirectoryError::TooManyColumns { line } => not("too_many_columns").with("line", line),
            DirectoryError::NotUtf8 { line, looks_like } => not("not_utf8")
                .with("line", line)
                .with("looks_like", format!("{looks_like:?}").to_lowercase()),
            DirectoryError::MissingColumns(columns) => {
                not("missing_columns").with("columns", columns.join(", "))
            }
            DirectoryError::RepeatedColumn(column) => not("repeated_column").with("columns", column),
            DirectoryError::CutShort { line } => not("cut_short").with("line", line),
        }
    }
}
