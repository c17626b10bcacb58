//! Cases: a need that takes several visits, followed until it is met, whoever serves and wherever it is handed.

mod lists;
mod together;

use moments_core::case::CaseCode;
use moments_core::words::{Level, ReferralKind};
use moments_desk::cases::*;
use moments_desk::directory::OrganizationForm;
use moments_desk::moments::{LineForm, MomentForm, ReferralForm};
use moments_desk::sign_in::StaffForm;
use moments_desk::words::*;
use moments_desk::{ApiError, ErrorCode};
use moments_tests::TestOffice;

fn of_service(office: &TestOffice, key: usize) -> CaseForm {
    CaseForm { service: Some(office.quick(key)), ..CaseForm::default() }
}

/// A visit for the first quick service, with this outcome.
fn visit(office: &TestOffice, case: Option<CaseId>, outcome: Outcome) -> MomentForm {
    let line = LineForm { service: office.quick(1), outcome: Some(outcome), ..LineForm::default() };
    MomentForm { services: Some(vec![line]), case, ..MomentForm::default() }
}

fn days(office: &TestOffice, n: i64) {
    office.clock.forward(chrono::TimeDelta::days(n));
}

/// The timeline in short words.
fn told(view: &CaseView) -> Vec<String> {
    let word = |act: &CaseAct| {
        let mut words = Vec::new();
        words.extend(act.opened.then(|| "opened".to_owned()));
        words.extend(act.reopened.then(|| "reopened".to_owned()));
        words.extend(act.status.filter(|_| !act.reopened).map(|s| s.to_string()));
        words.extend(act.owner.as_ref().map(|o| format!("owner {}", o.name.as_deref().unwrap_or("nobody"))));
        words.extend(act.handed_to.as_ref().map(|o| format!("to {}", o.name)));
        words.extend(act.next_action.as_ref().map(|n| format!("next {:?}", n.value)));
        words.extend(act.due.as_ref().map(|d| format!("due {:?}", d.value)));
        words.join(", ")
    };
    let item = |item: &TimelineItem| match item {
        TimelineItem::Visit(visit) if visit.voided => "voided visit".to_owned(),
        TimelineItem::Visit(visit) => format!("visit {}", visit.outcome.map_or("", |o| o.as_str())),
        TimelineItem::Change(act) => word(act),
    };
    view.timeline.iter().map(item).collect()
}

#[test]
fn a_need_that_takes_three_visits_is_told_once_and_followed_until_it_is_met() {
    let office = TestOffice::new().unwrap();
    let (ben, noor) = (office.actor("Ben"), office.actor("Noor"));

    // The first visit: a paper is missing. The case is opened while the client is here, and belongs to the moment when it is saved.
    let open = office.desk.open_moment(&ben, visit(&office, None, Outcome::PartlyServed)).unwrap();
    let form = CaseForm {
        moment: Some(open.id),
        next_action: Some("bring the birth certificate".into()),
        ..CaseForm::default()
    };
    let case = office.desk.open_case(&ben, &form).unwrap().item;
    assert_eq!((case.service.as_str(), case.owner_name.as_deref()), (office.quick(1).as_str(), Some("Ben")));
    let draft = office.desk.counter(&ben).unwrap().open.remove(0);
    assert_eq!(draft.form.case, Some(case.id), "the draft keeps it, also over a crash");
    office.clock.forward(chrono::TimeDelta::minutes(3));
    office.desk.record(&ben, &draft.form, Origin::Live).unwrap();

    // The second, at Noor's: read aloud with an O for a zero and an l for a one. She needs not ask what it is about.
    days(&office, 9);
    let spoken = case.code.to_lowercase().replace('0', "o").replace('1', "l");
    let found = office.desk.find_case(&noor, &format!(" {}-{} ", &spoken[..4], &spoken[4..])).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].visits, found[0].step), (case.id, 1, CaseStep::PartlyServed));
    assert_eq!(found[0].next_action.as_deref(), Some("bring the birth certificate"));
    let second = office.serve("Noor", visit(&office, Some(case.id), Outcome::Referred)).unwrap();
    assert_eq!(second.follow_ups, []);

    // The third: nobody said which contact it is, the case knows.
    days(&office, 20);
    let third = office.serve("Ben", visit(&office, Some(case.id), Outcome::Served)).unwrap();
    assert_eq!(third.follow_ups, [FollowUpRule::ThirdContact]);
    let staff_knows_better =
        MomentForm { contact: Some(ContactNo::First), ..visit(&office, Some(case.id), Outcome::Served) };
    let other_need = office.serve("Ben", staff_knows_better).unwrap();
    assert_eq!(other_need.follow_ups, []);
    office.desk.void(&office.actor("Ada"), other_need.item.id, VoidReason::Mistake, None).unwrap();
    let view = office.desk.close_case(&ben, case.id, CaseStatus::Met).unwrap();
    assert_eq!(
        told(&view),
        [
            "visit partly_served",
            "opened, owner Ben, next Some(\"bring the birth certificate\")",
            "visit referred",
            "visit served",
            "voided visit",
            "met"
        ]
    );
    assert_eq!((view.item.visits, view.item.age_days), (3, 29));
    assert_eq!(office.desk.my_cases(&ben).unwrap().n, 0);
    assert_eq!(office.desk.find_case(&ben, &case.code).unwrap()[0].status, CaseStatus::Met, "still found");
}

