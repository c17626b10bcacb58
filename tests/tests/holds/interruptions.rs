//! The counter in real life: the phone rings, a client walks off, somebody is angry, the office closes.

use chrono::TimeDelta;
use moments_desk::catalogue::ServiceForm;
use moments_desk::moments::*;
use moments_desk::office::OfficeForm;
use moments_desk::ratings::{ClientAnswer, ClientState, ClientStep};
use moments_desk::review::ReviewFilter;
use moments_desk::sign_in::SignIn;
use moments_desk::words::*;
use moments_tests::{PIN, TestOffice};

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

fn sign_in(office: &TestOffice, name: &str) -> moments_desk::Actor {
    office.desk.sign_in(&SignIn { staff: office.id(name), pin: PIN.into(), short: false }).unwrap();
    office.desk.actor().unwrap()
}

/// A client who walked off: no service was picked, and the app guessed when they left.
fn left(id: MomentId) -> MomentForm {
    let line = LineForm {
        service: "unclassified".into(),
        outcome: Some(Outcome::Left),
        stage: Some(Stage::DuringPreparation),
        stage_by: Some(By::Default),
        ..LineForm::default()
    };
    MomentForm { id: Some(id), services: Some(vec![line]), ..MomentForm::default() }
}

fn lit(office: &TestOffice) -> String {
    let ClientState::Invited(lit) = office.desk.client_state().unwrap() else {
        panic!("the client's screen should be lit")
    };
    lit.token
}

#[test]
fn a_client_on_hold_keeps_their_times_and_is_not_counted_as_being_served() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    office.clock.forward(minutes(2));
    office.desk.park_moment(&ben, open.id, true).unwrap();
    office.clock.forward(minutes(4));
    let again = office.desk.park_moment(&ben, open.id, true).unwrap();
    assert_eq!(again.parked_at.as_deref(), Some("2026-11-24T14:05:10-05:00"), "on hold since the first time");
    office.clock.forward(minutes(6));
    assert_eq!(office.desk.park_moment(&ben, open.id, false).unwrap().held_seconds, 600);
    office.clock.forward(minutes(3));
    let form = MomentForm { id: Some(open.id), ..office.usual() };
    let item = office.desk.record(&ben, &form, Origin::Live).unwrap().item;
    assert_eq!(item.started_at, "2026-11-24T14:03:10-05:00");
    assert_eq!(item.finished_at.as_deref(), Some("2026-11-24T14:18:10-05:00"));
    assert_eq!((item.held_seconds, item.time_source), (Some(600), TimeSource::Live));
    assert!(
        office.desk.record(&ben, &form, Origin::Live).unwrap().already_there,
        "pressed twice, saved once"
    );
}

#[test]
fn what_is_saved_while_it_waits_has_no_invented_end() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    office.clock.forward(minutes(1));
    office.desk.park_moment(&ben, open.id, true).unwrap();
    office.clock.forward(minutes(40));
    let item = office.desk.record(&ben, &left(open.id), Origin::Live).unwrap().item;
    assert_eq!((item.finished_at, item.time_source), (None, TimeSource::Inaccurate));
    assert_eq!(item.held_seconds, None, "without an end nobody knows how long");
}

#[test]
fn a_guessed_stage_is_no_observation_until_staff_say_it() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    let saved = office.desk.record(&ben, &left(open.id), Origin::Live).unwrap().item;
    let line = &saved.lines[0];
    assert_eq!((line.outcome, line.outcome_by), (Outcome::Left, By::Staff));
    assert_eq!((line.stage, line.stage_by), (Some(Stage::DuringPreparation), Some(By::Default)));
    let mut form = office.desk.moment(&ben, saved.id).unwrap().form;
    assert_eq!(form.services.as_ref().unwrap()[0].stage_by, Some(By::Default), "the form tells them apart");
    form.services.as_mut().unwrap()[0].stage_by = None;
    let amended = office.desk.amend(&ben, saved.id, &form, "I saw them go").unwrap();
    assert_eq!(amended.item.lines[0].stage_by, Some(By::Staff));
    let changed: Vec<_> = amended.history.last().unwrap().changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(changed, ["lines/1/stage"]);
}

