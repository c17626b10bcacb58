//! Follow-ups: what a supervisor sees to, from what opened it until somebody says that it is done.

mod author;
mod together;

use moments_core::follow_up;
use moments_core::moment::{Priority, Scored};
use moments_core::words::RatingState;
use moments_desk::documents::DocumentRequest;
use moments_desk::follow_ups::*;
use moments_desk::moments::{LineForm, MomentForm, RatingForm};
use moments_desk::review::ReviewFilter;
use moments_desk::sign_in::StaffForm;
use moments_desk::words::*;
use moments_desk::{ApiError, ErrorCode};
use moments_report::Document;
use moments_tests::{PIN, TestOffice};

fn days(office: &TestOffice, n: i64) {
    office.clock.forward(chrono::TimeDelta::days(n));
}

/// Served with a complaint; the follow-up that it opened.
fn complained(office: &TestOffice, name: &str) -> FollowUpId {
    let form = MomentForm { feedback: Some(vec![Feedback::Complaint]), ..office.usual() };
    let saved = office.serve(name, form).unwrap();
    follow_up::id(&saved.item.id, FollowUpRule::Complaint)
}

fn open(office: &TestOffice) -> Vec<FollowUpItem> {
    office.desk.follow_ups(&office.actor("Ada"), &FollowUpFilter::default()).unwrap().items
}

fn rules(office: &TestOffice) -> Vec<FollowUpRule> {
    let mut rules: Vec<_> = open(office).iter().map(|item| item.rule).collect();
    rules.sort();
    rules
}

pub fn rated(office: &TestOffice, name: &str, rating: RatingForm) -> MomentId {
    let id = office.serve(name, office.usual()).unwrap().item.id;
    office.desk.rate_for_client(&office.actor(name), id, &rating).unwrap();
    id
}

pub fn of(overall: u8) -> RatingForm {
    RatingForm {
        state: Some(RatingState::Rated),
        source: Some(RatingSource::ToldStaff),
        overall: Some(overall),
        ..RatingForm::default()
    }
}

fn problem(error: ApiError) -> (ErrorCode, String) {
    (error.code, error.field.unwrap_or_default())
}

#[test]
pub fn each_rule_opens_its_own_and_the_other_low_ratings_of_a_day_open_one() {
    use FollowUpRule::*;
    let turned_away = |office: &TestOffice, recourse_told| {
        let line = LineForm {
            service: office.quick(1),
            outcome: Some(Outcome::TurnedAway),
            recourse_told,
            ..LineForm::default()
        };
        MomentForm { services: Some(vec![line]), ..MomentForm::default() }
    };
    let office = TestOffice::new().unwrap();
    for (form, opens) in [
        (office.usual(), None),
        (turned_away(&office, Some(false)), Some(RefusalWithoutRecourse)),
        (turned_away(&office, Some(true)), None),
        (turned_away(&office, None), None),
        (MomentForm { contact: Some(ContactNo::ThirdOrMore), ..office.usual() }, Some(ThirdContact)),
        (
            MomentForm {
                note: Some("the ramp is iced over".into()),
                note_flagged: Some(true),
                ..office.usual()
            },
            Some(FlaggedNote),
        ),
        (MomentForm { note: Some("the ramp is iced over".into()), ..office.usual() }, None),
        (MomentForm { note_flagged: Some(true), ..office.usual() }, None),
    ] {
        let saved = office.serve("Ben", form).unwrap();
        assert_eq!(saved.follow_ups, Vec::from_iter(opens), "said at once");
    }

    assert_eq!(rules(&office), [RefusalWithoutRecourse, ThirdContact, FlaggedNote]);

    let comment = Some("nobody told me".to_owned());
    rated(&office, "Ben", RatingForm { comment: comment.clone(), ..of(1) });
    rated(&office, "Ben", RatingForm { comment, ..of(4) });
    rated(&office, "Noor", RatingForm { drivers: Some(vec![Driver::Fairness]), ..of(2) });
    rated(&office, "Noor", RatingForm { fairness: Some(Scored::Score(1)), ..of(2) });
    rated(&office, "Noor", RatingForm { priority: Some(Priority::Driver(Driver::Fairness)), ..of(2) });
    rated(&office, "Noor", RatingForm { drivers: Some(vec![Driver::Timeliness, Driver::Courtesy]), ..of(2) });
    let plain = rated(&office, "Ben", RatingForm { drivers: Some(vec![Driver::Timeliness]), ..of(1) });
    rated(&office, "Ben", of(2));
    assert_eq!(
        rules(&office),
        [
            RefusalWithoutRecourse,
            ThirdContact,
            FlaggedNote,
            LowRating,
            LowRating,
            LowRating,
            LowRating,
            LowRatings
        ]
    );
    let ada = office.actor("Ada");
    let of_day = || open(&office).into_iter().find(|item| item.rule == LowRatings).unwrap();
    let counts = || office.desk.follow_up(&ada, of_day().id).unwrap().low_ratings;
    assert_eq!(counts(), None, "two people served: it would be about one of them");
    rated(&office, "Ada", of(5));
    let counts = counts().unwrap();
    let by_driver: Vec<_> = counts.by_driver.iter().map(|count| (count.driver, count.n)).collect();
    assert_eq!((counts.n, counts.none_named), (3, 1));
    assert_eq!(by_driver, [(Driver::Timeliness, 2), (Driver::Courtesy, 1)]);
    office.desk.void(&ada, plain, VoidReason::Duplicate, None).unwrap();
    assert_eq!(of_day().ratings, Some(2));
    days(&office, 1);
    rated(&office, "Ben", of(2));
    assert_eq!(rules(&office).iter().filter(|rule| **rule == LowRatings).count(), 2, "one a day");
}

