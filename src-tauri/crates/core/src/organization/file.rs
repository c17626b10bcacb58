//! The directory as a file: comma-separated, UTF-8, one organization a row. What a spreadsheet makes of it is read too:
//! semicolons or tabs, a byte order mark, other line ends.
//!
//! A file that can't be trusted is refused whole; a bad row is refused alone, with its line and the reason. A cell that a
//! spreadsheet would take for a formula gets an apostrophe before it, which is taken off again. A column that the file
//! doesn't have leaves what is known as it is. Deliberately absent: what is known already; see [`super::plan`].

use super::{Organization, validate};
use crate::catalogue::table::{Encoding, InventoryError, MAX_INVENTORY_COLUMNS, Row, records, to_u32, utf8};
use crate::ids::OrganizationId;
use crate::limits::ORGANIZATIONS_MAX;
use crate::moment::Problem;
use crate::text::{guarded, unguarded};
use crate::words::Level;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A directory of the most organizations with the longest texts.
pub const DIRECTORY_FILE_MAX_BYTES: usize = 64 * 1024 * 1024;

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    OrganizationId,
    NameEn,
    NameFr,
    Level,
    PlaceEn,
    PlaceFr,
    HoursEn,
    HoursFr,
    Telephone,
    BringEn,
    BringFr,
    VerifiedOn,
    Status,
}

impl Column {
    /// In the order in which they are written.
    pub const ALL: &'static [Self] = &[
        Self::OrganizationId,
        Self::NameEn,
        Self::NameFr,
        Self::Level,
        Self::PlaceEn,
        Self::PlaceFr,
        Self::HoursEn,
        Self::HoursFr,
        Self::Telephone,
        Self::BringEn,
        Self::BringFr,
        Self::VerifiedOn,
        Self::Status,
    ];

    /// As the header says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrganizationId => "organization_id",
            Self::NameEn => "name_en",
            Self::NameFr => "name_fr",
            Self::Level => "level",
            Self::PlaceEn => "place_en",
            Self::PlaceFr => "place_fr",
            Self::HoursEn => "hours_en",
            Self::HoursFr => "hours_fr",
            Self::Telephone => "telephone",
            Self::BringEn => "bring_en",
            Self::BringFr => "bring_fr",
            Self::VerifiedOn => "verified_on",
            Self::Status => "status",
        }
    }
}

const ACTIVE: &str = "active";
const RETIRED: &str = "retired";

/// Why a file is refused as a whole; nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    #[error("the file holds no rows")]
    Empty,
    #[error("the file is larger than {DIRECTORY_FILE_MAX_BYTES} bytes")]
    TooLarge,
    #[error("the file has more than {ORGANIZATIONS_MAX} rows")]
    TooManyRows,
    #[error("line {line} has more than {MAX_INVENTORY_COLUMNS} columns")]
    TooManyColumns { line: u32 },
    #[error("line {line} is not UTF-8; it looks like {looks_like:?}")]
    NotUtf8 { line: u32, looks_like: Encoding },
    /// A level and a name in one language are the least that a row says.
    #[error("columns are missing: {0:?}")]
    MissingColumns(Vec<&'static str>),
    #[error("column {0} is there twice")]
    RepeatedColumn(&'static str),
    /// A quote that opens on this line is never closed.
    #[error("the file was cut; see line {line}")]
    CutShort { line: u32 },
}

impl From<InventoryError> for DirectoryError {
    fn from(error: InventoryError) -> Self {
        match error {
            InventoryError::TooLarge => Self::TooLarge,
            InventoryError::TooManyRows => Self::TooManyRows,
            InventoryError::TooManyColumns { line } => Self::TooManyColumns { line },
            InventoryError::NotUtf8 { line, looks_like } => Self::NotUtf8 { line, looks_like },
            InventoryError::CutShort { line } => Self::CutShort { line },
            // What only a header of the inventory can be.
            InventoryError::Empty
            | InventoryError::NotCommas
            | InventoryError::UnknownTable
            | InventoryError::MissingColumns { .. }
            | InventoryError::RepeatedColumn { .. } => Self::Empty,
        }
    }
}

/// Why a row was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalReason {
    /// More or fewer cells than the header.
    WrongCellCount,
    Missing,
    TooLong,
    BadId,
    BadLevel,
    BadTelephone,
    /// Not `YYYY-MM-DD`.
    BadDate,
    BadStatus,
    /// Holds a social insurance or card number.
    MustBeMasked,
    /// The same organization stands above.
    Repeated,
}

