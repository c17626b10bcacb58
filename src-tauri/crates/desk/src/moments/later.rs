//! Moments that are entered after they happened, from a tally sheet or a past log: no invitation, no draft, no end.
//!
//! The caller has asked for permission and made the id from where the moment stands on paper or in the file, so that the
//! same row is the same moment however often it comes.

use super::build::{Given, from_form, only_what_the_office_records};
use super::form::MomentForm;
use super::record::{append_recorded, same_as_recorded};
use crate::desk::Place;
use crate::error::{ApiError, ErrorCode, Result};
use moments_core::entry::Author;
use moments_core::ids::{MomentId, StaffId};
use moments_core::moment::{Invitation, Moment, Problem, validate};
use moments_core::words::Origin;
use moments_store::{Reader, WriteTx};

/// What such a moment has besides its form.
#[derive(Debug, Clone)]
pub(crate) struct Later {
    pub id: MomentId,
    pub origin: Origin,
    /// Who served; who enters it is the author.
    pub staff: Option<StaffId>,
    /// Empty where it has no number of the day.
    pub short_no: String,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Once {
    Recorded,
    /// The same content was there already.
    AlreadyThere,
}

/// Records it, once.
///
/// # Errors
/// `Conflict` where the same id was recorded with other content; `Invalid` with the field.
pub(crate) fn record_later(
    tx: &mut WriteTx<'_>,
    place: &Place,
    author: Author,
    form: &MomentForm,
    later: Later,
) -> Result<Once> {
    let Some(moment) = prepare_later(tx, place, form, &later)? else { return Ok(Once::AlreadyThere) };
    append_recorded(tx, author, &later.id, &moment)?;
    Ok(Once::Recorded)
}

/// The moment that is to be recorded; `None` where it is there already with the same content.
///
/// # Errors
/// As of [`record_later`].
pub(crate) fn prepare_later(
    reader: &Reader<'_>,
    place: &Place,
    form: &MomentForm,
    later: &Later,
) -> Result<Option<Moment>> {
    if form.rating.is_some() || form.withdrawn.is_some() {
        // Nobody was asked, and nothing is guessed.
        return Err(ApiError::invalid("rating", Problem::NotTogether));
    }
    let Later { id, origin, staff, short_no } = later.clone();
    if let Some(stored) = reader.moment(&id)? {
        return match stored.complete {
            true => same_as_recorded(reader, place, form, id, staff).map(|_| None),
            false => Err(ErrorCode::Conflict.into()),
        };
    }
    let started = form.started_at.as_deref().map(chrono::DateTime::parse_from_rfc3339);
    let started_at = started.and_then(std::result::Result::ok);
    let given = Given {
        id,
        origin,
        staff,
        short_no,
        started_at: started_at.ok_or_else(|| ApiError::invalid("started_at", Problem::Missing))?,
        finished_at: None,
        end_unknown: false,
        held_seconds: 0,
        invitation: Invitation::default(),
    };
    let mut moment = from_form(reader, place, form, &given)?;
    only_what_the_office_records(&mut moment, &place.office, None);
    Ok(Some(validate(moment)?))
}