#[test]
fn a_case_that_was_opened_with_a_moment_that_never_was_is_a_mistake_and_no_other() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let before = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;
    office.clock.forward(chrono::TimeDelta::minutes(1));
    let end_of = |case| office.desk.case(&ben, case).unwrap().item.status;

    let open = office.desk.open_moment(&ben, visit(&office, None, Outcome::Served)).unwrap();
    let with_it = CaseForm { moment: Some(open.id), ..CaseForm::default() };
    let with_it = office.desk.open_case(&ben, &with_it).unwrap().item.id;
    office.desk.discard_moment(&ben, open.id).unwrap();
    assert_eq!(end_of(with_it), CaseStatus::Mistake);

    let open = office.desk.open_moment(&ben, visit(&office, Some(before), Outcome::Served)).unwrap();
    office.desk.discard_moment(&ben, open.id).unwrap();
    assert_eq!(end_of(before), CaseStatus::Open, "one that was there before is somebody's need");
}

#[test]
fn a_moment_that_joins_a_case_later_is_its_next_contact() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let case = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;
    for _ in 0..2 {
        office.serve("Ben", visit(&office, Some(case), Outcome::PartlyServed)).unwrap();
    }
    let alone = office.serve("Ben", office.usual()).unwrap().item.id;
    let follow_ups = || {
        let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
        day.follow_ups.iter().filter_map(|f| f.moment).collect::<Vec<_>>()
    };
    assert_eq!(follow_ups(), []);
    office.desk.link_moment(&ben, alone, Some(case)).unwrap();
    assert_eq!(follow_ups(), [alone]);
    office.desk.link_moment(&ben, alone, None).unwrap();
    assert_eq!(follow_ups(), []);
}

#[test]
fn a_mistyped_code_says_which_mistake_it_is_and_one_that_nobody_has_finds_nothing() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let code = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.code;
    let refused = |text: &str| {
        let error = office.desk.find_case(&ben, text).unwrap_err();
        assert_eq!(error.code, ErrorCode::CaseCode);
        (error.data.get("problem").cloned().unwrap_or_default(), error.data.get("at").cloned())
    };
    assert_eq!(refused("").0, "too_short");
    assert_eq!(refused(&code[..8]).0, "too_short");
    assert_eq!(refused(&format!("{code}7")).0, "too_long");
    assert_eq!(refused(&format!("{}U", &code[..8])), ("symbol".into(), Some("9".into())));
    let last = if code.ends_with('2') { "3" } else { "2" };
    assert_eq!(refused(&format!("{}{last}", &code[..8])).0, "check");
    let other = CaseCode::of([1, 2, 3, 4, 6]).unwrap();
    assert_eq!(office.desk.find_case(&ben, other.as_str()).unwrap(), []);
}

