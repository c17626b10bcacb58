//! Each figure by its name. What one needs of the others' stores it copies.

mod backup;
mod binary;
mod import_inventory;
mod ingest;
mod key_to_saved;
mod memory;
mod open;
mod others;
mod rebuild;
pub mod record;
pub mod review;
mod seal;
pub mod search;
mod start;
mod trend_year;
mod type_ahead;

use crate::data::{Data, Office};
use crate::pairs::{Figure, Outcome, Rounds};
use crate::window::Programs;
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

    /// A copy for a window, whose colleagues' journals were followed to their ends, as in an office that took them in by and by. Else
    /// the first window would do that, and whoever signs in would wait.
    fn settled_copy_of(&self, office: &Office) -> Outcome<(Office, tempfile::TempDir)> {
        let (copy, folder) = self.copy_of(office)?;
        let (desk, _) = copy.desk()?;
        desk.exchange();
        desk.close();
        Ok((copy, folder))
    }

    /// Windows take seconds to open: fewer rounds, and no more than two of the small ones.
    fn rounds_in_the_window(&self) -> Rounds {
        if self.quick { Rounds { n: 2, warm_up: 0 } } else { Rounds { n: 5, warm_up: 1 } }
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

/// What needs a window.
pub type InTheWindow = fn(&Bench, &Programs) -> Outcome<Figure>;

pub const IN_THE_WINDOW: [(&str, InTheWindow); 5] = [
    ("start", start::measure),
    ("memory", memory::measure),
    ("key_to_saved", key_to_saved::measure),
    ("type_ahead", type_ahead::measure),
    ("binary", binary::measure),
];