#[test]
fn closing_time_with_three_open_blocks_nobody_and_all_three_are_offered_back() {
    let office = TestOffice::new().unwrap();
    let ben = sign_in(&office, "Ben");
    for note in ["first", "second", "third"] {
        let form = MomentForm { note: Some(note.into()), ..MomentForm::default() };
        office.desk.open_moment(&ben, form).unwrap();
        office.clock.forward(minutes(2));
    }
    assert_eq!(office.desk.still_open(&ben).unwrap(), 3);
    office.desk.sign_out().unwrap();
    assert_eq!(office.desk.my_day(&ben, None).unwrap().n, 0, "nothing was recorded by itself");

    office.clock.forward(TimeDelta::hours(18));
    let ben = sign_in(&office, "Ben");
    let counter = office.desk.counter(&ben).unwrap();
    let notes: Vec<_> = counter.open.iter().map(|open| open.form.note.as_deref().unwrap_or("")).collect();
    assert_eq!(notes, ["first", "second", "third"]);
    assert!(counter.open.iter().all(|open| open.recovered), "offered back, not taken up unasked");
    assert!(
        counter.open.iter().all(|open| open.office_day == "2026-11-24" && counter.office_day == "2026-11-25")
    );

    let morning = office.desk.park_moment(&ben, counter.open[0].id, false).unwrap();
    assert!(!morning.recovered);
    let form = MomentForm { id: Some(morning.id), ..office.usual() };
    let item = office.desk.record(&ben, &form, Origin::Live).unwrap().item;
    assert_eq!((item.office_day.as_str(), item.short_no.as_str()), ("2026-11-24", "A1"));
    assert_eq!((item.finished_at, item.time_source), (None, TimeSource::Inaccurate), "no end is invented");
}

#[test]
fn a_client_served_over_midnight_was_served_all_the_same() {
    let office = TestOffice::new().unwrap();
    office.clock.forward(TimeDelta::hours(9) + minutes(54));
    let ben = office.actor("Ben");
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    office.clock.forward(minutes(15));
    let form = MomentForm { id: Some(open.id), ..office.usual() };
    let item = office.desk.record(&ben, &form, Origin::Live).unwrap().item;
    assert_eq!((item.office_day.as_str(), item.time_source), ("2026-11-24", TimeSource::Live));
    assert_eq!(item.finished_at.as_deref(), Some("2026-11-25T00:12:10-05:00"));
}

#[test]
fn whoever_leaves_the_counter_to_somebody_else_leaves_their_client_on_hold() {
    let office = TestOffice::new().unwrap();
    let ben = sign_in(&office, "Ben");
    let open = office.desk.open_moment(&ben, office.usual()).unwrap();
    office.clock.forward(minutes(2));
    sign_in(&office, "Noor");
    office.clock.forward(minutes(30));
    let ben = sign_in(&office, "Ben");
    let waits = office.desk.counter(&ben).unwrap().open.remove(0);
    assert_eq!((waits.id, waits.parked, waits.recovered), (open.id, true, false));
    assert_eq!(office.desk.park_moment(&ben, open.id, false).unwrap().held_seconds, 30 * 60);
    sign_in(&office, "Ben");
    assert!(!office.desk.counter(&ben).unwrap().open[0].parked, "after the own lock nothing was put aside");
}