impl RefusalReason {
    /// The code that the interface words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongCellCount => "wrong_cell_count",
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::BadId => "bad_id",
            Self::BadLevel => "bad_level",
            Self::BadTelephone => "bad_telephone",
            Self::BadDate => "bad_date",
            Self::BadStatus => "bad_status",
            Self::MustBeMasked => "must_be_masked",
            Self::Repeated => "repeated",
        }
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The line of the file on which the row begins, from 1.
    pub line: u32,
    /// `None`: the row as a whole.
    pub column: Option<&'static str>,
    pub reason: RefusalReason,
}

/// A row that could be read by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRow {
    pub line: u32,
    /// Absent: known by level and name.
    pub id: Option<OrganizationId>,
    pub organization: Organization,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryFile {
    /// Rows without the header: taken + refused.
    pub read: u32,
    pub rows: Vec<FileRow>,
    pub refused: Vec<Refusal>,
    /// The columns that the file has; of the others a row says nothing.
    pub columns: BTreeSet<Column>,
    /// Columns that are not of a directory, as the file names them: their cells were not read.
    pub unread: Vec<String>,
}

/// Unread columns that are named.
const UNREAD_MAX: usize = 20;
/// Characters of the name of one.
const UNREAD_MAX_CHARS: usize = 40;

/// Reads a file of the directory.
pub fn read(bytes: &[u8]) -> Result<DirectoryFile, DirectoryError> {
    if bytes.len() > DIRECTORY_FILE_MAX_BYTES {
        return Err(DirectoryError::TooLarge);
    }
    let text = utf8(bytes)?;
    let table = records(text, separator(text), ORGANIZATIONS_MAX)?;
    let mut places: BTreeMap<Column, usize> = BTreeMap::new();
    let mut unread = Vec::new();
    for (place, name) in table.header.iter().enumerate() {
        match Column::ALL.iter().find(|column| column.as_str().eq_ignore_ascii_case(name)) {
            Some(column) if places.insert(*column, place).is_some() => {
                return Err(DirectoryError::RepeatedColumn(column.as_str()));
            }
            Some(_) => {}
            None if name.is_empty() || unread.len() == UNREAD_MAX => {}
            None => unread.push(name.chars().filter(|c| !c.is_control()).take(UNREAD_MAX_CHARS).collect()),
        }
    }
    let names = [Column::NameEn, Column::NameFr];
    let no_name = names.iter().filter(|_| names.iter().all(|name| !places.contains_key(name)));
    let no_level = [Column::Level].into_iter().filter(|level| !places.contains_key(level));
    let missing: Vec<&str> = no_name.copied().chain(no_level).map(Column::as_str).collect();
    if !missing.is_empty() {
        return Err(DirectoryError::MissingColumns(missing));
    }
    if table.rows.is_empty() {
        return Err(DirectoryError::Empty);
    }
    let mut file = DirectoryFile {
        read: to_u32(table.rows.len()),
        rows: Vec::new(),
        refused: Vec::new(),
        columns: places.keys().copied().collect(),
        unread,
    };
    for row in &table.rows {
        if row.cells.len() != table.header.len() {
            file.refused.push(Refusal {
                line: row.line,
                column: None,
                reason: RefusalReason::WrongCellCount,
            });
            continue;
        }
        match organization(row, &places) {
            Ok((id, organization)) => file.rows.push(FileRow { line: row.line, id, organization }),
            Err((column, reason)) => {
                file.refused.push(Refusal { line: row.line, column: Some(column), reason })
            }
        }
    }
    Ok(file)
}

/// What stands between the cells of the header most often; a spreadsheet in French takes semicolons.
fn separator(text: &str) -> u8 {
    let header = text.trim_start().lines().next().unwrap_or_default();
    let count = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
    let most = b";\t".iter().copied().max_by_key(count).filter(|other| count(other) > count(&b','));
    most.unwrap_or(b',')
}

