//! The office: its settings, its workstations, its staff.

mod settings;

use crate::privacy::KeepDays;
use moments_core::entities::Notice;
use moments_core::words::RotatedQuestion;
use serde::{Deserialize, Serialize};

/// Office settings, as shown and as changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct OfficeForm {
    pub name_en: String,
    pub name_fr: String,
    pub organization_en: String,
    pub organization_fr: String,
    pub time_zone: String,
    pub languages: Vec<String>,
    /// Every eligible moment (1), one in k, or nobody (0).
    pub invite_one_in: u32,
    pub questions: Vec<RotatedQuestion>,
    /// Answers under which no mean is shown, 5 or more.
    pub screen_threshold: u32,
    /// Staff members under whom no rating and no time is shown, 1 to 20: with 1, figures may be about one person.
    pub staff_threshold: u32,
    pub client_timeout_seconds: u32,
    pub idle_lock_minutes: u32,
    pub standing_recorded: bool,
    pub party_recorded: bool,
    pub keep: KeepDays,
    pub notice: Notice,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OfficeView {
    pub office: OfficeForm,
    /// The label of this workstation.
    pub workstation: String,
    /// Labels of the other workstations known here.
    pub workstations: Vec<String>,
    /// Kinds of the key slots of this workstation.
    pub key_slots: Vec<String>,
    /// How many entries its store holds.
    pub entries: u32,
    /// When its store began (RFC 3339).
    pub started_at: Option<String>,
}
