//! The client's screen: lighting an invitation, taking the answer, letting it go.
//!
//! An invitation is a single-use token for one moment. What the client taps is kept durably at once and becomes an
//! entry when they are done, when the time is over, or when the next invitation lights; it is valid after a lock or a
//! change of staff, and belongs to its moment alone.

use super::{BothLanguages, ClientAnswer, ClientState, ClientStep, Invited};
use crate::desk::{Desk, Place, locked};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::{change_of, rating_id};
use chrono::{DateTime, FixedOffset};
use moments_core::entry::Author;
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::ids::MomentId;
use moments_core::moment::{Moment, Rating, validate};
use moments_core::words::*;
use moments_store::{NewEntry, OpenInvitation, Reader, WriteTx};
use serde::{Deserialize, Serialize};

/// A tap earlier than this after the screen lit was not meant for it.
const NOT_MEANT_MS: i64 = 1_000;
/// After this an invitation that nobody closed is over.
const EXPIRES_MS: i64 = 10 * 60 * 1_000;

/// What is kept of a lit invitation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Lit {
    question: Option<RotatedQuestion>,
    language: String,
    answer: ClientAnswer,
    /// When the client last touched the screen; any touch extends the time.
    pub(super) touched_ms: i64,
    /// When a curtain over it was lifted: its time begins anew.
    pub(super) uncovered_ms: i64,
}

/// Whether the time of an invitation is over. A clock that was set back does not end it, and one that was set forward
/// ends it with what was answered so far.
pub(super) fn is_over(lit: &OpenInvitation, kept: &Lit, now_ms: i64) -> bool {
    now_ms - lit.lit_ms.max(kept.touched_ms).max(kept.uncovered_ms) >= EXPIRES_MS
}

/// Whether a client is giving an answer about this moment.
pub(super) fn is_answering(tx: &WriteTx<'_>, id: &MomentId) -> Result<bool> {
    let Some(lit) = tx.invitation_of(id)? else { return Ok(false) };
    let kept: Lit = serde_json::from_str(&lit.record)?;
    Ok(kept.answer.overall.is_some())
}

impl Desk {
    /// What the client's screen shows now.
    pub fn client_state(&self) -> Result<ClientState> {
        if *locked(&self.curtain) {
            return Ok(ClientState::Curtain);
        }
        let place = self.place()?;
        let now_ms = self.now().timestamp_millis();
        self.read(|r| {
            let Some(lit) = r.invitations()?.pop() else { return Ok(rest(&place)) };
            let kept: Lit = serde_json::from_str(&lit.record)?;
            if is_over(&lit, &kept, now_ms) { Ok(rest(&place)) } else { invited(&place, &lit, now_ms) }
        })
    }

    /// What the client's window may say; an answer to an invitation that is over is not taken.
    pub fn client_answer(&self, token: Option<&str>, step: ClientStep) -> Result<ClientState> {
        let Some(token) = token else { return self.client_state() };
        let place = self.place()?;
        let now = self.now();
        let now_ms = now.timestamp_millis();
        self.write(|tx| {
            let lit = tx.invitation_by_token(token)?.ok_or(ErrorCode::TokenExpired)?;
            // Not below 0: a clock that was set back must not keep an answer out for years.
            let too_soon = (0..NOT_MEANT_MS).contains(&(now_ms - lit.lit_ms));
            let mut kept: Lit = serde_json::from_str(&lit.record)?;
            if is_over(&lit, &kept, now_ms) {
                finish(tx, &lit, &kept, now)?;
                return Ok(ClientState::Closed);
            }
            kept.touched_ms = now_ms;
            match step {
                ClientStep::Ready => invited(&place, &lit, now_ms),
                _ if too_soon => invited(&place, &lit, now_ms),
                ClientStep::Touched => {
                    tx.put_invitation(&OpenInvitation {
                        record: serde_json::to_string(&kept)?,
                        ..lit.clone()
                    })?;
                    invited(&place, &lit, now_ms)
                }
                ClientStep::Draft { answer, language } => {
                    check(&answer, &language)?;
                    kept.answer = answer;
                    kept.language = language;
                    let lit = OpenInvitation { record: serde_json::to_string(&kept)?, ..lit };
                    tx.put_invitation(&lit)?;
                    invited(&place, &lit, now_ms)
                }
                ClientStep::Done { answer, language } => {
                    check(&answer, &language)?;
                    kept.answer = answer;
                    kept.language = language;
                    finish(tx, &lit, &kept, now)?;
                    Ok(ClientState::Closed)
                }
                ClientStep::TimedOut { answer } => {
                    check(&answer, &kept.language)?;
                    kept.answer = answer;
                    finish(tx, &lit, &kept, now)?;
                    Ok(ClientState::Closed)
                }
                ClientStep::Declined => {
                    decline(tx, &lit, &kept, now)?;
                    Ok(ClientState::Closed)
                }
            }
        })
    }

