//! `case`: what the window opened is shown here, and nothing is written.

use crate::office::{Office, PIN};
use moments_desk::cases::CaseForm;
use moments_desk::setup::StartState;
use moments_desk::{Desk, Home, Keys};
use serde_json::json;

/// A case that Ada opened in the window, which is closed again; its code.
fn opened(office: &Office) -> String {
    let keys = Keys { key_file: Some(office.path("key")), no_keystore: true };
    let desk = Desk::new(Home::locate(Some(&office.path("home"))).unwrap(), keys, Desk::system_clock());
    assert!(matches!(desk.start("test"), StartState::Ready { .. }));
    let ada = desk.staff_to_sign_in().unwrap().remove(0);
    let actor = desk.prove_staff(ada.id, PIN).unwrap();
    let form = CaseForm {
        service: Some("SRV01234".into()),
        next_action: Some("bring the boat’s papers".into()),
        due: Some("2020-01-31".into()),
        ..CaseForm::default()
    };
    let code = desk.open_case(&actor, &form).unwrap().item.code;
    desk.close();
    code
}

#[test]
fn a_case_is_shown_by_its_code_however_it_is_typed_and_nothing_is_written() {
    let office = Office::with_catalogue();
    let code = opened(&office);
    let entries = office.entries();
    let (first, rest) = (code[..4].to_lowercase(), &code[4..]);
    let shown = office.run(&["case", &first, rest], "").well().out;
    for said in [
        "Fishing licence",
        "status     open",
        "Ada Ittuksarjuat",
        "bring the boat’s papers",
        "2020-01-31, overdue",
    ] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    let views = office.run(&["case", &code, "--json"], "").well().json();
    assert_eq!((&views[0]["item"]["code"], &views[0]["timeline"][0]["opened"]), (&json!(code), &json!(true)));
    assert_eq!(office.entries(), entries);
}

#[test]
fn what_is_no_code_or_nobodys_says_so() {
    let office = Office::with_catalogue();
    let says = |code: &str, sentence: &str| {
        let ended = office.run(&["case", code], "");
        assert_eq!((ended.status, ended.out.as_str()), (1, ""));
        assert!(ended.err.contains(sentence), "{}", ended.err);
    };
    says("0000 000Z", "fewer than nine symbols");
    says("0000 000Z ZZ", "more than nine symbols");
    says("0000 000U Z", "symbol 8 is in no code");
    says("0000 00Z0 Z", "one of the symbols is wrong");
    says("0000 000Z Z", "It is not there");
}
