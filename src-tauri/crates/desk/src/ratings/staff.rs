//! What staff enter about a rating: one told to them, one on a paper card, an invitation withdrawn with its reason.

use super::cards::{answer_of, has_card, is_own};
use super::client::append_rating;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::{MomentItem, RatingForm, change_of, item, not_newer, rating_id};
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::MomentId;
use moments_core::moment::{Moment, Problem, Rating, validate};
use moments_core::words::*;
use moments_store::NewEntry;

impl Desk {
    /// A rating that the client told staff, or gave on a paper card, for a saved moment.
    ///
    /// A card is entered by someone else than who served. A supervisor who served, and may be alone, can enter it all the
    /// same; it then counts as given with staff's help, and stands beside the headline.
    pub fn rate_for_client(&self, actor: &Actor, id: MomentId, form: &RatingForm) -> Result<MomentItem> {
        let place = self.place()?;
        let now = self.now();
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let source = form.source.unwrap_or(RatingSource::ToldStaff);
            match source {
                RatingSource::ToldStaff | RatingSource::Paper => {}
                RatingSource::StaffEstimate if place.office.staff_estimates => {}
                RatingSource::StaffEstimate | RatingSource::ClientScreen => {
                    return Err(ErrorCode::NotPermitted.into());
                }
            }
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            not_newer(tx, &id)?;
            let mut moment = stored.moment;
            if moment.voided.is_some() {
                return Err(ErrorCode::AlreadyVoided.into());
            }
            if moment.kind == MomentKind::QuickEnquiry {
                return Err(ApiError::invalid("rating", Problem::NotTogether));
            }
            if moment.ratings.values().any(|r| r.source == source && r.state == RatingState::Rated) {
                return Err(ErrorCode::Conflict.into());
            }
            let paper = source == RatingSource::Paper;
            if paper && has_card(&moment) {
                return Err(ErrorCode::CardEntered.into());
            }
            let own_card = paper && is_own(actor, &moment);
            if own_card && !actor.is(Role::Supervisor) {
                return Err(ErrorCode::OwnCard.into());
            }
            let usual = if paper { Assisted::No } else { Assisted::Staff };
            let rating = Rating {
                state: RatingState::Rated,
                source,
                assisted: if own_card { Assisted::Staff } else { form.assisted.unwrap_or(usual) },
                at: Some(now),
                language: form.language.clone(),
                asked: moment.invitation.question,
                ..answer_of(form)
            };
            let rating_id = rating_id(&id, source.as_str());
            moment.ratings.insert(rating_id, rating);
            let moment: Moment = validate(moment)?;
            let rating = moment.ratings.get(&rating_id).ok_or(ErrorCode::Internal)?;
            append_rating(tx, actor.author, &id, &rating_id.to_string(), rating)?;
            let stored = tx.moment(&id)?.ok_or(ErrorCode::NotFound)?;
            item(tx, &place, actor, &stored)
        })
    }

    /// The moment of today (or another day) with the number on a paper card.
    pub fn moment_by_card(&self, actor: &Actor, short_no: &str, date: Option<&str>) -> Result<MomentItem> {
        actor.require(Role::Counter)?;
        let place = self.place()?;
        let day = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        self.read(|r| {
            let stored = r.moment_by_short_no(&day, short_no.trim())?.ok_or(ErrorCode::NotFound)?;
            item(r, &place, actor, &stored)
        })
    }

    /// Withdraws the invitation of a saved moment, with a reason; the client's screen goes dark at once. An answer that is
    /// there stays, that the client would rather not among it; so does the reason of one that is withdrawn already. While
    /// the client is answering it can be withdrawn for safety alone: then what was answered so far counts, and nothing is
    /// withdrawn any more. After the day it is too late.
    pub fn withdraw_invitation(
        &self,
        actor: &Actor,
        id: MomentId,
        reason: WithdrawReason,
    ) -> Result<MomentItem> {
        let place = self.place()?;
        self.write(|tx| {
            actor.require(Role::Counter)?;
            let stored = tx.moment(&id)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            not_newer(tx, &id)?;
            let own = stored.moment.staff == actor.staff() || actor.is(Role::Supervisor);
            if !own {
                return Err(ErrorCode::NotPermitted.into());
            }
            if stored.moment.invitation.withdrawn.is_some() {
                return item(tx, &place, actor, &stored);
            }
            let answering = super::client::is_answering(tx, &id)?;
            if answering && reason == WithdrawReason::Safety {
                self.drop_invitation(tx, &id)?;
                let stored = tx.moment(&id)?.ok_or(ErrorCode::NotFound)?;
                return item(tx, &place, actor, &stored);
            }
            // What the client said stays, that they would not say among it; and so does what is being said.
            let answered = !stored.moment.ratings.is_empty() || answering;
            let today = stored.moment.office_day.to_string() == self.today();
            if !stored.moment.invitation.drawn || answered || !today {
                return Err(ErrorCode::TooLate.into());
            }
            let set = Fields::from([("invitation/withdrawn".into(), reason.as_str().into())]);
            tx.append(NewEntry {
                kind: kind::MOMENT_AMENDED,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![change_of(&id, set)],
            })?;
            tx.remove_invitation(&id)?;
            let stored = tx.moment(&id)?.ok_or(ErrorCode::NotFound)?;
            item(tx, &place, actor, &stored)
        })
    }
}
