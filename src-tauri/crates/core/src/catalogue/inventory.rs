//! Reads the two tables of the national service inventory (services, service standards) as the open data has them.
//!
//! A file that can't be trusted is refused whole; a bad row is refused alone, with its place and the reason, and the
//! good ones go on. Every row is accounted for: read = taken + superseded + refused. Of several fiscal years of one
//! id the newest that can be read is taken. Deliberately absent: what is known already; see [`super::plan`].

use super::cell;
use super::key::{ServiceKey, StandardKey};
use super::service::{Record, Service, Source, Standard};
use super::table::{Row, Table, open, to_u32};
use super::{relationship, thresholds};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

pub use super::cell::{
    CODE_MAX_CHARS, CODES_MAX, OWNER_TITLE_MAX_CHARS, SERVICE_NAME_MAX_CHARS, SERVICE_TEXT_MAX_CHARS,
    URI_MAX_CHARS, VOLUME_MAX,
};
pub use super::table::{
    Encoding, InventoryError, MAX_INVENTORY_BYTES, MAX_INVENTORY_COLUMNS, MAX_INVENTORY_ROWS, TableKind,
};

/// Columns without which a row says too little, and those that are read when they are there.
const SERVICE_REQUIRED: &[&str] = &[
    "fiscal_yr",
    "service_id",
    "service_name_en",
    "service_name_fr",
    "service_type",
    "service_recipient_type",
    "owner_org",
    "owner_org_title",
];
const SERVICE_OPTIONAL: &[&str] = &[
    "service_description_en",
    "service_description_fr",
    "service_scope",
    "client_target_groups",
    "service_fee",
    "num_applications_by_phone",
    "num_applications_online",
    "num_applications_in_person",
    "num_applications_by_mail",
    "num_applications_by_email",
    "num_applications_by_fax",
    "num_applications_by_other",
    "num_applications_total",
    "service_uri_en",
    "service_uri_fr",
];
const STANDARD_REQUIRED: &[&str] = &[
    "fiscal_yr",
    "service_id",
    "service_standard_id",
    "service_standard_en",
    "service_standard_fr",
    "type",
    "channel",
    "owner_org",
];
const STANDARD_OPTIONAL: &[&str] =
    &["target", "volume_meeting_target", "total_volume", "performance", "target_met"];

/// The inventory's code of a channel, and the column that tells whether clients can apply by it (`NA`: they can't).
const APPLICATION_CHANNELS: &[(&str, &str)] = &[
    ("PERSON", "num_applications_in_person"),
    ("TEL", "num_applications_by_phone"),
    ("ONL", "num_applications_online"),
    ("POST", "num_applications_by_mail"),
    ("EML", "num_applications_by_email"),
    ("FAX", "num_applications_by_fax"),
    ("OTH", "num_applications_by_other"),
];

/// A file of the inventory.
#[derive(Debug, Clone, PartialEq)]
pub enum Inventory {
    Services(Rows<ServiceKey, Service>),
    Standards(Rows<StandardKey, Standard>),
}

/// What was read of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows<K, R> {
    /// Rows of the file without its header: taken + superseded + refused.
    pub read: u32,
    pub taken: BTreeMap<K, R>,
    /// Rows of an older fiscal year of an id that was taken in a newer one.
    pub superseded: u32,
    pub refused: Vec<Refusal>,
    /// Every id that the file holds, on refused rows too: none of them is gone.
    pub(super) mentioned: BTreeSet<K>,
    /// The owner organizations of which this file tells all ids, each with its newest fiscal year here. One with a
    /// refused row whose id could not be read is not among them.
    pub(super) owners: BTreeMap<String, String>,
}

/// Why a row was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalReason {
    /// More or fewer cells than the header.
    WrongCellCount,
    Missing,
    TooLong,
    BadId,
    BadFiscalYear,
    BadCode,
    BadNumber,
    /// The same id in the same fiscal year stands above.
    Repeated,
}

impl RefusalReason {
    pub const ALL: &'static [Self] = &[
        Self::WrongCellCount,
        Self::Missing,
        Self::TooLong,
        Self::BadId,
        Self::BadFiscalYear,
        Self::BadCode,
        Self::BadNumber,
        Self::Repeated,
    ];

    /// The code that the interface words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongCellCount => "wrong_cell_count",
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::BadId => "bad_id",
            Self::BadFiscalYear => "bad_fiscal_year",
            Self::BadCode => "bad_code",
            Self::BadNumber => "bad_number",
            Self::Repeated => "repeated",
        }
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line of the file on which the row begins, from 1.
    pub line: u32,
    /// The row, from 1, without the header.
    pub record: u32,
    /// `None`: the row as a whole.
    pub column: Option<&'static str>,
    pub reason: RefusalReason,
}

/// Reads a file of the inventory, whichever of the two tables it is.
pub fn read(bytes: &[u8]) -> Result<Inventory, InventoryError> {
    read_from(bytes, Source::Official)
}

