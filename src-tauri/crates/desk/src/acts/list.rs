//! What was done here, the newest first. For supervisors and administrators.

use super::{ActKind, Action};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use moments_core::entry::Author;
use moments_core::ids::StaffId;
use moments_core::moment::Problem;
use moments_core::words::Role;
use moments_store::{ActRow, ActsAsked};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Acts of one page.
const PAGE: u32 = 50;

/// Which acts are asked for; without anything, all of them.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, specta::Type)]
#[serde(default, deny_unknown_fields)]
pub struct ActsFilter {
    pub kind: Option<ActKind>,
    /// A day at the office, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Those before this act, by its id.
    pub after: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ActPage {
    pub acts: Vec<ActItem>,
    /// Where the next page begins; `None` at the end.
    pub after: Option<String>,
}

/// One act. What `subject` and `detail` mean, [`Action`] says; people in them are named here.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ActItem {
    pub id: String,
    /// RFC 3339, in the office's time.
    pub at: String,
    /// `None`: a newer version of Moments did something that this one has no word for.
    pub action: Option<Action>,
    pub by: ActBy,
    pub subject: String,
    pub detail: String,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum ActBy {
    Person {
        name: String,
    },
    /// The command line, without a person.
    CommandLine,
    /// Moments itself.
    App,
}

impl Desk {
    /// A page of acts. Refusals that were only counted so far are written down first, so that the list is whole.
    ///
    /// # Errors
    /// `Invalid` for a day; `NotFound` where the act to go on from is not here.
    pub fn acts(&self, actor: &Actor, filter: &ActsFilter) -> Result<ActPage> {
        actor.require(Role::Supervisor).or_else(|_| actor.require(Role::Administrator))?;
        self.tell_refusals()?;
        let place = self.place()?;
        let (from_ms, to_ms) = match &filter.date {
            None => (i64::MIN, i64::MAX),
            Some(date) => {
                let unknown = || ApiError::invalid("date", Problem::Unknown);
                let day: NaiveDate = date.parse().map_err(|_| unknown())?;
                let next = day.checked_add_days(Days::new(1)).ok_or_else(unknown)?;
                let begins = |day| place.at(day, NaiveTime::MIN).map(|at| at.timestamp_millis());
                (begins(day).ok_or_else(unknown)?, begins(next).ok_or_else(unknown)?)
            }
        };
        let kind = filter.kind;
        let of_kind = |action: &Action| kind.is_none_or(|kind| action.kind() == kind);
        let words = kind.map(|_| Action::ALL.into_iter().filter(of_kind).map(Action::as_str).collect());
        self.read(|r| {
            let before = match &filter.after {
                Some(id) => Some(r.act(id)?.ok_or(ErrorCode::NotFound)?),
                None => None,
            };
            let asked = ActsAsked { from_ms, to_ms, words, before, limit: PAGE + 1 };
            let mut rows = r.acts(&asked)?;
            let more = rows.len() > PAGE as usize;
            rows.truncate(PAGE as usize);
            let names = r.all_staff()?.into_iter().map(|(id, staff)| (id, staff.name)).collect();
            let item = |row: &ActRow| {
                item(row, &names, |ms| {
                    place.local(DateTime::from_timestamp_millis(ms).unwrap_or_default()).to_rfc3339()
                })
            };
            Ok(ActPage {
                acts: rows.iter().map(item).collect(),
                after: rows.last().filter(|_| more).map(|row| row.id.clone()),
            })
        })
    }
}

fn item(row: &ActRow, names: &BTreeMap<StaffId, String>, local: impl Fn(i64) -> String) -> ActItem {
    let act = &row.act;
    let named = |text: &str| text.parse().ok().and_then(|id: StaffId| names.get(&id).cloned());
    ActItem {
        id: row.id.clone(),
        at: local(act.at_ms),
        action: Action::parse(&act.action),
        by: match Author::parse(&act.author) {
            Some(Author::Staff(id)) => ActBy::Person { name: names.get(&id).cloned().unwrap_or_default() },
            Some(Author::Cli) => ActBy::CommandLine,
            Some(Author::App) | None => ActBy::App,
        },
        subject: named(&act.subject).unwrap_or_else(|| act.subject.clone()),
        detail: named(&act.detail).unwrap_or_else(|| act.detail.clone()),
    }
}