#[test]
fn a_complaint_is_followed_until_somebody_closes_it() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let id = complained(&office, "Ben");
    let item = open(&office).remove(0);
    assert_eq!(
        (item.id, item.status, item.owner, item.due.as_str(), item.due_in),
        (id, FollowUpStatus::New, None, "2026-12-01", Some(7))
    );
    let item = office.desk.acknowledge_follow_up(&ada, id).unwrap().item;
    assert_eq!((item.status, item.owner_name), (FollowUpStatus::Acknowledged, None));
    let item = office.desk.take_follow_up(&ada, id).unwrap().item;
    assert!(item.mine && item.owner_name.as_deref() == Some("Ada"));
    let item = office.desk.set_follow_up_due(&ada, id, "2026-11-27").unwrap().item;
    assert_eq!((item.due.as_str(), item.due_in), ("2026-11-27", Some(3)));

    let end = CloseFollowUp::default();
    let refused = office.desk.close_follow_up(&ada, id, &end).unwrap_err();
    assert_eq!(problem(refused), (ErrorCode::Invalid, "done".into()));
    let refused = office.desk.act_on_follow_up(&ada, id, "  ").unwrap_err();
    assert_eq!(problem(refused), (ErrorCode::Invalid, "done".into()));
    let refused = office.desk.act_on_follow_up(&ada, id, "called 046 454 286").unwrap_err();
    assert_eq!(refused.data["problem"], "must_be_masked");
    let view = office.desk.act_on_follow_up(&ada, id, "A second chair at the counter").unwrap();
    assert_eq!(view.item.status, FollowUpStatus::Acted);
    let refused = office.desk.close_follow_up(&ada, id, &end).unwrap_err();
    assert_eq!(problem(refused), (ErrorCode::Invalid, "changes_how_we_serve".into()));
    let end = CloseFollowUp { changes_how_we_serve: Some(true), ..end };
    let view = office.desk.close_follow_up(&ada, id, &end).unwrap();
    assert_eq!((view.item.status, view.item.due_in), (FollowUpStatus::Closed, None));
    assert_eq!(office.desk.close_follow_up(&ada, id, &end).unwrap(), view, "closing twice is closing once");
    assert_eq!(open(&office), []);
    let of_day = office.desk.follow_ups_of_day(&ada, Some("2026-11-24")).unwrap();
    assert_eq!(of_day.items, [view.item]);

    let closed = |result: Result<FollowUpView, ApiError>| {
        assert_eq!(result.unwrap_err().code, ErrorCode::FollowUpClosed);
    };
    closed(office.desk.acknowledge_follow_up(&ada, id));
    closed(office.desk.take_follow_up(&ada, id));
    closed(office.desk.act_on_follow_up(&ada, id, "more"));
    closed(office.desk.set_follow_up_due(&ada, id, ""));
    closed(office.desk.close_follow_up(&ada, id, &CloseFollowUp { done: Some("other".into()), ..end }));
    let view = office.desk.reopen_follow_up(&ada, id).unwrap();
    assert_eq!(
        (view.item.status, view.done.as_deref()),
        (FollowUpStatus::Acted, Some("A second chair at the counter"))
    );
    let told: Vec<_> = view.history.iter().map(|act| (act.status, act.reopened, act.by.as_deref())).collect();
    assert_eq!(
        told,
        [
            (Some(FollowUpStatus::Acknowledged), false, Some("Ada")),
            (None, false, Some("Ada")),
            (None, false, Some("Ada")),
            (Some(FollowUpStatus::Acted), false, Some("Ada")),
            (Some(FollowUpStatus::Closed), false, Some("Ada")),
            (Some(FollowUpStatus::Acted), true, Some("Ada")),
        ]
    );
}