#[test]
fn a_case_is_handed_to_a_colleague_to_an_organization_and_back() {
    let office = TestOffice::new().unwrap();
    let (ada, ben, noor) = (office.actor("Ada"), office.actor("Ben"), office.actor("Noor"));
    let id = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;

    let to_noor = HandOver::Colleague { staff: office.id("Noor") };
    let view = office.desk.hand_over_case(&ben, id, &to_noor).unwrap();
    assert_eq!(view.item.owner_name.as_deref(), Some("Noor"));
    assert_eq!(view.colleagues.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Ada", "Ben"]);
    assert_eq!((office.desk.my_cases(&ben).unwrap().n, office.desk.my_cases(&noor).unwrap().n), (0, 1));

    let town = ReferralForm {
        name: Some("Town office".into()),
        level: Some(Level::Municipal),
        kind: Some(ReferralKind::WarmHandover),
        ..ReferralForm::default()
    };
    let view = office.desk.hand_over_case(&noor, id, &HandOver::Organization { organization: town }).unwrap();
    assert_eq!(view.item.status, CaseStatus::WaitingForOther);
    assert_eq!(view.item.owner_name.as_deref(), Some("Noor"), "whoever had it still follows it");
    assert_eq!(view.item.handed_to.as_ref().map(|o| o.name.as_str()), Some("Town office"));

    let back = CaseChange { status: Some(CaseStatus::Open), ..CaseChange::default() };
    let view = office.desk.change_case(&noor, id, &back).unwrap();
    assert_eq!(view.item.handed_to, None);
    let view = office.desk.hand_over_case(&noor, id, &HandOver::Nobody).unwrap();
    assert_eq!(view.item.owner, None);
    assert_eq!(office.desk.due_cases(&ben).unwrap().unowned.n, 1, "nobody's case is shown to all");
    let view = office.desk.take_case(&ada, id).unwrap();
    assert_eq!(
        told(&view),
        [
            "opened, owner Ben",
            "owner Noor",
            "waiting_for_other, to Town office",
            "open",
            "owner nobody",
            "owner Ada"
        ]
    );

    // Not to somebody who has left; and what they had is nobody's.
    let leave = StaffForm {
        id: Some(office.id("Noor")),
        name: "Noor".into(),
        roles: vec![Role::Counter],
        active: false,
        pin: None,
        issue_pin: false,
        language: None,
    };
    office.desk.hand_over_case(&ada, id, &to_noor).unwrap();
    office.desk.save_staff(&ada, &leave).unwrap();
    let unowned = office.desk.due_cases(&ben).unwrap().unowned;
    assert_eq!((unowned.n, unowned.items[0].owner_gone), (1, true));
    let refused = office.desk.hand_over_case(&ben, id, &to_noor).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("staff")));
}

#[test]
fn an_organization_of_the_directory_has_its_names_as_of_the_hand_over() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let mut form = OrganizationForm {
        name_en: "Town office".into(),
        name_fr: "Bureau municipal".into(),
        level: Level::Municipal,
        ..OrganizationForm::default()
    };
    let town = office.desk.save_organization(&ada, &form).unwrap();
    let id = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;
    let to = |organization| HandOver::Organization {
        organization: ReferralForm { organization: Some(organization), ..ReferralForm::default() },
    };
    office.desk.hand_over_case(&ben, id, &to(town.id)).unwrap();
    form.id = Some(town.id);
    form.name_fr = "Mairie".into();
    office.desk.save_organization(&ada, &form).unwrap();
    let seen_to_by = office.desk.case(&ben, id).unwrap().item.handed_to.unwrap();
    assert_eq!((seen_to_by.name_fr.as_str(), seen_to_by.level), ("Bureau municipal", Level::Municipal));

    let nobodys = "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap();
    let refused = office.desk.hand_over_case(&ben, id, &to(nobodys)).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("handed_to")));
}

#[test]
fn what_is_closed_is_opened_again_before_it_is_changed() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let id = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;
    office.desk.close_case(&ben, id, CaseStatus::NotMet).unwrap();
    let entries = entries_of(&office, id);
    office.desk.close_case(&ben, id, CaseStatus::NotMet).unwrap();
    assert_eq!(entries_of(&office, id), entries, "closing twice is closing once");

    let closed =
        |result: Result<CaseView, ApiError>| assert_eq!(result.unwrap_err().code, ErrorCode::CaseClosed);
    closed(office.desk.take_case(&ben, id));
    closed(office.desk.hand_over_case(&ben, id, &HandOver::Nobody));
    closed(office.desk.change_case(
        &ben,
        id,
        &CaseChange { due: Some(String::new()), ..CaseChange::default() },
    ));
    closed(office.desk.close_case(&ben, id, CaseStatus::Met));

    let view = office.desk.reopen_case(&office.actor("Noor"), id).unwrap();
    assert_eq!((view.item.status, view.item.owner_name.as_deref()), (CaseStatus::Open, Some("Ben")));
    assert_eq!(told(&view), ["opened, owner Ben", "not_met", "reopened"]);
    let opening = CaseChange { status: Some(CaseStatus::Met), ..CaseChange::default() };
    let refused = office.desk.change_case(&ben, id, &opening).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("status"), "closing has its own verb");
}

fn entries_of(office: &TestOffice, id: CaseId) -> usize {
    office.desk.case(&office.actor("Ben"), id).unwrap().timeline.len()
}

