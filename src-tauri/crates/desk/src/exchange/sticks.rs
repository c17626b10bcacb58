//! Which sticks are plugged in, and the folder that was used last: nobody has to look for them.

use super::places::Place;
use super::view::kilobytes;
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use sysinfo::{DiskRefreshKind, Disks};

/// A stick, or a folder that is used like one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct StickView {
    /// Where it is; a window gives it back to choose it.
    pub folder: String,
    /// It can be pulled out.
    pub removable: bool,
    /// `null` where that is not known.
    pub free_kilobytes: Option<u32>,
    /// Something of this office lies there.
    pub known: bool,
    /// When it was last written and read from here, in the office's time; only of the one that was used last.
    pub written_at: Option<String>,
    pub read_at: Option<String>,
}

/// `sticks.json`: the one that was used last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Last {
    folder: PathBuf,
    written_ms: Option<i64>,
    read_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Written,
    Read,
}

impl Desk {
    /// What is plugged in and can be written, and the folder that was used last where it is there.
    pub fn sticks(&self, actor: &Actor) -> Result<Vec<StickView>> {
        actor.require_any()?;
        let (office, last) = (self.place()?.office_id, self.last_stick());
        let at = |ms: Option<i64>| {
            let at = DateTime::from_timestamp_millis(ms?)?;
            Some(self.place().ok()?.local(at).to_rfc3339())
        };
        let view = |folder: &Path, removable, free_bytes: Option<u64>| {
            let last = last.as_ref().filter(|last| last.folder == folder);
            StickView {
                folder: folder.to_string_lossy().into_owned(),
                removable,
                free_kilobytes: free_bytes.map(kilobytes),
                known: Place::on(folder, office).exists(),
                written_at: at(last.and_then(|last| last.written_ms)),
                read_at: at(last.and_then(|last| last.read_ms)),
            }
        };
        // Without a list of drives a folder can still be chosen.
        let disks = Disks::new_with_refreshed_list_specifics(DiskRefreshKind::nothing().with_storage());
        let mut sticks = Vec::new();
        for disk in disks.iter().flat_map(|disks| disks.iter()) {
            if disk.is_removable() && !disk.is_read_only() {
                sticks.push(view(disk.mount_point(), true, Some(disk.available_space())));
            }
        }
        let used = last.as_ref().map(|last| last.folder.as_path());
        let used = used.filter(|folder| folder.is_dir());
        if let Some(folder) = used.filter(|f| sticks.iter().all(|stick| Path::new(&stick.folder) != *f)) {
            sticks.push(view(folder, false, None));
        }
        Ok(sticks)
    }

    /// The folder of a stick that [`Desk::sticks`] names: a window chooses among those, and names no other.
    ///
    /// # Errors
    /// `FileUnreadable` where it is not plugged in any more.
    pub fn stick(&self, actor: &Actor, folder: &str) -> Result<PathBuf> {
        let there = self.sticks(actor)?.into_iter().any(|stick| stick.folder == folder);
        if there { Ok(folder.into()) } else { Err(ErrorCode::FileUnreadable.into()) }
    }

    fn sticks_file(&self) -> PathBuf {
        self.home.folder().join("sticks.json")
    }

    /// One that can't be read is as good as none.
    fn last_stick(&self) -> Option<Last> {
        serde_json::from_slice(&std::fs::read(self.sticks_file()).ok()?).ok()
    }

    /// That it can't be written down takes nothing from what was done.
    pub(super) fn used_stick(&self, folder: &Path, how: Use) {
        let mut last = self.last_stick().filter(|last| last.folder == folder).unwrap_or_default();
        last.folder = folder.to_owned();
        let now = Some(self.store_now().utc_ms);
        match how {
            Use::Written => last.written_ms = now,
            Use::Read => last.read_ms = now,
        }
        let kept = serde_json::to_vec_pretty(&last)
            .is_ok_and(|bytes| moments_store::replace_file(&self.sticks_file(), &bytes).is_ok());
        if !kept {
            self.log("which stick was used last could not be kept");
        }
    }
}
