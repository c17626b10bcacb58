//! Some acts need a PIN that was given for them.

use super::*;
use moments_core::follow_up;
use moments_desk::documents::DocumentRequest;
use moments_desk::exports::{Copy, ExportRequest, TableFormat};
use moments_desk::moments::MomentForm;
use moments_desk::sign_in::{PinFor, StaffForm};
use moments_desk::words::{Feedback, FollowUpRule, Role};

fn ben(office: &TestOffice, roles: &[Role]) -> StaffForm {
    StaffForm {
        id: Some(office.id("Ben")),
        name: "Ben".into(),
        roles: roles.to_vec(),
        active: true,
        pin: None,
        issue_pin: false,
        language: None,
    }
}

fn needed<T: std::fmt::Debug>(result: Result<T, ApiError>, purpose: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.code, error.data["purpose"].as_str()), (ErrorCode::PinNeeded, purpose));
}

#[test]
fn a_role_is_given_only_with_a_pin_of_the_last_minute_that_is_spent_by_it() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    let promote =
        || desk.save_staff(&desk.actor().unwrap(), &ben(&office, &[Role::Counter, Role::Supervisor]));
    needed(promote(), "staff");
    desk.give_pin(PIN, PinFor::Export).unwrap();
    needed(promote(), "staff");
    desk.give_pin(PIN, PinFor::Staff).unwrap();
    office.steady.pass(MINUTE + Duration::from_secs(1));
    needed(promote(), "staff");
    desk.give_pin(PIN, PinFor::Staff).unwrap();
    office.steady.pass(MINUTE);
    assert!(promote().is_ok());
    needed(desk.save_staff(&desk.actor().unwrap(), &ben(&office, &[Role::Counter])), "staff");
}

#[test]
fn a_form_that_is_refused_costs_no_pin() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    desk.give_pin(PIN, PinFor::Staff).unwrap();
    let taken = StaffForm { name: "Noor".into(), ..ben(&office, &[Role::Counter]) };
    assert_eq!(code(desk.save_staff(&desk.actor().unwrap(), &taken)), Some(ErrorCode::Invalid));
    let right = StaffForm { name: "Ben O.".into(), ..taken };
    assert!(desk.save_staff(&desk.actor().unwrap(), &right).is_ok());
}

#[test]
fn a_pin_that_was_given_is_gone_when_the_counter_is_locked_or_left() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    for leave in [|d: &moments_desk::Desk| d.lock_counter(), |d: &moments_desk::Desk| d.sign_out().unwrap()] {
        desk.give_pin(PIN, PinFor::Staff).unwrap();
        leave(desk);
        assert!(code(desk.give_pin(PIN, PinFor::Staff)).is_some(), "nor is it taken there");
        sign_in(&office, "Ada", PIN).unwrap();
        needed(desk.save_staff(&desk.actor().unwrap(), &ben(&office, &[])), "staff");
    }
}

#[test]
fn figures_leave_the_office_only_with_a_pin_and_the_place_may_take_a_while_to_choose() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    let folder = tempfile::tempdir().unwrap();
    let day = ExportRequest::Day { date: "2026-11-24".into(), copy: Copy::Public, language: "en".into() };
    let path = folder.path().join("day.xlsx");
    needed(desk.save_export(&desk.actor().unwrap(), &day, TableFormat::Xlsx, &path), "export");
    assert!(!path.exists());
    let report =
        DocumentRequest::DayReport { date: "2026-11-24".into(), copy: Copy::Internal, language: "en".into() };
    let pdf = folder.path().join("day.pdf");
    needed(desk.save_document(&desk.actor().unwrap(), &report, &pdf), "export");
    let sheet = DocumentRequest::TallySheet { language: "en".into() };
    desk.save_document(&desk.actor().unwrap(), &sheet, &folder.path().join("sheet.pdf")).unwrap();

    desk.give_pin(PIN, PinFor::Export).unwrap();
    let ada = desk.fresh(desk.actor().unwrap(), PinFor::Export).unwrap();
    office.steady.pass(10 * MINUTE);
    desk.save_export(&ada, &day, TableFormat::Xlsx, &path).unwrap();
    office.clock.forward(chrono::TimeDelta::seconds(1));
    desk.give_pin(PIN, PinFor::Export).unwrap();
    desk.save_document(&desk.actor().unwrap(), &report, &pdf).unwrap();
    let exports = acts(&office, ActKind::Exports);
    let exported = Some(Action::Exported);
    assert_eq!(
        told(&exports),
        [(exported, "day 2026-11-24 internal", "pdf"), (exported, "day 2026-11-24 public", "xlsx")]
    );
}

#[test]
fn who_served_is_opened_only_with_a_pin_and_that_is_written_down() {
    let office = TestOffice::new().unwrap();
    let complaint = MomentForm { feedback: Some(vec![Feedback::Complaint]), ..office.usual() };
    let saved = office.serve("Ben", complaint).unwrap();
    let id = follow_up::id(&saved.item.id, FollowUpRule::Complaint);
    sign_in(&office, "Ada", PIN).unwrap();
    let desk = &office.desk;
    needed(desk.open_author(&desk.actor().unwrap(), id, "to hear both sides"), "author");
    assert_eq!(acts(&office, ActKind::Authors), []);
    desk.give_pin(PIN, PinFor::Author).unwrap();
    assert_eq!(desk.open_author(&desk.actor().unwrap(), id, "to hear both sides").unwrap().name, "Ben");
    let opened = acts(&office, ActKind::Authors);
    assert_eq!(told(&opened), [(Some(Action::AuthorOpened), id.to_string().as_str(), "")]);
    assert!(!format!("{opened:?}").contains("both sides"), "the reason stays at the follow-up");
}
