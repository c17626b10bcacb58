//! Paper cards: found by the number that is printed on them, entered by somebody else than who served.
//!
//! Whoever enters a card sees of its moment what it takes to be sure that it is this one, and nothing more.

use super::client::append_rating;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::{RatingForm, not_newer, rating_id};
use moments_core::ids::MomentId;
use moments_core::moment::{Moment, Problem, Rating, validate};
use moments_core::words::*;
use moments_store::{Reader, StoredMoment};
use serde::Serialize;

/// Moments that one number may be of: each workstation has a letter of its own.
const FOUND_MAX: usize = 9;

/// A moment as far as whoever enters its card may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Card {
    pub id: MomentId,
    pub short_no: String,
    /// RFC 3339.
    pub started_at: String,
    /// Of the principal line, as of recording.
    pub service_en: String,
    pub service_fr: String,
    /// The rotated question that was drawn for this client.
    pub question: Option<RotatedQuestion>,
    /// `en` or `fr`: the language in which the client was served, else the office's.
    pub language: String,
    /// Why no card can be entered for it.
    pub problem: Option<CardProblem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CardProblem {
    /// Who wants to enter it served this client.
    Own,
    /// A card is there already.
    Entered,
    Voided,
    /// A quick enquiry has no card.
    QuickEnquiry,
    /// A newer version of Moments wrote it.
    Newer,
}

impl CardProblem {
    fn refusal(self) -> ApiError {
        match self {
            Self::Own => ErrorCode::OwnCard.into(),
            Self::Entered => ErrorCode::CardEntered.into(),
            Self::Voided => ErrorCode::AlreadyVoided.into(),
            Self::QuickEnquiry => ApiError::invalid("rating", Problem::NotTogether),
            Self::Newer => ErrorCode::NewerVersion.into(),
        }
    }
}

impl Desk {
    /// The moments of a day (today when absent) with this number on their card: `A7`, or `7` at any workstation.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn find_cards(&self, actor: &Actor, number: &str, date: Option<&str>) -> Result<Vec<Card>> {
        may_enter(actor)?;
        let place = self.place()?;
        let day = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        let number = number.trim();
        self.read(|r| {
            let mut numbers = vec![number.to_owned()];
            if number.chars().all(|c| c.is_ascii_digit()) {
                let letters = r.workstations()?.into_iter().map(|(_, w)| w.letter);
                numbers.extend(letters.map(|letter| format!("{letter}{}", number.trim_start_matches('0'))));
            }
            numbers.sort_unstable();
            numbers.dedup();
            let mut found = Vec::new();
            for number in numbers {
                if let Some(stored) = r.moment_by_short_no(&day, &number)?.filter(|_| found.len() < FOUND_MAX)
                {
                    found.push(card(r, &place, actor, &stored)?);
                }
            }
            if found.is_empty() { Err(ErrorCode::NotFound.into()) } else { Ok(found) }
        })
    }

    /// Enters what a client wrote on a card. One that came back blank is an invitation declined. Nobody amends an answer:
    /// it can't be entered a second time.
    ///
    /// # Errors
    /// `OwnCard`, `CardEntered`, `AlreadyVoided`, `Invalid` by field.
    pub fn enter_card(&self, actor: &Actor, id: MomentId, form: &RatingForm) -> Result<Card> {
        let place = self.place()?;
        let now = self.now();
        self.write(|tx| {
            may_enter(actor)?;
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            if let Some(problem) = problem(tx, actor, &stored)? {
                return Err(problem.refusal());
            }
            let state = match form.state {
                None | Some(RatingState::Rated) => RatingState::Rated,
                Some(RatingState::Declined) => RatingState::Declined,
                Some(RatingState::NoAnswer | RatingState::NotInvited | RatingState::Withdrawn) => {
                    return Err(ApiError::invalid("rating/state", Problem::NotTogether));
                }
            };
            let mut moment = stored.moment;
            // A new one each time: two cards that were entered for one moment at two workstations never mix.
            let entered = moments_store::new_uuid(tx.now())?;
            let rating_id = rating_id(&id, &format!("paper {entered}"));
            let rating = Rating {
                state,
                source: RatingSource::Paper,
                assisted: form.assisted.unwrap_or(Assisted::No),
                at: Some(now),
                language: form.language.clone(),
                asked: moment.invitation.question,
                ..answer_of(form)
            };
            moment.ratings.insert(rating_id, rating);
            let moment: Moment = validate(moment)?;
            let rating = moment.ratings.get(&rating_id).ok_or(ErrorCode::Internal)?;
            append_rating(tx, actor.author, &id, &rating_id.to_string(), rating)?;
            let stored = tx.moment(&id)?.ok_or(ErrorCode::NotFound)?;
            card(tx, &place, actor, &stored)
        })
    }
}

fn may_enter(actor: &Actor) -> Result<()> {
    actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))
}

/// What the client said, of a form.
pub(super) fn answer_of(form: &RatingForm) -> Rating {
    Rating {
        overall: form.overall,
        drivers: form.drivers.iter().flatten().copied().collect(),
        fairness: form.fairness,
        confidence: form.confidence,
        priority: form.priority,
        need_met: form.need_met,
        comment: form.comment.clone(),
        ..Rating::default()
    }
}

/// Whether this person served.
pub(super) fn is_own(actor: &Actor, moment: &Moment) -> bool {
    actor.staff().is_some() && moment.staff == actor.staff()
}

/// A card is there, or one that came back blank.
pub(super) fn has_card(moment: &Moment) -> bool {
    moment.ratings.values().any(|r| r.source == RatingSource::Paper)
}

fn problem(r: &Reader<'_>, actor: &Actor, stored: &StoredMoment) -> Result<Option<CardProblem>> {
    let moment = &stored.moment;
    Ok(if not_newer(r, &stored.id).is_err() {
        Some(CardProblem::Newer)
    } else if moment.kind == MomentKind::QuickEnquiry {
        Some(CardProblem::QuickEnquiry)
    } else if moment.voided.is_some() {
        Some(CardProblem::Voided)
    } else if is_own(actor, moment) {
        Some(CardProblem::Own)
    } else if has_card(moment) {
        Some(CardProblem::Entered)
    } else {
        None
    })
}

fn card(r: &Reader<'_>, place: &Place, actor: &Actor, stored: &StoredMoment) -> Result<Card> {
    let moment = &stored.moment;
    let first = moment.lines_in_order().into_iter().next().map(|(_, line)| line.clone()).unwrap_or_default();
    let provided = moment.language.provided.value.as_str();
    let bilingual = |tag: &str| matches!(tag, "en" | "fr");
    let usual =
        || place.office.languages.iter().find(|tag| bilingual(tag)).cloned().unwrap_or_else(|| "en".into());
    Ok(Card {
        id: stored.id,
        short_no: moment.short_no.clone(),
        started_at: moment.started_at.map(|t| t.to_rfc3339()).unwrap_or_default(),
        service_en: first.name_en,
        service_fr: first.name_fr,
        question: moment.invitation.question,
        language: if bilingual(provided) { provided.to_owned() } else { usual() },
        problem: problem(r, actor, stored)?,
    })
}
