//! A supervisor's and an administrator's rights rest after five minutes, on the monotonic clock.

use super::*;
use chrono::TimeDelta;
use moments_desk::sign_in::PinFor;
use moments_desk::words::Role;

#[test]
fn after_five_minutes_a_supervisor_goes_on_as_counter_staff_until_the_full_pin_is_given() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    office.steady.pass(5 * MINUTE - Duration::from_secs(1));
    assert!(desk.review_day(&desk.actor().unwrap(), None, &Default::default()).is_ok());
    assert_eq!(desk.rights_left(false), 1);
    office.steady.pass(Duration::from_secs(1));

    let ada = desk.actor().unwrap();
    let refused = desk.review_day(&ada, None, &Default::default()).unwrap_err();
    assert_eq!((refused.code, refused.data["purpose"].as_str()), (ErrorCode::PinNeeded, "rights"));
    assert_eq!(code(desk.office(&ada)), Some(ErrorCode::PinNeeded));
    assert!(desk.open_moment(&ada, Default::default()).is_ok(), "serving goes on");
    let session = desk.session().unwrap();
    assert_eq!(
        (session.roles, session.resting),
        (vec![Role::Counter], vec![Role::Supervisor, Role::Administrator])
    );

    assert_eq!(code(desk.give_pin("not the pin", PinFor::Rights)), Some(ErrorCode::WrongPin));
    assert_eq!(code(desk.staff(&desk.actor().unwrap())), Some(ErrorCode::PinNeeded));
    office.clock.forward(TimeDelta::seconds(1));
    assert!(desk.give_pin(PIN, PinFor::Rights).unwrap().resting.is_empty());
    assert!(desk.staff(&desk.actor().unwrap()).is_ok());
    assert_eq!(acts(&office, ActKind::SignIns)[0].action, Some(Action::RightsRenewed));
}

#[test]
fn work_in_a_supervisors_screen_keeps_the_rights_and_nothing_else_does() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    for _ in 0..6 {
        office.steady.pass(4 * MINUTE);
        assert_eq!(desk.rights_left(true), 300);
    }
    // A screen that reads again by itself, and clients who are served, are no act of a supervisor's.
    for _ in 0..5 {
        office.steady.pass(MINUTE);
        let ada = desk.actor().unwrap();
        let _ = desk.review_day(&ada, None, &Default::default());
        desk.rights_left(false);
        desk.counter(&ada).unwrap();
    }
    assert_eq!(desk.rights_left(true), 0, "a touch does not wake what rests");
    assert!(!desk.actor().unwrap().is(Role::Supervisor));
}

#[test]
fn no_clock_that_is_set_gives_more_time_and_a_sleeping_computer_takes_it() {
    let office = ada_at_the_window();
    let desk = &office.desk;
    office.clock.forward(TimeDelta::days(-3650));
    assert_eq!(desk.rights_left(false), 300);
    office.steady.pass(5 * MINUTE);
    assert_eq!(desk.rights_left(false), 0, "the monotonic clock ran");
    office.clock.forward(TimeDelta::days(-1));
    assert!(!desk.actor().unwrap().is(Role::Supervisor), "once they rest, no clock wakes them");

    desk.give_pin(PIN, PinFor::Rights).unwrap();
    // While a computer sleeps, its monotonic clock may stand still.
    office.clock.forward(TimeDelta::hours(8));
    assert!(!desk.actor().unwrap().is(Role::Supervisor));
}

#[test]
fn who_only_serves_has_nothing_that_rests_and_a_short_pin_takes_nothing_up() {
    let office = TestOffice::new().unwrap();
    let desk = &office.desk;
    sign_in(&office, "Ben", PIN).unwrap();
    office.steady.pass(60 * MINUTE);
    assert_eq!(desk.rights_left(true), 0);
    assert_eq!(
        code(desk.staff(&desk.actor().unwrap())),
        Some(ErrorCode::NotPermitted),
        "no PIN gives a role"
    );
    assert!(desk.session().unwrap().resting.is_empty());

    sign_in(&office, "Ada", PIN).unwrap();
    desk.set_short_pin(&desk.actor().unwrap(), "2580").unwrap();
    desk.lock_counter();
    assert_eq!(desk.rights_left(true), 0);
    desk.sign_in(&SignIn { staff: office.id("Ada"), pin: "2580".into(), short: true }).unwrap();
    assert_eq!(code(desk.give_pin(PIN, PinFor::Rights)), Some(ErrorCode::NotPermitted));
}