/// Reads a file whose ids are those of `source`: official ids, or UUIDs.
pub(super) fn read_from(bytes: &[u8], source: Source) -> Result<Inventory, InventoryError> {
    let table = open(bytes)?;
    let has = |column: &str| table.header.iter().any(|name| name == column);
    let kind = if has("service_standard_id") || has("service_standard_en") || has("service_standard_fr") {
        TableKind::Standards
    } else if has("service_type") || has("service_recipient_type") || has("service_description_en") {
        TableKind::Services
    } else {
        return Err(InventoryError::UnknownTable);
    };
    match kind {
        TableKind::Services => {
            let columns = columns(&table, kind, SERVICE_REQUIRED, SERVICE_OPTIONAL)?;
            Ok(Inventory::Services(collect(&table, &columns, |cells| service(cells, source))?))
        }
        TableKind::Standards => {
            let columns = columns(&table, kind, STANDARD_REQUIRED, STANDARD_OPTIONAL)?;
            Ok(Inventory::Standards(collect(&table, &columns, |cells| standard(cells, source))?))
        }
    }
}

type Columns = BTreeMap<&'static str, usize>;

fn columns(
    table: &Table,
    kind: TableKind,
    required: &[&'static str],
    optional: &[&'static str],
) -> Result<Columns, InventoryError> {
    let mut columns = Columns::new();
    for column in required.iter().chain(optional) {
        let mut places = table.header.iter().enumerate().filter(|(_, name)| name == column);
        if let Some((place, _)) = places.next() {
            columns.insert(column, place);
        }
        if places.next().is_some() {
            return Err(InventoryError::RepeatedColumn { column });
        }
    }
    let missing: Vec<_> = required.iter().copied().filter(|column| !columns.contains_key(column)).collect();
    if missing.is_empty() {
        Ok(columns)
    } else {
        Err(InventoryError::MissingColumns { table: kind, columns: missing })
    }
}

/// The cells of one row by column; a column that the file doesn't have is empty.
struct Cells<'a> {
    row: &'a Row,
    columns: &'a Columns,
}

impl Cells<'_> {
    fn get(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|place| self.row.cells.get(*place)).unwrap_or_default()
    }

    fn read<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, RefusalReason>,
    ) -> Result<T, Problem> {
        parse(self.get(column)).map_err(|reason| (column, reason))
    }
}

