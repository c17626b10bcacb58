//! `directory export` and `directory import`: the organizations as a file of comma-separated values.

use crate::options::Options;
use crate::output::counted;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::directory::{DirectoryImported, DirectoryPreview};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Done<'a> {
    #[serde(flatten)]
    imported: &'a DirectoryImported,
    file: &'a DirectoryPreview,
}

pub fn export(options: &Options, file: &Path) -> Result<Ending, Trouble> {
    let file = std::path::absolute(file).map_err(|_| Trouble::Output)?;
    let path = text(&file)?;
    let session = session::to_read(options, "directory export")?;
    let done = session.desk.export_directory(&session.actor, path)?;
    if options.json {
        output::json(&done)?;
    } else {
        output::line(format!(
            "{} written to {}.",
            counted(done.organizations, "organization", "organizations"),
            done.name
        ))?;
    }
    Ok(Ending::Well)
}

pub fn import(options: &Options, file: &Path) -> Result<Ending, Trouble> {
    let path = text(file)?;
    let session = session::to_write(options, "directory import")?;
    let preview = session.desk.preview_directory(&session.actor, path)?;
    let done = session.desk.import_directory(&session.actor, &preview.token)?;
    session.desk.close();
    for row in &preview.refused {
        let column = row.column.as_deref().unwrap_or("the row");
        let reason = row.reason.replace('_', " ");
        output::say(&format_args!("{}, line {}: {column}: {reason}", preview.name, row.line));
    }
    for column in &preview.unread {
        output::say(&format_args!(
            "{}: the column {column} is not of a directory and was not read",
            preview.name
        ));
    }
    if options.json {
        output::json(&Done { imported: &done, file: &preview })?;
    } else {
        output::line(format!(
            "{} new, {} changed, {} unchanged, {} refused.",
            counted(done.new, "organization", "organizations"),
            done.changed,
            done.unchanged,
            done.refused
        ))?;
    }
    Ok(if done.refused == 0 { Ending::Well } else { Ending::Refused })
}

fn text(file: &Path) -> Result<&str, Trouble> {
    file.to_str().ok_or_else(|| Trouble::Usage("The file's name is not readable as text: rename it.".into()))
}
