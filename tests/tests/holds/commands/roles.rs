//! Who may do what, asked in Rust whatever a capability says: each command, as each kind of person, against a table that
//! was written by hand.

use super::window::*;
use super::{ALL, OF_COPIES, OF_PASSPHRASES, OF_THE_SHELL, TAKE_NOTHING};
use moments_desk::sign_in::{SignIn, StaffForm};
use moments_desk::words::Role;
use moments_desk::{Actor, Desk, ErrorCode};
use moments_tests::{PIN, PROGRAM};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Who stands at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Nobody,
    Locked,
    Counter,
    Supervisor,
    Administrator,
}
use Who::*;

const EVERYBODY: &[Who] = &[Nobody, Locked, Counter, Supervisor, Administrator];
const SIGNED_IN: &[Who] = &[Counter, Supervisor, Administrator];

/// By the design: those who serve record, and see their own day; supervisors review, follow up and sign off;
/// administrators keep the office, its staff, its catalogue and what is imported. Nobody who is not signed in, and no
/// locked counter, reads or writes a record.
#[rustfmt::skip]
const MAY: [(&[Who], &[&str]); 7] = [
    // The way in and out, what a page needs before it, the curtain, and a client's answer by its token.
    (EVERYBODY, &[
        "app_state", "set_up", "unlock", "staff_to_sign_in", "sign_in", "lock_counter", "lock_when_idle", "sign_out",
        "time_zones", "check_text", "mask_text", "curtain", "client_answer", "rights_left", "reset_pin_with_code",
        // The store is closed while it gets a new key, so that nobody can be asked for.
        "new_key_progress", "stop_new_key",
        // Nobody is signed in where a workstation that joined reads its first stick.
        "stick_progress", "stop_stick",
    ]),
    // What stands in a list that everybody works with.
    (SIGNED_IN, &["services", "service", "quick_list", "directory", "give_pin", "change_pin", "handing_over",
        "sticks", "write_stick", "read_stick"]),
    // Serving, and what of it is only for whoever served.
    (&[Counter], &[
        "set_short_pin", "counter", "open_moment", "change_open_moment", "park_moment", "discard_moment", "save_moment",
        "quick_enquiry", "my_day", "rate_for_client", "moment_by_card", "withdraw_invitation", "hand_over", "tally_sheets",
        "open_tally_sheet", "tally_sheet", "enter_row", "take_row_back", "put_sheet_away",
    ]),
    // What a supervisor puts right too, and needs that both see to.
    (&[Counter, Supervisor], &[
        "moment", "amend", "void_moment", "restore_moment", "undo", "search", "find_cards", "enter_card", "document",
        "save_document", "day_context", "set_day_context", "open_case", "change_case", "take_case", "hand_over_case",
        "close_case", "reopen_case", "link_moment", "find_case", "case", "my_cases", "due_cases", "lost_slip", "my_openings",
        "reply_to_follow_up",
    ]),
    // How clients were served.
    (&[Supervisor], &[
        "review_day", "review_moments", "trend", "sign_offs", "sign_off_day", "open_cases", "case_ageing", "follow_ups",
        "follow_ups_of_day", "follow_up", "acknowledge_follow_up", "take_follow_up", "assign_follow_up", "set_follow_up_due",
        "act_on_follow_up", "close_follow_up", "reopen_follow_up", "word_follow_up", "open_author", "save_export",
        "redaction_preview", "redact",
    ]),
    // What the counter is offered.
    (&[Supervisor, Administrator], &[
        "office", "save_quick_list", "save_organization", "retire_organization", "start_directory", "preview_directory",
        "import_directory", "export_directory", "acts", "backups", "retention", "retention_preview",
    ]),
    // The office itself.
    (&[Administrator], &[
        "save_office", "staff", "save_staff", "save_service", "retire_service", "confirm_relationships", "preview_import",
        "import_catalogue", "open_past_log", "choose_log_sheet", "preview_past_log", "import_past_log", "past_log_progress",
        "stop_past_log", "save_refused_rows", "close_past_log", "reset_pin", "key_holders", "new_recovery_code",
        "keep_recovery_code", "set_passphrase", "renew_keystore", "remove_key_holder", "give_new_key",
        "remove_old_copies", "keep_longer", "confirm_date", "invite_workstation", "rename_workstation", "retire_workstation",
    ]),
];

type Found = BTreeMap<String, BTreeSet<Who>>;

/// Whether the person was let through, whatever came of it then.
fn let_through(done: &Done) -> bool {
    let Err(NotDone::Refused(error)) = done else { return true };
    !matches!(error.code, ErrorCode::NotSignedIn | ErrorCode::Locked | ErrorCode::NotPermitted)
}

/// Ada with these roles alone: what a role may counts at once, also in her session.
fn only(window: &Window, roles: &[Role]) {
    for (name, roles) in [("Ben", &[Role::Counter, Role::Administrator][..]), ("Ada", roles)] {
        let form = StaffForm {
            id: Some(window.office.id(name)),
            name: name.into(),
            roles: roles.to_vec(),
            active: true,
            pin: None,
            issue_pin: false,
            language: None,
        };
        window.desk().save_staff(&Actor::cli(), &form).unwrap();
    }
}

fn back(window: &Window) {
    only(window, Role::ALL);
    window.desk().sign_in(&SignIn { staff: window.office.id("Ada"), pin: PIN.into(), short: false }).unwrap();
}