type Problem = (&'static str, RefusalReason);

/// A row that could be read far enough to know which id it is about, or why not.
struct Parsed<K, R> {
    key: Result<K, Problem>,
    record: Result<R, Problem>,
}

fn collect<R: Record>(
    table: &Table,
    columns: &Columns,
    parse: impl Fn(&Cells) -> Parsed<R::Key, R>,
) -> Result<Rows<R::Key, R>, InventoryError> {
    if table.rows.is_empty() {
        return Err(InventoryError::Empty);
    }
    let mut taken: BTreeMap<R::Key, R> = BTreeMap::new();
    let mut mentioned = BTreeSet::new();
    let mut superseded = 0;
    let mut refused = Vec::new();
    let mut doubt = Doubt::default();
    for row in &table.rows {
        let mut refuse =
            |column, reason| refused.push(Refusal { line: row.line, record: row.number, column, reason });
        if row.cells.len() != table.header.len() {
            refuse(None, RefusalReason::WrongCellCount);
            doubt.everything = true;
            continue;
        }
        let cells = Cells { row, columns };
        let Parsed { key, record } = parse(&cells);
        let key = match key {
            Ok(key) => key,
            Err((column, reason)) => {
                refuse(Some(column), reason);
                doubt.about(reason, cell::owner(cells.get("owner_org")).ok());
                continue;
            }
        };
        mentioned.insert(key.clone());
        let record = match record {
            Ok(record) => record,
            Err((column, reason)) => {
                refuse(Some(column), reason);
                continue;
            }
        };
        match taken.entry(key) {
            Entry::Vacant(place) => {
                place.insert(record);
            }
            Entry::Occupied(place) if place.get().fiscal_year() == record.fiscal_year() => {
                refuse(None, RefusalReason::Repeated);
            }
            Entry::Occupied(mut place) => {
                superseded += 1;
                if place.get().fiscal_year() < record.fiscal_year() {
                    place.insert(record);
                }
            }
        }
    }
    let owners = doubt.told_whole(taken.values());
    Ok(Rows { read: to_u32(table.rows.len()), taken, superseded, refused, mentioned, owners })
}

/// Of which organizations ids may stand in the file that could not be read.
#[derive(Default)]
struct Doubt {
    owners: BTreeSet<String>,
    everything: bool,
}

impl Doubt {
    fn about(&mut self, reason: RefusalReason, owner: Option<String>) {
        match owner {
            // No id at all is no other service's id.
            _ if reason == RefusalReason::Missing => {}
            Some(owner) => drop(self.owners.insert(owner)),
            None => self.everything = true,
        }
    }

    fn told_whole<'a, R: Record + 'a>(&self, taken: impl Iterator<Item = &'a R>) -> BTreeMap<String, String> {
        let mut newest: BTreeMap<String, String> = BTreeMap::new();
        for record in taken.filter(|record| !self.everything && !self.owners.contains(record.owner())) {
            let year = newest.entry(record.owner().to_owned()).or_default();
            if year.as_str() < record.fiscal_year() {
                record.fiscal_year().clone_into(year);
            }
        }
        newest
    }
}

fn service_key(raw: &str, source: Source) -> Result<ServiceKey, RefusalReason> {
    let raw = raw.trim();
    let key = match source {
        Source::Official => ServiceKey::official(raw),
        Source::Starter | Source::Own => ServiceKey::parse(raw).filter(|key| !key.is_official()),
    };
    key.ok_or_else(|| no_key(raw))
}

/// A remark in place of an id ("Not available") says that there is none; a garbled id hides one.
fn no_key(raw: &str) -> RefusalReason {
    if raw.bytes().any(|b| b.is_ascii_digit()) { RefusalReason::BadId } else { RefusalReason::Missing }
}

fn service(cells: &Cells, source: Source) -> Parsed<ServiceKey, Service> {
    let key = cells.read("service_id", |raw| service_key(raw, source));
    Parsed { key, record: service_record(cells, source) }
}

fn service_record(cells: &Cells, source: Source) -> Result<Service, Problem> {
    let (owner_title_en, owner_title_fr) = cells.read("owner_org_title", cell::owner_title)?;
    let mut service = Service {
        name_en: cells.read("service_name_en", cell::required_name)?,
        name_fr: cells.read("service_name_fr", cell::required_name)?,
        description_en: cells.read("service_description_en", cell::optional_text)?,
        description_fr: cells.read("service_description_fr", cell::optional_text)?,
        fiscal_year: cells.read("fiscal_yr", cell::fiscal_year)?,
        source,
        types: cells.read("service_type", cell::required_codes)?,
        recipient: cells.read("service_recipient_type", cell::optional_code)?,
        scope: cells.read("service_scope", cell::codes)?,
        client_target_groups: cells.read("client_target_groups", cell::codes)?,
        channels: application_channels(cells)?,
        owner_org: cells.read("owner_org", cell::owner)?,
        owner_title_en,
        owner_title_fr,
        fee: cells.read("service_fee", cell::yes_no)?,
        uri_en: cell::uri(cells.get("service_uri_en")),
        uri_fr: cell::uri(cells.get("service_uri_fr")),
        applications_in_person: cells.read("num_applications_in_person", cell::volume)?,
        applications_total: cells.read("num_applications_total", cell::volume)?,
        ..Service::default()
    };
    relationship::set_proposal(&mut service);
    Ok(service)
}

fn application_channels(cells: &Cells) -> Result<Vec<String>, Problem> {
    let mut channels = Vec::new();
    for (code, column) in APPLICATION_CHANNELS {
        let volume = cells.read(column, cell::volume)?;
        if volume.is_some() || cells.get(column).trim() == "ND" {
            channels.push((*code).to_owned());
        }
    }
    Ok(channels)
}

fn standard(cells: &Cells, source: Source) -> Parsed<StandardKey, Standard> {
    let service = cells.read("service_id", |raw| service_key(raw, source));
    let key = service.clone().and_then(|service| {
        cells.read("service_standard_id", |raw| {
            let raw = raw.trim();
            let key = match source {
                Source::Official => StandardKey::official(&service, raw),
                Source::Starter | Source::Own => StandardKey::parse(raw),
            };
            key.ok_or_else(|| no_key(raw))
        })
    });
    Parsed { key, record: service.and_then(|service| standard_record(cells, service, source)) }
}

fn standard_record(cells: &Cells, service: ServiceKey, source: Source) -> Result<Standard, Problem> {
    let text_en = cells.read("service_standard_en", cell::required_text)?;
    let text_fr = cells.read("service_standard_fr", cell::required_text)?;
    let proposal = thresholds::propose(&text_en, &text_fr);
    Ok(Standard {
        service,
        standard_id: cells.get("service_standard_id").trim().to_owned(),
        text_en,
        text_fr,
        source,
        standard_type: cells.read("type", cell::optional_code)?,
        channel: cells.read("channel", cell::optional_code)?,
        owner_org: cells.read("owner_org", cell::owner)?,
        fiscal_year: cells.read("fiscal_yr", cell::fiscal_year)?,
        target: cells.read("target", cell::target)?,
        volume_meeting_target: cells.read("volume_meeting_target", cell::volume)?,
        total_volume: cells.read("total_volume", cell::volume)?,
        performance: cells.read("performance", cell::performance)?,
        target_met: cells.read("target_met", cell::yes_no)?,
        proposed_threshold_minutes: proposal.map(|p| p.minutes),
        threshold_applies_to: proposal.map(|p| p.applies_to).unwrap_or_default(),
        ..Standard::default()
    })
}
