//! Signing in: a PIN is a gate to a role; wrong ones wait longer and longer.

use moments_desk::sign_in::{SignIn, StaffForm};
use moments_desk::words::*;
use moments_desk::{Desk, ErrorCode};
use moments_tests::{PIN, TestOffice};

fn sign_in(office: &TestOffice, name: &str, pin: &str, short: bool) -> Result<Vec<Role>, ErrorCode> {
    let request = SignIn { staff: office.id(name), pin: pin.into(), short };
    office.desk.sign_in(&request).map(|s| s.roles).map_err(|e| e.code)
}

#[test]
fn the_full_pin_gives_every_role_and_the_short_one_only_the_counter() {
    let office = TestOffice::new().unwrap();
    assert_eq!(sign_in(&office, "Ada", PIN, false), Ok(Role::ALL.to_vec()));
    office.desk.set_short_pin(&office.desk.actor().unwrap(), "2580").unwrap();
    assert_eq!(sign_in(&office, "Ada", "2580", true), Ok(vec![Role::Counter]));
    let actor = office.desk.actor().unwrap();
    let refused = office.desk.review_day(&actor, None, &Default::default()).unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::NotPermitted,
        "the short PIN opens recording and the own day, nothing else"
    );
    assert!(office.desk.staff(&actor).is_err() && office.desk.office(&actor).is_err());
    assert!(office.desk.my_day(&actor, None).is_ok());
}

#[test]
fn the_short_pin_works_only_on_a_day_on_which_the_full_one_was_given() {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ben", PIN, false).unwrap();
    office.desk.set_short_pin(&office.desk.actor().unwrap(), "2580").unwrap();
    assert!(sign_in(&office, "Ben", "2580", true).is_ok());
    office.clock.forward(chrono::TimeDelta::days(1));
    assert_eq!(sign_in(&office, "Ben", "2580", true), Err(ErrorCode::WrongPin));
}

#[test]
fn five_wrong_pins_lock_out_and_a_restart_does_not_open() {
    let office = TestOffice::new().unwrap();
    for _ in 0..4 {
        assert_eq!(sign_in(&office, "Ben", "not the pin", false), Err(ErrorCode::WrongPin));
    }
    assert_eq!(sign_in(&office, "Ben", "not the pin", false), Err(ErrorCode::LockedOut));
    assert_eq!(
        sign_in(&office, "Ben", PIN, false),
        Err(ErrorCode::LockedOut),
        "the right one has to wait too"
    );
    office.clock.forward(chrono::TimeDelta::days(400));
    assert_eq!(
        sign_in(&office, "Ben", PIN, false),
        Err(ErrorCode::LockedOut),
        "a changed clock does not shorten it"
    );
    let office = office.crash_and_restart().unwrap();
    assert_eq!(sign_in(&office, "Ben", PIN, false), Err(ErrorCode::LockedOut));
    assert!(sign_in(&office, "Noor", PIN, false).is_ok(), "others are not held up");
}

#[test]
fn a_locked_counter_asks_for_a_pin_and_keeps_the_open_moment() {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ben", PIN, false).unwrap();
    let ben = office.desk.actor().unwrap();
    office.desk.open_moment(&ben, Default::default()).unwrap();
    office.desk.lock_counter();
    assert_eq!(office.desk.actor().unwrap_err().code, ErrorCode::Locked);
    sign_in(&office, "Ben", PIN, false).unwrap();
    assert_eq!(office.desk.counter(&office.desk.actor().unwrap()).unwrap().open.len(), 1);
    office.desk.sign_out().unwrap();
    assert_eq!(office.desk.actor().unwrap_err().code, ErrorCode::NotSignedIn);
}

#[test]
fn an_office_always_has_somebody_who_can_let_people_in() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let form = StaffForm {
        id: Some(office.id("Ada")),
        name: "Ada".into(),
        roles: vec![Role::Counter],
        active: true,
        pin: None,
        issue_pin: false,
        language: None,
    };
    assert_eq!(office.desk.save_staff(&ada, &form).unwrap_err().field.as_deref(), Some("roles"));
    assert!(office.desk.save_staff(&office.actor("Ben"), &form).is_err(), "a clerk changes nobody");
    let new = StaffForm { id: None, name: "Élodie  d’Amours".into(), ..form };
    let saved = office.desk.save_staff(&ada, &new).unwrap();
    assert_eq!(saved.staff.name, "Élodie d’Amours");
    assert_eq!(saved.issued_pin.map(|p| p.len()), Some(6), "six random digits, shown once");
}

#[test]
fn a_new_pin_is_issued_to_somebody_who_is_here_and_ends_the_wait() {
    let office = TestOffice::new().unwrap();
    for _ in 0..5 {
        let _ = sign_in(&office, "Ben", "not the pin", false);
    }
    assert_eq!(sign_in(&office, "Ben", PIN, false), Err(ErrorCode::LockedOut));
    let ada = office.actor("Ada");
    let form = StaffForm {
        id: Some(office.id("Ben")),
        name: "Ben".into(),
        roles: vec![Role::Counter],
        active: true,
        pin: None,
        issue_pin: true,
        language: None,
    };
    let both = StaffForm { pin: Some("another-lichen".into()), ..form.clone() };
    assert_eq!(office.desk.save_staff(&ada, &both).unwrap_err().field.as_deref(), Some("issue_pin"));
    assert!(office.desk.save_staff(&office.actor("Ben"), &form).is_err(), "nobody issues themselves one");

    let issued = office.desk.save_staff(&ada, &form).unwrap().issued_pin.unwrap();
    assert!(issued.len() == 6 && issued.bytes().all(|b| b.is_ascii_digit()), "six random digits, shown once");
    assert_eq!(sign_in(&office, "Ben", PIN, false), Err(ErrorCode::WrongPin), "the old one is out of use");
    assert!(sign_in(&office, "Ben", &issued, false).is_ok());
    let unchanged = StaffForm { issue_pin: false, ..form };
    assert_eq!(office.desk.save_staff(&ada, &unchanged).unwrap().issued_pin, None);
    let office = office.crash_and_restart().unwrap();
    assert!(sign_in(&office, "Ben", &issued, false).is_ok());
}

#[test]
fn a_verb_asks_for_the_role_and_not_for_the_window() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let d: &Desk = &office.desk;
    let refusals = [
        d.office(&ben).err(),
        d.staff(&ben).err(),
        d.preview_import(&ben, &[]).err(),
        d.import(&ben, "x").err(),
        d.retire_service(&ben, &office.quick(1), true).err(),
        d.confirm_relationships(&ben, &[]).err(),
        d.review_day(&ben, None, &Default::default()).err(),
        d.review_moments(&ben, None, &Default::default(), None).err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.map(|e| e.code), Some(ErrorCode::NotPermitted));
    }
}
