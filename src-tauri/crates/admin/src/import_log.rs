//! `import-log`: a past log, row by row. Rows that are refused are named; the others are kept.

use crate::options::{LogWords, Options};
use crate::output::{self, counted};
use crate::trouble::Trouble;
use crate::{Ending, session};
use moments_desk::past_log::{LogCounts, LogPreview, OpenedLog, ReasonCount, RefusalWords, RefusedLine};
use moments_desk::words::{LogField, Mapping, Refused, TextEncoding};
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes of a mapping; the words of a log fill a tenth of it.
const MAPPING_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What was done, or would be.
#[derive(Serialize)]
struct Told<'a> {
    dry_run: bool,
    #[serde(flatten)]
    counts: LogCounts,
    reasons: &'a [ReasonCount],
    refusals: &'a [RefusedLine],
    /// Of a dry run: how the file was read, and what it says that has no meaning yet.
    #[serde(flatten)]
    read: Option<ReadAs<'a>>,
}

#[derive(Serialize)]
struct ReadAs<'a> {
    mapping: &'a Mapping,
    unknown_words: &'a [moments_desk::past_log::WordSeen],
}

pub fn import_log(options: &Options, words: &LogWords) -> Result<Ending, Trouble> {
    let mapping = words.map.as_deref().map(mapping).transpose()?;
    if mapping.is_none() && !words.dry_run {
        return Err(Trouble::Usage(
            "Name a mapping with --map. `--dry-run --json` shows the one that the names over the columns suggest.".into(),
        ));
    }
    let refused = words.refused.as_deref().map(absolute).transpose()?;
    let session = match words.dry_run {
        true => session::to_read(options, "import-log")?,
        false => session::to_write(options, "import-log")?,
    };
    let (desk, actor) = (&session.desk, &session.actor);
    let encoding = if words.windows_1252 { TextEncoding::Windows1252 } else { TextEncoding::Unicode };
    let mut opened = desk.open_past_log(actor, &absolute(&words.file)?, encoding)?;
    if let Some(sheet) = &words.sheet {
        opened = desk.choose_log_sheet(actor, &opened.token, sheet)?;
    }
    let mapping = mapping.unwrap_or_else(|| opened.mapping.clone());
    if words.dry_run {
        let preview = desk.preview_past_log(actor, &opened.token, &mapping)?;
        return told_of(options, &opened, &mapping, &preview);
    }
    let done = desk.import_past_log(actor, &opened.token, &mapping)?;
    if let Some(path) = refused {
        desk.save_refused_rows(actor, &opened.token, &path, &table_words())?;
    }
    desk.close();
    let told = Told {
        dry_run: false,
        counts: done.counts,
        reasons: &done.reasons,
        refusals: &done.refused,
        read: None,
    };
    tell(options, &told, "recorded")
}

fn told_of(
    options: &Options,
    opened: &OpenedLog,
    mapping: &Mapping,
    preview: &LogPreview,
) -> Result<Ending, Trouble> {
    for column in opened.columns.iter().filter(|c| c.not_imported.is_some()) {
        output::say(&format_args!("Column {}, “{}”: never imported", column.number, column.name));
    }
    for word in &preview.unknown_words {
        let rows = counted(word.rows, "row", "rows");
        output::say(&format_args!("{}: “{}” has no meaning yet ({rows})", word.field, word.word));
    }
    let told = Told {
        dry_run: true,
        counts: preview.counts,
        reasons: &preview.reasons,
        refusals: &preview.refused,
        read: Some(ReadAs { mapping, unknown_words: &preview.unknown_words }),
    };
    tell(options, &told, "would be recorded")
}

fn tell(options: &Options, told: &Told<'_>, recorded: &str) -> Result<Ending, Trouble> {
    for refusal in told.refusals {
        output::say(&format_args!("line {}: {}", refusal.line, sentence(refusal.field, refusal.reason)));
    }
    let named = told.refusals.len() as u64;
    let counts = told.counts;
    if u64::from(counts.refused) > named {
        output::say(&format_args!(
            "… and {} more; --refused saves them all",
            u64::from(counts.refused) - named
        ));
    }
    if options.json {
        output::json(told)?;
    }
    output::say(&format_args!(
        "{}: {} {recorded}, {} already there, {} refused, {} empty.",
        counted(counts.rows, "row", "rows"),
        counts.recorded,
        counts.already_there,
        counts.refused,
        counts.empty,
    ));
    Ok(if counts.refused == 0 { Ending::Well } else { Ending::Refused })
}

fn mapping(path: &Path) -> Result<Mapping, Trouble> {
    let unreadable = |why: String| Trouble::Usage(format!("The file given with --map can't be read: {why}."));
    let mut text = String::new();
    let file = File::open(path).map_err(|_| unreadable("it can't be opened".into()))?;
    let read = file.take(MAPPING_MAX_BYTES).read_to_string(&mut text);
    read.map_err(|_| unreadable("it is no text".into()))?;
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{FEFF}'));
    // The mapping is the office's own, so what it says may be repeated.
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        unreadable(if path == "." { error.inner().to_string() } else { format!("{path}: {}", error.inner()) })
    })
}

/// The desk takes whole paths.
fn absolute(path: &Path) -> Result<String, Trouble> {
    let whole = std::path::absolute(path).ok().and_then(|path| path.to_str().map(str::to_owned));
    whole.ok_or_else(|| Trouble::Usage("A file's name is not readable as text: rename it.".into()))
}

fn table_words() -> RefusalWords {
    RefusalWords {
        line: "Line".into(),
        column: "Column".into(),
        reason: "Reason".into(),
        reasons: Refused::ALL.iter().map(|reason| (*reason, words_of(*reason).to_owned())).collect(),
    }
}

fn sentence(field: Option<LogField>, reason: Refused) -> String {
    let field = field.map_or("the row", LogField::as_str).replace('_', " ");
    format!("{field} {}", words_of(reason))
}

/// A reason in words that follow the field's name.
const fn words_of(reason: Refused) -> &'static str {
    match reason {
        Refused::Missing => "is missing",
        Refused::Unreadable => "can't be read",
        Refused::Impossible => "is no day or time of any calendar or clock",
        Refused::Future => "lies in the future",
        Refused::UnknownWord => "is a word that has no meaning here; say one in the mapping",
        Refused::UnknownService => "is no service of the catalogue; say which in the mapping",
        Refused::AmbiguousService => "is the name of more than one service; say which in the mapping",
        Refused::OutOfRange => "is out of range",
        Refused::TooLong => "is too long",
        Refused::MustBeMasked => "holds what looks like personal information",
        Refused::FormulaError => "is a formula without a result",
        Refused::TooManyCells => "has more cells than there are columns",
        Refused::CutShort => "is cut off: the file ends in it",
        Refused::Conflict => "was recorded before with other content; what was recorded stays",
    }
}
