//! What is done by itself, one thing at a time: a look at every page after a start and each day, copies, a proof and a rehearsal each week,
//! retention once a day.

use super::Done;
use crate::desk::{Desk, locked};
use crate::error::{ErrorCode, Result};
use crate::privacy::RetentionRun;
use moments_store::backup;
use moments_store::{StoreError, rehearse};
use std::sync::atomic::Ordering;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const WEEK_MS: i64 = 7 * DAY_MS;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Pages,
    Copy,
    Proof,
    Rehearsal,
}

impl Desk {
    /// Does one thing that is due, if any, and says whether it did. Called every few seconds by a thread that may wait.
    pub fn look_after(&self) -> bool {
        if !self.holds_home() || self.store().is_err() {
            return false;
        }
        let due = match self.due() {
            Ok(due) => due,
            Err(error) => {
                self.log_failure("keeping the records", &error);
                None
            }
        };
        // Failures are kept and logged by the step.
        let _ = match due {
            Some(Due::Pages) => self.look_at_pages(),
            Some(Due::Copy) => self.back_up(),
            Some(Due::Proof) => self.weekly_proof(),
            Some(Due::Rehearsal) => self.rehearse_newest(),
            // Last: what goes was copied before.
            None => return matches!(self.run_retention(), Ok(RetentionRun::Ran { .. })),
        };
        true
    }

    fn due(&self) -> Result<Option<Due>> {
        let kept = self.kept();
        let is_due =
            |done: &Option<Done>, every| done.as_ref().is_none_or(|done| self.is_past(done.at_ms, every));
        let looked_at = self.care.pages_looked_at.load(Ordering::Relaxed);
        Ok(if self.care.suspect.load(Ordering::Relaxed) || !looked_at || is_due(&kept.pages, DAY_MS) {
            Some(Due::Pages)
        } else if self.copy_is_due(&kept)? {
            Some(Due::Copy)
        } else if is_due(&kept.proof, WEEK_MS) {
            Some(Due::Proof)
        } else if is_due(&kept.rehearsal, WEEK_MS) && kept.copy.is_some() {
            Some(Due::Rehearsal)
        } else {
            None
        })
    }

    /// Every page. Damage is put right at once, from the newest copy and from what can still be read.
    fn look_at_pages(&self) -> Result<()> {
        let _turn = locked(&self.care.turn);
        self.care.suspect.store(false, Ordering::Relaxed);
        self.care.pages_looked_at.store(true, Ordering::Relaxed);
        let looked = self.step(
            |kept| &mut kept.pages,
            || {
                let store = self.store()?;
                if store.check_pages()?.is_empty() { Ok(None) } else { Err(ErrorCode::Damaged.into()) }
            },
        );
        match looked {
            Err(error) if error.code == ErrorCode::Damaged => self.put_back_while_open(),
            other => other,
        }
    }

    /// Chains and tables. Tables that differ are folded anew; a chain that is broken is told, as no copy can know better.
    fn weekly_proof(&self) -> Result<()> {
        self.step(
            |kept| &mut kept.proof,
            || {
                let proof = self.prove()?;
                if !proof.damaged_pages.is_empty() {
                    self.care.suspect.store(true, Ordering::Relaxed);
                }
                if !proof.differing_tables.is_empty() {
                    self.store()?.rebuild(self.store_now())?;
                    self.log("tables were folded anew");
                }
                if proof.broken_entries.is_empty() && proof.damaged_pages.is_empty() {
                    Ok(None)
                } else {
                    Err(ErrorCode::Damaged.into())
                }
            },
        )
    }

    /// The newest copy is opened as a store would be, and proven whole. One that is not is put aside, and another is made.
    pub(super) fn rehearse_newest(&self) -> Result<()> {
        let _turn = locked(&self.care.turn);
        self.step(
            |kept| &mut kept.rehearsal,
            || {
                let newest = backup::list(&self.home.backups())?.into_iter().next();
                let newest = newest.ok_or(ErrorCode::NotFound)?;
                let store = self.store()?;
                match rehearse(&store, &newest) {
                    Ok(true) => Ok(Some(newest.about.number)),
                    Err(StoreError::Foreign) => {
                        self.want_copy();
                        Err(ErrorCode::WrongKey.into())
                    }
                    Ok(false) | Err(StoreError::Damaged) => {
                        newest.set_aside()?;
                        self.want_copy();
                        Err(ErrorCode::Damaged.into())
                    }
                    Err(other) => Err(other.into()),
                }
            },
        )
    }
}
