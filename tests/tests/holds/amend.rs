//! Amending: what nobody touched stays as it was recorded, whatever the office and its catalogue say by now.

use moments_desk::ErrorCode;
use moments_desk::catalogue::ServiceForm;
use moments_desk::moments::{LanguageForm, LineForm, MomentForm};
use moments_desk::words::*;
use moments_tests::TestOffice;

/// From now on the service is another obligation, and the office speaks French first.
fn change_what_is_assumed(office: &TestOffice) {
    let ada = office.actor("Ada");
    let service = office.desk.service(&office.quick(1)).unwrap();
    assert_eq!(service.item.relationship, Relationship::Voluntary);
    let form = ServiceForm {
        key: Some(service.item.key),
        name_en: "Another name".into(),
        name_fr: "Un autre nom".into(),
        description_en: None,
        description_fr: None,
        relationship: Relationship::InvoluntaryObligation,
        next: None,
        implied_standing: None,
    };
    office.desk.save_service(&ada, &form).unwrap();
    let mut settings = office.desk.office(&ada).unwrap().office;
    settings.languages = vec!["fr".into(), "en".into()];
    office.desk.save_office(&ada, &settings).unwrap();
}

#[test]
fn an_amendment_of_something_else_keeps_what_was_assumed_when_the_moment_was_recorded() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    change_what_is_assumed(&office);

    let form = office.desk.moment(&ben, saved.item.id).unwrap().form;
    let with_note = MomentForm { note: Some("form given out".into()), ..form };
    let view = office.desk.amend(&ben, saved.item.id, &with_note, "note").unwrap();
    let changed: Vec<&str> =
        view.history.last().unwrap().changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["note"]);
    assert_eq!(view.item.lines, saved.item.lines);
    assert_eq!(view.item.client, Some(ClientRelationship::Voluntary));
    assert_eq!(view.item.language_provided, "en");
}

#[test]
fn what_is_new_in_an_amendment_takes_todays_defaults() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    change_what_is_assumed(&office);

    let mut form = office.desk.moment(&ben, saved.item.id).unwrap().form;
    let another = LineForm { service: office.quick(1), ..LineForm::default() };
    form.services.as_mut().unwrap().push(another);
    form.language = Some(LanguageForm { requested: Some("iu".into()), ..LanguageForm::default() });
    let item = office.desk.amend(&ben, saved.item.id, &form, "another line").unwrap().item;
    let relationships: Vec<_> =
        item.lines.iter().map(|line| (line.relationship, line.relationship_by)).collect();
    assert_eq!(
        relationships,
        [(Relationship::Voluntary, By::Default), (Relationship::InvoluntaryObligation, By::Default)]
    );
    assert_eq!(item.language_provided, "iu", "provided is as requested until staff say otherwise");
}

/// Longer than undo is offered.
fn later(office: &TestOffice) {
    office.clock.forward(chrono::TimeDelta::minutes(1));
}

#[test]
fn nobody_but_a_supervisor_makes_a_complaint_go_away() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let complained = || MomentForm {
        channel: Some(Channel::Phone),
        feedback: Some(vec![Feedback::Complaint]),
        ..office.usual()
    };
    let id = office.serve("Ben", complained()).unwrap().item.id;
    let follow_ups = || office.desk.review_day(&ada, None, &Default::default()).unwrap().follow_ups.len();
    later(&office);
    let form = office.desk.moment(&ben, id).unwrap().form;
    let without = MomentForm { feedback: None, ..form.clone() };
    let refused = office.desk.amend(&ben, id, &without, "mistake").unwrap_err();
    assert_eq!((refused.code, follow_ups()), (ErrorCode::TooLate, 1));
    let refused = office.desk.void(&ben, id, VoidReason::Mistake, None).unwrap_err();
    assert_eq!((refused.code, follow_ups()), (ErrorCode::TooLate, 1));
    let more = MomentForm { note: Some("about the wait".into()), ..form };
    office.desk.amend(&ben, id, &more, "note").unwrap();
    assert_eq!(follow_ups(), 1);
    office.desk.amend(&ada, id, &without, "it was a suggestion").unwrap();
    assert_eq!(follow_ups(), 0);

    let at_once = office.serve("Ben", complained()).unwrap().item.id;
    office.desk.amend(&ben, at_once, &without, "slip of the finger").unwrap();
    assert_eq!(follow_ups(), 0, "a slip is put right at once");
    let enquiry = office.desk.quick_enquiry(&ben, None).unwrap().item.id;
    let form = office.desk.moment(&ben, enquiry).unwrap().form;
    let form = MomentForm { feedback: Some(vec![Feedback::Complaint]), ..form };
    office.desk.amend(&ben, enquiry, &form, "complained").unwrap();
    assert_eq!(follow_ups(), 1, "a complaint at an enquiry is one too");
}

#[test]
fn an_amendment_neither_withdraws_an_invitation_nor_gives_one_back() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let state = |id| office.desk.moment(&ben, id).unwrap().item.rating_state;
    let change = |id, change: &dyn Fn(MomentForm) -> MomentForm| {
        let form = office.desk.moment(&ben, id).unwrap().form;
        office.desk.amend(&ben, id, &change(form), "put right").unwrap();
    };
    let asked = office.serve("Ben", office.usual()).unwrap().item.id;
    let was = state(asked);
    change(asked, &|form| MomentForm { withdrawn: Some(WithdrawReason::Other), ..form });
    assert_eq!(state(asked), was);
    let gone = MomentForm { withdrawn: Some(WithdrawReason::Safety), ..office.usual() };
    let gone = office.serve("Ben", gone).unwrap().item.id;
    change(gone, &|form| MomentForm { withdrawn: None, ..form });
    assert_eq!(state(gone), RatingState::Withdrawn);
    change(gone, &|form| MomentForm { channel: Some(Channel::Phone), ..form });
    change(gone, &|form| MomentForm { channel: Some(Channel::InPerson), ..form });
    assert_eq!(state(gone), RatingState::Withdrawn, "by way of another channel neither");
    office.clock.forward(chrono::TimeDelta::days(1));
    let refused = office.desk.withdraw_invitation(&ben, asked, WithdrawReason::ClientGone).unwrap_err();
    assert_eq!(refused.code, ErrorCode::TooLate, "nor on another day");
}

#[test]
fn interests_are_recorded_only_where_something_was_decided_against_somebody() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let line = |outcome| LineForm {
        service: office.quick(1),
        outcome: Some(outcome),
        interests: Some(vec![Interest::Safety]),
        decision_explained: Some(true),
        recourse_told: Some(false),
        ..LineForm::default()
    };
    let form = |outcome| MomentForm { services: Some(vec![line(outcome)]), ..MomentForm::default() };
    let said = |id| {
        let line = office.desk.moment(&ben, id).unwrap().form.services.unwrap().remove(0);
        (line.interests.unwrap_or_default(), line.decision_explained, line.recourse_told)
    };
    let id = office.serve("Ben", form(Outcome::TurnedAway)).unwrap().item.id;
    assert_eq!(said(id), (vec![Interest::Safety], Some(true), Some(false)));
    let served = office.serve("Ben", form(Outcome::Served)).unwrap().item.id;
    assert_eq!(said(served), (vec![], None, None));
    let after_all = office.desk.moment(&ben, id).unwrap().form;
    let mut lines = after_all.services.clone().unwrap();
    lines[0].outcome = Some(Outcome::Served);
    office
        .desk
        .amend(&ben, id, &MomentForm { services: Some(lines), ..after_all }, "served after all")
        .unwrap();
    assert_eq!(said(id), (vec![], None, None), "nothing is left on a line that was served");
}
