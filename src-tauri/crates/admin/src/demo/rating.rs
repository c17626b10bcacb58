//! How clients answer in the demonstration. Made up: who came by obligation, was not served or waited is less satisfied, so
//! that a review has something to find.

use super::{chance, notes, pick, weighted};
use moments_desk::moments::RatingForm;
use moments_desk::words::*;
use rand::RngExt;
use rand_chacha::ChaCha12Rng;

/// Shares of those who were asked.
const ON_SCREEN: f64 = 0.385;
const ON_PAPER: f64 = 0.05;
const TOLD: f64 = 0.035;
const DECLINED: f64 = 0.09;
pub const RATED: f64 = ON_SCREEN + ON_PAPER + TOLD;

/// What a client has gone through.
pub struct Experience {
    pub relationship: Relationship,
    pub outcome: Outcome,
    pub waited_minutes: i64,
    /// Served in another language than the one asked for.
    pub other_language: bool,
    pub french: bool,
    pub interpreted: bool,
}

/// What became of the invitation of somebody who was still there to be asked; `rated` of them rate.
pub fn answer(rng: &mut ChaCha12Rng, client: &Experience, rated: f64) -> RatingForm {
    let language = Some(if client.french { "fr" } else { "en" }.to_owned());
    let form = |state, source| RatingForm {
        state: Some(state),
        source: Some(source),
        language: language.clone(),
        ..RatingForm::default()
    };
    let [on_screen, on_paper, told] = [ON_SCREEN, ON_PAPER, TOLD].map(|share| share * (rated / RATED));
    let none = 1.0 - on_screen - on_paper - told - DECLINED;
    let source = match weighted(rng, &[on_screen, on_paper, told, DECLINED, none]) {
        0 => RatingSource::ClientScreen,
        1 => RatingSource::Paper,
        2 => RatingSource::ToldStaff,
        3 => return form(RatingState::Declined, RatingSource::ClientScreen),
        _ => return form(RatingState::NoAnswer, RatingSource::ClientScreen),
    };
    let overall = overall(rng, client);
    let mut rating = RatingForm {
        overall: Some(overall),
        drivers: chance(rng, 0.8).then(|| drivers(rng, client, overall)),
        assisted: assisted(rng, client, source),
        ..form(RatingState::Rated, source)
    };
    if source == RatingSource::ClientScreen && chance(rng, 0.85) {
        rotated(rng, &mut rating, client, overall);
    }
    if source == RatingSource::Paper && chance(rng, 0.4) {
        rating.comment = Some(notes::comment(rng, client.french, overall));
    }
    rating
}

fn overall(rng: &mut ChaCha12Rng, client: &Experience) -> u8 {
    let shares: [f64; 5] = match (client.outcome, client.relationship) {
        (Outcome::Served, Relationship::Voluntary) => [2.0, 4.0, 10.0, 36.0, 48.0],
        (Outcome::Served, Relationship::InvoluntaryObligation) => [5.0, 9.0, 19.0, 40.0, 27.0],
        (Outcome::Served, Relationship::InvoluntaryRightsOfOthers) => [7.0, 13.0, 22.0, 37.0, 21.0],
        (Outcome::PartlyServed, _) => [7.0, 16.0, 30.0, 34.0, 13.0],
        (Outcome::Referred, _) => [10.0, 17.0, 28.0, 30.0, 15.0],
        (Outcome::TurnedAway | Outcome::Left, _) => [30.0, 27.0, 21.0, 14.0, 8.0],
    };
    let drawn = weighted(rng, &shares) as u8 + 1;
    let sours = client.waited_minutes > 15 && chance(rng, 0.45) || client.other_language && chance(rng, 0.5);
    if sours { (drawn - 1).max(1) } else { drawn }
}

fn drivers(rng: &mut ChaCha12Rng, client: &Experience, overall: u8) -> Vec<Driver> {
    let well: &[Driver] = &[
        Driver::Courtesy,
        Driver::Courtesy,
        Driver::Knowledge,
        Driver::Timeliness,
        Driver::Outcome,
        Driver::Information,
        Driver::Language,
    ];
    let better: &[Driver] = &[
        Driver::Timeliness,
        Driver::Timeliness,
        Driver::Information,
        Driver::EaseOfAccess,
        Driver::Fairness,
        Driver::Outcome,
    ];
    let mut chosen = vec![*pick(rng, if overall >= 4 { well } else { better })];
    if overall < 4 && client.waited_minutes > 15 {
        chosen.push(Driver::Timeliness);
    }
    if overall < 4 && client.other_language {
        chosen.push(Driver::Language);
    }
    if chance(rng, 0.3) {
        chosen.push(*pick(rng, if overall >= 4 { well } else { better }));
    }
    chosen
}

fn assisted(rng: &mut ChaCha12Rng, client: &Experience, source: RatingSource) -> Option<Assisted> {
    if source == RatingSource::ToldStaff {
        return Some(Assisted::Staff);
    }
    if client.interpreted && chance(rng, 0.5) {
        return Some(Assisted::Interpreter);
    }
    chance(rng, 0.03).then_some(Assisted::Companion)
}

/// One of the four questions that take turns; it follows the overall answer loosely.
fn rotated(rng: &mut ChaCha12Rng, rating: &mut RatingForm, client: &Experience, overall: u8) {
    let near = |rng: &mut ChaCha12Rng, of: u8| (i16::from(of) + rng.random_range(-1..=1)).clamp(1, 5) as u8;
    match rng.random_range(0..4) {
        0 if chance(rng, 0.08) => rating.fairness = Some(Scored::NotApplicable(NotApplicable::NotApplicable)),
        0 => rating.fairness = Some(Scored::Score(near(rng, overall))),
        1 => rating.confidence = Some(if chance(rng, 0.5) { 3 } else { near(rng, overall) }),
        2 if chance(rng, 0.3) && overall >= 4 => rating.priority = Some(Priority::Nothing(Nothing::Nothing)),
        2 => {
            let first = [
                Driver::Timeliness,
                Driver::Timeliness,
                Driver::Information,
                Driver::EaseOfAccess,
                Driver::Fairness,
            ];
            rating.priority = Some(Priority::Driver(*pick(rng, &first)));
        }
        _ => {
            rating.need_met = Some(match client.outcome {
                Outcome::Served if overall >= 3 => NeedMet::Yes,
                Outcome::Served | Outcome::PartlyServed => NeedMet::Partly,
                Outcome::Referred if chance(rng, 0.5) => NeedMet::Partly,
                Outcome::Referred | Outcome::TurnedAway | Outcome::Left => NeedMet::No,
            });
        }
    }
}
