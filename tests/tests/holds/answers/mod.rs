//! A client's answer belongs to the moment whose invitation it answered, whatever happens meanwhile.
//!
//! Random interleavings of what staff, clients, time and a power cut do are played on a real store, and followed by a
//! model that knows tokens and answers and nothing of how they are kept. Afterwards the store holds what the model says:
//! no answer at another moment, at most one from the client's screen for each, none lost, each as it was sent last.

mod model;
mod steps;

use chrono::TimeDelta;
use model::{Expected, Given, Lit, Model, Shown};
use moments_core::fold::kind;
use moments_core::moment::{Moment, Rating};
use moments_desk::ErrorCode;
use moments_desk::moments::{ClientScreenMode, MomentForm, RatingForm};
use moments_desk::ratings::{ClientAnswer, ClientState, ClientStep, Invited};
use moments_desk::sign_in::SignIn;
use moments_desk::words::*;
use moments_store::{StoreError, StoredMoment};
use moments_tests::{PIN, TestOffice};
use proptest::prelude::*;
use proptest::sample::Index;
use steps::{Name, Step, Token, step};

const CASES: u32 = 64;
const STEPS_MAX: usize = 60;

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_belongs_to_its_own_moment_whatever_happens(steps in prop::collection::vec(step(), 20..STEPS_MAX)) {
        let (office, mut model) = play(TestOffice::new().unwrap(), steps);
        let office = office.crash_and_restart().unwrap();
        model.close();
        compare(office, &model);
    }
}

/// What the store holds about each moment is what the model says, and nothing else is there.
fn compare(office: TestOffice, model: &Model) {
    let mut stored: Vec<StoredMoment> = Vec::new();
    let mut given = 0;
    let look = |store: &moments_store::Store, _| {
        store
            .read::<_, StoreError>(|r| {
                for id in &model.order {
                    stored.extend(r.moment(id)?);
                }
                r.for_each_entry(|entry| {
                    given += usize::from(entry.kind == kind::RATING_GIVEN);
                    Ok(())
                })
            })
            .unwrap();
    };
    office.with_store(look).unwrap();
    assert_eq!(stored.len(), model.saved.len());
    for StoredMoment { id, moment, .. } in &stored {
        let expected = model.saved.get(id).unwrap();
        let of = |source| moment.ratings.values().filter(move |r| r.source == source).collect::<Vec<_>>();
        let screen = of(RatingSource::ClientScreen);
        assert!(screen.len() <= 1, "one answer from the client's screen: {screen:?}");
        assert_eq!(screen.first().map(|r| said(moment, r)), expected.screen, "of {}", moment.short_no);
        let overall = |source| of(source).iter().map(|r| r.overall).collect::<Vec<_>>();
        assert_eq!(overall(RatingSource::Paper), expected.card.into_iter().collect::<Vec<_>>());
        assert_eq!(overall(RatingSource::ToldStaff), expected.told.map(Some).into_iter().collect::<Vec<_>>());
    }
    let all: usize = stored.iter().map(|s| s.moment.ratings.len()).sum();
    assert_eq!(given, all, "no answer is anywhere else");
}

fn said(moment: &Moment, rating: &Rating) -> Given {
    assert_eq!(rating.asked, moment.invitation.question, "what was asked is what was drawn for this client");
    if rating.state == RatingState::Declined {
        return Given::Declined;
    }
    let answer = ClientAnswer {
        overall: rating.overall,
        drivers: rating.drivers.iter().copied().collect(),
        fairness: rating.fairness,
        confidence: rating.confidence,
        priority: rating.priority,
        need_met: rating.need_met,
    };
    Given::Said(answer, rating.language.clone().unwrap_or_default())
}

fn language(french: bool) -> String {
    if french { "fr".into() } else { "en".into() }
}

fn shown(office: &TestOffice) -> Option<Invited> {
    match office.desk.client_state().unwrap() {
        ClientState::Invited(lit) => Some(*lit),
        ClientState::Rest { .. } | ClientState::Curtain | ClientState::Closed => None,
    }
}

