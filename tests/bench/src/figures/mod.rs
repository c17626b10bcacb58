//! Each figure by its name. What one needs of the others' stores it copies.

mod backup;
mod import_inventory;
mod ingest;
mod open;
mod others;
mod rebuild;
pub mod record;
pub mod review;
mod seal;
pub mod search;
mod trend_year;

use crate::data::{Data, Office};
use crate::pairs::{Figure, Outcome, Rounds};
use std::path::PathBuf;

/// What a figure is measured on.
pub struct Bench {
    pub data: Data,
    pub rounds: Rounds,
    /// Where the real service inventory lies.
    pub inventory: Option<PathBuf>,
    /// Only to see that everything runs.
    pub quick: bool,
}

impl Bench {
    /// A copy that the figure may write to.
    fn copy_of(&self, office: &Office) -> Outcome<(Office, tempfile::TempDir)> {
        office.copy(&self.data.target)
    }
}

pub type Measure = fn(&Bench) -> Outcome<Vec<Figure>>;

/// In the order in which they are printed.
pub const ALL: [(&str, Measure); 14] = [
    ("record", record::measure),
    ("review_day", review::measure),
    ("search_notes", search::measure),
    ("trend_year", trend_year::measure),
    ("import_inventory", import_inventory::measure),
    ("seal", seal::measure),
    ("open", open::measure),
    ("rebuild", rebuild::measure),
    ("backup", backup::measure),
    ("ingest", ingest::measure),
    ("anki_add", others::anki),
    ("pouchdb_put", others::pouchdb_put),
    ("pouchdb_replicate", others::pouchdb_replicate),
    ("calc_save", others::calc),
];