type BadCell = (&'static str, RefusalReason);

fn organization(
    row: &Row,
    places: &BTreeMap<Column, usize>,
) -> Result<(Option<OrganizationId>, Organization), BadCell> {
    let raw = |column: Column| {
        places.get(&column).and_then(|place| row.cells.get(*place)).map(unguarded).unwrap_or_default()
    };
    let word = |column: Column| raw(column).trim().to_lowercase();
    let bad = |column: Column, reason: RefusalReason| (column.as_str(), reason);
    let id = match word(Column::OrganizationId) {
        id if id.is_empty() => None,
        id => Some(id.parse().map_err(|_| bad(Column::OrganizationId, RefusalReason::BadId))?),
    };
    let verified_on = match word(Column::VerifiedOn) {
        day if day.is_empty() => None,
        day => Some(date(&day).ok_or(bad(Column::VerifiedOn, RefusalReason::BadDate))?),
    };
    let organization = Organization {
        name_en: raw(Column::NameEn).to_owned(),
        name_fr: raw(Column::NameFr).to_owned(),
        level: level(&word(Column::Level)).map_err(|reason| bad(Column::Level, reason))?,
        place_en: raw(Column::PlaceEn).to_owned(),
        place_fr: raw(Column::PlaceFr).to_owned(),
        hours_en: raw(Column::HoursEn).to_owned(),
        hours_fr: raw(Column::HoursFr).to_owned(),
        telephone: raw(Column::Telephone).to_owned(),
        bring_en: raw(Column::BringEn).to_owned(),
        bring_fr: raw(Column::BringFr).to_owned(),
        verified_on,
        retired: match word(Column::Status).as_str() {
            "" | ACTIVE => false,
            RETIRED => true,
            _ => return Err(bad(Column::Status, RefusalReason::BadStatus)),
        },
    };
    let organization = validate(organization).map_err(|invalid| {
        let column = Column::ALL.iter().find(|column| column.as_str() == invalid.field);
        let column = column.copied().unwrap_or(Column::NameEn);
        bad(column, refusal(column, invalid.problem))
    })?;
    Ok((id, organization))
}

fn refusal(column: Column, problem: Problem) -> RefusalReason {
    match (problem, column) {
        (Problem::TooLong | Problem::TooMany, _) => RefusalReason::TooLong,
        (Problem::MustBeMasked, _) => RefusalReason::MustBeMasked,
        (Problem::Unknown, Column::Telephone) => RefusalReason::BadTelephone,
        (Problem::OutOfRange | Problem::EndsBeforeStart, _) => RefusalReason::BadDate,
        (Problem::Missing | Problem::Unknown | Problem::NotTogether, _) => RefusalReason::Missing,
    }
}

/// The stored word; also the ways in which a person may write it.
fn level(word: &str) -> Result<Level, RefusalReason> {
    let word = crate::catalogue::search_key(word).replace(' ', "_");
    match word.as_str() {
        "" => Err(RefusalReason::Missing),
        "provincial" | "territorial" | "provincial_ou_territorial" | "provincial_or_territorial" => {
            Ok(Level::ProvincialTerritorial)
        }
        "autochtone" => Ok(Level::Indigenous),
        "autre" => Ok(Level::Other),
        word => Level::parse(word).ok_or(RefusalReason::BadLevel),
    }
}

/// `2026-11-24` and nothing else: which of 03/04 is the month, a file doesn't say.
fn date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse().ok().filter(|_| shape)
}

/// The directory as a file that [`read`] takes without a change. Begins with a byte order mark, so that a spreadsheet
/// reads the accents.
pub fn write<'a>(organizations: impl IntoIterator<Item = (&'a OrganizationId, &'a Organization)>) -> Vec<u8> {
    let mut text = String::from("\u{FEFF}");
    line(&mut text, Column::ALL.iter().map(|column| column.as_str().to_owned()));
    for (id, o) in organizations {
        line(&mut text, Column::ALL.iter().map(|column| guarded(&cell(*column, id, o))));
    }
    text.into_bytes()
}

fn cell(column: Column, id: &OrganizationId, o: &Organization) -> String {
    match column {
        Column::OrganizationId => id.to_string(),
        Column::NameEn => o.name_en.clone(),
        Column::NameFr => o.name_fr.clone(),
        Column::Level => o.level.to_string(),
        Column::PlaceEn => o.place_en.clone(),
        Column::PlaceFr => o.place_fr.clone(),
        Column::HoursEn => o.hours_en.clone(),
        Column::HoursFr => o.hours_fr.clone(),
        Column::Telephone => o.telephone.clone(),
        Column::BringEn => o.bring_en.clone(),
        Column::BringFr => o.bring_fr.clone(),
        Column::VerifiedOn => o.verified_on.map(|day| day.to_string()).unwrap_or_default(),
        Column::Status => if o.retired { RETIRED } else { ACTIVE }.to_owned(),
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}