#[test]
fn what_is_overdue_stands_first_and_nothing_closes_by_itself() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let first = complained(&office, "Ben");
    days(&office, 3);
    let second = complained(&office, "Noor");
    office.desk.set_follow_up_due(&ada, second, "2026-11-28").unwrap();
    let order = || open(&office).iter().map(|item| (item.id, item.due_in)).collect::<Vec<_>>();
    assert_eq!(order(), [(second, Some(1)), (first, Some(4))]);
    days(&office, 5);
    assert_eq!(order(), [(second, Some(-4)), (first, Some(-1))]);
    let page = office.desk.follow_ups(&ada, &FollowUpFilter::default()).unwrap();
    assert_eq!((page.n, page.overdue), (2, 2));
    days(&office, 365);
    assert_eq!(office.desk.follow_ups(&ada, &FollowUpFilter::default()).unwrap().n, 2, "a year later");

    let narrowed = |filter| office.desk.follow_ups(&ada, &filter).unwrap().n;
    assert_eq!(narrowed(FollowUpFilter { unowned: Some(true), ..FollowUpFilter::default() }), 2);
    office.desk.take_follow_up(&ada, first).unwrap();
    assert_eq!(narrowed(FollowUpFilter { unowned: Some(true), ..FollowUpFilter::default() }), 1);
    assert_eq!(narrowed(FollowUpFilter { mine: Some(true), ..FollowUpFilter::default() }), 1);
    let rule = Some(FollowUpRule::ThirdContact);
    assert_eq!(narrowed(FollowUpFilter { rule, ..FollowUpFilter::default() }), 0);
}

#[test]
pub fn an_untouched_one_goes_with_what_opened_it_and_one_that_somebody_acted_on_stays() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let form = MomentForm { feedback: Some(vec![Feedback::Complaint]), ..office.usual() };
    let moment = office.serve("Ben", form).unwrap().item.id;
    let id = follow_up::id(&moment, FollowUpRule::Complaint);
    office.desk.void(&ada, moment, VoidReason::Mistake, None).unwrap();
    assert_eq!(open(&office), []);
    assert_eq!(office.desk.follow_up(&ada, id).unwrap_err().code, ErrorCode::NotFound);
    office.desk.restore(&ada, moment).unwrap();
    assert!(office.desk.take_follow_up(&ada, id).unwrap().item.stands);
    let form = MomentForm { feedback: None, ..office.desk.moment(&ada, moment).unwrap().form };
    office.desk.amend(&ada, moment, &form, "it was a suggestion").unwrap();
    let item = open(&office).remove(0);
    assert!(item.id == id && !item.stands, "what opened it no longer stands");
    assert_eq!(item.due, "2026-12-01");
}

