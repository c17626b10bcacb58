//! A forgotten PIN is replaced by two people, or by the recovery code; only who never did more than serve by one.

use super::*;
use moments_core::entry::Author;
use moments_desk::Actor;
use moments_desk::sign_in::{PinChange, PinReset, StaffForm};
use moments_desk::words::Role;

fn form(office: &TestOffice, name: &str, roles: &[Role], issue_pin: bool) -> StaffForm {
    StaffForm {
        id: Some(office.id(name)),
        name: name.into(),
        roles: roles.to_vec(),
        active: true,
        pin: None,
        issue_pin,
        language: None,
    }
}

fn reset(office: &TestOffice, second: &str, second_pin: &str) -> PinReset {
    PinReset {
        staff: office.id("Ben"),
        own_pin: PIN.into(),
        second: office.id(second),
        second_pin: second_pin.into(),
    }
}

#[test]
fn one_administrator_gives_no_supervisor_a_new_pin_not_even_by_way_of_the_counter() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let both = [Role::Counter, Role::Supervisor];
    office.desk.save_staff(&ada, &form(&office, "Ben", &both, false)).unwrap();
    let refused = |form: StaffForm| code(office.desk.save_staff(&ada, &form));
    assert_eq!(refused(form(&office, "Ben", &both, true)), Some(ErrorCode::TwoNeeded));
    let chosen = StaffForm { pin: Some("another-lichen".into()), ..form(&office, "Ben", &both, false) };
    assert_eq!(refused(chosen), Some(ErrorCode::TwoNeeded));
    // In the same breath, or one after the other.
    assert_eq!(refused(form(&office, "Ben", &[Role::Counter], true)), Some(ErrorCode::TwoNeeded));
    office.desk.save_staff(&ada, &form(&office, "Ben", &[Role::Counter], false)).unwrap();
    assert_eq!(refused(form(&office, "Ben", &[Role::Counter], true)), Some(ErrorCode::TwoNeeded));
    assert!(sign_in(&office, "Ben", PIN).is_ok());

    assert!(
        office
            .desk
            .save_staff(&ada, &form(&office, "Noor", &[Role::Counter], true))
            .unwrap()
            .issued_pin
            .is_some()
    );
    assert!(
        office.desk.save_staff(&ada, &form(&office, "Ada", Role::ALL, true)).is_ok(),
        "one’s own is one’s own"
    );
}

#[test]
fn two_administrators_give_a_new_pin_and_both_are_named() {
    let office = TestOffice::new().unwrap();
    office.administrator("Noor");
    office.desk.save_staff(&office.actor("Ada"), &form(&office, "Ben", Role::ALL, false)).unwrap();
    for _ in 0..5 {
        let _ = sign_in(&office, "Ben", "not the pin");
    }
    let ada = office.actor("Ada");
    let issued = office.desk.reset_pin(&ada, &reset(&office, "Noor", PIN)).unwrap();
    assert_eq!((issued.name.as_str(), issued.pin.len()), ("Ben", 6));
    assert_eq!(sign_in(&office, "Ben", PIN), Err(ErrorCode::WrongPin), "the old one is out of use");
    assert!(sign_in(&office, "Ben", &issued.pin).is_ok(), "and its wait is over");
    let pins = acts(&office, ActKind::Pins);
    assert_eq!(told(&pins)[0], (Some(Action::PinReset), "Ben", "Noor"));
    assert_eq!(serde_json::to_value(&pins[0].by).unwrap()["name"], "Ada");
    assert!(!format!("{pins:?}").contains(&issued.pin));
}