    /// Lights the client's screen for a moment that was just saved.
    pub(crate) fn light_invitation(
        &self,
        tx: &mut WriteTx<'_>,
        place: &Place,
        id: &MomentId,
        moment: &Moment,
    ) -> Result<()> {
        let token: [u8; 16] = moments_store::random()?;
        let provided = &moment.language.provided.value;
        let language =
            if matches!(provided.as_str(), "en" | "fr") { provided.clone() } else { place.first_language() };
        let kept = Lit { question: moment.invitation.question, language, ..Lit::default() };
        tx.put_invitation(&OpenInvitation {
            moment: *id,
            token: token.iter().map(|b| format!("{b:02x}")).collect(),
            lit_ms: tx.now().utc_ms,
            record: serde_json::to_string(&kept)?,
        })?;
        Ok(())
    }

    /// Closes every lit invitation; what was answered so far counts.
    pub(crate) fn close_invitations(
        &self,
        tx: &mut WriteTx<'_>,
        _place: &Place,
        now: DateTime<FixedOffset>,
    ) -> Result<()> {
        for lit in tx.invitations()? {
            let kept: Lit = serde_json::from_str(&lit.record)?;
            finish(tx, &lit, &kept, now)?;
        }
        Ok(())
    }

    /// Closes what a crash or the end of the day left open.
    pub(crate) fn close_stale_invitations(&self) -> Result<()> {
        let place = self.place()?;
        let now = self.now();
        if self.read(|r| Ok(r.invitations()?.is_empty()))? {
            return Ok(());
        }
        self.write(|tx| self.close_invitations(tx, &place, now))
    }

    /// The moment was voided: its invitation goes dark. An answer that was being given is kept with the moment.
    pub(crate) fn drop_invitation(&self, tx: &mut WriteTx<'_>, id: &MomentId) -> Result<()> {
        let now = self.now();
        if let Some(lit) = tx.invitation_of(id)? {
            let kept: Lit = serde_json::from_str(&lit.record)?;
            finish(tx, &lit, &kept, now)?;
        }
        Ok(())
    }

    /// Lights the staff window for a saved moment, to hand it over.
    pub fn hand_over(&self, actor: &crate::Actor, id: MomentId) -> Result<ClientState> {
        actor.require(Role::Counter)?;
        let now_ms = self.now().timestamp_millis();
        let place = self.place()?;
        self.read(|r: &Reader<'_>| {
            let lit = r.invitation_of(&id)?.ok_or(ErrorCode::TokenExpired)?;
            invited(&place, &lit, now_ms)
        })
    }
}

fn rest(place: &Place) -> ClientState {
    ClientState::Rest { office: office(place) }
}

fn office(place: &Place) -> BothLanguages {
    BothLanguages { en: place.office.name_en.clone(), fr: place.office.name_fr.clone() }
}

