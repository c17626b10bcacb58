//! Which moment a row is: the same row is the same moment in every file that holds it, whatever its format and whatever
//! the columns beside it.

use super::{PastRow, Table};
use crate::ids::{MomentId, OfficeId};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// SHA-256 of a row's mapped cells, each with its field and length, dates and times as they are read.
pub type Fingerprint = [u8; 32];

/// Hands out the ids of one file's rows, from the first to the last.
#[derive(Debug, Default)]
pub struct Identities {
    seen: BTreeMap<Fingerprint, u32>,
}

impl Identities {
    /// The id of the next row. A row that names itself is that one; rows that are alike are counted, since two clients may
    /// come for the same thing in the same minute.
    pub fn next(&mut self, office: &OfficeId, row: &PastRow) -> MomentId {
        if let Some(named) = &row.named {
            return moment_id(office, &format!("past-log named {named}"));
        }
        let seen = self.seen.entry(row.fingerprint).or_default();
        *seen += 1;
        let hex: String = row.fingerprint.iter().map(|b| format!("{b:02x}")).collect();
        moment_id(office, &format!("past-log row {hex} {seen}"))
    }
}

/// UUIDv5 of the office and what names the row.
pub fn moment_id(office: &OfficeId, name: &str) -> MomentId {
    MomentId(Uuid::new_v5(&office.0, name.as_bytes()))
}

/// The fingerprint of these parts, in their order.
pub(super) fn fingerprint<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(b"moments/past-log/1");
    for (field, cell) in parts {
        for part in [field, cell] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().into()
}

impl Table {
    /// Whether the table holds nothing but its header.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
