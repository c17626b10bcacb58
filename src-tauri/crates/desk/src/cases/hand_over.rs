//! Handing a case over: to a colleague, to another organization, or back to whoever takes it next.

use super::show::Looking;
use super::view::*;
use super::{append_change, open_and_changeable};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::moments::referral;
use moments_core::case::Case;
use moments_core::ids::CaseId;
use moments_core::moment::Problem;
use moments_core::words::CaseStatus;

impl Desk {
    /// Hands a case over. A colleague works here and serves at the counter.
    pub fn hand_over_case(&self, actor: &Actor, id: CaseId, to: &HandOver) -> Result<CaseView> {
        self.write(|tx| {
            let stored = open_and_changeable(tx, actor, &id)?;
            let looking = Looking::new(self, tx, actor)?;
            let before = stored.case.clone();
            let after = match to {
                HandOver::Colleague { staff } if !looking.can_own(staff) => {
                    return Err(ApiError::invalid("staff", Problem::Unknown));
                }
                HandOver::Colleague { staff } => Case { owner: Some(*staff), ..before },
                HandOver::Organization { organization } => Case {
                    handed_to: referral(tx, "handed_to", Some(organization), None)?,
                    status: CaseStatus::WaitingForOther,
                    ..before
                },
                HandOver::Nobody => Case { owner: None, ..before },
            };
            append_change(tx, actor, &stored, after)?;
            looking.whole(tx, actor, &id)
        })
    }
}