#[test]
fn a_flagged_note_stays_flagged_until_a_supervisor_says_otherwise() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let form = MomentForm {
        channel: Some(Channel::Phone),
        note: Some("shouted at".into()),
        note_flagged: Some(true),
        ..office.usual()
    };
    let id = office.serve("Ben", form).unwrap().item.id;
    office.clock.forward(chrono::TimeDelta::minutes(1));
    let form = office.desk.moment(&ben, id).unwrap().form;
    assert_eq!(form.note_flagged, Some(true));
    let unflagged = MomentForm { note_flagged: None, ..form.clone() };
    let emptied = MomentForm { note: None, ..form.clone() };
    for without in [&unflagged, &emptied] {
        assert_eq!(office.desk.amend(&ben, id, without, "mistake").unwrap_err().code, ErrorCode::TooLate);
    }
    assert_eq!(office.desk.void(&ben, id, VoidReason::Mistake, None).unwrap_err().code, ErrorCode::TooLate);
    let more = MomentForm { note: Some("shouted at, twice".into()), ..form };
    office.desk.amend(&ben, id, &more, "more").unwrap();
    assert_eq!(rules(&office), [FollowUpRule::FlaggedNote]);
    let view = office.desk.amend(&ada, id, &unflagged, "read").unwrap();
    assert_eq!(view.history.last().unwrap().changes[1].field, "note_flagged");
    assert_eq!(rules(&office), []);
}

#[test]
fn follow_ups_are_for_supervisors_and_show_neither_who_served_nor_where() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let id = complained(&office, "Ben");
    let code = |result: Result<(), ApiError>| result.unwrap_err().code;
    let denied = [
        code(office.desk.follow_ups(&ben, &FollowUpFilter::default()).map(drop)),
        code(office.desk.follow_ups_of_day(&ben, None).map(drop)),
        code(office.desk.follow_up(&ben, id).map(drop)),
        code(office.desk.acknowledge_follow_up(&ben, id).map(drop)),
        code(office.desk.take_follow_up(&ben, id).map(drop)),
        code(office.desk.assign_follow_up(&ben, id, None).map(drop)),
        code(office.desk.set_follow_up_due(&ben, id, "").map(drop)),
        code(office.desk.act_on_follow_up(&ben, id, "done").map(drop)),
        code(office.desk.close_follow_up(&ben, id, &CloseFollowUp::default()).map(drop)),
        code(office.desk.reopen_follow_up(&ben, id).map(drop)),
        code(office.desk.word_follow_up(&ben, id, &SheetWords::default()).map(drop)),
        code(office.desk.open_author(&ben, id, "to ask").map(drop)),
    ];
    assert!(denied.iter().all(|code| *code == ErrorCode::NotPermitted), "{denied:?}");
    let refused = office.desk.assign_follow_up(&ada, id, Some(office.id("Ben"))).unwrap_err();
    assert_eq!(problem(refused), (ErrorCode::Invalid, "staff".into()), "Ben is no supervisor");

    let text = serde_json::to_string(&office.desk.follow_up(&ada, id).unwrap()).unwrap();
    let text = text + &serde_json::to_string(&open(&office)).unwrap();
    for secret in ["Ben", &office.id("Ben").to_string(), "Counter 1", "\"A1\""] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn what_a_client_answered_is_told_to_no_staff_and_where_few_serve_not_in_the_review() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let id = rated(&office, "Ben", RatingForm { comment: Some("rude".into()), ..of(1) });
    rated(&office, "Ben", of(2));
    let form = office.desk.moment(&ben, id).unwrap().form;
    let again = office.desk.record(&ben, &MomentForm { finished_at: None, ..form }, Origin::Live);
    if let Ok(again) = again {
        assert_eq!(again.follow_ups, []);
    }
    let day = |filter: &ReviewFilter| office.desk.review_day(&ada, None, filter).unwrap().follow_ups;
    let whole = day(&ReviewFilter::default());
    assert_eq!(
        whole.iter().map(|f| (f.rule, f.moment, f.started_at.is_some())).collect::<Vec<_>>(),
        [(FollowUpRule::LowRating, None, false), (FollowUpRule::LowRatings, None, false)]
    );
    let narrowed = ReviewFilter { service: Some(office.quick(1)), ..ReviewFilter::default() };
    assert_eq!(day(&narrowed), [], "one person served all of it");
}