#[test]
fn the_curtain_covers_both_windows_and_lets_no_invitation_run_out_unseen() {
    let office = TestOffice::new().unwrap();
    let saved = office.serve("Ben", office.usual()).unwrap();
    let token = lit(&office);
    office.clock.forward(minutes(9));
    office.desk.curtain(true).unwrap();
    office.clock.forward(minutes(9));
    office.desk.curtain(true).unwrap();
    assert_eq!(office.desk.client_state().unwrap(), ClientState::Curtain);
    office.clock.forward(minutes(30));
    office.desk.curtain(false).unwrap();
    assert_eq!(lit(&office), token, "the same invitation, as it was");
    office.clock.forward(minutes(9));
    let answer = ClientAnswer { overall: Some(2), ..ClientAnswer::default() };
    let done = ClientStep::Done { answer, language: "en".into() };
    office.desk.client_answer(Some(&token), done).unwrap();
    let item = office.desk.moment(&office.actor("Ben"), saved.item.id).unwrap().item;
    assert_eq!(item.rating_state, RatingState::Rated);
}

#[test]
fn the_curtain_revives_nothing_and_survives_no_restart() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    office.clock.forward(minutes(11));
    office.desk.curtain(true).unwrap();
    office.desk.curtain(false).unwrap();
    assert!(
        matches!(office.desk.client_state().unwrap(), ClientState::Rest { .. }),
        "its time was over before"
    );
    office.desk.curtain(true).unwrap();
    let office = office.crash_and_restart().unwrap();
    assert!(matches!(office.desk.client_state().unwrap(), ClientState::Rest { .. }));
}

#[test]
fn an_idle_counter_locks_but_not_while_a_client_answers_and_keeps_clock_draft_and_invitation() {
    let office = TestOffice::new().unwrap();
    let ben = sign_in(&office, "Ben");
    office.serve("Ben", office.usual()).unwrap();
    let token = lit(&office);
    let open =
        office.desk.open_moment(&ben, MomentForm { note: Some("half".into()), ..MomentForm::default() });
    let open = open.unwrap();
    office.clock.forward(TimeDelta::seconds(40));
    office.desk.client_answer(Some(&token), ClientStep::Touched).unwrap();
    office.clock.forward(TimeDelta::seconds(30));
    assert!(!office.desk.lock_when_idle().unwrap(), "the client touched their screen half a minute ago");
    assert!(office.desk.actor().is_ok());
    office.clock.forward(TimeDelta::seconds(31));
    assert!(office.desk.lock_when_idle().unwrap(), "nobody has touched it for a minute");
    assert!(office.desk.actor().is_err());

    assert_eq!(lit(&office), token, "the client may still answer");
    let ben = sign_in(&office, "Ben");
    let kept = office.desk.counter(&ben).unwrap().open.remove(0);
    assert_eq!((kept.started_at, kept.form, kept.parked), (open.started_at, open.form, false));
}

#[test]
fn standing_and_party_are_recorded_only_where_the_office_turned_that_on() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let said = || MomentForm {
        party_size: Some(4),
        acting_for_other: Some(true),
        standing: Some(StandingForm { value: Standing::Citizen, source: StandingSource::SaidUnasked }),
        ..office.usual()
    };
    let recorded = |id| {
        let form = office.desk.moment(&ada, id).unwrap().form;
        (form.party_size, form.acting_for_other, form.standing.map(|s| s.value))
    };
    let before = office.serve("Ada", said()).unwrap().item.id;
    assert_eq!(recorded(before), (None, None, None));
    let told = office.desk.record(&ada, &said(), Origin::Cli).unwrap().item.id;
    assert_eq!(recorded(told), (None, None, None), "whichever way it comes");
    let settings = office.desk.office(&ada).unwrap().office;
    let on = OfficeForm { party_recorded: true, standing_recorded: true, ..settings.clone() };
    office.desk.save_office(&ada, &on).unwrap();
    let on = office.serve("Ada", said()).unwrap().item.id;
    assert_eq!(recorded(on), (Some(4), Some(true), Some(Standing::Citizen)));

    office.desk.save_office(&ada, &settings).unwrap();
    let amend = |id, form: MomentForm| office.desk.amend(&ada, id, &form, "number of people").unwrap();
    let form = office.desk.moment(&ada, on).unwrap().form;
    amend(on, MomentForm { note: Some("x".into()), ..form.clone() });
    assert_eq!(recorded(on), (Some(4), Some(true), Some(Standing::Citizen)), "what was recorded stays");
    amend(on, MomentForm { standing: None, party_size: Some(7), ..form });
    assert_eq!(recorded(on), (Some(4), Some(true), None), "it can be taken away, and not added to");
}

