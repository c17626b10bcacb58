//! Slips, cards and sheets: what a window may ask to be made.

use moments_core::ids::{CaseId, MomentId, OrganizationId};
use moments_core::words::ReferralKind;
use serde::Deserialize;

/// A document that can be seen, printed and saved.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DocumentRequest {
    /// Where the client was sent, in both languages.
    ReferralSlip {
        /// Of the directory; without one, only the name.
        organization: Option<OrganizationId>,
        name: String,
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
}