#[test]
fn two_are_two_people_who_both_prove_themselves() {
    let office = TestOffice::new().unwrap();
    office.administrator("Noor");
    let ada = office.actor("Ada");
    let refused = |asked: &PinReset| {
        let error = office.desk.reset_pin(&ada, asked).unwrap_err();
        (error.code, error.field.unwrap_or_default())
    };
    let at = |field: &str, code: ErrorCode| (code, field.to_owned());
    assert_eq!(refused(&reset(&office, "Ada", PIN)), at("second", ErrorCode::Invalid));
    assert_eq!(refused(&reset(&office, "Ben", PIN)), at("second", ErrorCode::Invalid));
    assert_eq!(refused(&reset(&office, "Noor", "not hers")), at("second_pin", ErrorCode::WrongPin));
    let not_own = PinReset { own_pin: "not hers".into(), ..reset(&office, "Noor", PIN) };
    assert_eq!(refused(&not_own), at("own_pin", ErrorCode::WrongPin));
    let themselves = PinReset { staff: office.id("Ada"), ..reset(&office, "Noor", PIN) };
    assert_eq!(refused(&themselves), at("staff", ErrorCode::Invalid));
    // Who is no administrator any more is no second one.
    office.desk.save_staff(&ada, &form(&office, "Noor", &[Role::Counter], false)).unwrap();
    assert_eq!(refused(&reset(&office, "Noor", PIN)), at("second", ErrorCode::Invalid));
    let ben = Actor { author: Author::Staff(office.id("Ben")), ..office.actor("Ben") };
    assert_eq!(
        code(office.desk.reset_pin(&ben, &reset(&office, "Noor", PIN))),
        Some(ErrorCode::NotPermitted)
    );
    assert!(sign_in(&office, "Ben", PIN).is_ok(), "nothing was changed");
}

#[test]
fn the_recovery_code_of_this_workstation_and_no_other_gives_a_new_pin() {
    let office = TestOffice::new().unwrap();
    let other = TestOffice::new().unwrap();
    let ada = office.id("Ada");
    for wrong in [other.recovery_code.as_str(), "", "0000", "not a code"] {
        assert_eq!(code(office.desk.reset_pin_with_code(&ada, wrong)), Some(ErrorCode::WrongKey));
    }
    // Key slots are a file beside the store: whoever puts another one there has another code, and not this store's key.
    let own = office.folder().join("home").join("keyslots.json");
    let kept = std::fs::read(&own).unwrap();
    std::fs::copy(other.folder().join("home").join("keyslots.json"), &own).unwrap();
    assert_eq!(code(office.desk.reset_pin_with_code(&ada, &other.recovery_code)), Some(ErrorCode::WrongKey));
    std::fs::write(&own, kept).unwrap();

    let issued = office.desk.reset_pin_with_code(&ada, &office.recovery_code).unwrap();
    assert!(sign_in(&office, "Ada", &issued.pin).is_ok() && sign_in(&office, "Ada", PIN).is_err());
    assert_eq!(told(&acts(&office, ActKind::Pins)), [(Some(Action::PinResetWithCode), "Ada", "")]);
    let refusals = acts(&office, ActKind::Refusals);
    let codes: Vec<_> = refusals.iter().filter(|act| act.action == Some(Action::CodeRefused)).collect();
    let count: u32 = codes.iter().map(|act| act.detail.parse::<u32>().unwrap()).sum();
    assert_eq!((count, codes[0].subject.as_str()), (5, "Ada"));
}

#[test]
fn everybody_chooses_another_pin_with_the_one_they_have() {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ben", PIN).unwrap();
    let desk = &office.desk;
    let change = |current: &str, new: &str| {
        let asked = PinChange { current: current.into(), new: new.into() };
        desk.change_pin(&desk.actor().unwrap(), &asked).map_err(|e| (e.code, e.field.unwrap_or_default()))
    };
    assert_eq!(change("not the pin", "willow-ptarmigan"), Err((ErrorCode::WrongPin, "current".into())));
    for weak in ["short", "motdepasse", "Iqaluit2026", "benbenben"] {
        assert_eq!(change(PIN, weak), Err((ErrorCode::PinTooWeak, "new".into())), "{weak}");
    }
    change(PIN, "willow-ptarmigan").unwrap();
    assert!(sign_in(&office, "Ben", "willow-ptarmigan").is_ok() && sign_in(&office, "Ben", PIN).is_err());
    assert_eq!(told(&acts(&office, ActKind::Pins)), [(Some(Action::PinChanged), "Ben", "")]);
}