#[test]
fn what_an_owner_left_behind_is_nobodys() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let form = |id, active| StaffForm {
        id,
        name: "Sol".into(),
        roles: vec![Role::Supervisor],
        active,
        pin: active.then(|| PIN.into()),
        issue_pin: false,
        language: None,
    };
    let sol = office.desk.save_staff(&ada, &form(None, true)).unwrap().staff.id;
    let id = complained(&office, "Ben");
    let view = office.desk.follow_up(&ada, id).unwrap();
    assert_eq!(view.supervisors.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["Ada", "Sol"]);
    let item = office.desk.assign_follow_up(&ada, id, Some(sol)).unwrap().item;
    assert_eq!((item.status, item.owner_gone), (FollowUpStatus::Acknowledged, false));
    office.desk.save_staff(&ada, &form(Some(sol), false)).unwrap();
    let unowned = FollowUpFilter { unowned: Some(true), ..FollowUpFilter::default() };
    let page = office.desk.follow_ups(&ada, &unowned).unwrap();
    assert_eq!((page.n, page.items[0].owner_gone), (1, true));
}

#[test]
pub fn what_changed_how_the_office_serves_is_told_to_clients_by_the_month_and_nobody_is_named() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let close = |changes, words| {
        let id = complained(&office, "Ben");
        let end = CloseFollowUp {
            done: Some("Ben will call first".into()),
            changes_how_we_serve: Some(changes),
            words,
        };
        office.desk.close_follow_up(&ada, id, &end).unwrap();
        id
    };
    let words = || SheetWords {
        you_said_en: Some("The line was long.".into()),
        you_said_fr: Some("La file était longue.".into()),
        we_did_en: Some("A second counter is open at noon.".into()),
        we_did_fr: None,
    };
    close(true, Some(words()));
    close(false, Some(words()));
    let later = close(true, None);
    let sheet = |from: &str, to: &str, language: &str| {
        let (from, to, language) = (from.into(), to.into(), language.into());
        let request = DocumentRequest::YouSaidWeDid { from, to, language };
        let said = office.desk.what_it_says(&ada, &request)?;
        let Document::YouSaidWeDid(sheet) = said else { panic!("{said:?}") };
        Ok(sheet)
    };
    let told = sheet("2026-11", "2026-11", "both").unwrap();
    assert!(told.both && told.lines.len() == 1, "without words there is nothing to print");
    assert_eq!(told.lines[0].you_said.fr, "La file était longue.");
    assert!(!format!("{told:?}").contains("Ben"));
    office.desk.word_follow_up(&ada, later, &words()).unwrap();
    assert_eq!(sheet("2026-10", "2026-12", "fr").unwrap().lines.len(), 2);
    assert_eq!(sheet("2026-12", "2026-12", "fr").unwrap().lines, []);
    let invalid = |from: &str, to: &str, language: &str| {
        let error: ApiError = sheet(from, to, language).unwrap_err();
        error.field.unwrap()
    };
    assert_eq!(invalid("2026-11", "2026-10", "en"), "to");
    assert_eq!(invalid("2026-13", "2026-12", "en"), "from");
    assert_eq!(invalid("2026-11", "2026-12", "iu"), "language");
    let request =
        DocumentRequest::YouSaidWeDid { from: "2026-11".into(), to: "2026-11".into(), language: "en".into() };
    let refused = office.desk.document(&office.actor("Ben"), &request).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotPermitted);
    assert_eq!(
        office.desk.document(&ada, &request).unwrap().file_name,
        "you-said-we-did-2026-11-2026-11.pdf"
    );
}