#[test]
fn a_service_may_imply_as_what_its_clients_are_here_and_what_a_client_says_stands() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let service = office.desk.service(&office.quick(1)).unwrap().item;
    let implies = |implied_standing| ServiceForm {
        key: Some(service.key.clone()),
        name_en: service.name_en.clone(),
        name_fr: service.name_fr.clone(),
        description_en: None,
        description_fr: None,
        relationship: service.relationship,
        next: None,
        implied_standing,
    };
    office.desk.save_service(&ada, &implies(Some(Standing::Organization))).unwrap();
    let recorded = |id| office.desk.moment(&ada, id).unwrap().form.standing.map(|s| (s.value, s.source));
    let off = office.serve("Ben", office.usual()).unwrap().item.id;
    assert_eq!(recorded(off), None, "the office does not record it");
    let settings = office.desk.office(&ada).unwrap().office;
    office.desk.save_office(&ada, &OfficeForm { standing_recorded: true, ..settings }).unwrap();

    let organization = Some((Standing::Organization, StandingSource::ImpliedByService));
    let implied = office.serve("Ben", office.usual()).unwrap().item.id;
    assert_eq!(recorded(implied), organization);
    let citizen = StandingForm { value: Standing::Citizen, source: StandingSource::SaidUnasked };
    let said = office.serve("Ben", MomentForm { standing: Some(citizen), ..office.usual() }).unwrap();
    assert_eq!(recorded(said.item.id), Some((Standing::Citizen, StandingSource::SaidUnasked)));
    let guessed = StandingForm { value: Standing::Citizen, source: StandingSource::ImpliedByService };
    let guessed = office.serve("Ben", MomentForm { standing: Some(guessed), ..office.usual() }).unwrap();
    assert_eq!(recorded(guessed.item.id), organization, "nobody but the service implies");

    office.desk.save_service(&ada, &implies(None)).unwrap();
    let form = office.desk.moment(&ada, implied).unwrap().form;
    office.desk.amend(&ada, implied, &MomentForm { note: Some("x".into()), ..form }, "note").unwrap();
    assert_eq!(recorded(implied), organization, "what was recorded stays");
}

#[test]
fn a_complaint_and_a_third_contact_open_follow_ups_that_the_supervisor_finds() {
    let office = TestOffice::new().unwrap();
    let form = MomentForm {
        feedback: Some(vec![Feedback::Complaint]),
        contact: Some(ContactNo::ThirdOrMore),
        ..office.usual()
    };
    let saved = office.serve("Ben", form).unwrap();
    assert_eq!(saved.follow_ups, [FollowUpRule::Complaint, FollowUpRule::ThirdContact], "said at once");
    assert!(office.serve("Noor", office.usual()).unwrap().follow_ups.is_empty());
    let day = |filter| office.desk.review_day(&office.actor("Ada"), None, &filter).unwrap().follow_ups;
    let found = day(ReviewFilter::default());
    let rules: Vec<_> = found.iter().map(|f| (f.rule, f.moment)).collect();
    assert_eq!(
        rules,
        [(FollowUpRule::Complaint, Some(saved.item.id)), (FollowUpRule::ThirdContact, Some(saved.item.id))]
    );
    assert_eq!(
        (&found[0].name_en, found[0].started_at.as_ref()),
        (&saved.item.lines[0].name_en, Some(&saved.item.started_at))
    );
    assert!(day(ReviewFilter { channel: Some(Channel::Phone), ..ReviewFilter::default() }).is_empty());
    office.desk.void(&office.actor("Ada"), saved.item.id, VoidReason::Mistake, None).unwrap();
    assert!(day(ReviewFilter::default()).is_empty(), "a voided moment opens none");
}
