//! Catching up on a tally sheet after an outage: each row is saved by itself, once, and guesses nothing.

use chrono::TimeDelta;
use moments_desk::ErrorCode;
use moments_desk::moments::{EnteredRow, RatingForm, RowForm, SheetForm};
use moments_desk::words::*;
use moments_tests::TestOffice;

/// The power was out this morning.
fn morning() -> SheetForm {
    SheetForm {
        no: None,
        office_day: "2026-11-24".into(),
        from: "10:00".into(),
        to: "11:30".into(),
        staff: None,
    }
}

fn usual(office: &TestOffice, row: u32) -> RowForm {
    RowForm { row, service: Some(office.quick(1 + row as usize % 9)), ..RowForm::default() }
}

fn enter(office: &TestOffice, who: &str, no: &str, row: &RowForm) -> EnteredRow {
    office.desk.enter_row(&office.actor(who), no, row).unwrap()
}

#[test]
fn a_row_is_a_moment_of_the_time_of_the_outage_for_which_nobody_was_asked() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let sheet = office.desk.open_sheet(&ben, &morning()).unwrap();
    assert_eq!((sheet.next_row, sheet.staff_name.as_str()), (1, "Ben"));

    let row = enter(&office, "Ben", &sheet.no, &usual(&office, 1)).row.item;
    assert_eq!((row.origin, row.time_source), (Origin::EnteredAfter, TimeSource::EnteredAfter));
    assert_eq!(row.started_at, "2026-11-24T10:00:00-05:00", "the time that the sheet says");
    assert_eq!((row.finished_at.as_deref(), row.rating_state), (None, RatingState::NotInvited));
    assert_eq!((row.outcome, row.lines[0].outcome_by), (Some(Outcome::Served), By::Default));

    let unusual = RowForm {
        relationship: Some(Relationship::InvoluntaryRightsOfOthers),
        outcome: Some(Outcome::Left),
        language: Some("fr".into()),
        time: Some("10:40".into()),
        ..usual(&office, 2)
    };
    let second = enter(&office, "Ben", &sheet.no, &unusual).row.item;
    assert_eq!(second.started_at, "2026-11-24T10:40:00-05:00");
    let line = &second.lines[0];
    assert_eq!((line.relationship_by, line.outcome, line.stage), (By::Staff, Outcome::Left, None));
    assert_eq!(second.language_provided, "fr");

    let enquiry = enter(&office, "Ben", &sheet.no, &RowForm { row: 3, ..RowForm::default() }).row.item;
    assert_eq!((enquiry.kind, enquiry.outcome), (MomentKind::QuickEnquiry, None));

    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.moments, day.quick_enquiries), (2, 1));
    assert_eq!((day.eligible, day.invited), (2, 0), "nobody was asked, and the figures say so");
    assert!(!office.desk.counter(&ben).unwrap().just_now.iter().any(|m| m.time_source == TimeSource::Live));
}

#[test]
fn the_same_row_twice_is_there_once_and_another_content_is_a_conflict() {
    let office = TestOffice::new().unwrap();
    let sheet = office.desk.open_sheet(&office.actor("Ben"), &morning()).unwrap();
    let row = usual(&office, 1);
    assert!(!enter(&office, "Ben", &sheet.no, &row).already_there);
    let again = enter(&office, "Ben", &sheet.no, &row);
    assert_eq!((again.already_there, again.next_row), (true, 2), "a key pressed twice saves once");
    let other = RowForm { outcome: Some(Outcome::Referred), ..row };
    let refused = office.desk.enter_row(&office.actor("Ben"), &sheet.no, &other).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Conflict);
    let far = office.desk.enter_row(&office.actor("Ben"), &sheet.no, &usual(&office, 3)).unwrap_err();
    assert_eq!(far.field.as_deref(), Some("row"), "no row is left out");
    assert_eq!(office.desk.my_day(&office.actor("Ben"), None).unwrap().n, 1);
}

