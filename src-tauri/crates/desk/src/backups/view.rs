//! What the screen of copies shows, and what is told after the store was put back.

use super::{Done, Told};
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use chrono::DateTime;
use moments_core::words::Role;
use moments_store::backup::{self, Backup};
use serde::Serialize;

/// Copies, checks, and what was put back.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct BackupsView {
    /// The newest first, in the home and in the second folder.
    pub copies: Vec<BackupItem>,
    /// Entries since the newest copy.
    pub entries_since: u32,
    /// As the system writes it; `null`: there is none.
    pub second_folder: Option<String>,
    pub copy: Option<StepView>,
    pub second: Option<StepView>,
    pub pages: Option<StepView>,
    pub proof: Option<StepView>,
    pub rehearsal: Option<StepView>,
    /// The newest first.
    pub recoveries: Vec<RecoveryView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct BackupItem {
    pub name: String,
    pub number: u32,
    pub made_at: String,
    pub entries: u32,
    /// In kibibytes.
    pub size: u32,
    /// It lies in the second folder.
    pub second: bool,
}

/// The last time that something was done.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct StepView {
    pub at: String,
    /// `null`: it went well.
    pub error: Option<ErrorCode>,
}

/// The store was put back from a copy.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct RecoveryView {
    pub at: String,
    /// `null`: no copy was used.
    pub copy_made_at: Option<String>,
    /// Entries that were read from the damaged file, or from the copy where only the last entries were gone.
    pub taken_over: u32,
    pub missing: Vec<GapView>,
    /// How many entries that is.
    pub lost: u32,
    /// Nothing else is missing.
    pub exact: bool,
    /// The journal is whole up to this entry.
    pub whole_to: u32,
    /// Where what was damaged lies now; `null`: the store was only filled.
    pub quarantine: Option<String>,
    pub read: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct GapView {
    pub from: u32,
    pub to: u32,
}

impl Desk {
    /// Copies, checks and recoveries. Supervisors and administrators may look.
    pub fn backups(&self, actor: &Actor) -> Result<BackupsView> {
        if !actor.is(Role::Administrator) {
            actor.require(Role::Supervisor)?;
        }
        let kept = self.kept();
        let copies = backup::all(&self.home, kept.second_folder.as_deref())?;
        let newest = copies.first().map_or(0, |newest| newest.about.entries);
        Ok(BackupsView {
            copies: copies.iter().map(|copy| self.item(copy)).collect(),
            entries_since: small(self.entries()?.saturating_sub(newest)),
            second_folder: kept.second_folder.map(|folder| folder.to_string_lossy().into_owned()),
            copy: kept.copy.map(|done| self.done(&done)),
            second: kept.second.map(|done| self.done(&done)),
            pages: kept.pages.map(|done| self.done(&done)),
            proof: kept.proof.map(|done| self.done(&done)),
            rehearsal: kept.rehearsal.map(|done| self.done(&done)),
            recoveries: kept.recoveries.iter().rev().map(|told| self.told(told)).collect::<Result<_>>()?,
        })
    }

    fn item(&self, copy: &Backup) -> BackupItem {
        BackupItem {
            name: copy.name(),
            number: small(copy.about.number),
            made_at: self.at(copy.about.made_ms),
            entries: small(copy.about.entries),
            size: small(copy.about.bytes / 1024),
            second: !copy.folder.starts_with(self.home.folder()),
        }
    }

    fn done(&self, done: &Done) -> StepView {
        StepView { at: self.at(done.at_ms), error: done.error }
    }

    fn told(&self, told: &Told) -> Result<RecoveryView> {
        let recovery = self.since(&told.recovery)?;
        Ok(RecoveryView {
            at: self.at(recovery.at_ms),
            copy_made_at: recovery.backup.as_ref().map(|copy| self.at(copy.made_ms)),
            taken_over: small(recovery.taken_over),
            missing: recovery
                .missing
                .iter()
                .map(|gap| GapView { from: small(gap.from), to: small(gap.to) })
                .collect(),
            lost: small(recovery.lost()),
            exact: recovery.exact,
            whole_to: small(recovery.whole_to),
            quarantine: recovery.quarantine,
            read: told.read,
        })
    }

    /// In the office's time.
    fn at(&self, ms: i64) -> String {
        let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
        self.place().map_or_else(|_| at.fixed_offset(), |place| place.local(at)).to_rfc3339()
    }
}

fn small(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
