//! Paper cards: found by their number, entered by someone else than who served, once.

use chrono::TimeDelta;
use moments_desk::moments::{ClientScreenMode, RatingForm};
use moments_desk::ratings::{Card, CardProblem, ClientState};
use moments_desk::words::*;
use moments_desk::{Actor, ErrorCode};
use moments_tests::TestOffice;

fn office() -> TestOffice {
    let office = TestOffice::new().unwrap();
    office.desk.set_client_screen(ClientScreenMode::Paper);
    office
}

fn card(overall: u8) -> RatingForm {
    RatingForm { overall: Some(overall), language: Some("fr".into()), ..RatingForm::default() }
}

fn find(office: &TestOffice, who: &str, number: &str) -> Card {
    office.desk.find_cards(&office.actor(who), number, None).unwrap().remove(0)
}

/// Who may enter cards besides counter staff: one who only supervises.
fn only_supervisor(office: &TestOffice) -> Actor {
    Actor { roles: [Role::Supervisor].into(), ..office.actor("Ada") }
}

#[test]
fn a_card_is_found_by_digits_alone_and_shows_what_it_takes_to_be_sure() {
    let office = office();
    let saved = office.serve("Ben", office.usual()).unwrap().item;
    let found = find(&office, "Noor", "1");
    assert_eq!((found.id, found.short_no.as_str(), found.problem), (saved.id, "A1", None));
    assert_eq!((found.service_en, found.language.as_str()), (saved.lines[0].name_en.clone(), "en"));
    assert_eq!(find(&office, "Noor", " a1 ").id, saved.id);
    assert!(found.question.is_some(), "the question that was drawn for this client");
    for number in ["7", "B1", "", "A", "0", "１"] {
        let unknown = office.desk.find_cards(&office.actor("Noor"), number, None).unwrap_err();
        assert_eq!(unknown.code, ErrorCode::NotFound, "{number}");
    }
    let elsewhere = office.desk.find_cards(&office.actor("Noor"), "1", Some("2026-11-23")).unwrap_err();
    assert_eq!(elsewhere.code, ErrorCode::NotFound);
}

#[test]
fn a_card_is_entered_by_someone_else_than_who_served() {
    let office = office();
    office.serve("Ben", office.usual()).unwrap();
    let found = find(&office, "Ben", "A1");
    assert_eq!(found.problem, Some(CardProblem::Own));
    let own = office.desk.enter_card(&office.actor("Ben"), found.id, &card(5)).unwrap_err();
    assert_eq!(own.code, ErrorCode::OwnCard);
    let form = RatingForm { source: Some(RatingSource::Paper), ..card(5) };
    let other_door = office.desk.rate_for_client(&office.actor("Ben"), found.id, &form).unwrap_err();
    assert_eq!(other_door.code, ErrorCode::OwnCard, "nor by another door");
    assert!(office.desk.enter_card(&only_supervisor(&office), found.id, &card(5)).is_ok());
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.answered, day.ratings.n), (1, 1));
}

#[test]
fn a_supervisor_who_served_alone_enters_their_card_beside_the_headline() {
    let office = office();
    let saved = office.serve("Ada", office.usual()).unwrap().item;
    let ada = office.actor("Ada");
    let batch = office.desk.enter_card(&ada, saved.id, &card(5)).unwrap_err();
    assert_eq!(batch.code, ErrorCode::OwnCard, "not in a batch");
    let form = RatingForm { source: Some(RatingSource::Paper), assisted: Some(Assisted::No), ..card(5) };
    office.desk.rate_for_client(&ada, saved.id, &form).unwrap();
    let day = office.desk.review_day(&ada, None, &Default::default()).unwrap();
    assert_eq!((day.answered, day.ratings.n), (0, 0), "whoever served put it in");
}

#[test]
fn a_card_is_entered_once_and_what_cannot_have_one_says_why() {
    let office = office();
    let noor = office.actor("Noor");
    let enter = |id, form: &RatingForm| office.desk.enter_card(&noor, id, form);
    let served = || office.serve("Ben", office.usual()).unwrap().item.id;

    let (rated, blank, voided) = (served(), served(), served());
    assert_eq!(enter(rated, &card(2)).unwrap().problem, Some(CardProblem::Entered));
    assert_eq!(enter(rated, &card(5)).unwrap_err().code, ErrorCode::CardEntered, "nobody amends an answer");
    let declined = RatingForm { state: Some(RatingState::Declined), ..RatingForm::default() };
    enter(blank, &declined).unwrap();
    assert_eq!(
        enter(blank, &card(5)).unwrap_err().code,
        ErrorCode::CardEntered,
        "also one that came back blank"
    );
    office.desk.void(&office.actor("Ada"), voided, VoidReason::Test, None).unwrap();
    assert_eq!(find(&office, "Noor", "3").problem, Some(CardProblem::Voided));
    assert_eq!(enter(voided, &card(5)).unwrap_err().code, ErrorCode::AlreadyVoided);
    let enquiry = office.desk.quick_enquiry(&office.actor("Ben"), None).unwrap().item;
    assert_eq!(find(&office, "Noor", &enquiry.short_no).problem, Some(CardProblem::QuickEnquiry));
    assert_eq!(enter(enquiry.id, &card(5)).unwrap_err().code, ErrorCode::Invalid);

    let item = |id| office.desk.moment(&office.actor("Ada"), id).unwrap().item;
    assert_eq!(
        (item(rated).rating_state, item(blank).rating_state),
        (RatingState::Rated, RatingState::Declined)
    );
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.invited, day.answered), (2, 1));
}