fn invited(place: &Place, lit: &OpenInvitation, now_ms: i64) -> Result<ClientState> {
    let kept: Lit = serde_json::from_str(&lit.record)?;
    Ok(ClientState::Invited(Box::new(Invited {
        token: lit.token.clone(),
        office: office(place),
        institution: BothLanguages {
            en: place.office.organization_en.clone(),
            fr: place.office.organization_fr.clone(),
        },
        question: kept.question,
        notice: place.office.notice.clone(),
        lit_at_ms_ago: u32::try_from((now_ms - lit.lit_ms).max(0)).unwrap_or(u32::MAX),
        timeout_seconds: place.office.client_timeout_seconds,
        language: kept.language,
        answer: kept.answer,
    })))
}

fn check(answer: &ClientAnswer, language: &str) -> Result<()> {
    if !matches!(language, "en" | "fr") {
        return Err(ApiError::invalid("language", moments_core::moment::Problem::Unknown));
    }
    let rating = to_rating(answer, None, language, None);
    let alone =
        Moment { ratings: [(rating_id(&MomentId::default(), "check"), rating)].into(), ..Moment::default() };
    match validate(alone) {
        Err(invalid) if invalid.field.starts_with("rating/") => Err(invalid.into()),
        // The other fields are not there, and not the matter.
        _ => Ok(()),
    }
}

fn to_rating(
    answer: &ClientAnswer,
    asked: Option<RotatedQuestion>,
    language: &str,
    at: Option<DateTime<FixedOffset>>,
) -> Rating {
    let rated = answer.overall.is_some();
    Rating {
        state: if rated { RatingState::Rated } else { RatingState::NoAnswer },
        source: RatingSource::ClientScreen,
        assisted: Assisted::No,
        at,
        language: Some(language.to_owned()),
        asked,
        overall: answer.overall,
        drivers: answer.drivers.iter().copied().filter(|_| rated).collect(),
        fairness: answer.fairness.filter(|_| rated),
        confidence: answer.confidence.filter(|_| rated),
        priority: answer.priority.filter(|_| rated),
        need_met: answer.need_met.filter(|_| rated),
        comment: None,
    }
}

/// What was answered becomes an entry of its moment; nothing answered leaves "no answer", which needs none.
pub(super) fn finish(
    tx: &mut WriteTx<'_>,
    lit: &OpenInvitation,
    kept: &Lit,
    now: DateTime<FixedOffset>,
) -> Result<()> {
    if kept.answer.overall.is_some() {
        give(tx, lit, to_rating(&kept.answer, kept.question, &kept.language, Some(now)))?;
    }
    Ok(tx.remove_invitation(&lit.moment)?)
}

fn decline(tx: &mut WriteTx<'_>, lit: &OpenInvitation, kept: &Lit, now: DateTime<FixedOffset>) -> Result<()> {
    let rating = Rating {
        state: RatingState::Declined,
        at: Some(now),
        language: Some(kept.language.clone()),
        asked: kept.question,
        ..Rating::default()
    };
    give(tx, lit, rating)?;
    Ok(tx.remove_invitation(&lit.moment)?)
}

fn give(tx: &mut WriteTx<'_>, lit: &OpenInvitation, rating: Rating) -> Result<()> {
    let id = rating_id(&lit.moment, &lit.token);
    append_rating(tx, Author::App, &lit.moment, &id.to_string(), &rating)
}

/// Appends an answer to its moment.
pub(super) fn append_rating(
    tx: &mut WriteTx<'_>,
    author: Author,
    moment: &MomentId,
    id: &str,
    rating: &Rating,
) -> Result<()> {
    let fields =
        flatten(rating)?.into_iter().map(|(field, value)| (format!("ratings/{id}/{field}"), value)).collect();
    tx.append(NewEntry {
        kind: kind::RATING_GIVEN,
        audience: Audience::OfficeAndCentre,
        author,
        changes: vec![change_of(moment, fields)],
    })?;
    Ok(())
}
