//! The rows that an import refused, as a table: the line, why, and the row as it stands in the file, to be put right there.

use super::*;
use crate::desk::{Actor, Desk, locked};
use crate::error::{ErrorCode, Result};
use moments_core::past_log::Row;
use moments_core::text::guarded;
use std::collections::BTreeMap;
use std::path::Path;
use uuid::Uuid;

/// The words of the table, in the language of who reads it.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RefusalWords {
    /// Over the lines' numbers, the columns, and the reasons.
    pub line: String,
    pub column: String,
    pub reason: String,
    /// By the word of the reason.
    pub reasons: BTreeMap<Refused, String>,
}

/// Over the column that names each row: put right, it may say what another row of the log said, and is one of its own.
const ROW_NAME: &str = "moments_row";

/// The row where it stands in its file, the same each time.
fn row_name<'a>(line: u32, cells: impl Iterator<Item = &'a str>) -> String {
    let mut name = line.to_string();
    for cell in cells {
        name.push('\u{1F}');
        name.push_str(cell);
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).simple().to_string()
}

/// Bytes of a word for the table.
const WORD_MAX_BYTES: usize = 1_000;

impl Desk {
    /// Writes the rows that the last import of this file refused into a file. For administrators.
    pub fn save_refused_rows(
        &self,
        actor: &Actor,
        token: &str,
        path: &str,
        words: &RefusalWords,
    ) -> Result<String> {
        actor.require(Role::Administrator)?;
        let file = self.past_log_file(token)?;
        let refused = locked(&self.past_log.refused).clone();
        let refused = refused.filter(|refused| refused.token == token).ok_or(ErrorCode::PreviewOutdated)?;
        let bytes = table(&file.table, &refused, words).map_err(|_| ErrorCode::Internal)?;
        self.write_file(Path::new(path), "csv", &bytes)
    }
}

fn table(
    table: &Table,
    refused: &RefusedRows,
    words: &RefusalWords,
) -> std::result::Result<Vec<u8>, csv::Error> {
    // With a mark, without which spreadsheets read it in the letters of another time.
    let mut bytes = "\u{FEFF}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut bytes);
    let rows: BTreeMap<u32, &Row> = table.rows.iter().map(|row| (row.line, row)).collect();
    let short = |word: &str| {
        let end =
            word.char_indices().map(|(at, _)| at).find(|at| *at >= WORD_MAX_BYTES).unwrap_or(word.len());
        word.get(..end).unwrap_or_default().to_owned()
    };
    let head = [&words.line, &words.column, &words.reason].map(|word| short(word));
    let name = (!refused.named).then(|| ROW_NAME.to_owned());
    let header = head.into_iter().chain(table.columns.iter().cloned()).chain(name);
    writer.write_record(header.map(|cell| guarded(&cell)))?;
    for line in &refused.lines {
        let reason = words.reasons.get(&line.refusal.reason).map(|word| short(word));
        let reason = reason.unwrap_or_else(|| line.refusal.reason.as_str().to_owned());
        let column = line.refusal.field.map(LogField::as_str).unwrap_or_default().to_owned();
        let mut cells: Vec<String> = [line.line.to_string(), column, reason].into();
        let row = rows.get(&line.line).map(|row| row.cells.iter()).into_iter().flatten();
        cells.extend(row.clone().map(str::to_owned));
        if !refused.named {
            // Short rows are as wide as the header.
            cells.resize(3 + table.columns.len(), String::new());
            cells.push(row_name(line.line, row));
        }
        let whole = cells.into_iter();
        writer.write_record(whole.map(|cell| guarded(&cell)))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}
