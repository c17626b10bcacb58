//! Commands about who can open the records.

use super::window::*;
use moments_desk::Desk;
use moments_store::keys::{Holder, KeySlots, MemoryKeystore, OsUser, Passphrase};
use moments_tests::data_key;
use serde_json::{Value, json};
use std::cell::Cell;

/// All of them.
pub const ALL: &[fn()] = &[
    any_group_of_a_new_code_is_taken_or_refused,
    any_passphrase_is_taken_or_refused,
    any_holder_is_removed_or_stays,
    any_new_key_is_given_or_refused,
];

/// What is slow on purpose is done for one input in so many.
fn one_in(n: u32) -> impl Fn() -> bool {
    let calls = Cell::new(0u32);
    move || calls.replace(calls.get() + 1).is_multiple_of(n)
}

/// The first group of a code that was just made; mostly another one is sent.
fn read_back(desk: &Desk, right: bool) -> Value {
    let code = desk.new_recovery_code(&desk.actor().unwrap()).unwrap().code;
    json!({ "group": 1, "typed": if right { &code[..4] } else { &code[5..9] } })
}

#[test]
fn any_group_of_a_new_code_is_taken_or_refused() {
    let window = Window::new();
    let right = one_in(10);
    window.hammer(
        "keep_recovery_code",
        |desk| json!({ "readBack": read_back(desk, right()) }),
        |desk, sent| {
            desk.keep_recovery_code(&with_fresh_pin(desk)?, &sent.get("readBack")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_passphrase_is_taken_or_refused() {
    let window = Window::new();
    // A good one is slow on purpose: it is looked at each time, and set one time in so many.
    let (right, set) = (one_in(4), one_in(25));
    window.hammer(
        "set_passphrase",
        |_| json!({ "passphrase": if right() { "caribou stapler harbour nine" } else { "caribou" } }),
        |desk, sent| {
            let typed: String = sent.get("passphrase")?;
            if Passphrase::choose(&typed).is_err() || set() {
                desk.set_passphrase(&with_fresh_pin(desk)?, &typed)?;
            }
            Ok(())
        },
    );
}

#[test]
fn any_holder_is_removed_or_stays() {
    let window = Window::new();
    let home = window.office.folder().join("home");
    let somebody = every(10, |_| {
        let key = data_key(window.office.folder()).unwrap();
        let (keystore, user) = (MemoryKeystore::new(), OsUser::named("somebody else"));
        let holder = Holder::Keystore { keystore: &keystore, user: &user };
        KeySlots::open(&home).unwrap().renew(&key, &holder).unwrap().to_string()
    });
    window.hammer(
        "remove_key_holder",
        |desk| json!({ "id": somebody(desk) }),
        |desk, sent| {
            desk.remove_key_holder(&with_fresh_pin(desk)?, &sent.get::<String>("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_new_key_is_given_or_refused() {
    let window = Window::new();
    let right = one_in(60);
    window.hammer(
        "give_new_key",
        |desk| {
            json!({ "form": { "read_back": read_back(desk, right()), "passphrase": null, "keep_key_file": true } })
        },
        |desk, sent| {
            let ada = with_fresh_pin(desk)?;
            desk.give_new_key(&ada, &sent.get("form")?)?;
            desk.remove_old_copies(&ada)?;
            Ok(())
        },
    );
}
