//! Finding moments: the own day, and the words of notes.

use super::show::item;
use super::view::MomentItem;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::review::MomentPage;
use chrono::NaiveDate;
use moments_core::limits::NOTE_MAX_CHARS;
use moments_core::moment::Problem;
use moments_core::privacy::{self, Finding};
use moments_core::words::Role;
use moments_store::MomentQuery;

/// Results of a search in notes.
const FOUND_MAX: u32 = 50;
/// Moments of an own day in one page.
const OWN_PAGE: u32 = 1_000;

impl Desk {
    /// The own moments of a day (today when absent), newest first.
    pub fn my_day(&self, actor: &Actor, date: Option<&str>) -> Result<MomentPage> {
        actor.require(Role::Counter)?;
        let place = self.place()?;
        let office_day = day(date)?.unwrap_or_else(|| self.today());
        self.read(|r| {
            let query =
                MomentQuery { office_day, staff: actor.staff(), limit: OWN_PAGE, ..MomentQuery::default() };
            let items: Vec<MomentItem> =
                r.moments_of_day(&query)?.iter().map(|s| item(r, &place, actor, s)).collect::<Result<_>>()?;
            Ok(MomentPage { n: u32::try_from(items.len()).unwrap_or(u32::MAX), items, next: None })
        })
    }

    /// The newest moments whose note holds these words: the own ones, or for a supervisor all.
    pub fn search(&self, actor: &Actor, text: &str) -> Result<Vec<MomentItem>> {
        let place = self.place()?;
        if text.chars().count() > NOTE_MAX_CHARS {
            return Err(ApiError::invalid("text", Problem::TooLong));
        }
        self.read(|r| {
            actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
            let own = if actor.is(Role::Supervisor) { None } else { actor.staff() };
            let found = r.search_notes(text, own.as_ref(), FOUND_MAX)?;
            found.iter().map(|s| item(r, &place, actor, s)).collect()
        })
    }

    /// What in a text looks like personal information.
    pub fn check_text(&self, text: &str) -> Vec<Finding> {
        privacy::findings(&text.chars().take(NOTE_MAX_CHARS).collect::<String>())
    }

    /// The text with all of it masked.
    pub fn mask_text(&self, text: &str) -> String {
        privacy::mask(&text.chars().take(NOTE_MAX_CHARS).collect::<String>())
    }
}

/// A day as it is asked for: `YYYY-MM-DD`.
pub(crate) fn day(date: Option<&str>) -> Result<Option<String>> {
    let parse = |d: &str| {
        NaiveDate::parse_from_str(d, "%Y-%m-%d")
            .map(|d| d.to_string())
            .map_err(|_| ApiError::invalid("date", Problem::Unknown))
    };
    date.map(parse).transpose()
}
