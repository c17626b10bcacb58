//! First start: the office, this workstation, its first administrator, where the key is kept.

mod command_line;
mod set_up;
mod start;

pub(crate) use set_up::{languages, name, staff_change, time_zone};

use crate::secret::Secret;
use serde::{Deserialize, Serialize};

/// What the first window shows.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StartState {
    /// A fresh home.
    SetUp { suggested_time_zone: String, keystore_available: bool, key_file: bool },
    /// The store is there and its key is not: ask for the recovery code.
    KeyNeeded { reason: crate::error::ErrorCode },
    /// The store is open.
    Ready { office_en: String, office_fr: String, workstation: String },
    /// The store cannot be opened; nothing was changed.
    Failed { error: crate::error::ApiError },
}

#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct NewOffice {
    pub name_en: String,
    pub name_fr: String,
    pub organization_en: String,
    pub organization_fr: String,
    /// IANA name.
    pub time_zone: String,
    /// The first is the default; `en` and `fr` at least one.
    pub languages: Vec<String>,
    pub workstation: String,
    pub administrator: String,
    /// Eight characters at least, and not one that everybody tries first.
    pub pin: Secret,
    pub key_storage: KeyStorage,
    /// Begin with the built-in catalogue of about 25 front-counter services.
    pub starter_catalogue: bool,
}

/// Where the data key is kept, besides the recovery code that every store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyStorage {
    /// The keystore of the person's session on this computer.
    Keystore,
    /// A file, for a trial or the command line.
    KeyFile,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SetUpDone {
    /// Shown once, to be written down.
    pub recovery_code: Secret,
}
