//! `import-catalogue`: files of the service inventory, all of them or none.

use crate::options::Options;
use crate::output::counted;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::catalogue::{Imported, PreviewedFile};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Serialize)]
struct Done<'a> {
    #[serde(flatten)]
    imported: &'a Imported,
    files: &'a [PreviewedFile],
}

pub fn import_catalogue(options: &Options, files: &[PathBuf]) -> Result<Ending, Trouble> {
    let paths: Vec<String> = files
        .iter()
        .map(|path| path.to_str().map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| Trouble::Usage("A file's name is not readable as text: rename it.".into()))?;
    let session = session::to_write(options, "import-catalogue")?;
    let preview = session.desk.preview_import(&session.actor, &paths)?;
    let done = session.desk.import(&session.actor, &preview.token)?;
    session.desk.close();
    for file in &preview.files {
        for row in &file.refused {
            let column = row.column.as_deref().unwrap_or("the row");
            let reason = row.reason.replace('_', " ");
            output::say(&format_args!("{}, line {}: {column}: {reason}", file.name, row.line));
        }
    }
    if options.json {
        output::json(&Done { imported: &done, files: &preview.files })?;
    } else {
        output::line(told(&done))?;
    }
    // Rows that the inventory itself left without an id are normal; they are named above.
    Ok(Ending::Well)
}

fn told(done: &Imported) -> String {
    format!(
        "{}: {} new, {} changed, {} withdrawn. {}: {} new, {} changed. {} unchanged or older, {} refused. {} to confirm.",
        "Services",
        done.services_new,
        done.services_changed,
        done.services_withdrawn,
        "Standards",
        done.standards_new,
        done.standards_changed,
        counted(done.unchanged, "row", "rows"),
        counted(done.refused, "row", "rows"),
        counted(done.to_confirm, "relationship", "relationships"),
    )
}
