//! Commands about PINs and about what was done here.

use super::window::*;
use moments_desk::Actor;
use moments_desk::sign_in::{PinChange, SignIn};
use moments_tests::{PIN, TestOffice};
use serde_json::json;
use std::cell::Cell;
use std::time::Duration;

/// All of them.
pub const ALL: &[fn()] = &[
    any_pin_that_is_given_again_is_taken_or_refused,
    any_new_pin_is_taken_or_refused,
    any_question_about_what_was_done_is_answered_or_refused,
];

/// True once in so many calls, the first among them. Checking a PIN is slow on purpose, so most are not to be checked.
fn one_in(n: u32) -> impl Fn() -> bool {
    let calls = Cell::new(0u32);
    move || calls.replace(calls.get() + 1).is_multiple_of(n)
}

#[test]
fn any_pin_that_is_given_again_is_taken_or_refused() {
    let window = Window::new();
    let ada = window.office.id("Ada");
    let right = one_in(50);
    // Most are sent while Ada waits after wrong ones; a night of waiting is over before each right one.
    let example = |desk: &moments_desk::Desk| {
        let right = right();
        if right {
            window.office.steady.pass(Duration::from_secs(8 * 3600));
            desk.sign_in(&SignIn { staff: ada, pin: PIN.into(), short: false }).unwrap();
        }
        json!({ "pin": if right { PIN } else { "not-the-pin" }, "purpose": "export" })
    };
    window.hammer("give_pin", example, |desk, sent| {
        desk.give_pin(&sent.get::<String>("pin")?, sent.get("purpose")?)?;
        Ok(())
    });
    window.office.steady.pass(Duration::from_secs(8 * 3600));
    window.hammer(
        "rights_left",
        |_| json!({ "touched": true }),
        |desk, sent| {
            assert!(desk.rights_left(sent.get("touched")?) <= 300);
            Ok(())
        },
    );
}

#[test]
fn any_new_pin_is_taken_or_refused() {
    let window = Window::new();
    let ben = window.office.id("Ben");
    let right = one_in(50);
    // Most are too easy, which is told before the PIN of now is looked at.
    let example = |_: &moments_desk::Desk| {
        window.office.steady.pass(Duration::from_secs(8 * 3600));
        json!({ "change": { "current": PIN, "new": if right() { PIN } else { "12345678" } } })
    };
    window.hammer("change_pin", example, |desk, sent| {
        let change: PinChange = sent.get("change")?;
        desk.change_pin(&desk.actor()?, &change)?;
        // Whatever was taken is put back, so that the next one has the same PIN to begin with.
        let back = PinChange { current: change.new, new: PIN.into() };
        Ok(desk.change_pin(&desk.actor()?, &back)?)
    });
    let right = one_in(50);
    let noor = window.office.administrator("Noor");
    let ada = window.office.id("Ada");
    let example = |_: &moments_desk::Desk| {
        window.office.steady.pass(Duration::from_secs(8 * 3600));
        let second = if right() { noor } else { ada };
        json!({ "reset": { "staff": ben, "own_pin": PIN, "second": second, "second_pin": PIN } })
    };
    window.hammer("reset_pin", example, |desk, sent| {
        // Hours pass between the tries: the rights of who asks would rest.
        let asks = desk.actor()?;
        let actor = Actor { roles: &asks.roles | &asks.resting, ..asks };
        desk.reset_pin(&actor, &sent.get("reset")?)?;
        Ok(())
    });
    let (right, code) = (one_in(50), &window.office.recovery_code);
    let other = TestOffice::new().unwrap().recovery_code.clone();
    let example =
        |_: &moments_desk::Desk| json!({ "staff": ben, "code": if right() { code } else { &other } });
    window.hammer("reset_pin_with_code", example, |desk, sent| {
        desk.reset_pin_with_code(&sent.get("staff")?, &sent.get::<String>("code")?)?;
        Ok(())
    });
}

#[test]
fn any_question_about_what_was_done_is_answered_or_refused() {
    let window = Window::new();
    window.hammer(
        "acts",
        |_| json!({ "filter": { "kind": "sign_ins", "date": "2026-11-24", "after": null } }),
        |desk, sent| {
            desk.acts(&desk.actor()?, &sent.get("filter")?)?;
            Ok(())
        },
    );
}