/// As each of them; `ready` makes what the command is about, as somebody who may do everything.
fn as_each<A>(window: &Window, ready: impl Fn() -> A, call: impl Fn(&A) -> Done) -> BTreeSet<Who> {
    let mut may = BTreeSet::new();
    for (who, role) in
        [(Counter, Role::Counter), (Supervisor, Role::Supervisor), (Administrator, Role::Administrator)]
    {
        only(window, Role::ALL);
        let about = ready();
        only(window, &[role]);
        let done = let_through(&call(&about));
        may.extend(done.then_some(who));
        if window.desk().actor().is_err() {
            back(window);
        }
    }
    only(window, Role::ALL);
    let about = ready();
    window.desk().lock_counter();
    may.extend(let_through(&call(&about)).then_some(Locked));
    window.desk().sign_out().unwrap();
    may.extend(let_through(&call(&about)).then_some(Nobody));
    back(window);
    may
}

/// The commands that take nothing, as the shell calls them.
fn takes_nothing(desk: &Desk, command: &str) -> Done {
    match command {
        "app_state" => drop(desk.start(PROGRAM)),
        "staff_to_sign_in" => drop(desk.staff_to_sign_in()?),
        "lock_counter" => desk.lock_counter(),
        "lock_when_idle" => drop(desk.lock_when_idle()?),
        "sign_out" => desk.sign_out()?,
        "time_zones" => drop(desk.time_zones()),
        "counter" => drop(desk.counter(&desk.actor()?)?),
        "tally_sheets" => drop(desk.sheets(&desk.actor()?)?),
        "services" => drop(desk.actor().and_then(|_| desk.services())?),
        "quick_list" => drop(desk.actor().and_then(|_| desk.quick_list())?),
        "directory" => drop(desk.directory(&desk.actor()?)?),
        "start_directory" => drop(desk.start_directory(&desk.actor()?)?),
        "past_log_progress" => drop(desk.past_log_progress(&desk.actor()?)?),
        "stop_past_log" => desk.stop_past_log(&desk.actor()?)?,
        "close_past_log" => desk.close_past_log(&desk.actor()?)?,
        "office" => drop(desk.office(&desk.actor()?)?),
        "staff" => drop(desk.staff(&desk.actor()?)?),
        "my_cases" => drop(desk.my_cases(&desk.actor()?)?),
        "due_cases" => drop(desk.due_cases(&desk.actor()?)?),
        "case_ageing" => drop(desk.case_ageing(&desk.actor()?)?),
        "my_openings" => drop(desk.my_openings(&desk.actor()?)?),
        "backups" => drop(desk.backups(&desk.actor()?)?),
        "retention" => drop(desk.retention(&desk.actor()?)?),
        "key_holders" => drop(desk.key_holders(&desk.actor()?)?),
        "new_recovery_code" => drop(desk.new_recovery_code(&desk.actor()?)?),
        "renew_keystore" => drop(desk.renew_keystore(&desk.actor()?)?),
        "new_key_progress" => drop(desk.new_key_progress()),
        "stop_new_key" => desk.stop_new_key(),
        "remove_old_copies" => drop(desk.remove_old_copies(&desk.actor()?)?),
        "handing_over" => drop(desk.handing_over(&desk.actor()?)?),
        "sticks" => drop(desk.sticks(&desk.actor()?)?),
        "stick_progress" => drop(desk.stick_progress()),
        "stop_stick" => desk.stop_stick(),
        other => panic!("{other} takes nothing, and nobody calls it here"),
    }
    Ok(())
}

#[test]
fn each_command_is_for_whom_the_table_says_and_for_nobody_else() {
    let found: Rc<RefCell<Found>> = Rc::default();
    let seen = Rc::clone(&found);
    instead(Box::new(move |window, name, example, call| {
        let may = as_each(
            window,
            || example(window.desk()),
            |about| call(window.desk(), &Arguments(about.clone())),
        );
        seen.borrow_mut().entry(name.to_owned()).or_default().extend(may);
    }));
    ALL.into_iter().flatten().for_each(|send| send());
    let window = Window::new();
    for command in TAKE_NOTHING {
        let may = as_each(&window, || (), |()| takes_nothing(window.desk(), command));
        found.borrow_mut().insert((*command).to_owned(), may);
    }
    let table: Found = MAY
        .iter()
        .flat_map(|(who, commands)| {
            commands.iter().map(|command| ((*command).to_owned(), who.iter().copied().collect()))
        })
        .collect();
    let found: Found = found.take().into_iter().filter(|(name, _)| !name.contains(' ')).collect();
    assert_eq!(differences(&found, &table), [""; 0]);
    let granted: BTreeSet<&str> =
        include_str!("../../../../src-tauri/commands.txt").split_whitespace().collect();
    let asked: BTreeSet<&str> =
        found.keys().map(String::as_str).chain(OF_THE_SHELL).chain(OF_COPIES).chain(OF_PASSPHRASES).collect();
    assert_eq!(asked, granted, "every command was asked");
    // A command that lets in one too many, or one too few, is seen.
    for (command, other) in [("save_staff", Supervisor), ("search", Locked), ("staff", Administrator)] {
        let mut planted = found.clone();
        let may = planted.get_mut(command).unwrap();
        if !may.remove(&other) {
            may.insert(other);
        }
        assert_eq!(differences(&planted, &table).len(), 1, "{command} and {other:?}");
    }
}

fn differences(found: &Found, table: &Found) -> Vec<String> {
    let unlike = found.iter().filter(|(name, may)| table.get(*name) != Some(*may));
    unlike.map(|(name, may)| format!("{name}: {may:?}, and the table says {:?}", table.get(name))).collect()
}
