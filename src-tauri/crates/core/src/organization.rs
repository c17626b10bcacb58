//! The directory: organizations that a client may be sent to, readable offline.

use crate::words::Level;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An organization of the directory. Empty text: not known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    pub name_en: String,
    pub name_fr: String,
    pub level: Level,
    /// Address, floor, how to get there.
    pub place_en: String,
    pub place_fr: String,
    pub hours_en: String,
    pub hours_fr: String,
    /// As it is dialled; of the organization, never of a person.
    pub telephone: String,
    /// What a client has to bring.
    pub bring_en: String,
    pub bring_fr: String,
    /// The day on which somebody last made sure that this is right.
    pub verified_on: Option<NaiveDate>,
    /// No longer offered; what was recorded keeps its name.
    pub retired: bool,
}
