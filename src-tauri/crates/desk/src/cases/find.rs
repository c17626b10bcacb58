//! Finding a case by its code, and looking at one.

use super::may_follow;
use super::show::Looking;
use super::view::*;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use moments_core::case::CaseCode;
use moments_core::ids::CaseId;
use moments_core::moment::Problem;
use moments_store::Reader;

impl Desk {
    /// The cases with this code, as it is typed, said or scanned: none, one, or two where two workstations that had not met
    /// drew the same. Closed ones too.
    ///
    /// # Errors
    /// `CaseCode` with `data.problem`: `too_short`, `too_long`, `symbol` (in no code; `data.at` is its place from 1), or
    /// `check` (one of the symbols is wrong).
    pub fn find_case(&self, actor: &Actor, code: &str) -> Result<Vec<CaseItem>> {
        may_follow(actor)?;
        let code = CaseCode::read(code)?;
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            r.cases_by_code(code.as_str())?.iter().map(|stored| looking.item(r, stored)).collect()
        })
    }

    /// One case, with its timeline.
    pub fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseView> {
        may_follow(actor)?;
        self.read(|r| Looking::new(self, r, actor)?.whole(r, actor, &id))
    }
}

/// A moment's form names a case that is known here, or none.
pub(crate) fn known(reader: &Reader<'_>, case: Option<CaseId>) -> Result<()> {
    match case {
        Some(id) if reader.case(&id)?.is_none() => Err(ApiError::invalid("case", Problem::Unknown)),
        Some(_) | None => Ok(()),
    }
}
