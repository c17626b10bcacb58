//! Slips, cards and sheets: what a window may ask to be made, as pages to look at and print, and as a file.
//!
//! A document is made anew each time from the tables and kept nowhere. Deliberately absent: how it looks and what it says
//! around the data, which is `moments-report`'s.

mod build;
mod save;

use crate::desk::{Actor, Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use crate::exports::Copy;
use crate::moments::new_sheet_no;
use build::Asked;
use moments_core::ids::{CaseId, MomentId, OrganizationId};
use moments_core::words::{Level, ReferralKind, Role};
use moments_report::{Document, ReportError};
use serde::{Deserialize, Serialize};

/// A document that can be seen, printed and saved.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DocumentRequest {
    /// Where the client was sent, in both languages.
    ReferralSlip {
        /// Of the directory; without one, only the name.
        organization: Option<OrganizationId>,
        name: String,
        /// As it was said, where it is not of the directory.
        level: Option<Level>,
        referral: Option<ReferralKind>,
        /// The client's language comes first: `en` or `fr`.
        language: String,
        /// The case that the client follows, where there is one.
        case: Option<CaseId>,
    },
    /// A case's reference code, in the client's language (`en` or `fr`).
    CaseSlip { case: CaseId, language: String },
    /// A card in large print for a saved moment, both languages.
    RatingCard { moment: MomentId },
    /// An empty tally sheet for an outage.
    TallySheet { language: String },
    /// What clients said and what the office did, from one month to another (`YYYY-MM`), both among them; `language`: `en`,
    /// `fr` or `both`. For supervisors.
    YouSaidWeDid { from: String, to: String, language: String },
    /// The figures of a day (`YYYY-MM-DD`) in one of its copies; `language`: `en`, `fr` or `both`. For supervisors.
    DayReport { date: String, copy: Copy, language: String },
}

/// A document to look at.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DocumentView {
    /// In the language that comes first in it.
    pub title: String,
    /// What the saved file would be called; it names nobody.
    pub file_name: String,
    /// An SVG for each page, US Letter.
    pub pages: Vec<String>,
}

impl Desk {
    /// The document's pages. Each showing of a tally sheet is a sheet of its own, with another number.
    pub fn document(&self, actor: &Actor, request: &DocumentRequest) -> Result<DocumentView> {
        if let DocumentRequest::TallySheet { .. } = request {
            self.next_sheet()?;
        }
        let document = self.what_it_says(actor, request)?;
        Ok(DocumentView {
            title: moments_report::title(&document),
            file_name: moments_report::file_name(&document),
            pages: moments_report::svg_pages(&document).map_err(|error| self.not_made(&error))?,
        })
    }

    /// What a file of the document would be called.
    pub fn document_file_name(&self, actor: &Actor, request: &DocumentRequest) -> Result<String> {
        Ok(moments_report::file_name(&self.what_it_says(actor, request)?))
    }

    /// What the document says, before it is laid out.
    ///
    /// # Errors
    /// `NotFound` for an id that is not known here; `NotPermitted` for another's moment; `Invalid` for the language and
    /// for the name of an organization that is not in the directory.
    pub fn what_it_says(&self, actor: &Actor, request: &DocumentRequest) -> Result<Document> {
        if let DocumentRequest::DayReport { date, copy, language } = request {
            return self.day_report(actor, date, *copy, language).map(Document::DayReport);
        }
        let place = self.place()?;
        let sheet_no = locked(&self.sheet_shown).clone();
        let asked = Asked { actor, place: &place, today: self.now().date_naive(), sheet_no: &sheet_no };
        self.read(|r| {
            actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
            asked.document(r, request)
        })
    }

    fn next_sheet(&self) -> Result<()> {
        *locked(&self.sheet_shown) = new_sheet_no()?.to_string();
        Ok(())
    }

    /// A template that fails is a fault of Moments itself; the log says where it is.
    fn not_made(&self, error: &ReportError) -> ApiError {
        self.log(format_args!("no document: {error}"));
        ErrorCode::Internal.into()
    }
}
