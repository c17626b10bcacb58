//! The directory as a file, whole or not at all.

use super::show::{by_name, may_edit};
use super::*;
use crate::catalogue::count;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::organization::file::write;
use std::path::Path;

/// Of a table's file name.
const ENDING: &str = "csv";

impl Desk {
    /// Writes the directory into a file, which replaces one of that name. The whole path is given; its name gets the
    /// ending of a table where it has none. For supervisors and administrators.
    pub fn export_directory(&self, actor: &Actor, path: &str) -> Result<DirectoryExported> {
        may_edit(actor)?;
        let known = self.read(by_name)?;
        let bytes = write(known.iter().map(|(id, o)| (id, o)));
        let name = self.write_file(Path::new(path), ENDING, &bytes)?;
        Ok(DirectoryExported { organizations: count(known.len()), name })
    }
}