#[test]
fn opening_twice_is_opening_once_and_other_content_is_a_conflict() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let id = Some("0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap());
    let form = CaseForm { id, next_action: Some("call the town office".into()), ..of_service(&office, 1) };
    let first = office.desk.open_case(&ben, &form).unwrap();
    let change = CaseChange { next_action: Some("done".into()), ..CaseChange::default() };
    let changed = office.desk.change_case(&ben, first.item.id, &change).unwrap();
    let again = office.desk.open_case(&ben, &form).unwrap();
    assert_eq!(again, changed, "whatever was changed since");
    let other = CaseForm { next_action: Some("call".into()), ..form };
    assert_eq!(office.desk.open_case(&ben, &other).unwrap_err().code, ErrorCode::Conflict);
}

#[test]
fn a_saved_moment_is_added_and_taken_out_and_a_voided_one_stays_visible() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let saved = office.serve("Ben", visit(&office, None, Outcome::TurnedAway)).unwrap().item.id;
    let form = CaseForm { moment: Some(saved), ..CaseForm::default() };
    let case = office.desk.open_case(&ben, &form).unwrap().item;
    assert_eq!((case.visits, case.step), (1, CaseStep::TurnedAway));
    let view = office.desk.moment(&ben, saved).unwrap();
    assert_eq!(view.form.case, Some(case.id));
    assert_eq!(view.history.last().unwrap().changes[0].field, "case");
    let twice = office.desk.open_case(&ben, &form).unwrap_err();
    assert_eq!(twice.field.as_deref(), Some("moment"), "it is in a case already");

    assert_eq!(office.desk.link_moment(&ben, saved, None).unwrap().form.case, None);
    assert_eq!(office.desk.case(&ben, case.id).unwrap().item.visits, 0);
    office.desk.link_moment(&ben, saved, Some(case.id)).unwrap();
    office.desk.void(&ada, saved, VoidReason::Duplicate, None).unwrap();
    let view = office.desk.case(&ben, case.id).unwrap();
    assert_eq!((view.item.visits, view.item.step), (0, CaseStep::Opened));
    assert_eq!(told(&view), ["voided visit", "opened, owner Ben"]);

    let nobodys = Some("0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap());
    let refused = office.serve("Ben", visit(&office, nobodys, Outcome::Served)).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("case")));
}

#[test]
fn a_timeline_says_nothing_of_ratings_notes_and_who_served() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let id = office.desk.open_case(&office.actor("Noor"), &of_service(&office, 1)).unwrap().item.id;
    let note = Some("a note of the first counter".to_owned());
    office.serve("Ben", MomentForm { note, ..visit(&office, Some(id), Outcome::Served) }).unwrap();
    let view = office.desk.case(&office.actor("Noor"), id).unwrap();
    let text = serde_json::to_string(&view.timeline).unwrap();
    for secret in ["note", "rating", "overall", "Ben", &office.id("Ben").to_string()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let mine = |view: &CaseView| {
        view.timeline.iter().any(|item| matches!(item, TimelineItem::Visit(visit) if visit.own))
    };
    assert!(!mine(&view) && mine(&office.desk.case(&ben, id).unwrap()));
}

#[test]
fn cases_are_for_those_who_serve_or_supervise() {
    let office = TestOffice::new().unwrap();
    let mut administrator = office.actor("Ada");
    administrator.roles = [Role::Administrator].into();
    let id = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item.id;
    let code = |result: Result<(), ApiError>| result.unwrap_err().code;
    let denied = [
        code(office.desk.open_case(&administrator, &CaseForm::default()).map(drop)),
        code(office.desk.find_case(&administrator, "K7MX3Q9R5").map(drop)),
        code(office.desk.case(&administrator, id).map(drop)),
        code(office.desk.my_cases(&administrator).map(drop)),
        code(office.desk.due_cases(&administrator).map(drop)),
        code(office.desk.lost_slip(&administrator, &LostSlipFilter::default()).map(drop)),
        code(office.desk.take_case(&administrator, id).map(drop)),
        code(office.desk.close_case(&administrator, id, CaseStatus::Met).map(drop)),
    ];
    assert!(denied.iter().all(|code| *code == ErrorCode::NotPermitted), "{denied:?}");
    let mut supervisor = office.actor("Ada");
    supervisor.roles = [Role::Supervisor].into();
    assert_eq!(office.desk.open_case(&supervisor, &CaseForm::default()).unwrap().item.service, UNCLASSIFIED);
}
