//! Refusals: each is written down, and a flood of them is few entries. Of the same kind and about the same person there is
//! an entry a minute at most, which says how many there were since the last one.
//!
//! Those that wait for their entry are written when the next one is, when somebody reads what was done here, and when
//! Moments is closed. A power cut costs their number, and not the wait after wrong PINs: that is counted apart.

use super::{Action, act};
use crate::desk::{Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::entry::Author;
use moments_core::words::Role;
use moments_store::WriteTx;
use std::collections::BTreeMap;
use std::time::Duration;

const AT_MOST_EVERY: Duration = Duration::from_secs(60);

/// A refusal of one kind, about one person or role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    action: Action,
    /// As stored.
    author: String,
    subject: String,
}

#[derive(Debug, Clone, Copy)]
struct Told {
    /// When the last entry was written, by the monotonic clock.
    at: Duration,
    /// Refusals since then.
    more: u32,
}

/// When each refusal was last written down, and how many came since.
#[derive(Debug, Default)]
pub(crate) struct Refusals(BTreeMap<Key, Told>);

impl Refusals {
    /// How many an entry of now would tell of; `None` while the last one is too fresh.
    fn count(&mut self, key: Key, now: Duration) -> Option<u32> {
        if let Some(told) = self.0.get_mut(&key)
            && now.saturating_sub(told.at) < AT_MOST_EVERY
        {
            told.more = told.more.saturating_add(1);
            return None;
        }
        let before = self.0.insert(key, Told { at: now, more: 0 });
        Some(before.map_or(0, |told| told.more).saturating_add(1))
    }

    fn waiting(&self) -> Vec<(Key, u32)> {
        self.0.iter().filter(|(_, told)| told.more > 0).map(|(key, told)| (key.clone(), told.more)).collect()
    }

    fn told(&mut self, told: &[(Key, u32)], now: Duration) {
        for (key, count) in told {
            if let Some(last) = self.0.get_mut(key) {
                *last = Told { at: now, more: last.more.saturating_sub(*count) };
            }
        }
    }
}

impl Desk {
    /// Does what a window asks for. That somebody was refused for their role is written down.
    ///
    /// # Errors
    /// Those of the verb.
    pub fn asked<T>(&self, verb: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        verb(self).inspect_err(|error| {
            if error.code == ErrorCode::NotPermitted && self.note_not_permitted(error).is_err() {
                self.log("a refusal was not written down");
            }
        })
    }

    fn note_not_permitted(&self, error: &ApiError) -> Result<()> {
        let author = self.signed_in().map_or(Author::App, Author::Staff);
        let role = error.data.get("role").map_or("", String::as_str);
        if role == Role::Counter.to_string() {
            // The window asks for the counter before it knows whose it is. Nobody rises by that role.
            return Ok(());
        }
        self.refused(Action::NotPermitted, author, role)
    }

    /// Writes a refusal down, or counts it for the next entry.
    pub(crate) fn refused(&self, action: Action, author: Author, subject: &str) -> Result<()> {
        match self.refusals_to_tell(action, author, subject) {
            Some(count) if self.holds_home() => {
                self.write(|tx| act(tx, author, action, subject, &count.to_string()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// As [`Desk::refused`], within a transaction that is under way.
    pub(crate) fn refused_in(
        &self,
        tx: &mut WriteTx<'_>,
        action: Action,
        author: Author,
        subject: &str,
    ) -> Result<()> {
        match self.refusals_to_tell(action, author, subject) {
            Some(count) => act(tx, author, action, subject, &count.to_string()),
            None => Ok(()),
        }
    }

    fn refusals_to_tell(&self, action: Action, author: Author, subject: &str) -> Option<u32> {
        let key = Key { action, author: author.to_string(), subject: subject.to_owned() };
        locked(&self.refusals).count(key, (self.steady)())
    }

    /// Writes down the refusals that were only counted.
    pub(crate) fn tell_refusals(&self) -> Result<()> {
        let waiting = locked(&self.refusals).waiting();
        if waiting.is_empty() || !self.holds_home() {
            return Ok(());
        }
        self.write(|tx| {
            for (key, count) in &waiting {
                let author = Author::parse(&key.author).unwrap_or(Author::App);
                act(tx, author, key.action, &key.subject, &count.to_string())?;
            }
            Ok(())
        })?;
        locked(&self.refusals).told(&waiting, (self.steady)());
        Ok(())
    }
}
