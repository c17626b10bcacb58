//! `export`: figures as files, in the form that the file's name ends in.

use crate::options::{CopyWord, ExportVerb, LanguageWord, Options};
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::documents::DocumentRequest;
use moments_desk::exports::{Copy, ExportRequest, TableFormat};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Written {
    file: String,
}

pub fn export(options: &Options, verb: &ExportVerb) -> Result<Ending, Trouble> {
    let (ExportVerb::Day { file, .. }
    | ExportVerb::Standards { file, .. }
    | ExportVerb::Moments { file, .. }) = verb;
    let format = ending(file)?;
    let file = std::path::absolute(file).map_err(|_| Trouble::Output)?;
    let request = table(verb);
    let session = session::to_read(options, "export")?;
    let name = match (format, verb) {
        (Some(format), _) => session.desk.save_export(&session.actor, &request, format, &file)?,
        (None, ExportVerb::Day { date, copy, language, .. }) => {
            let language = language.tag().to_owned();
            let report = DocumentRequest::DayReport { date: date.clone(), copy: (*copy).into(), language };
            session.desk.save_document(&session.actor, &report, &file)?
        }
        (None, _) => {
            return Err(Trouble::Usage("Only a day is written as .pdf; name a .csv or an .xlsx.".to_owned()));
        }
    };
    if options.json {
        output::json(&Written { file: name })?;
    } else {
        output::line(format!("Written: {name}"))?;
    }
    Ok(Ending::Well)
}

/// None: on paper.
fn ending(file: &Path) -> Result<Option<TableFormat>, Trouble> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok(Some(TableFormat::Csv)),
        Some("xlsx") => Ok(Some(TableFormat::Xlsx)),
        Some("pdf") => Ok(None),
        _ => Err(Trouble::Usage("The file's name has to end in .csv, .xlsx or .pdf.".to_owned())),
    }
}

fn table(verb: &ExportVerb) -> ExportRequest {
    match verb {
        ExportVerb::Day { date, copy, language, .. } => ExportRequest::Day {
            date: date.clone(),
            copy: (*copy).into(),
            // A table is in one language.
            language: if *language == LanguageWord::Fr { "fr" } else { "en" }.to_owned(),
        },
        ExportVerb::Standards { year, language, .. } => {
            ExportRequest::Standards { year: *year, language: language.tag().to_owned() }
        }
        ExportVerb::Moments { from, to, language, .. } => {
            ExportRequest::Moments { from: from.clone(), to: to.clone(), language: language.tag().to_owned() }
        }
    }
}

impl From<CopyWord> for Copy {
    fn from(word: CopyWord) -> Self {
        match word {
            CopyWord::Internal => Self::Internal,
            CopyWord::Public => Self::Public,
        }
    }
}
