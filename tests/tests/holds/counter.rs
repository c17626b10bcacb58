//! The counter: saved means saved, once; nothing is overwritten; the client's answer belongs to its moment.

use chrono::TimeDelta;
use moments_desk::ErrorCode;
use moments_desk::moments::{ClientScreenMode, LanguageForm, LineForm, MomentForm, RatingForm};
use moments_desk::ratings::{ClientAnswer, ClientState, ClientStep};
use moments_desk::words::*;
use moments_tests::TestOffice;

#[test]
fn the_usual_moment_takes_the_defaults_and_says_that_they_are_defaults() {
    let office = TestOffice::new().unwrap();
    let saved = office.serve("Ben", office.usual()).unwrap();
    let line = &saved.item.lines[0];
    assert_eq!(
        (line.relationship_by, line.outcome, line.outcome_by),
        (By::Default, Outcome::Served, By::Default)
    );
    assert_eq!((saved.item.channel, saved.item.time_source), (Channel::InPerson, TimeSource::Live));
    assert_eq!(saved.item.office_day, "2026-11-24");
    assert_eq!(saved.item.short_no, "A1");
    assert_eq!(saved.item.language_provided, "en", "the office's first language");
    assert!(saved.invited, "the office asks every eligible client until it decides otherwise");
}

#[test]
fn the_same_moment_twice_is_there_once_and_other_content_is_a_conflict() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    let form = MomentForm { id: Some(open.id), note: Some("form given out".into()), ..office.usual() };
    assert!(!office.desk.record(&ben, &form, Origin::Live).unwrap().already_there);
    office.clock.forward(TimeDelta::minutes(1));
    assert!(
        office.desk.record(&ben, &form, Origin::Live).unwrap().already_there,
        "a key pressed twice saves once"
    );
    let other = MomentForm { outcome: Some(Outcome::Referred), ..form };
    assert_eq!(office.desk.record(&ben, &other, Origin::Live).unwrap_err().code, ErrorCode::Conflict);
    assert_eq!(office.desk.my_day(&ben, None).unwrap().n, 1);
}

#[test]
fn an_amendment_keeps_what_was_there_in_the_history_and_needs_a_reason() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    let mut form = office.desk.moment(&ben, saved.item.id).unwrap().form;
    form.services.as_mut().unwrap()[0].outcome = Some(Outcome::TurnedAway);
    form.note = Some("refusé".into());
    assert_eq!(
        office.desk.amend(&ben, saved.item.id, &form, "  ").unwrap_err().field.as_deref(),
        Some("reason")
    );
    let view = office.desk.amend(&ben, saved.item.id, &form, "wrong key").unwrap();
    assert_eq!((view.item.outcome, view.item.amended), (Some(Outcome::TurnedAway), true));
    let last = view.history.last().unwrap();
    assert_eq!(last.reason.as_deref(), Some("wrong key"));
    let changed: Vec<&str> = last.changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(changed, ["lines/1/outcome", "note"], "an amendment holds only what changed");
    assert!(last.changes[0].before.as_deref().unwrap().contains("served"));
}

#[test]
fn undo_works_for_twenty_seconds_and_gives_the_form_back() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", MomentForm { note: Some("kept".into()), ..office.usual() }).unwrap();
    let again = office.desk.undo(&ben, saved.item.id).unwrap().unwrap();
    assert_ne!(again.id, saved.item.id);
    assert_eq!(again.form.note.as_deref(), Some("kept"), "what was typed is not lost");
    assert_eq!(office.desk.moment(&ben, saved.item.id).unwrap().item.voided, Some(VoidReason::Undo));
    assert_eq!(office.desk.counter(&ben).unwrap().tally.moments, 0);

    let late = office.serve("Ben", office.usual()).unwrap();
    office.clock.forward(TimeDelta::seconds(21));
    assert_eq!(office.desk.undo(&ben, late.item.id).unwrap_err().code, ErrorCode::TooLate);
}

