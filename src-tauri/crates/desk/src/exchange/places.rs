//! How a place is laid out: a stick, a share, the prefix of an object store. The courier and the centre know the same.
//!
//! ```text
//! <office>/office/<bundle>      for the office's workstations
//! <office>/centre/<bundle>      for the centre
//! <office>/centre.ack           the centre's newest acknowledgement
//! ```

use moments_bundle::Destination;
use moments_core::ids::OfficeId;
use std::path::{Path, PathBuf};

/// The centre's newest acknowledgement.
pub(super) const ACKNOWLEDGEMENT: &str = "centre.ack";
/// Of the inbox: what is ahead of a gap.
pub(super) const WAITING: &str = "waiting";
/// Of the inbox: what was not taken.
pub(super) const REFUSED: &str = "refused";
/// The folder that is made on a stick, so that nothing of ours lies among a person's own files.
const ON_A_STICK: &str = "Moments";

/// An office's part of a place.
pub(super) struct Place(PathBuf);

impl Place {
    /// On a stick or a share, by the folder that a person chose.
    pub fn on(chosen: &Path, office: OfficeId) -> Self {
        let (inner, office) = (chosen.join(ON_A_STICK), office.to_string());
        let is_inner = chosen.file_name().is_some_and(|name| name == ON_A_STICK);
        let root = if is_inner || chosen.join(&office).is_dir() { chosen.to_owned() } else { inner };
        Self(root.join(office))
    }

    pub fn bundles(&self, destination: Destination) -> PathBuf {
        self.0.join(super::word(destination))
    }

    pub fn acknowledgement(&self) -> PathBuf {
        self.0.join(ACKNOWLEDGEMENT)
    }

    pub fn exists(&self) -> bool {
        self.0.is_dir()
    }
}
