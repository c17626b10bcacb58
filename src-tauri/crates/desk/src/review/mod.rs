//! The supervisor's day: every figure with its n and its scope, what may be shown of it; the day's list; what
//! kind of day it was; sign-off.

mod day;
mod day_context;
mod doors;
mod draws;
mod figures;
mod list;
mod sign_off;
mod summed;
mod usual;
mod view;

pub(crate) use day::{asked_by_outcome, asked_unlike};
pub use day_context::{CountersOpen, DayContextChange, DayContextView};
pub use draws::{DrawCheck, DrawDifference, DrawDiffers};
pub use figures::*;
pub use moments_core::sign_off::DayCounts;
pub use sign_off::{ChangeKind, DaySignOffs, HeadHere, JournalReach, LaterChange, SignOffView};
pub use usual::Usual;
pub use view::*;

use crate::desk::Place;
use crate::error::{ApiError, Result};
use moments_core::figures::Narrow;
use moments_core::moment::Problem;
use moments_store::MomentQuery;

/// The filter as figures take it.
///
/// # Errors
/// A workstation that is no id, an hour that no day has.
pub(crate) fn narrow(filter: &ReviewFilter) -> Result<Narrow> {
    let workstation = filter.workstation.as_deref().map(str::parse).transpose();
    if filter.hour.is_some_and(|hour| hour > 23) {
        return Err(ApiError::invalid("hour", Problem::Unknown));
    }
    Ok(Narrow {
        workstation: workstation.map_err(|_| ApiError::invalid("workstation", Problem::Unknown))?,
        service: filter.service.clone(),
        channel: filter.channel,
        client: filter.client,
        outcome: filter.outcome,
        hour: filter.hour,
    })
}

/// The filter as the lists take it.
fn query(date: &str, narrow: &Narrow) -> MomentQuery {
    MomentQuery {
        office_day: date.to_owned(),
        workstation: narrow.workstation,
        service: narrow.service.clone(),
        channel: narrow.channel.map(|c| c.as_str().to_owned()),
        client: narrow.client.map(|c| c.as_str().to_owned()),
        outcome: narrow.outcome.map(|o| o.as_str().to_owned()),
        hour: narrow.hour,
        ..MomentQuery::default()
    }
}

/// Staff members who must stand behind a rating or a time.
pub(crate) fn least(place: &Place) -> usize {
    usize::try_from(place.office.staff_threshold).unwrap_or(usize::MAX).max(1)
}
