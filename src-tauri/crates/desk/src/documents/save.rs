//! A document as a file, where the person chose.

use super::DocumentRequest;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use crate::sign_in::PinFor;
use std::path::Path;

const ENDING: &str = "pdf";

impl Desk {
    /// Writes the document as tagged PDF, whole or not at all, and gives the file's name. A file of that name is
    /// replaced: the system's window has asked.
    ///
    /// # Errors
    /// `FileUnwritable` where it can't be written, `DiskFull`; whatever was there is untouched. `PinNeeded` for figures.
    pub fn save_document(&self, actor: &Actor, request: &DocumentRequest, path: &Path) -> Result<String> {
        let document = self.what_it_says(actor, request)?;
        let bytes = moments_report::pdf(&document).map_err(|error| self.not_made(&error))?;
        if let Some(what) = request.exported() {
            self.require_fresh(actor, PinFor::Export)?;
            self.tell_export(actor, &what, ENDING)?;
        }
        self.write_file(path, ENDING, &bytes)
    }
}

impl DocumentRequest {
    /// What leaves the office with it, as an act says; `None` for slips, cards and empty sheets, which are made for clients
    /// and counters.
    pub fn exported(&self) -> Option<String> {
        match self {
            Self::DayReport { date, copy, .. } => Some(format!("day {date} {}", copy.as_str())),
            Self::YouSaidWeDid { from, to, .. } => Some(format!("you_said_we_did {from} {to}")),
            Self::ReferralSlip { .. }
            | Self::CaseSlip { .. }
            | Self::RatingCard { .. }
            | Self::TallySheet { .. } => None,
        }
    }
}