#[test]
fn undoing_an_amendment_brings_the_old_values_back_as_a_new_entry() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    let before = office.desk.moment(&ben, saved.item.id).unwrap();
    let form = MomentForm {
        channel: Some(Channel::Phone),
        barriers: Some(vec![Barrier::Cost]),
        ..before.form.clone()
    };
    office.desk.amend(&ben, saved.item.id, &form, "phone").unwrap();
    assert!(office.desk.undo(&ben, saved.item.id).unwrap().is_none());
    let after = office.desk.moment(&ben, saved.item.id).unwrap();
    assert_eq!(after.form, before.form);
    assert_eq!(after.history.len(), 3, "nothing is overwritten: undo is an entry too");
}

#[test]
fn nobody_makes_an_answer_go_away() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    office.clock.forward(TimeDelta::seconds(30));
    let late = office.desk.void(&ben, saved.item.id, VoidReason::Mistake, None).unwrap_err();
    assert_eq!(late.code, ErrorCode::TooLate, "a moment whose rating was invited needs a supervisor by now");
    let ada = office.actor("Ada");
    assert!(office.desk.void(&ada, saved.item.id, VoidReason::Duplicate, None).is_ok());
    assert_eq!(
        office.desk.void(&ada, saved.item.id, VoidReason::Test, None).unwrap_err().code,
        ErrorCode::AlreadyVoided
    );
    assert!(office.desk.restore(&ada, saved.item.id).unwrap().item.voided.is_none());
}

fn invited(state: ClientState) -> moments_desk::ratings::Invited {
    let ClientState::Invited(invited) = state else {
        panic!("the client's screen should be lit, not {state:?}")
    };
    *invited
}

fn answer(overall: u8) -> ClientAnswer {
    ClientAnswer { overall: Some(overall), drivers: vec![Driver::Courtesy], ..ClientAnswer::default() }
}

#[test]
fn the_client_answers_their_own_moment_and_staff_see_that_but_not_what() {
    let office = TestOffice::new().unwrap();
    let saved = office.serve("Ben", office.usual()).unwrap();
    let lit = invited(office.desk.client_state().unwrap());

    let draft = |overall| ClientStep::Draft { answer: answer(overall), language: "fr".into() };
    let state = office.desk.client_answer(Some(&lit.token), draft(1)).unwrap();
    assert_eq!(invited(state).answer.overall, None, "a tap in the first second does not count");
    office.clock.forward(TimeDelta::seconds(2));
    office.desk.client_answer(Some(&lit.token), draft(2)).unwrap();
    let done = ClientStep::Done { answer: answer(4), language: "fr".into() };
    assert_eq!(office.desk.client_answer(Some(&lit.token), done.clone()).unwrap(), ClientState::Closed);
    assert_eq!(
        office.desk.client_answer(Some(&lit.token), done).unwrap_err().code,
        ErrorCode::TokenExpired,
        "an invitation opens once"
    );

    let item = office.desk.moment(&office.actor("Ben"), saved.item.id).unwrap().item;
    assert_eq!(item.rating_state, RatingState::Rated);
    let ada = office.actor("Ada");
    assert_eq!(office.desk.review_day(&ada, None, &Default::default()).unwrap().answered, 1);
    assert!(office.desk.moment(&ada, saved.item.id).unwrap().history.iter().all(|h| h.changes.is_empty()));
}

#[test]
fn the_next_invitation_closes_the_last_and_keeps_what_was_answered() {
    let office = TestOffice::new().unwrap();
    let first = office.serve("Ben", office.usual()).unwrap();
    let lit = invited(office.desk.client_state().unwrap());
    office.clock.forward(TimeDelta::seconds(5));
    office
        .desk
        .client_answer(Some(&lit.token), ClientStep::Draft { answer: answer(2), language: "en".into() })
        .unwrap();
    let second = office.serve("Ben", office.usual()).unwrap();
    let ben = office.actor("Ben");
    let state = |id| office.desk.moment(&ben, id).unwrap().item.rating_state;
    assert_eq!(state(first.item.id), RatingState::Rated);
    assert_eq!(state(second.item.id), RatingState::NoAnswer);
    assert_ne!(invited(office.desk.client_state().unwrap()).token, lit.token);
    let late = ClientStep::Done { answer: answer(5), language: "en".into() };
    assert_eq!(office.desk.client_answer(Some(&lit.token), late).unwrap_err().code, ErrorCode::TokenExpired);
    assert_eq!(state(second.item.id), RatingState::NoAnswer, "an answer never goes to another moment");
}