#[test]
fn all_of_a_card_is_kept_and_a_number_in_its_comment_must_be_masked() {
    let office = office();
    let saved = office.serve("Ben", office.usual()).unwrap().item;
    let noor = office.actor("Noor");
    let form = RatingForm {
        drivers: Some(vec![Driver::Timeliness, Driver::Courtesy]),
        fairness: Some(Scored::Score(2)),
        assisted: Some(Assisted::Companion),
        comment: Some("call me at 046 454 286".into()),
        ..card(2)
    };
    let refused = office.desk.enter_card(&noor, saved.id, &form).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("rating/comment"));
    let no_score = RatingForm { overall: None, ..form.clone() };
    assert_eq!(office.desk.enter_card(&noor, saved.id, &no_score).unwrap_err().code, ErrorCode::Invalid);
    let masked = RatingForm { comment: Some("too slow".into()), ..form };
    office.desk.enter_card(&noor, saved.id, &masked).unwrap();
    office
        .with_store(|store, _| {
            let stored =
                store.read::<_, moments_store::StoreError>(|r| r.moment(&saved.id)).unwrap().unwrap();
            let counted = stored.moment.rating().unwrap().rating.clone();
            assert_eq!((counted.overall, counted.source), (Some(2), RatingSource::Paper));
            assert_eq!(counted.drivers.len(), 2);
            assert_eq!((counted.fairness, counted.assisted), (Some(Scored::Score(2)), Assisted::Companion));
            assert_eq!(
                (counted.comment.as_deref(), counted.language.as_deref()),
                (Some("too slow"), Some("fr"))
            );
            assert_eq!(counted.asked, stored.moment.invitation.question);
        })
        .unwrap();
}

#[test]
fn the_card_of_a_moment_that_was_undone_goes_to_what_was_saved_again() {
    let office = office();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap().item;
    let again = office.desk.undo(&ben, saved.id).unwrap().unwrap();
    let form = moments_desk::moments::MomentForm { id: Some(again.id), ..office.usual() };
    office.desk.record(&ben, &form, Origin::Live).unwrap();
    let found = find(&office, "Noor", &saved.short_no);
    assert_eq!((found.id, found.problem), (again.id, None));
}

#[test]
fn for_safety_the_screen_goes_dark_at_once_and_an_answer_that_is_being_given_stays() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let lit = || {
        let ClientState::Invited(lit) = office.desk.client_state().unwrap() else {
            panic!("the client's screen should be lit")
        };
        lit
    };
    let saved = office.serve("Ben", office.usual()).unwrap().item;
    office.clock.forward(TimeDelta::seconds(5));
    let answer = moments_desk::ratings::ClientAnswer { overall: Some(1), ..Default::default() };
    let draft = moments_desk::ratings::ClientStep::Draft { answer, language: "en".into() };
    office.desk.client_answer(Some(&lit().token), draft).unwrap();
    let polite = office.desk.withdraw_invitation(&ben, saved.id, WithdrawReason::Language).unwrap_err();
    assert_eq!(polite.code, ErrorCode::TooLate, "the client is answering");
    let item = office.desk.withdraw_invitation(&ben, saved.id, WithdrawReason::Safety).unwrap();
    assert!(matches!(office.desk.client_state().unwrap(), ClientState::Rest { .. }));
    assert_eq!(item.rating_state, RatingState::Rated, "nobody makes an answer go away");
}

#[test]
fn no_time_runs_out_behind_the_curtain() {
    let office = TestOffice::new().unwrap();
    let lit = || matches!(office.desk.client_state().unwrap(), ClientState::Invited(_));
    office.serve("Ben", office.usual()).unwrap();
    office.desk.curtain(true).unwrap();
    assert!(!lit());
    office.clock.forward(TimeDelta::minutes(30));
    office.desk.curtain(false).unwrap();
    assert!(lit(), "the client still has all the time");
    office.clock.forward(TimeDelta::minutes(11));
    assert!(!lit());
    office.desk.curtain(true).unwrap();
    office.desk.curtain(false).unwrap();
    assert!(!lit(), "what was over does not come back");
}
