//! `sign-off`: a day is signed, shown, and what came after it is named.

use crate::office::{Office, PIN};
use serde_json::json;

const LINE: &str = r#"{"started_at":"2026-01-13T09:00:00-05:00","services":[{"service":"SRV01234"}]}"#;
const LATER: &str = r#"{"started_at":"2026-01-13T11:00:00-05:00","services":[{"service":"SRV01235"}]}"#;
const DAY: &str = "2026-01-13";

#[test]
fn a_day_is_signed_with_the_key_or_by_name_and_what_came_later_is_shown() {
    let office = Office::with_catalogue();
    office.run(&["record"], LINE).well();
    let entries = office.entries();
    let signed = office.run(&["sign-off", DAY, "--note", "reviewed", "--json"], "").well().json();
    let first = &signed["sign_offs"][0];
    assert_eq!((&first["by"], &first["note"]), (&json!(null), &json!("reviewed")));
    assert_eq!((&first["counts"]["moments"], &first["changes"]), (&json!(1), &json!([])));
    assert_eq!(office.entries(), entries + 2, "the sign-off, and that it was done without a person");

    office.run(&["record"], LATER).well();
    let entries = office.entries();
    let shown = office.run(&["sign-off", DAY, "--show"], "").well().out;
    for said in ["by the command line", "reviewed", "moments", "now 2", "1 change since", "recorded: Buoys"] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    assert_eq!(office.entries(), entries, "showing writes nothing");

    office.write("pin", PIN);
    let pin = office.path("pin");
    let by_name = ["sign-off", DAY, "--as", "Ada Ittuksarjuat", "--pin-file", pin.to_str().unwrap()];
    let again = office.run(&by_name, "").well().out;
    let newest = again.split("signed off").nth(1).unwrap();
    assert!(
        newest.contains("by Ada Ittuksarjuat") && newest.contains("nothing has changed since"),
        "{again}"
    );
}

#[test]
fn a_day_that_lies_ahead_a_note_to_be_masked_and_a_note_beside_show_are_refused() {
    let office = Office::with_catalogue();
    let entries = office.entries();
    let says = |words: &[&str], status: i32, sentence: &str| {
        let ended = office.run(words, "");
        assert_eq!((ended.status, ended.out.as_str()), (status, ""), "{}", ended.err);
        assert!(ended.err.contains(sentence), "{}", ended.err);
    };
    says(&["sign-off", "2199-01-01"], 1, "date is out of range");
    says(&["sign-off", "yesterday"], 1, "date is not a value");
    says(&["sign-off", DAY, "--note", "046 454 286"], 1, "mask it first");
    says(&["sign-off", DAY, "--note", "x", "--show"], 2, "--show");
    assert_eq!(office.run(&["sign-off", DAY, "--show"], "").well().out, format!("{DAY}\nnot signed off\n"));
    assert_eq!(office.entries(), entries + 3, "only that somebody without a name tried");
}
