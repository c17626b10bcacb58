//! The directory of organizations: reading it, keeping it up to date, its file.

mod export;
mod import;
mod keep;
mod show;

pub(crate) use import::PreviewedDirectory;

use crate::catalogue::{PreviewSample, RefusedRow};
use moments_core::ids::OrganizationId;
use moments_core::words::Level;
use serde::{Deserialize, Serialize};

/// Days after which what is known of an organization should be verified again.
pub const VERIFY_EVERY_DAYS: i64 = 180;

/// The whole directory, and what is picked from it most.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Directory {
    /// By name, retired ones too.
    pub organizations: Vec<OrganizationItem>,
    /// Up to nine for a digit each. As of this morning, so that they don't move under the hand.
    pub usual_came_from: Vec<OrganizationId>,
    pub usual_sent_to: Vec<OrganizationId>,
    /// Whether who asks may change it.
    pub can_edit: bool,
}

/// An organization. Empty text: not known.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OrganizationItem {
    pub id: OrganizationId,
    /// One of the two names may be empty.
    pub name_en: String,
    pub name_fr: String,
    pub level: Level,
    pub place_en: String,
    pub place_fr: String,
    pub hours_en: String,
    pub hours_fr: String,
    pub telephone: String,
    pub bring_en: String,
    pub bring_fr: String,
    /// `YYYY-MM-DD`; `null`: never.
    pub verified_on: Option<String>,
    /// Verified more than [`VERIFY_EVERY_DAYS`] ago, or never.
    pub needs_verifying: bool,
    pub retired: bool,
    /// Two people changed this.
    pub conflict: bool,
    /// A newer version of Moments wrote part of it: it can be read here, not changed.
    pub read_only: bool,
}

/// A new organization, or one as it should be.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct OrganizationForm {
    /// Absent: a new one.
    pub id: Option<OrganizationId>,
    pub name_en: String,
    pub name_fr: String,
    pub level: Level,
    pub place_en: String,
    pub place_fr: String,
    pub hours_en: String,
    pub hours_fr: String,
    pub telephone: String,
    pub bring_en: String,
    pub bring_fr: String,
    /// Somebody made sure today that all of this is right.
    pub verified_today: bool,
}

/// What importing a file would do; nothing is changed yet.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DirectoryPreview {
    /// Names this preview when it is imported.
    pub token: String,
    /// The file's name.
    pub name: String,
    /// Rows without the header: new + changed + unchanged + refused.
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub refused: Vec<RefusedRow>,
    /// Columns that are not of a directory, and were not read.
    pub unread: Vec<String>,
    /// The first few changes, to look at.
    pub samples: Vec<PreviewSample>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, specta::Type)]
pub struct DirectoryImported {
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub refused: u32,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct DirectoryExported {
    /// The file's name.
    pub name: String,
    pub organizations: u32,
}