/// The screen shows what the model says, and nothing of another client.
fn same_on_the_screen(office: &TestOffice, model: &Model) {
    let now = office.clock.now();
    let expected = model.lit.as_ref().filter(|_| !model.curtain && !model.is_over(now));
    let found = shown(office);
    assert_eq!(
        found.map(|lit| (lit.token, lit.answer)),
        expected.map(|lit| (lit.token.clone(), lit.kept.clone()))
    );
}

fn client(office: &TestOffice, model: &mut Model, token: &Token, step: ClientStep) {
    let token = model.token(token);
    let expected = model.client(&token, &step, office.clock.now());
    match office.desk.client_answer(Some(&token), step) {
        Ok(ClientState::Invited(lit)) => {
            assert_eq!(lit.token, token);
            assert_eq!(Some(Shown::Invited(lit.answer)), expected);
        }
        Ok(ClientState::Closed) => assert_eq!(expected, Some(Shown::Closed)),
        Ok(other) => panic!("a step is answered by {other:?}"),
        Err(error) => assert_eq!((error.code, expected), (ErrorCode::TokenExpired, None)),
    }
}

fn save(office: &TestOffice, model: &mut Model, at: &Index, withdrawn: Option<WithdrawReason>) {
    if model.open.is_empty() {
        return;
    }
    let (who, id, channel) = model.open.remove(at.index(model.open.len()));
    let asked = channel == Channel::InPerson;
    let form = MomentForm {
        id: Some(id),
        channel: Some(channel),
        withdrawn: withdrawn.filter(|_| asked),
        ..office.usual()
    };
    let saved = office.desk.record(&office.actor(who), &form, Origin::Live).unwrap();
    let invited = asked && withdrawn.is_none();
    assert_eq!(saved.invited, invited, "this office asks everybody who can be asked");
    model.saved.insert(id, Expected { served_by: who, ..Expected::default() });
    model.order.push(id);
    if !invited {
        return;
    }
    model.close();
    if !model.paper {
        let lit = office.desk.hand_over(&office.actor(who), id).unwrap();
        let ClientState::Invited(lit) = lit else { panic!("it is lit: {lit:?}") };
        let token = lit.token;
        assert!(model.tokens.iter().all(|(other, _)| *other != token), "a token is never used again");
        let now = office.clock.now();
        model.tokens.push((token.clone(), id));
        let (kept, language) = (ClientAnswer::default(), language(false));
        model.lit = Some(Lit { moment: id, token, lit_at: now, touched_at: now, kept, language });
    }
}

fn card(office: &TestOffice, model: &mut Model, who: Name, id: MomentId, overall: Option<u8>) {
    let form = RatingForm {
        overall,
        state: overall.is_none().then_some(RatingState::Declined),
        ..RatingForm::default()
    };
    let entered = office.desk.enter_card(&office.actor(who), id, &form);
    let Some(expected) = model.saved.get_mut(&id) else { return };
    match entered {
        Ok(_) => {
            assert_ne!(expected.served_by, who, "a card is entered by someone else than who served");
            assert_eq!(expected.card.replace(overall), None, "and once");
        }
        Err(error) => {
            let voided = error.code == ErrorCode::AlreadyVoided;
            assert!(voided || expected.served_by == who || expected.card.is_some(), "{error:?}");
        }
    }
}