#[test]
fn an_answer_that_was_being_given_survives_a_crash() {
    let office = TestOffice::new().unwrap();
    let saved = office.serve("Ben", office.usual()).unwrap();
    let lit = invited(office.desk.client_state().unwrap());
    office.clock.forward(TimeDelta::seconds(5));
    office
        .desk
        .client_answer(Some(&lit.token), ClientStep::Draft { answer: answer(3), language: "en".into() })
        .unwrap();
    let office = office.crash_and_restart().unwrap();
    let item = office.desk.moment(&office.actor("Ben"), saved.item.id).unwrap().item;
    assert_eq!(item.rating_state, RatingState::Rated);
    assert!(matches!(office.desk.client_state().unwrap(), ClientState::Rest { .. }));
}

#[test]
fn a_client_may_decline_and_missing_is_never_three() {
    let office = TestOffice::new().unwrap();
    let saved = office.serve("Ben", office.usual()).unwrap();
    let lit = invited(office.desk.client_state().unwrap());
    office.clock.forward(TimeDelta::seconds(5));
    office.desk.client_answer(Some(&lit.token), ClientStep::Declined).unwrap();
    let item = office.desk.moment(&office.actor("Ben"), saved.item.id).unwrap().item;
    assert_eq!(item.rating_state, RatingState::Declined);
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.invited, day.answered, day.ratings.mean), (1, 0, None));
}

#[test]
fn a_rating_told_to_staff_stands_beside_the_headline() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    let told =
        RatingForm { overall: Some(5), source: Some(RatingSource::ToldStaff), ..RatingForm::default() };
    office.desk.rate_for_client(&ben, saved.item.id, &told).unwrap();
    assert_eq!(
        office.desk.rate_for_client(&ben, saved.item.id, &told).unwrap_err().code,
        ErrorCode::Conflict
    );
    let estimate = RatingForm { source: Some(RatingSource::StaffEstimate), ..told.clone() };
    assert_eq!(
        office.desk.rate_for_client(&ben, saved.item.id, &estimate).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    let forged = RatingForm { source: Some(RatingSource::ClientScreen), ..told };
    assert_eq!(
        office.desk.rate_for_client(&ben, saved.item.id, &forged).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.answered, day.told_staff.n), (0, 1));
}

#[test]
fn a_paper_card_finds_its_moment_by_number() {
    let office = TestOffice::new().unwrap();
    office.desk.set_client_screen(ClientScreenMode::Paper);
    let saved = office.serve("Ben", office.usual()).unwrap();
    assert!(
        matches!(office.desk.client_state().unwrap(), ClientState::Rest { .. }),
        "no screen lights for a card"
    );
    let noor = office.actor("Noor");
    let found = office.desk.moment_by_card(&noor, "a1", None).unwrap();
    assert_eq!(found.id, saved.item.id);
    let card = RatingForm { overall: Some(1), source: Some(RatingSource::Paper), ..RatingForm::default() };
    office.desk.rate_for_client(&noor, found.id, &card).unwrap();
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!(day.answered, 1, "paper is the client's own hand");
}

#[test]
fn a_withdrawn_invitation_goes_dark_and_says_why() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    let item = office.desk.withdraw_invitation(&ben, saved.item.id, WithdrawReason::ClientGone).unwrap();
    assert_eq!(item.rating_state, RatingState::Withdrawn);
    assert!(matches!(office.desk.client_state().unwrap(), ClientState::Rest { .. }));
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.eligible, day.invited), (1, 0));

    let history = || office.desk.moment(&ben, saved.item.id).unwrap().history.len();
    let before = history();
    let again = office.desk.withdraw_invitation(&ben, saved.item.id, WithdrawReason::Safety).unwrap();
    assert_eq!(
        (again.rating_state, history()),
        (RatingState::Withdrawn, before),
        "a second time does nothing"
    );
}