#[test]
fn a_power_cut_in_the_middle_of_the_sheet_costs_no_row_that_was_saved() {
    let office = TestOffice::new().unwrap();
    let sheet = office.desk.open_sheet(&office.actor("Ben"), &morning()).unwrap();
    for row in 1..=17 {
        enter(&office, "Ben", &sheet.no, &usual(&office, row));
    }
    let office = office.crash_and_restart().unwrap();
    let ben = office.actor("Ben");
    let offered = office.desk.sheets(&ben).unwrap();
    assert_eq!((offered.len(), offered[0].no.as_str(), offered[0].saved), (1, sheet.no.as_str(), 17));

    let back = office.desk.sheet(&ben, &offered[0].no).unwrap();
    assert_eq!((back.next_row, back.from.as_str(), back.to.as_str()), (18, "10:00", "11:30"));
    assert_eq!(back.rows.iter().map(|r| r.row).collect::<Vec<_>>(), (1..=17).collect::<Vec<_>>());
    // The key was pressed, and the power went before the answer came.
    assert!(enter(&office, "Ben", &sheet.no, &usual(&office, 17)).already_there);
    for row in 18..=30 {
        assert!(!enter(&office, "Ben", &sheet.no, &usual(&office, row)).already_there);
    }
    assert_eq!(office.desk.my_day(&ben, None).unwrap().n, 30);

    office.desk.put_sheet_away(&ben, &sheet.no).unwrap();
    assert!(office.desk.sheets(&ben).unwrap().is_empty());
    assert_eq!(office.desk.my_day(&ben, None).unwrap().n, 30, "what was entered stays");
}

#[test]
fn the_paper_that_is_entered_again_counts_once() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let sheet = office.desk.open_sheet(&ben, &morning()).unwrap();
    enter(&office, "Ben", &sheet.no, &usual(&office, 1));
    office.desk.put_sheet_away(&ben, &sheet.no).unwrap();

    let noor = office.actor("Noor");
    let again = SheetForm { no: Some(sheet.no.to_lowercase()), staff: Some(office.id("Ben")), ..morning() };
    let found = office.desk.open_sheet(&noor, &again).unwrap();
    assert_eq!((found.next_row, found.rows.len()), (2, 1), "its rows are known by the number on the paper");

    let yesterday = SheetForm { office_day: "2026-11-23".into(), ..again.clone() };
    let refused = office.desk.open_sheet(&noor, &yesterday).unwrap_err();
    assert_eq!((refused.code, refused.data["day"].as_str()), (ErrorCode::Conflict, "2026-11-24"));

    let wrong = if sheet.no.starts_with('0') { "1" } else { "0" };
    let mistyped = format!("{wrong}{}", &sheet.no[1..]);
    let refused = office.desk.open_sheet(&noor, &SheetForm { no: Some(mistyped), ..again }).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("no"), "a typing error makes no new sheet");
}

#[test]
fn a_sheet_is_entered_for_the_colleague_who_served() {
    let office = TestOffice::new().unwrap();
    let noor = office.actor("Noor");
    let form = SheetForm { staff: Some(office.id("Ben")), ..morning() };
    let sheet = office.desk.open_sheet(&noor, &form).unwrap();
    assert_eq!(sheet.staff_name, "Ben");
    let row = enter(&office, "Noor", &sheet.no, &usual(&office, 1));
    assert!(!row.row.item.own);
    assert_eq!(office.desk.my_day(&office.actor("Ben"), None).unwrap().n, 1);
    assert_eq!(office.desk.my_day(&noor, None).unwrap().n, 0);
    // Somebody goes on with it: who served stays.
    let again = SheetForm { no: Some(sheet.no.clone()), ..morning() };
    assert_eq!(office.desk.open_sheet(&noor, &again).unwrap().staff_name, "Ben");
}

