//! Each figure by its name. What one needs of the others' stores it copies.

mod backup;
mod ingest;
mod others;
mod rebuild;
mod record;
mod review;
mod search;

use crate::data::{Data, Office};
use crate::pairs::{Figure, Outcome, Rounds};

/// What a figure is measured on.
pub struct Bench {
    pub data: Data,
    pub rounds: Rounds,
}

impl Bench {
    /// A copy that the figure may write to.
    fn copy_of(&self, office: &Office) -> Outcome<(Office, tempfile::TempDir)> {
        office.copy(&self.data.target)
    }
}

pub type Measure = fn(&Bench) -> Outcome<Vec<Figure>>;

/// In the order in which they are printed.
pub const ALL: [(&str, Measure); 10] = [
    ("record", record::measure),
    ("review_day", review::measure),
    ("search_notes", search::measure),
    ("rebuild", rebuild::measure),
    ("backup", backup::measure),
    ("ingest", ingest::measure),
    ("anki_add", others::anki),
    ("pouchdb_put", others::pouchdb_put),
    ("pouchdb_replicate", others::pouchdb_replicate),
    ("calc_save", others::calc),
];
