//! A document as a file, where the person chose.

use super::DocumentRequest;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use std::path::Path;

const ENDING: &str = "pdf";

impl Desk {
    /// Writes the document as tagged PDF, whole or not at all, and gives the file's name. A file of that name is
    /// replaced: the system's window has asked.
    ///
    /// # Errors
    /// `FileUnwritable` where it can't be written, `DiskFull`; whatever was there is untouched.
    pub fn save_document(&self, actor: &Actor, request: &DocumentRequest, path: &Path) -> Result<String> {
        let document = self.what_it_says(actor, request)?;
        let bytes = moments_report::pdf(&document).map_err(|error| self.not_made(&error))?;
        self.write_file(path, ENDING, &bytes)
    }
}