fn play(mut office: TestOffice, steps: Vec<Step>) -> (TestOffice, Model) {
    let mut model = Model::default();
    for step in steps {
        let desk = &office.desk;
        match step {
            Step::Open(who, channel) => {
                let form = MomentForm { channel: Some(channel), ..MomentForm::default() };
                if let Ok(open) = desk.open_moment(&office.actor(who), form) {
                    model.open.push((who, open.id, channel));
                }
            }
            Step::Save(at, withdrawn) => save(&office, &mut model, &at, withdrawn),
            Step::Discard(at) if !model.open.is_empty() => {
                let (who, id, _) = model.open.remove(at.index(model.open.len()));
                desk.discard_moment(&office.actor(who), id).unwrap();
            }
            Step::Park(at, parked) if !model.open.is_empty() => {
                let (who, id, _) = at.get(&model.open);
                desk.park_moment(&office.actor(who), *id, parked).unwrap();
            }
            Step::Discard(_) | Step::Park(..) => {}
            Step::Draft(token, answer, fr) => {
                client(&office, &mut model, &token, ClientStep::Draft { answer, language: language(fr) });
            }
            Step::Done(token, answer, fr) => {
                client(&office, &mut model, &token, ClientStep::Done { answer, language: language(fr) });
            }
            Step::TimedOut(token, answer) => {
                client(&office, &mut model, &token, ClientStep::TimedOut { answer });
            }
            Step::Declined(token) => client(&office, &mut model, &token, ClientStep::Declined),
            Step::Touched(token) => client(&office, &mut model, &token, ClientStep::Touched),
            Step::HandOver(who, at) => {
                if let Some(id) = model.at(&at) {
                    let given = desk.hand_over(&office.actor(who), id);
                    assert_eq!(given.is_ok(), model.is_lit(id), "only what is lit is handed over");
                }
            }
            Step::Undo(who, at) => {
                if let Some(id) = model.at(&at)
                    && let Ok(Some(open)) = desk.undo(&office.actor(who), id)
                {
                    model.close_if_of(id);
                    let channel = open.form.channel.unwrap_or_default();
                    model.open.push((who, open.id, channel));
                }
            }
            Step::Void(who, at) => {
                if let Some(id) = model.at(&at)
                    && desk.void(&office.actor(who), id, VoidReason::Mistake, None).is_ok()
                {
                    model.close_if_of(id);
                }
            }
            Step::Restore(who, at) => {
                if let Some(id) = model.at(&at) {
                    let _ = desk.restore(&office.actor(who), id);
                }
            }
            Step::Withdraw(who, at, why) => {
                if let Some(id) = model.at(&at)
                    && desk.withdraw_invitation(&office.actor(who), id, why).is_ok()
                {
                    model.close_if_of(id);
                }
            }
            Step::Told(who, at, overall) => {
                if let Some(id) = model.at(&at) {
                    let form = RatingForm { overall: Some(overall), ..RatingForm::default() };
                    let told = desk.rate_for_client(&office.actor(who), id, &form).is_ok();
                    let expected = model.saved.get_mut(&id).filter(|_| told);
                    assert_eq!(expected.and_then(|e| e.told.replace(overall)), None, "told once");
                }
            }
            Step::Card(who, at, overall) => {
                if let Some(id) = model.at(&at) {
                    card(&office, &mut model, who, id, overall);
                }
            }
            Step::Enquiry(who) => {
                desk.quick_enquiry(&office.actor(who), None).unwrap();
            }
            Step::Curtain(drawn) => {
                desk.curtain(drawn).unwrap();
                if drawn && !model.curtain && model.is_over(office.clock.now()) {
                    model.close();
                }
                if !drawn
                    && model.curtain
                    && let Some(lit) = &mut model.lit
                {
                    lit.touched_at = office.clock.now();
                }
                model.curtain = drawn;
            }
            Step::Lock => desk.lock_counter(),
            Step::SwitchTo(who) => {
                desk.sign_in(&SignIn { staff: office.id(who), pin: PIN.into(), short: false }).unwrap();
            }
            Step::Mode(mode) => {
                desk.set_client_screen(mode);
                model.paper = mode == ClientScreenMode::Paper;
            }
            Step::Pass(milliseconds) => office.clock.forward(TimeDelta::milliseconds(milliseconds)),
            Step::Crash => {
                office = office.crash_and_restart().unwrap();
                model.close();
                (model.curtain, model.paper) = (false, false);
            }
        }
        same_on_the_screen(&office, &model);
    }
    (office, model)
}