#[test]
fn several_moments_are_open_at_once_and_a_crash_offers_them_back() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let first = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    let phone = MomentForm { channel: Some(Channel::Phone), ..MomentForm::default() };
    let second = office.desk.open_moment(&ben, phone.clone()).unwrap();
    office.desk.park_moment(&ben, first.id, true).unwrap();
    let typed = MomentForm { note: Some("half a sentence".into()), ..phone };
    office.desk.change_open_moment(&ben, second.id, typed).unwrap();
    assert_eq!((first.short_no.as_str(), second.short_no.as_str()), ("A1", "A2"));

    let office = office.crash_and_restart().unwrap();
    let open = office.desk.counter(&office.actor("Ben")).unwrap().open;
    assert_eq!(open.len(), 2);
    assert!(open.iter().all(|o| o.recovered), "they are offered back, not taken up unasked");
    assert!(open[0].parked && open[1].form.note.as_deref() == Some("half a sentence"));
    assert!(
        office.desk.counter(&office.actor("Noor")).unwrap().open.is_empty(),
        "another person's drafts stay theirs"
    );
}

#[test]
fn a_phone_call_and_a_quick_enquiry_are_outside_the_eligible() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", MomentForm { channel: Some(Channel::Phone), ..office.usual() }).unwrap();
    office.desk.quick_enquiry(&office.actor("Ben"), None).unwrap();
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.moments, day.quick_enquiries, day.eligible, day.invited), (1, 1, 0, 0));
}

#[test]
fn a_family_with_three_services_is_one_moment_and_mixed() {
    let office = TestOffice::new().unwrap();
    let line = |key: usize, relationship, outcome| LineForm {
        service: office.quick(key),
        relationship: Some(relationship),
        outcome: Some(outcome),
        ..LineForm::default()
    };
    let form = MomentForm {
        services: Some(vec![
            line(1, Relationship::Voluntary, Outcome::Served),
            line(2, Relationship::InvoluntaryObligation, Outcome::Referred),
            line(3, Relationship::Voluntary, Outcome::PartlyServed),
        ]),
        language: Some(LanguageForm {
            active_offer: Some(true),
            requested: Some("iu".into()),
            ..LanguageForm::default()
        }),
        ..MomentForm::default()
    };
    let item = office.serve("Ben", form).unwrap().item;
    assert_eq!((item.client, item.outcome), (Some(ClientRelationship::Mixed), Some(Outcome::Referred)));
    assert_eq!(item.lines.len(), 3);
}

#[test]
fn a_clock_that_jumps_never_blocks_the_counter() {
    let office = TestOffice::new().unwrap();
    let years = TimeDelta::days(3653);
    office.serve("Ben", office.usual()).unwrap();
    office.clock.forward(-years);
    assert_eq!(office.serve("Ben", office.usual()).unwrap().item.office_day, "2016-11-23");
    office.clock.forward(years * 2);
    assert!(office.serve("Ben", office.usual()).is_ok());
    let proof = office.desk.prove().unwrap();
    assert!(proof.is_sound(), "time is data, not order");
}

#[test]
fn a_clock_turned_back_or_years_ahead_marks_the_entry_and_a_closed_office_does_not() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let cases = [
        ("the next client", TimeDelta::minutes(4), false),
        ("a weekend", TimeDelta::hours(64), false),
        ("a counter that is open in summer only", TimeDelta::days(90), false),
        ("two transactions that waited for each other", -TimeDelta::seconds(2), false),
        ("a clock turned back by an hour", -TimeDelta::hours(1), true),
        ("the moment after that", TimeDelta::minutes(4), false),
        ("a battery that ran out: 2016", -TimeDelta::days(3653), true),
        ("the clock set right again", TimeDelta::days(3653), true),
        ("the day after that", TimeDelta::days(1), false),
    ];
    for (_, by, _) in cases {
        office.clock.forward(by);
        office.desk.quick_enquiry(&ben, None).unwrap();
    }
    let mut marked = Vec::new();
    let look = |store: &moments_store::Store, _| {
        let read = store.read::<_, moments_store::StoreError>(|r| {
            r.for_each_entry(|entry| {
                if entry.kind == moments_core::fold::kind::MOMENT_RECORDED {
                    marked.push(entry.at.clock_suspect);
                }
                Ok(())
            })
        });
        read.unwrap();
    };
    office.with_store(look).unwrap();
    let found: Vec<_> = cases.iter().zip(marked).map(|(case, marked)| (case.0, marked)).collect();
    assert_eq!(found, cases.map(|(name, _, suspect)| (name, suspect)));
}
