//! Whatever a window sends to any command: an error or a success, never a panic and never a fault of Moments itself.
//!
//! Each command takes its arguments as the window sends them, one JSON object, read as the shell reads it.

mod backups;
mod cases;
mod catch_up;
mod directory;
mod documents;
mod exchange;
mod follow_ups;
mod keys;
mod moments;
mod office;
mod past_log;
mod people;
mod privacy;
mod roles;
mod sign_off;
mod window;

use moments_tests::generated::{Dice, HARD};
use std::collections::BTreeSet;

/// Commands that take nothing. They show, again and again, what the others were made to store.
const TAKE_NOTHING: &[&str] = &[
    "app_state",
    "staff_to_sign_in",
    "lock_counter",
    "lock_when_idle",
    "sign_out",
    "time_zones",
    "counter",
    "tally_sheets",
    "services",
    "quick_list",
    "directory",
    "start_directory",
    "past_log_progress",
    "stop_past_log",
    "close_past_log",
    "key_holders",
    "new_recovery_code",
    "renew_keystore",
    "new_key_progress",
    "stop_new_key",
    "remove_old_copies",
    "office",
    "staff",
    "my_cases",
    "due_cases",
    "case_ageing",
    "my_openings",
    "backups",
    "retention",
    "handing_over",
    "sticks",
    "stick_progress",
    "stop_stick",
];

/// What the shell itself does: the system's windows for files and printers and the end of the app, which take nothing that
/// is read, a window's channel, and the preferences, whose inputs are generated in the shell's own tests.
const OF_THE_SHELL: [&str; 12] = [
    "choose_centre",
    "choose_files",
    "choose_log_file",
    "choose_place",
    "choose_second_folder",
    "print_document",
    "read_first_stick",
    "save_office_card",
    "save_preferences",
    "save_recovery_kit",
    "close_app",
    "news",
];

/// What `backups.rs` sends to.
const OF_COPIES: [&str; 5] =
    ["back_up_now", "no_second_folder", "recovery_read", "restore_copy", "set_up_from_copy"];

/// What `exchange.rs` sends to, apart from the others.
const OF_PASSPHRASES: [&str; 2] = ["join_office", "take_recovery_kit"];

/// What sends to every other command.
const ALL: [&[fn()]; 13] = [
    cases::ALL,
    catch_up::ALL,
    directory::ALL,
    documents::ALL,
    exchange::ALL,
    follow_ups::ALL,
    keys::ALL,
    moments::ALL,
    office::ALL,
    past_log::ALL,
    people::ALL,
    privacy::ALL,
    sign_off::ALL,
];

/// Sends every command its example and some more.
pub fn each_with(inputs: u64) {
    window::send_only(inputs);
    ALL.into_iter().flatten().for_each(|send| send());
}

#[test]
fn no_command_is_left_out() {
    let granted: BTreeSet<&str> =
        include_str!("../../../../src-tauri/commands.txt").split_whitespace().collect();
    let here = concat!(
        include_str!("cases.rs"),
        include_str!("catch_up.rs"),
        include_str!("directory.rs"),
        include_str!("documents.rs"),
        include_str!("exchange.rs"),
        include_str!("follow_ups.rs"),
        include_str!("keys.rs"),
        include_str!("moments.rs"),
        include_str!("office.rs"),
        include_str!("past_log.rs"),
        include_str!("people.rs"),
        include_str!("privacy.rs"),
        include_str!("sign_off.rs")
    );
    // One sends to those that are apart.
    assert_eq!(here.matches("#[test]").count() - 1, ALL.into_iter().flatten().count());
    let named = |rest: &'static str| rest.trim_start().strip_prefix('"')?.split('"').next();
    let hammered = here.split(".hammer(").skip(1).filter_map(named).filter(|name| !name.contains(' '));
    assert_eq!(
        hammered
            .chain(TAKE_NOTHING.iter().copied())
            .chain(OF_THE_SHELL)
            .chain(OF_COPIES)
            .chain(OF_PASSPHRASES)
            .collect::<BTreeSet<_>>(),
        granted
    );
}

#[test]
fn the_hard_texts_are_among_what_is_sent() {
    let mut dice = Dice::of(1);
    let sent: BTreeSet<String> = (0..20_000).map(|_| dice.text()).collect();
    assert!(HARD.iter().all(|text| sent.contains(*text)));
    assert!(sent.iter().any(|text| text.len() >= 1 << 19), "notes of a megabyte");
}
