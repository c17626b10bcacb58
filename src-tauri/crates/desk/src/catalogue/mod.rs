//! The office's catalogue: the national inventory, the starter and the office's own services; the quick list.

mod import;
mod services;

pub(crate) use import::{PREVIEW_SAMPLES, Previewed, append_plan, append_starter, count, read_bytes};

use moments_core::words::{Relationship, Standing};
use serde::{Deserialize, Serialize};

/// A service in a pick list.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ServiceItem {
    pub key: String,
    pub name_en: String,
    pub name_fr: String,
    pub relationship: Relationship,
    /// `proposed` by the rule table, or `confirmed` by an administrator.
    pub relationship_state: String,
    /// The rule that proposed the relationship; none for an own service.
    pub relationship_rule: Option<String>,
    /// Why, in words; empty where the rule says it all.
    pub relationship_reason_en: String,
    pub relationship_reason_fr: String,
    /// `official`, `starter` or `own`.
    pub source: String,
    /// `active`, `withdrawn` or `retired`.
    pub status: String,
    /// 1–9 on the quick list.
    pub quick: Option<u8>,
    /// On the office's own list.
    pub offered: bool,
    /// Names of the organization that owns it.
    pub owner_en: String,
    pub owner_fr: String,
    /// Keys of what clients of this service often need next.
    pub next: Vec<String>,
    /// As what its clients are always here, where the service implies it.
    pub implied_standing: Option<Standing>,
}

/// One service, whole.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ServiceView {
    pub item: ServiceItem,
    pub description_en: String,
    pub description_fr: String,
    pub fiscal_year: Option<String>,
    pub life_event: Option<String>,
    pub standards: Vec<StandardItem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct StandardItem {
    pub key: String,
    pub text_en: String,
    pub text_fr: String,
    pub channel: String,
    /// 0 … 1.
    pub target: Option<f64>,
    /// Minutes, proposed from the text.
    pub threshold_minutes: Option<u32>,
    /// `wait`, `handling` or `unknown`.
    pub measures: String,
    pub fiscal_year: Option<String>,
}

/// An own service, or changes to one.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ServiceForm {
    /// Absent: a new own service.
    pub key: Option<String>,
    pub name_en: String,
    pub name_fr: String,
    pub description_en: Option<String>,
    pub description_fr: Option<String>,
    pub relationship: Relationship,
    pub next: Option<Vec<String>>,
    /// Absent: the service implies none.
    pub implied_standing: Option<Standing>,
}

/// What an import would do; nothing is changed yet.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ImportPreview {
    /// Names this preview when it is imported.
    pub token: String,
    pub files: Vec<PreviewedFile>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PreviewedFile {
    pub name: String,
    /// `services` or `standards`.
    pub table: String,
    /// Rows of the file without its header; the counts below account for each.
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// An older fiscal year of a service that is there in a newer one.
    pub superseded: u32,
    pub refused: Vec<RefusedRow>,
    /// Services that are no longer in the inventory: they leave the pick lists and stay in history.
    pub withdrawn: u32,
    /// The first few changes, to look at.
    pub samples: Vec<PreviewSample>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct RefusedRow {
    /// The line of the file on which the row begins.
    pub line: u32,
    pub column: Option<String>,
    /// A reason code.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct PreviewSample {
    /// `new`, `changed` or `withdrawn`.
    pub change: String,
    pub key: String,
    pub name_en: String,
    pub name_fr: String,
    pub fields: Vec<String>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct Imported {
    pub services_new: u32,
    pub services_changed: u32,
    pub services_withdrawn: u32,
    pub standards_new: u32,
    pub standards_changed: u32,
    pub unchanged: u32,
    pub refused: u32,
    /// Relationships that an administrator has yet to confirm.
    pub to_confirm: u32,
}

/// The office's list: the first nine have quick keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct QuickListForm {
    pub quick: Vec<String>,
    pub offered: Vec<String>,
}