#[test]
fn the_last_row_can_be_taken_back_and_entered_otherwise() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let form = SheetForm { office_day: "2026-11-20".into(), ..morning() };
    let sheet = office.desk.open_sheet(&ben, &form).unwrap();
    enter(&office, "Ben", &sheet.no, &usual(&office, 1));
    enter(&office, "Ben", &sheet.no, &usual(&office, 2));
    office.clock.forward(TimeDelta::minutes(5));

    let first = office.desk.take_row_back(&ben, &sheet.no, 1).unwrap_err();
    assert_eq!(first.field.as_deref(), Some("row"), "the last row only");
    let noor = office.desk.take_row_back(&office.actor("Noor"), &sheet.no, 2).unwrap_err();
    assert_eq!(noor.code, ErrorCode::NotPermitted, "a colleague's row is not hers to take back");
    for outcome in [Outcome::TurnedAway, Outcome::PartlyServed] {
        assert_eq!(office.desk.take_row_back(&ben, &sheet.no, 2).unwrap().next_row, 2);
        let otherwise = RowForm { outcome: Some(outcome), ..usual(&office, 2) };
        assert_eq!(enter(&office, "Ben", &sheet.no, &otherwise).row.item.outcome, Some(outcome));
    }
    let day = office.desk.my_day(&ben, Some("2026-11-20")).unwrap();
    assert_eq!(day.items.iter().filter(|m| m.voided.is_none()).count(), 2);
    assert_eq!(day.items.iter().filter(|m| m.voided == Some(VoidReason::Undo)).count(), 2);

    // The client came back and told a rating meanwhile.
    let id = office.desk.sheet(&ben, &sheet.no).unwrap().rows[1].item.id;
    let told =
        RatingForm { overall: Some(2), source: Some(RatingSource::ToldStaff), ..RatingForm::default() };
    office.desk.rate_for_client(&ben, id, &told).unwrap();
    office.clock.forward(TimeDelta::minutes(1));
    assert_eq!(office.desk.take_row_back(&ben, &sheet.no, 2).unwrap_err().code, ErrorCode::TooLate);
    assert_eq!(office.desk.take_row_back(&office.actor("Ada"), &sheet.no, 2).unwrap().next_row, 2);
}

#[test]
fn an_outage_has_been_and_is_not_long_ago() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let refused =
        |form: SheetForm| office.desk.open_sheet(&ben, &form).unwrap_err().field.unwrap_or_default();
    let on = |day: &str| SheetForm { office_day: day.into(), ..morning() };
    assert_eq!(refused(on("2026-11-25")), "office_day", "not in the future");
    assert_eq!(refused(on("2026-11-09")), "office_day", "more than 14 days ago");
    assert_eq!(refused(on("24 Nov")), "office_day");
    assert_eq!(refused(SheetForm { to: "14:30".into(), ..morning() }), "to", "it is 14:03");
    assert_eq!(refused(SheetForm { to: "09:59".into(), ..morning() }), "to", "it ends before it begins");
    assert_eq!(refused(SheetForm { from: "25:00".into(), ..morning() }), "from");
    let stranger = SheetForm { staff: Some(StaffId::default()), ..morning() };
    assert_eq!(refused(stranger), "staff");
    assert!(office.desk.open_sheet(&ben, &on("2026-11-10")).is_ok());
    assert!(office.desk.open_sheet(&office.actor("Ada"), &on("2025-01-15")).is_ok(), "a supervisor may");

    let sheet = office.desk.open_sheet(&ben, &morning()).unwrap();
    let late = RowForm { time: Some("11:31".into()), ..usual(&office, 1) };
    let refused = office.desk.enter_row(&ben, &sheet.no, &late).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("time"), "a row lies within the outage");
    let nothing = RowForm { row: 1, outcome: Some(Outcome::Left), ..RowForm::default() };
    assert!(office.desk.enter_row(&ben, &sheet.no, &nothing).is_err(), "an enquiry has no outcome");
}
