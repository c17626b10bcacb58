//! What staff and clients may say, chosen by chance.

use moments_desk::moments::*;
use moments_desk::ratings::ClientAnswer;
use moments_desk::words::*;
use moments_tests::generated::Dice;
use std::collections::BTreeMap;

pub fn pick<T: Clone>(dice: &mut Dice, all: &[T]) -> T {
    all[dice.below(all.len())].clone()
}

/// One of them, once in so many times.
pub fn maybe<T: Clone>(dice: &mut Dice, one_in: usize, all: &[T]) -> Option<T> {
    let one = pick(dice, all);
    dice.one_in(one_in).then_some(one)
}

/// Several of them, once in so many times.
fn several<T: Clone>(dice: &mut Dice, one_in: usize, all: &[T]) -> Option<Vec<T>> {
    let some = (0..=dice.below(3)).map(|_| pick(dice, all)).collect();
    dice.one_in(one_in).then_some(some)
}

const OUTCOMES: &[Outcome] = &[
    Outcome::Served,
    Outcome::Served,
    Outcome::PartlyServed,
    Outcome::Referred,
    Outcome::TurnedAway,
    Outcome::TurnedAway,
    Outcome::Left,
];

const NAMES: &[&str] =
    &["City library", "CITY LIBRARY", "city  library.", "Mairie d’Iqaluit", "mairie d'iqaluit"];

/// What an office has to choose from.
pub struct Choice {
    pub services: Vec<String>,
    pub organizations: Vec<OrganizationId>,
    pub languages: Vec<&'static str>,
}

fn line(dice: &mut Dice, choice: &Choice) -> LineForm {
    let outcome = maybe(dice, 2, OUTCOMES);
    let stage = maybe(dice, 2, Stage::ALL).filter(|_| outcome == Some(Outcome::Left));
    LineForm {
        line: None,
        service: pick(dice, &choice.services),
        quantity: maybe(dice, 5, &[1, 2, 3, 12]),
        relationship: maybe(dice, 3, Relationship::ALL),
        outcome,
        stage,
        stage_by: maybe(dice, 2, &[By::Default]).filter(|_| stage.is_some()),
        interests: several(dice, 2, Interest::ALL),
        decision_explained: maybe(dice, 2, &[true, false]),
        recourse_told: maybe(dice, 2, &[true, false]),
    }
}

pub fn lines(dice: &mut Dice, choice: &Choice) -> Vec<LineForm> {
    let n = pick(dice, &[1, 1, 1, 1, 2, 2, 3, 4]);
    (0..n).map(|_| line(dice, choice)).collect()
}

fn referral(dice: &mut Dice, choice: &Choice, named: bool) -> Option<ReferralForm> {
    let known = pick(dice, &choice.organizations);
    let name = pick(dice, NAMES);
    let level = pick(dice, &[Level::Municipal, Level::Federal]);
    match dice.below(8) {
        0 => Some(ReferralForm { organization: Some(known), ..ReferralForm::default() }),
        1 => Some(ReferralForm { name: Some(name.into()), level: Some(level), ..ReferralForm::default() }),
        2 if !named => Some(ReferralForm { level: Some(level), ..ReferralForm::default() }),
        _ => None,
    }
}

/// A moment without its times.
pub fn moment(dice: &mut Dice, choice: &Choice) -> MomentForm {
    let offers = several(dice, 4, &choice.services).map(|services| {
        let offered = services.into_iter().filter(|service| service != UNCLASSIFIED);
        offered.map(|service| (service, pick(dice, OfferAnswer::ALL))).collect::<BTreeMap<_, _>>()
    });
    MomentForm {
        channel: maybe(dice, 3, Channel::ALL),
        relationship: maybe(dice, 4, Relationship::ALL),
        services: Some(lines(dice, choice)),
        time_source: maybe(dice, 12, TimeSource::ALL),
        wait: maybe(dice, 3, WaitBand::ALL).map(|band| WaitForm { arrived_at: None, band: Some(band) }),
        language: dice.one_in(2).then(|| LanguageForm {
            active_offer: maybe(dice, 2, &[true, false]),
            requested: maybe(dice, 2, &choice.languages).map(str::to_owned),
            provided: maybe(dice, 2, &choice.languages).map(str::to_owned),
            interpreter: maybe(dice, 4, Interpreter::ALL),
        }),
        contact: maybe(dice, 3, ContactNo::ALL),
        barriers: several(dice, 4, Barrier::ALL),
        came_from: referral(dice, choice, false),
        sent_to: referral(dice, choice, true),
        offers,
        life_event: maybe(dice, 6, LifeEvent::ALL),
        feedback: several(dice, 6, Feedback::ALL),
        note: maybe(dice, 5, &["the ramp is iced over".to_owned()]),
        note_flagged: maybe(dice, 3, &[true, false]),
        ..MomentForm::default()
    }
}

/// What a client says on the screen.
pub fn answer(dice: &mut Dice) -> ClientAnswer {
    let said = rating(dice);
    ClientAnswer {
        overall: said.overall,
        drivers: said.drivers.unwrap_or_default(),
        fairness: said.fairness,
        confidence: said.confidence,
        priority: said.priority,
        need_met: said.need_met,
    }
}

/// What a client says on paper, or to staff.
pub fn rating(dice: &mut Dice) -> RatingForm {
    let mut form = RatingForm {
        overall: Some(pick(dice, &[1, 2, 2, 3, 4, 4, 5, 5])),
        drivers: several(dice, 2, Driver::ALL),
        comment: maybe(dice, 4, &["thanks".to_owned()]),
        ..RatingForm::default()
    };
    match dice.below(6) {
        0 => {
            let not = Scored::NotApplicable(NotApplicable::NotApplicable);
            form.fairness = Some(pick(dice, &[1, 2, 3, 4, 5].map(Scored::Score)));
            form.fairness = maybe(dice, 4, &[not]).or(form.fairness);
        }
        1 => form.confidence = Some(pick(dice, &[1, 2, 3, 4, 5])),
        2 => {
            let nothing = Priority::Nothing(Nothing::Nothing);
            form.priority = maybe(dice, 4, &[nothing]).or(Some(Priority::Driver(pick(dice, Driver::ALL))));
        }
        3 | 4 => form.need_met = Some(pick(dice, NeedMet::ALL)),
        _ => {}
    }
    form
}
